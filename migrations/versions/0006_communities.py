"""The neighbourhood committees that ask, with their telephones, and which compounds are theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "communities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["street_id"], ["streets.id"], name=op.f("fk_communities_street_id_streets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_communities")),
        sa.UniqueConstraint("street_id", "name", name=op.f("uq_communities_street_id_name")),
    )
    with op.batch_alter_table("compounds") as batch:
        batch.add_column(sa.Column("community_id", sa.Integer(), nullable=True))
        batch.create_index(batch.f("ix_compounds_community_id"), ["community_id"])
        batch.create_foreign_key(
            batch.f("fk_compounds_community_id_communities"), "communities", ["community_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("compounds") as batch:
        batch.drop_constraint(batch.f("fk_compounds_community_id_communities"), type_="foreignkey")
        batch.drop_index(batch.f("ix_compounds_community_id"))
        batch.drop_column("community_id")
    op.drop_table("communities")
