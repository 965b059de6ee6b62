"""Commitments to revisions and acts, sealed in a tree whose checkpoints are printed."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
BESIDE = ("poll_households", "amendments", "waiting_ballots", "disputes", "co_votes", "mandates", "settlements")


def upgrade() -> None:
    op.create_table(
        "leaves",
        sa.Column("tree", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("leaf", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("tree", "place", name=op.f("pk_leaves")),
        sa.UniqueConstraint("kind", "row_id", name=op.f("uq_leaves_kind_row_id")),
    )
    op.create_table(
        "tree_heads",
        sa.Column("tree", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("tree", "size", name=op.f("pk_tree_heads")),
    )
    # No batch: it would lose the guards. What is there already keeps none: it is marked where it is sealed.
    op.add_column("revisions", sa.Column("leaf", sa.String(), nullable=True))
    op.add_column("revisions", sa.Column("mark", sa.String(), nullable=True))
    op.add_column("entries", sa.Column("mark", sa.String(), nullable=True))
    for table in BESIDE:
        op.add_column(table, sa.Column("mark", sa.String(), nullable=True))
    op.create_index(op.f("ix_entries_mark"), "entries", ["mark"], unique=True)
    op.create_index(op.f("ix_revisions_poll_id_id"), "revisions", ["poll_id", "id"])
    op.create_index(op.f("ix_leaves_tree_kind_row_id"), "leaves", ["tree", "kind", "row_id"])
    for table in ("leaves", "tree_heads"):
        for act in ("UPDATE", "DELETE"):
            _guard(table, act)


def _guard(table: str, act: str) -> None:
    head = f"CREATE TRIGGER guard_{table}_{act.lower()} BEFORE {act} ON {table}"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    else:
        op.execute(f"{head} BEGIN SELECT RAISE(ABORT, '{table} keeps what it has'); END")


def downgrade() -> None:
    op.drop_index(op.f("ix_revisions_poll_id_id"), "revisions")
    op.drop_index(op.f("ix_entries_mark"), "entries")
    for table in BESIDE:
        op.drop_column(table, "mark")
    op.drop_column("entries", "mark")
    op.drop_column("revisions", "mark")
    op.drop_column("revisions", "leaf")
    op.drop_table("tree_heads")
    op.drop_table("leaves")
