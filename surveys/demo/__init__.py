"""The demo district: invented from end to end, at the scale of a real one, made through the services."""
