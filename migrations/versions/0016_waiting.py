"""Ballots that wait, ballots that are disowned, letters that are void; and through which letter a ballot came."""

import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("revisions", sa.Column("epoch", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("revisions", sa.Column("waiting", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(op.f("ix_poll_households_poll_id_owner"), "poll_households", ["poll_id", "owner"])
    op.create_table(
        "waiting_ballots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.String(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("beside_id", sa.Integer(), nullable=False),
        sa.Column("ruling", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False, server_default=""),
        sa.Column("paper", sa.String(), nullable=False, server_default=""),
        sa.Column("why", sa.Text(), nullable=False, server_default=""),
        *_of_a_household("waiting_ballots"),
        sa.ForeignKeyConstraint(
            ["beside_id"], ["poll_households.id"], name=op.f("fk_waiting_ballots_beside_id_poll_households")
        ),
        sa.UniqueConstraint(
            "household_id", "capacity", "since", name=op.f("uq_waiting_ballots_household_id_capacity_since")
        ),
    )
    op.create_index(op.f("ix_waiting_ballots_poll_id"), "waiting_ballots", ["poll_id"])
    op.create_index(op.f("ix_waiting_ballots_beside_id"), "waiting_ballots", ["beside_id"])
    op.create_table(
        "disputes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.String(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=False, server_default=""),
        sa.Column("answer", sa.Text(), nullable=False, server_default=""),
        *_of_a_household("disputes"),
        sa.UniqueConstraint("household_id", "capacity", "since", name=op.f("uq_disputes_household_id_capacity_since")),
    )
    op.create_index(op.f("ix_disputes_poll_id"), "disputes", ["poll_id"])
    letters = op.create_table(
        "void_letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("link_hash", sa.String(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_by", sa.String(), nullable=False),
        *_of_a_household("void_letters"),
        sa.UniqueConstraint("household_id", "epoch", name=op.f("uq_void_letters_household_id_epoch")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_void_letters_link_hash")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_void_letters_code_hash")),
    )
    op.create_index(op.f("ix_void_letters_poll_id"), "void_letters", ["poll_id"])
    if rows := list(_issued_anew()):
        op.bulk_insert(letters, rows)


def _of_a_household(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f(f"fk_{table}_poll_id_polls")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["poll_households.id"], name=op.f(f"fk_{table}_household_id_poll_households")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _issued_anew():
    """Letters that were void before they were kept: they are counted, but what they opened isn't known any more."""
    entries = sa.text("SELECT id, at, actor, poll_id, detail FROM entries WHERE act = 'letter_reissued' ORDER BY id")
    for entry in op.get_bind().execute(entries):
        detail = json.loads(entry.detail)
        at = datetime.fromisoformat(entry.at) if isinstance(entry.at, str) else entry.at
        unknown = f"before {entry.id}"
        yield {
            "poll_id": entry.poll_id,
            "household_id": detail["household"],
            "epoch": detail["epoch"] - 1,
            "link_hash": unknown,
            "code_hash": unknown,
            "voided_at": at if at.tzinfo else at.replace(tzinfo=UTC),
            "voided_by": entry.actor,
        }


def downgrade() -> None:
    for table in ("void_letters", "disputes", "waiting_ballots"):
        op.drop_table(table)
    op.drop_index(op.f("ix_poll_households_poll_id_owner"), "poll_households")
    op.drop_column("revisions", "waiting")
    op.drop_column("revisions", "epoch")
