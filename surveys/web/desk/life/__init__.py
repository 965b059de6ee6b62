"""进程: the road of a poll, and the steps on it."""
