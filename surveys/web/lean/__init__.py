"""Lean pages, for residents and for everybody: the style inside, one script beside, nothing else to fetch."""
