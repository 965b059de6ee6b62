"""Papers that were printed: their bytes, and each copy; none is changed or taken out."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "paper_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_paper_files_poll_id_polls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_files")),
        sa.UniqueConstraint(
            "poll_id", "paper", "format", "source", name=op.f("uq_paper_files_poll_id_paper_format_source")
        ),
    )
    op.create_table(
        "paper_copies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_paper_copies_poll_id_polls")),
        sa.ForeignKeyConstraint(["file_id"], ["paper_files.id"], name=op.f("fk_paper_copies_file_id_paper_files")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_copies")),
        sa.UniqueConstraint("poll_id", "paper", "number", name=op.f("uq_paper_copies_poll_id_paper_number")),
    )
    for table in ("paper_files", "paper_copies"):
        for act in ("UPDATE", "DELETE"):
            _guard(table, act)


def _guard(table: str, act: str) -> None:
    head = f"CREATE TRIGGER guard_{table}_{act.lower()} BEFORE {act} ON {table}"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    else:
        op.execute(f"{head} BEGIN SELECT RAISE(ABORT, '{table} keeps what it has'); END")


def downgrade() -> None:
    op.drop_table("paper_copies")
    op.drop_table("paper_files")
