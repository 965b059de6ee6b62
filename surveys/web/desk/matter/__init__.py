"""业主共同决定事项: what the owners of a compound decide beside the consultation, as long as its poll is a draft."""
