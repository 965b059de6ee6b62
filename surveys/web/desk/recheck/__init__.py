"""The recheck after closing at the desk."""
