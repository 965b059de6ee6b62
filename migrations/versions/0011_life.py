"""The life of a poll: pauses, reviews, what was changed and why, objections, the final notice, and who keeps the time."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0009"


def upgrade() -> None:
    with op.batch_alter_table("polls") as batch:
        batch.add_column(sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True))
    # What was posted before there was a review had been looked at by whoever posted it.
    op.execute(
        "UPDATE polls SET reviewed_at = (SELECT min(published_at) FROM notices WHERE notices.poll_id = polls.id)"
    )
    with op.batch_alter_table("notices") as batch:
        batch.add_column(sa.Column("final", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "poll_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_changes_poll_id_polls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_changes")),
        sa.UniqueConstraint("poll_id", "number", name=op.f("uq_poll_changes_poll_id_number")),
    )
    op.create_table(
        "objections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("adopted", sa.Boolean(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_objections_poll_id_polls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objections")),
    )
    op.create_index(op.f("ix_objections_poll_id"), "objections", ["poll_id"])
    op.create_table(
        "watches",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_watches")),
    )


def downgrade() -> None:
    op.drop_table("watches")
    op.drop_table("objections")
    op.drop_table("poll_changes")
    with op.batch_alter_table("notices") as batch:
        batch.drop_column("final")
    with op.batch_alter_table("polls") as batch:
        batch.drop_column("cancelled_at")
        batch.drop_column("reviewed_at")
        batch.drop_column("paused_at")
