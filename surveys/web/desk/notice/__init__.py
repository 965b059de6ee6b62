"""公示: publishing a result, and correcting it."""
