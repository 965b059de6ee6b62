"""Wrong household codes, counted by the hour in one row each; those of this hour are carried over."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    wrong_codes = op.create_table(
        "wrong_codes",
        sa.Column("hour", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hour", "what", name=op.f("pk_wrong_codes")),
    )
    hour = int(datetime.now(UTC).timestamp()) // 3600
    attempts = sa.table("attempts", sa.column("door"), sa.column("who"), sa.column("at", sa.DateTime(timezone=True)))
    of_codes = sa.or_(attempts.c.door == "code", attempts.c.door.startswith("code "))
    counts = {}
    this_hour = attempts.c.at >= datetime.fromtimestamp(hour * 3600, UTC)
    found = sa.select(attempts.c.door, attempts.c.who, sa.func.count()).where(of_codes, this_hour)
    for door, who, times in op.get_bind().execute(found.group_by(attempts.c.door, attempts.c.who)):
        for what in ("all", f"from {who}") if door == "code" else (f"poll {door.removeprefix('code ')}",):
            counts[what] = counts.get(what, 0) + times
    if counts:
        op.bulk_insert(wrong_codes, [{"hour": hour, "what": what, "times": times} for what, times in counts.items()])
    op.execute(sa.delete(attempts).where(of_codes))
    op.create_index(op.f("ix_attempts_at"), "attempts", ["at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_attempts_at"), "attempts")
    op.drop_table("wrong_codes")
