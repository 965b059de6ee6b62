"""The life of a poll: pauses, reviews, what was changed and why, objections, the final notice, and who keeps the time."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("polls", sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("polls", sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("polls", sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True))
    # What was posted before there was a review had been looked at by whoever posted it.
    op.execute(
        "UPDATE polls SET reviewed_at = (SELECT min(published_at) FROM notices WHERE notices.poll_id = polls.id)"
    )
    op.add_column("notices", sa.Column("final", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "poll_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_changes_poll_id_polls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_changes")),
        sa.UniqueConstraint("poll_id", "number", name=op.f("uq_poll_changes_poll_id_number")),
    )
    _guard("poll_changes_update", "UPDATE", "poll_changes", "1 = 1")
    _guard("poll_changes_delete", "DELETE", "poll_changes", "1 = 1")
    # What is over stays over, whatever a clock says.
    _guard("polls_closed", "UPDATE OF closed_at, closes_at", "polls", "OLD.closed_at IS NOT NULL")
    _guard("polls_cancelled", "UPDATE OF cancelled_at", "polls", "OLD.cancelled_at IS NOT NULL")
    op.create_table(
        "objections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("adopted", sa.Boolean(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_objections_poll_id_polls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objections")),
    )
    op.create_index(op.f("ix_objections_poll_id"), "objections", ["poll_id"])
    op.create_table(
        "watches",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_watches")),
    )


def _guard(name: str, act: str, table: str, condition: str) -> None:
    head = f"CREATE TRIGGER guard_{name} BEFORE {act} ON {table}"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"{head} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION refuse_change()")
    else:
        op.execute(f"{head} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{table} keeps what it has'); END")


def downgrade() -> None:
    for name in ("polls_closed", "polls_cancelled"):
        on = " ON polls" if op.get_bind().dialect.name == "postgresql" else ""
        op.execute(f"DROP TRIGGER guard_{name}{on}")
    op.drop_table("watches")
    op.drop_table("objections")
    op.drop_table("poll_changes")
    op.drop_column("notices", "final")
    op.drop_column("polls", "cancelled_at")
    op.drop_column("polls", "reviewed_at")
    op.drop_column("polls", "paused_at")
