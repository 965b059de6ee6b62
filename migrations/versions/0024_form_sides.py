"""The sides of each batch of paper forms as they were printed."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_table(
        "form_sides",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("forms", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["form_batches.id"], name=op.f("fk_form_sides_batch_id_form_batches")),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_form_sides")),
    )


def downgrade() -> None:
    op.drop_table("form_sides")
