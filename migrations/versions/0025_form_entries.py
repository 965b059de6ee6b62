"""What was seen on a paper beside its answers, with each typing in."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.add_column("form_entries", sa.Column("marks", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("form_entries", "marks")
