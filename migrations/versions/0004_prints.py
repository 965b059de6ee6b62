"""What was hung up, byte for byte. Notices without it told more than may be told: they are kept and shown no more."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("notices", sa.Column("pdf", sa.LargeBinary(), nullable=True))  # no batch: it would lose the guards


def downgrade() -> None:
    op.drop_column("notices", "pdf")
