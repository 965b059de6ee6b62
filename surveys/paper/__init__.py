"""What is printed: letters and sheets as PDF pages. Knows what words say and what services hand over; no Flask."""
