"""The rows of a poll's life after it opened: what was changed, and what was objected to. They never leave the store."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from surveys.store.db import Record


class ChangeRecord(Record):
    """A step that changed what residents were told of a poll, append-only; `until` is a new closing time."""

    __tablename__ = "poll_changes"
    __table_args__ = (UniqueConstraint("poll_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    number: Mapped[int]
    step: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    until: Mapped[datetime | None]


class ObjectionRecord(Record):
    """An objection to what was posted of a poll; it is open until it has an answer, which is given once."""

    __tablename__ = "objections"
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True)
    who: Mapped[str]
    what: Mapped[str] = mapped_column(Text)
    came_at: Mapped[datetime]
    entered_by: Mapped[str]
    answer: Mapped[str] = mapped_column(Text)
    adopted: Mapped[bool | None]
    answered_by: Mapped[str]
    answered_at: Mapped[datetime | None]


class WatchRecord(Record):
    """Which process keeps the time for all: it says so again and again, and another takes over where it falls silent."""

    __tablename__ = "watches"
    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    seen_at: Mapped[datetime]


class ClockRecord(Record):
    """How late it was when the time was last kept, in one row, written every few seconds; and which entries, revisions and
    votes beside were the last when somebody said that the clock is right, though they are from later."""

    __tablename__ = "clock"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    entries: Mapped[int] = mapped_column(server_default="0")
    revisions: Mapped[int] = mapped_column(server_default="0")
    co_votes: Mapped[int] = mapped_column(server_default="0")


class NoticeRecord(Record):
    """What was posted of a poll, append-only; the latest number stands. `document` is canonical JSON; `sheet_digest` is that
    of the exact outcome, which is kept from the public. `pdf` is what was hung up; without it, a release before 0.3 posted
    the notice, which told more than may be told: it is shown no more."""

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("poll_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    number: Mapped[int]
    published_at: Mapped[datetime]
    published_by: Mapped[str]
    until: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(Text)
    sheet_digest: Mapped[str]
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary)
    final: Mapped[bool] = mapped_column(server_default=false())


class ForgettingRecord(Record):
    """That what is personal in a poll is being deleted, or has been where it is done; `number` counts the rows. With it
    alone the guards of tables that keep what they have let personal columns be emptied."""

    __tablename__ = "forgettings"
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    began_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    number: Mapped[int]
