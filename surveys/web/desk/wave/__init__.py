"""轮次: planning one, looking it over, opening it."""
