"""小区: where each stands, and one of them door by door."""
