"""Homes drawn by dice after closing and asked anew."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.create_table(
        "rechecks",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_by", sa.String(), nullable=False),
        sa.Column("dice", sa.String(), nullable=False, server_default=""),
        sa.Column("witnesses", sa.String(), nullable=False, server_default=""),
        sa.Column("rolled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rolled_by", sa.String(), nullable=False, server_default=""),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_rechecks_poll_id_polls")),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_rechecks")),
    )
    op.create_table(
        "recheck_doors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("second_id", sa.Integer(), nullable=True),
        sa.Column("differs", sa.Text(), nullable=True),
        sa.Column("visited_by", sa.String(), nullable=False, server_default=""),
        sa.Column("visited_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_recheck_doors_poll_id_polls")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["poll_households.id"], name=op.f("fk_recheck_doors_household_id_poll_households")
        ),
        sa.ForeignKeyConstraint(["second_id"], ["form_entries.id"], name=op.f("fk_recheck_doors_second_id_form_entries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recheck_doors")),
        sa.UniqueConstraint("poll_id", "serial", name=op.f("uq_recheck_doors_poll_id_serial")),
    )
    op.create_index(op.f("ix_recheck_doors_household_id"), "recheck_doors", ["household_id"])


def downgrade() -> None:
    op.drop_table("recheck_doors")
    op.drop_table("rechecks")
