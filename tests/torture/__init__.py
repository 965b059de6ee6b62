"""What is done to the service so that it loses something: kills, power cuts, and pauses where nobody expects them."""
