"""征询: closing one before its announced date."""
