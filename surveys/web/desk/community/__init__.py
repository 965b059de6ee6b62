"""社区: the committees that ask, and what each says of itself on papers."""
