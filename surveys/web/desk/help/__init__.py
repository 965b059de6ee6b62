"""Help and tools."""
