"""What is seen: Flask lives here."""
