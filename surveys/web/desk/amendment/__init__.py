"""户册更正: what is put right in a poll's roster after it opened, asked for by one and decided by another."""
