"""The rows of rechecks after closing, and of the homes on their lists. They never leave the store."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from surveys.store.db import Record


class RecheckRecord(Record):
    """The one recheck of a poll. Its dice are written once, in place."""

    __tablename__ = "rechecks"
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    digest: Mapped[str]
    salt: Mapped[str]
    size: Mapped[int]
    locked_at: Mapped[datetime]
    locked_by: Mapped[str]
    dice: Mapped[str] = mapped_column(server_default="")
    witnesses: Mapped[str] = mapped_column(server_default="")
    rolled_at: Mapped[datetime | None]
    rolled_by: Mapped[str] = mapped_column(server_default="")


class RecheckDoorRecord(Record):
    """A home on the list with the ballot that stood there; `second_id` is what it answered anew (round 3), `differs` the
    JSON of the questions in which."""

    __tablename__ = "recheck_doors"
    __table_args__ = (UniqueConstraint("poll_id", "serial"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    serial: Mapped[int]
    household_id: Mapped[int] = mapped_column(ForeignKey("poll_households.id"), index=True)
    capacity: Mapped[str]
    revision: Mapped[int]
    outcome: Mapped[str | None]
    second_id: Mapped[int | None] = mapped_column(ForeignKey("form_entries.id"))
    differs: Mapped[str | None] = mapped_column(Text)
    visited_by: Mapped[str] = mapped_column(server_default="")
    visited_at: Mapped[datetime | None]
