"""Knocks on doors: what came of each, when and by whom, and when somebody comes again."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.create_table(
        "visits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("submission", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("next_part", sa.String(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("undoes", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["household_id"], ["poll_households.id"], name=op.f("fk_visits_household_id_poll_households")
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_visits_poll_id_polls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sa.UniqueConstraint("poll_id", "submission", name=op.f("uq_visits_poll_id_submission")),
        sa.UniqueConstraint("poll_id", "undoes", name=op.f("uq_visits_poll_id_undoes")),
    )
    op.create_index(op.f("ix_visits_household_id_at"), "visits", ["household_id", "at"])
    op.create_index(op.f("ix_visits_poll_id_next_on"), "visits", ["poll_id", "next_on"])


def downgrade() -> None:
    op.drop_table("visits")
