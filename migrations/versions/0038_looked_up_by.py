"""What a page or a form looks up by these columns is found, however large the district is."""

from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    op.create_index(op.f("ix_settlements_household_id"), "settlements", ["household_id"])
    op.create_index(op.f("ix_sent_forms_at"), "sent_forms", ["at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_sent_forms_at"), table_name="sent_forms")
    op.drop_index(op.f("ix_settlements_household_id"), table_name="settlements")
