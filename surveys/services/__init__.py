"""What is done: one function is one errand inside the caller's transaction."""
