"""异议: written down and answered."""
