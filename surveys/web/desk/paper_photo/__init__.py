"""Photographs of paper forms at the desk."""
