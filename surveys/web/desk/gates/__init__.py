"""五个不改: where they stand, and what was found."""
