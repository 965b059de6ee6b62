"""纸: every paper of a poll, what it is for, when it may be printed, and the printing."""
