"""入户信: printed, and issued anew where one was lost."""
