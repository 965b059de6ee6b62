"""The rows of amendments to frozen rosters. They never leave the store."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from surveys.store.db import Record


class AmendmentRecord(Record):
    """What is to be put right about a home, decided once, in place; `change`, `was` and `figures` are JSON. The columns from
    `floor` on are the home as it stands by it, `gone` whether it is counted no more. `holds_for` is its home where it is the
    latest that was confirmed of that home, so that one join tells how a home stands."""

    __tablename__ = "amendments"
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True)
    kind: Mapped[str]
    household_id: Mapped[int | None] = mapped_column(ForeignKey("poll_households.id"), index=True)
    holds_for: Mapped[int | None] = mapped_column(ForeignKey("poll_households.id"), unique=True)
    change: Mapped[str] = mapped_column(Text)
    was: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    objection_id: Mapped[int | None] = mapped_column(ForeignKey("objections.id"))
    asked_by: Mapped[str]
    asked_role: Mapped[str]
    asked_at: Mapped[datetime]
    ruling: Mapped[str | None]
    decided_by: Mapped[str]
    decided_role: Mapped[str]
    decided_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(Text)
    figures: Mapped[str] = mapped_column(Text)
    answered: Mapped[bool]
    touches: Mapped[bool]
    followed: Mapped[bool]
    floor: Mapped[int | None]
    room: Mapped[str | None]
    area: Mapped[int | None]
    area_source: Mapped[str | None]
    use: Mapped[str | None]
    owner: Mapped[str | None]
    owners: Mapped[int | None]
    gone: Mapped[bool | None]
    mark: Mapped[str | None]
