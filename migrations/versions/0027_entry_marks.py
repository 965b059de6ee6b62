"""What reviewers found about entries: counted, queried or void, with a reason."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.create_table(
        "entry_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_entry_marks_poll_id_polls")),
        sa.ForeignKeyConstraint(["entry_id"], ["form_entries.id"], name=op.f("fk_entry_marks_entry_id_form_entries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_marks")),
    )
    op.create_index(op.f("ix_entry_marks_poll_id"), "entry_marks", ["poll_id"])
    op.create_index(op.f("ix_entry_marks_entry_id"), "entry_marks", ["entry_id"])


def downgrade() -> None:
    op.drop_table("entry_marks")
