"""Receipt keys. What was cast before has none: it is changed through the committee."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    # No batch: it would lose the guards.
    op.add_column("revisions", sa.Column("since", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("revisions", sa.Column("key_hash", sa.String(), nullable=True))
    op.create_index(op.f("ix_revisions_key_hash"), "revisions", ["key_hash"])


def downgrade() -> None:
    op.drop_index(op.f("ix_revisions_key_hash"), "revisions")
    op.drop_column("revisions", "key_hash")
    op.drop_column("revisions", "since")
