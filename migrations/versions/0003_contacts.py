"""Telephone numbers that households leave to be called back, apart from their answers."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "contacts",
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.String(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"], ["poll_households.id"], name=op.f("fk_contacts_household_id_poll_households")
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_contacts_poll_id_polls")),
        sa.PrimaryKeyConstraint("household_id", "capacity", name=op.f("pk_contacts")),
    )
    op.create_index(op.f("ix_contacts_poll_id"), "contacts", ["poll_id"])


def downgrade() -> None:
    op.drop_table("contacts")
