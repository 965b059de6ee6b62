"""What is remembered: SQLAlchemy lives here, and its rows never leave."""
