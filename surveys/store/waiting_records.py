"""The rows of ballots that wait, of those that are disowned, and of letters that are void. They never leave the store."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from surveys.store.db import Record


class WaitingRecord(Record):
    """A ballot that waits beside the one of `beside_id`; its revisions are those of `since`. Decided once, in place."""

    __tablename__ = "waiting_ballots"
    __table_args__ = (UniqueConstraint("household_id", "capacity", "since"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("poll_households.id"))
    capacity: Mapped[str]
    since: Mapped[int]
    reason: Mapped[str]
    beside_id: Mapped[int] = mapped_column(ForeignKey("poll_households.id"), index=True)
    ruling: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(server_default="")
    paper: Mapped[str] = mapped_column(server_default="")
    why: Mapped[str] = mapped_column(Text, server_default="")
    mark: Mapped[str | None]


class DisputeRecord(Record):
    """A ballot that its household says it didn't cast; answered once, in place."""

    __tablename__ = "disputes"
    __table_args__ = (UniqueConstraint("household_id", "capacity", "since"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("poll_households.id"))
    capacity: Mapped[str]
    since: Mapped[int]
    said: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str] = mapped_column(server_default="")
    answer: Mapped[str] = mapped_column(Text, server_default="")
    mark: Mapped[str | None]


class VoidLetterRecord(Record):
    """A letter in whose place another was issued: what it opened, so that it can be told from one that never was."""

    __tablename__ = "void_letters"
    __table_args__ = (UniqueConstraint("household_id", "epoch"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("poll_households.id"))
    epoch: Mapped[int]
    link_hash: Mapped[str] = mapped_column(unique=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    voided_at: Mapped[datetime]
    voided_by: Mapped[str]
