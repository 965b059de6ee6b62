"""The rows that are published with a notice, kept as the file that everybody gets."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    op.create_table(
        "open_packages",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_open_packages_poll_id_polls")),
        sa.PrimaryKeyConstraint("poll_id", "number", name=op.f("pk_open_packages")),
    )
    for act in ("UPDATE", "DELETE"):
        head = f"CREATE TRIGGER guard_open_packages_{act.lower()} BEFORE {act} ON open_packages"
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
        else:
            op.execute(f"{head} BEGIN SELECT RAISE(ABORT, 'open_packages keeps what it has'); END")


def downgrade() -> None:
    op.drop_table("open_packages")
