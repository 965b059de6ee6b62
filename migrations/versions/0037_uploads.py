"""Files between their preview and their confirmation, where every machine that serves finds them."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0035"


def upgrade() -> None:
    op.create_table(
        "uploads",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", "name", name=op.f("pk_uploads")),
    )
    op.create_index(op.f("ix_uploads_by"), "uploads", ["by"])


def downgrade() -> None:
    op.drop_table("uploads")
