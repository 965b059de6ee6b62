"""What is said: Chinese sentences and numbers, made from the core's values."""
