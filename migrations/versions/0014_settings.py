"""What stands on papers: where residents reach the installation, and what each neighbourhood committee says of itself."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

SAID = ("address", "hours", "person", "posting", "seals")


def upgrade() -> None:
    with op.batch_alter_table("communities") as batch:
        for name in SAID:
            batch.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("districts") as batch:
        batch.add_column(sa.Column("site", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("districts") as batch:
        batch.drop_column("site")
    with op.batch_alter_table("communities") as batch:
        for name in SAID:
            batch.drop_column(name)
