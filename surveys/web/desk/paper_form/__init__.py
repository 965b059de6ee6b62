"""Paper questionnaires: printed, given out and fetched back."""
