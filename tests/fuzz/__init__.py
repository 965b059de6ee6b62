"""Everything that outsiders' bytes meet, fed with what nobody should have sent: python3 run.py fuzz."""
