"""How late it was when the time was last kept: for what there is, the time of its newest act."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

_ACTS = (
    "SELECT max(at) AS at FROM entries UNION ALL SELECT max(cast_at) FROM revisions UNION ALL SELECT max(cast_at) FROM co_votes"
)


def upgrade() -> None:
    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("revisions", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("co_votes", sa.Integer(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
    )
    op.execute(f"INSERT INTO clock (id, at) SELECT 1, max(at) FROM ({_ACTS}) AS acts HAVING max(at) IS NOT NULL")


def downgrade() -> None:
    op.drop_table("clock")
