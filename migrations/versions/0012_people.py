"""Accounts with a fitting place, invitations, authenticators, what a second person confirms, and the district's name.

An account whose role and place don't fit (a committee's that saw the whole district) is disabled: it opens again once it
has been given a place.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

FITS = (
    "(role <> 'district' OR (street_id IS NULL AND community_id IS NULL AND compound_id IS NULL))"
    " AND (role <> 'street' OR (street_id IS NOT NULL AND community_id IS NULL AND compound_id IS NULL))"
    " AND (role NOT IN ('committee', 'helper') OR community_id IS NOT NULL OR compound_id IS NOT NULL)"
    " AND (role <> 'owners' OR compound_id IS NOT NULL)"
)


def upgrade() -> None:
    # Whoever may sign in would otherwise be signed in longer than twelve hours or seen at no time.
    op.execute("DELETE FROM staff_sessions")
    with op.batch_alter_table("staff_sessions") as batch:
        batch.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False))
        batch.add_column(sa.Column("device", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("staff") as batch:
        batch.add_column(sa.Column("office", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("community_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("invitation", sa.String(), nullable=True))
        batch.add_column(sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("invited_by", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("authenticator", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("step", sa.Integer(), nullable=False, server_default="0"))
        batch.create_foreign_key(batch.f("fk_staff_community_id_communities"), "communities", ["community_id"], ["id"])
        batch.create_unique_constraint(batch.f("uq_staff_invitation"), ["invitation"])
    op.execute(f"UPDATE staff SET disabled_at = CURRENT_TIMESTAMP WHERE NOT ({FITS})")
    with op.batch_alter_table("staff") as batch:
        batch.create_check_constraint(batch.f("ck_staff_fitting_place"), f"disabled_at IS NOT NULL OR ({FITS})")
    op.create_table(
        "seconds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=False, server_default=""),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_seconds_poll_id_polls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seconds")),
    )
    op.create_index(op.f("ix_seconds_poll_id"), "seconds", ["poll_id"])
    op.create_table(
        "districts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_districts")),
    )


def downgrade() -> None:
    op.drop_table("districts")
    op.drop_index(op.f("ix_seconds_poll_id"), "seconds")
    op.drop_table("seconds")
    # An older release knows neither disabled accounts nor communities: what it can't keep shut must not open.
    op.execute("DELETE FROM staff_sessions")
    op.execute("DELETE FROM staff WHERE disabled_at IS NOT NULL OR community_id IS NOT NULL OR role = 'owners'")
    with op.batch_alter_table("staff") as batch:
        batch.drop_constraint(batch.f("ck_staff_fitting_place"), type_="check")
        batch.drop_constraint(batch.f("uq_staff_invitation"), type_="unique")
        batch.drop_constraint(batch.f("fk_staff_community_id_communities"), type_="foreignkey")
        for column in ("office", "community_id", "disabled_at", "invitation", "invited_at", "invited_by", "authenticator"):
            batch.drop_column(column)
        batch.drop_column("step")
    with op.batch_alter_table("staff_sessions") as batch:
        batch.drop_column("seen_at")
        batch.drop_column("device")
