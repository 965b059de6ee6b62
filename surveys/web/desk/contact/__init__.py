"""Who left a number to be called back."""
