"""What is printed: letters and the papers of a result as PDF. Knows what words say and services hand over; no Flask."""
