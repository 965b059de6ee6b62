"""What stands in deploy/ is started where the machine can, and checked where it can not."""
