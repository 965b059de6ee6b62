"""Looking for holes: rules of our own, which the suite runs, and other people's scanners where they are installed."""
