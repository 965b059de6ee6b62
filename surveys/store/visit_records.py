"""The rows of knocks on doors. They never leave the store."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from surveys.store.db import Record


class VisitRecord(Record):
    """One knock on one door of a poll, append-only; the same `submission` sent twice is one. One that `undoes` another names
    it by its number, and only once."""

    __tablename__ = "visits"
    __table_args__ = (
        UniqueConstraint("poll_id", "submission"),
        UniqueConstraint("poll_id", "undoes"),
        Index(None, "household_id", "at"),
        Index(None, "poll_id", "next_on"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    household_id: Mapped[int] = mapped_column(ForeignKey("poll_households.id"))
    submission: Mapped[str]
    outcome: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    came_at: Mapped[datetime]
    next_on: Mapped[date | None]
    next_part: Mapped[str | None]
    remark: Mapped[str] = mapped_column(Text)
    undoes: Mapped[str | None]
