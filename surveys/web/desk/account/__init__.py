"""账号: who works here, in which role, and where."""
