"""What is true: the nouns and the rules, on the standard library alone, without clock, disk, network or chance."""
