"""Lots of entries, drawn from by dice, and what was typed in a second time."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "entry_lots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_by", sa.String(), nullable=False),
        sa.Column("dice", sa.String(), nullable=False, server_default=""),
        sa.Column("witnesses", sa.String(), nullable=False, server_default=""),
        sa.Column("rolled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rolled_by", sa.String(), nullable=False, server_default=""),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_entry_lots_poll_id_polls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_lots")),
        sa.UniqueConstraint("poll_id", "number", name=op.f("uq_entry_lots_poll_id_number")),
    )
    op.create_table(
        "entry_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("differs", sa.Text(), nullable=False),
        sa.Column("ruling", sa.String(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False, server_default=""),
        sa.Column("decided_by", sa.String(), nullable=False, server_default=""),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_entry_checks_poll_id_polls")),
        sa.ForeignKeyConstraint(["entry_id"], ["form_entries.id"], name=op.f("fk_entry_checks_entry_id_form_entries")),
        sa.ForeignKeyConstraint(["second_id"], ["form_entries.id"], name=op.f("fk_entry_checks_second_id_form_entries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_checks")),
        sa.UniqueConstraint("second_id", name=op.f("uq_entry_checks_second_id")),
    )
    op.create_index(op.f("ix_entry_checks_poll_id"), "entry_checks", ["poll_id"])
    op.create_index(op.f("ix_entry_checks_entry_id"), "entry_checks", ["entry_id"])


def downgrade() -> None:
    op.drop_table("entry_checks")
    op.drop_table("entry_lots")
