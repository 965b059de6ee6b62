"""Print runs: who made letters, when, for which doors and why; none is changed or taken out."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "print_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("building", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("big", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_print_runs_poll_id_polls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_runs")),
        sa.UniqueConstraint("poll_id", "number", name=op.f("uq_print_runs_poll_id_number")),
    )
    op.create_table(
        "printed_letters",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["print_runs.id"], name=op.f("fk_printed_letters_run_id_print_runs")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["poll_households.id"], name=op.f("fk_printed_letters_household_id_poll_households")
        ),
        sa.PrimaryKeyConstraint("run_id", "household_id", name=op.f("pk_printed_letters")),
    )
    for table in ("print_runs", "printed_letters"):
        for act in ("UPDATE", "DELETE"):
            _guard(table, act)


def _guard(table: str, act: str) -> None:
    head = f"CREATE TRIGGER guard_{table}_{act.lower()} BEFORE {act} ON {table}"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    else:
        op.execute(f"{head} BEGIN SELECT RAISE(ABORT, '{table} keeps what it has'); END")


def downgrade() -> None:
    op.drop_table("printed_letters")
    op.drop_table("print_runs")
