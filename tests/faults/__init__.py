"""What goes wrong on a machine, tried for real."""
