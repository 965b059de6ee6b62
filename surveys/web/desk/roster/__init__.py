"""户册: a file of households, what it would change, and taking it over."""
