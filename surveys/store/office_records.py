"""The rows of who acts and what they did. They never leave the store."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from surveys.store.db import Record


class EntryRecord(Record):
    """An act of staff, append-only: who did what, where and when. `poll_id` may name a draft that was dropped since."""

    __tablename__ = "entries"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    act: Mapped[str]
    poll_id: Mapped[int | None] = mapped_column(index=True)
    detail: Mapped[str] = mapped_column(Text)


class StaffRecord(Record):
    """A member of staff. The scope is the whole district, one street, or one compound."""

    __tablename__ = "staff"
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]
    password: Mapped[str]
    street_id: Mapped[int | None] = mapped_column(ForeignKey("streets.id"))
    compound_id: Mapped[int | None] = mapped_column(ForeignKey("compounds.id"))


class StaffSessionRecord(Record):
    """A signed-in browser; the key is the hash of what its cookie carries."""

    __tablename__ = "staff_sessions"
    key: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    started_at: Mapped[datetime]


class AttemptRecord(Record):
    """A failed try at a code or a password; successes are never counted."""

    __tablename__ = "attempts"
    __table_args__ = (Index(None, "door", "who", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    door: Mapped[str]
    who: Mapped[str]
    at: Mapped[datetime]


class SentFormRecord(Record):
    """A form of the desk that was taken: `key` is the digest of page and content, `page` the number of the page it was sent
    from, `version` what stood once it was taken."""

    __tablename__ = "sent_forms"
    key: Mapped[str] = mapped_column(primary_key=True)
    page: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
    location: Mapped[str]
    said: Mapped[str] = mapped_column(Text)
    version: Mapped[str]
