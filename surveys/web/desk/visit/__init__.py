"""上门: the walk from door to door on a phone, and its sums."""
