"""What owners decide together in a poll, beside the consultation."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("polls", sa.Column("matters", sa.Text(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("polls", "matters")
