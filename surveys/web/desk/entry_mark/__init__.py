"""Reviewing entries at the desk."""
