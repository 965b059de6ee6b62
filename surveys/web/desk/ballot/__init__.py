"""票: whether a household answered, never what."""
