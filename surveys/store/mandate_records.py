"""The rows of whoever votes for an owner or beside one, and of what was settled between owners."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from surveys.store.db import Record


class MandateRecord(Record):
    """Who acts for an owner in a poll's matters, and by which paper; `matters` is a JSON list of keys, empty for all. It
    counts for nothing without `confirmed_by`; `acts` is emptied when the poll's contacts are forgotten."""

    __tablename__ = "mandates"
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("poll_households.id"), index=True)
    kind: Mapped[str]
    acts: Mapped[str]
    paper: Mapped[str] = mapped_column(Text)
    matters: Mapped[str] = mapped_column(Text)
    entered_by: Mapped[str]
    entered_at: Mapped[datetime]
    confirmed_by: Mapped[str]
    confirmed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    mark: Mapped[str | None]


class CoVoteRecord(Record):
    """What another owner of a home voted on matters while a ballot stood, append-only; the latest of each voter holds."""

    __tablename__ = "co_votes"
    __table_args__ = (UniqueConstraint("household_id", "submission"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("poll_households.id"))
    voter: Mapped[str]
    answers: Mapped[str] = mapped_column(Text)
    channel: Mapped[str]
    entered_by: Mapped[str]
    submission: Mapped[str]
    receipt: Mapped[str]
    cast_at: Mapped[datetime]
    mark: Mapped[str | None]


class SettlementRecord(Record):
    """Whose vote holds for a home whose owners voted differently, append-only; the latest holds."""

    __tablename__ = "settlements"
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("poll_households.id"), index=True)
    voter: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    paper: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[str]
    decided_at: Mapped[datetime]
    mark: Mapped[str | None]
