"""Amendments to the frozen rosters of polls, and homes that lacked when a poll opened."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("poll_households", sa.Column("added", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "amendments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("holds_for", sa.Integer(), nullable=True),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("objection_id", sa.Integer(), nullable=True),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_role", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ruling", sa.String(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_role", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("touches", sa.Boolean(), nullable=False),
        sa.Column("followed", sa.Boolean(), nullable=False),
        sa.Column("floor", sa.Integer(), nullable=True),
        sa.Column("room", sa.String(), nullable=True),
        sa.Column("area", sa.Integer(), nullable=True),
        sa.Column("area_source", sa.String(), nullable=True),
        sa.Column("use", sa.String(), nullable=True),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("owners", sa.Integer(), nullable=True),
        sa.Column("gone", sa.Boolean(), nullable=True),
        *_keys(poll_id="polls", household_id="poll_households", holds_for="poll_households", objection_id="objections"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendments")),
        sa.UniqueConstraint("holds_for", name=op.f("uq_amendments_holds_for")),
    )
    op.create_index(op.f("ix_amendments_poll_id"), "amendments", ["poll_id"])
    op.create_index(op.f("ix_amendments_household_id"), "amendments", ["household_id"])


def _keys(**tables: str) -> tuple[sa.schema.SchemaItem, ...]:
    return tuple(
        sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_amendments_{name}_{table}"))
        for name, table in tables.items()
    )


def downgrade() -> None:
    op.drop_table("amendments")
    op.drop_column("poll_households", "added")
