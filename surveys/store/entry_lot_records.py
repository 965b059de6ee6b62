"""The rows of lots of entries, of second typings, and of what reviewers found about entries. They never leave the store."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from surveys.store.db import Record


class EntryLotRecord(Record):
    """A lot, whose entries name its number. Its dice are written once, in place."""

    __tablename__ = "entry_lots"
    __table_args__ = (UniqueConstraint("poll_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    number: Mapped[int]
    digest: Mapped[str]
    salt: Mapped[str]
    size: Mapped[int]
    locked_at: Mapped[datetime]
    locked_by: Mapped[str]
    dice: Mapped[str] = mapped_column(server_default="")
    witnesses: Mapped[str] = mapped_column(server_default="")
    rolled_at: Mapped[datetime | None]
    rolled_by: Mapped[str] = mapped_column(server_default="")
    opened_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]


class EntryCheckRecord(Record):
    """A form typed in a second time, beside the first; `differs` is the JSON of the questions in which. Decided once, in
    place."""

    __tablename__ = "entry_checks"
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("form_entries.id"), index=True)
    second_id: Mapped[int] = mapped_column(ForeignKey("form_entries.id"), unique=True)
    differs: Mapped[str] = mapped_column(Text)
    ruling: Mapped[str | None]
    why: Mapped[str] = mapped_column(Text, server_default="")
    decided_by: Mapped[str] = mapped_column(server_default="")
    decided_at: Mapped[datetime | None]


class EntryMarkRecord(Record):
    """What somebody who reviewed an entry found: the latest stands, none is erased."""

    __tablename__ = "entry_marks"
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("form_entries.id"), index=True)
    mark: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str]
    at: Mapped[datetime]
