"""The ledger at the desk."""
