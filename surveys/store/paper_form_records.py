"""The rows of paper forms, of what was typed in from them, and of their photographs. They never leave the store."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from surveys.store.db import Record


class FormLayoutRecord(Record):
    """Where the boxes of forms stand, once for each layout."""

    __tablename__ = "form_layouts"
    digest: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[str] = mapped_column(Text)


class FormBatchRecord(Record):
    """A making of forms."""

    __tablename__ = "form_batches"
    __table_args__ = (UniqueConstraint("poll_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    number: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str]
    building: Mapped[str]
    unit: Mapped[str]
    big: Mapped[bool]
    blank: Mapped[bool]
    forms: Mapped[int]
    layout: Mapped[str] = mapped_column(ForeignKey("form_layouts.digest"))


class FormSidesRecord(Record):
    """A batch as it was printed, so that it can be printed once more as it was: its sides, and what was set on them for each
    form as JSON."""

    __tablename__ = "form_sides"
    batch_id: Mapped[int] = mapped_column(ForeignKey("form_batches.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    forms: Mapped[str] = mapped_column(Text)


class PaperFormRecord(Record):
    """One form and what became of it; whether it was typed in stands in `form_entries`."""

    __tablename__ = "paper_forms"
    __table_args__ = (UniqueConstraint("poll_id", "serial"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    batch_id: Mapped[int] = mapped_column(ForeignKey("form_batches.id"), index=True)
    serial: Mapped[int]
    number: Mapped[str] = mapped_column(unique=True)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("poll_households.id"), index=True)
    issued_at: Mapped[datetime | None]
    issued_by: Mapped[str] = mapped_column(server_default="")
    issued_to: Mapped[str] = mapped_column(server_default="")
    returned_at: Mapped[datetime | None]
    returned_by: Mapped[str] = mapped_column(server_default="")
    spoiled_at: Mapped[datetime | None]
    spoiled_by: Mapped[str] = mapped_column(server_default="")
    spoiled_why: Mapped[str] = mapped_column(Text, server_default="")
    confirmed_at: Mapped[datetime | None]


class FormEntryRecord(Record):
    """One typing in of what somebody said: round 1 is what counts, round 2 was typed blind to compare. `form_id` is null
    for what was said at the door or by telephone, `revision` is the ballot that it became, `lot` the number of the lot in
    which it was locked, `marks` what was seen on the paper beside the answers. Of those not undone a form has one in each
    round."""

    __tablename__ = "form_entries"
    __table_args__ = (
        Index(
            "uq_form_entries_form_id_round",
            "form_id",
            "round",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
        Index("ix_form_entries_poll_id_lot", "poll_id", "lot"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    form_id: Mapped[int | None] = mapped_column(ForeignKey("paper_forms.id"))
    round: Mapped[int]
    household_id: Mapped[int] = mapped_column(ForeignKey("poll_households.id"), index=True)
    capacity: Mapped[str]
    content: Mapped[str] = mapped_column(Text)
    channel: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    seconds: Mapped[int]
    photo_read: Mapped[bool]
    marks: Mapped[str] = mapped_column(server_default="")
    revision: Mapped[int | None]
    lot: Mapped[int | None]
    undone_at: Mapped[datetime | None]


class FormPhotoRecord(Record):
    """A photograph of one page, made anew from what was to be seen in the one that was brought; `reading` is JSON, empty
    where nothing could be read."""

    __tablename__ = "form_photos"
    __table_args__ = (UniqueConstraint("poll_id", "digest"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    form_id: Mapped[int | None] = mapped_column(ForeignKey("paper_forms.id"), index=True)
    page: Mapped[int]
    digest: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    by: Mapped[str]
    at: Mapped[datetime]
    reading: Mapped[str] = mapped_column(Text)
