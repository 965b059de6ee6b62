"""Paper forms with numbers, what was typed in from them, and their photographs."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "form_layouts",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_form_layouts")),
    )
    op.create_table(
        "form_batches",
        _id(),
        _id("poll_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        _at(),
        *_texts("by", "building", "unit"),
        sa.Column("big", sa.Boolean(), nullable=False),
        sa.Column("blank", sa.Boolean(), nullable=False),
        sa.Column("forms", sa.Integer(), nullable=False),
        *_texts("layout"),
        *_keys("form_batches", poll_id="polls.id", layout="form_layouts.digest"),
        sa.UniqueConstraint("poll_id", "number", name=op.f("uq_form_batches_poll_id_number")),
    )
    _forms()
    _entries()
    _photos()


def _forms() -> None:
    op.create_table(
        "paper_forms",
        _id(),
        _id("poll_id"),
        _id("batch_id"),
        sa.Column("serial", sa.Integer(), nullable=False),
        *_texts("number"),
        sa.Column("household_id", sa.Integer(), nullable=True),
        _at("issued_at", nullable=True),
        *_texts("issued_by", "issued_to", server_default=""),
        _at("returned_at", nullable=True),
        *_texts("returned_by", server_default=""),
        _at("spoiled_at", nullable=True),
        *_texts("spoiled_by", server_default=""),
        sa.Column("spoiled_why", sa.Text(), nullable=False, server_default=""),
        _at("confirmed_at", nullable=True),
        *_keys("paper_forms", poll_id="polls.id", batch_id="form_batches.id", household_id="poll_households.id"),
        sa.UniqueConstraint("number", name=op.f("uq_paper_forms_number")),
        sa.UniqueConstraint("poll_id", "serial", name=op.f("uq_paper_forms_poll_id_serial")),
    )
    op.create_index(op.f("ix_paper_forms_batch_id"), "paper_forms", ["batch_id"])
    op.create_index(op.f("ix_paper_forms_household_id"), "paper_forms", ["household_id"])


def _entries() -> None:
    op.create_table(
        "form_entries",
        _id(),
        _id("poll_id"),
        sa.Column("form_id", sa.Integer(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        _id("household_id"),
        *_texts("capacity"),
        sa.Column("content", sa.Text(), nullable=False),
        *_texts("channel", "by"),
        _at(),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("photo_read", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("lot", sa.Integer(), nullable=True),
        _at("undone_at", nullable=True),
        *_keys("form_entries", poll_id="polls.id", form_id="paper_forms.id", household_id="poll_households.id"),
    )
    standing = sa.text("undone_at IS NULL")
    op.create_index(
        op.f("uq_form_entries_form_id_round"),
        "form_entries",
        ["form_id", "round"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    op.create_index(op.f("ix_form_entries_poll_id_lot"), "form_entries", ["poll_id", "lot"])
    op.create_index(op.f("ix_form_entries_household_id"), "form_entries", ["household_id"])


def _photos() -> None:
    op.create_table(
        "form_photos",
        _id(),
        _id("poll_id"),
        sa.Column("form_id", sa.Integer(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=False),
        *_texts("digest"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        *_texts("by"),
        _at(),
        sa.Column("reading", sa.Text(), nullable=False),
        *_keys("form_photos", poll_id="polls.id", form_id="paper_forms.id"),
        sa.UniqueConstraint("poll_id", "digest", name=op.f("uq_form_photos_poll_id_digest")),
    )
    op.create_index(op.f("ix_form_photos_form_id"), "form_photos", ["form_id"])


def _id(name: str = "id") -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _at(name: str = "at", *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _texts(*names: str, server_default: str | None = None) -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.String(), nullable=False, server_default=server_default) for name in names)


def _keys(table: str, **columns: str) -> tuple[sa.schema.SchemaItem, ...]:
    found = (
        sa.ForeignKeyConstraint([name], [other], name=op.f(f"fk_{table}_{name}_{other.split('.')[0]}"))
        for name, other in columns.items()
    )
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")), *found


def downgrade() -> None:
    for table in ("form_photos", "form_entries", "paper_forms", "form_batches", "form_layouts"):
        op.drop_table(table)
