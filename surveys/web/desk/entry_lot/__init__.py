"""Lots of entries at the desk."""
