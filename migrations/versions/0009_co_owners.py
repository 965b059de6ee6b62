"""Homes with several owners: what another of them voted, and whose vote holds."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("poll_households", sa.Column("owners", sa.Integer(), nullable=False, server_default="1"))
    op.create_table(
        "co_votes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("voter", sa.String(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("submission", sa.String(), nullable=False),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"], ["poll_households.id"], name=op.f("fk_co_votes_household_id_poll_households")
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_co_votes_poll_id_polls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_co_votes")),
        sa.UniqueConstraint("household_id", "submission", name=op.f("uq_co_votes_household_id_submission")),
    )
    op.create_index(op.f("ix_co_votes_poll_id"), "co_votes", ["poll_id"])
    op.create_table(
        "settlements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("voter", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"], ["poll_households.id"], name=op.f("fk_settlements_household_id_poll_households")
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_settlements_poll_id_polls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlements")),
    )
    op.create_index(op.f("ix_settlements_poll_id"), "settlements", ["poll_id"])


def downgrade() -> None:
    op.drop_table("settlements")
    op.drop_table("co_votes")
    op.drop_column("poll_households", "owners")
