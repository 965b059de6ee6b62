"""Questionnaires and menus that offices write themselves, and their unfinished ones."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "saved_documents",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("sort", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_saved_documents")),
        sa.UniqueConstraint("sort", "key", name=op.f("uq_saved_documents_sort_key")),
    )
    for act in ("UPDATE", "DELETE"):
        _refuse(act)
    op.create_table(
        "sketches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sketches")),
    )
    op.create_index(op.f("ix_sketches_by"), "sketches", ["by"])


def _refuse(act: str) -> None:
    head = f"CREATE TRIGGER guard_saved_documents_{act.lower()} BEFORE {act} ON saved_documents"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    else:
        op.execute(f"{head} BEGIN SELECT RAISE(ABORT, 'saved_documents keeps what it has'); END")


def downgrade() -> None:
    op.drop_table("sketches")
    op.drop_table("saved_documents")
