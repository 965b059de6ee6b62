"""When a poll's first notice and its final one were posted, in the poll's own row, which its lock covers."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

_FIRST = "SELECT min(published_at) FROM notices WHERE notices.poll_id = polls.id AND pdf IS NOT NULL"


def upgrade() -> None:
    for name in ("published_at", "final_at"):
        op.add_column("polls", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.execute(f"UPDATE polls SET published_at = ({_FIRST}), final_at = ({_FIRST} AND final)")


def downgrade() -> None:
    for name in ("final_at", "published_at"):
        op.drop_column("polls", name)
