"""Files that prove what was found about a gate, and which of them a finding brought."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

TABLE = "evidence_files"


def upgrade() -> None:
    op.add_column("findings", sa.Column("files", sa.Text(), nullable=True))
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_evidence_files_poll_id_polls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_files")),
        sa.UniqueConstraint("poll_id", "digest", name=op.f("uq_evidence_files_poll_id_digest")),
    )
    for act in ("UPDATE", "DELETE"):
        _guard(act)


def _guard(act: str) -> None:
    name = f"guard_{TABLE}_{act.lower()}"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {TABLE} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
        if act == "DELETE":
            op.execute(f"CREATE TRIGGER {name}_all BEFORE TRUNCATE ON {TABLE} EXECUTE FUNCTION refuse_change()")
        return
    op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{TABLE} keeps what it has'); END")


def downgrade() -> None:
    op.drop_table(TABLE)
    op.drop_column("findings", "files")
