"""Two clerks, one truth: which forms of the desk were taken before, and who changed last what they show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from surveys.store import entry, staff
from surveys.store.db import Connection
from surveys.store.sent_form import SentForm, keep_sent, left_by, sent_before

__all__ = ["LastChange", "SentForm", "keep_sent", "last_change", "left_by", "sent_before"]


@dataclass(frozen=True, slots=True)
class LastChange:
    """Who changed something last, and when."""

    who: str
    at: datetime


def last_change(session: Connection, *, poll_id: int | None = None, wave_id: int | None = None) -> LastChange | None:
    """The last change of a poll or a wave; None where nothing was done to it at the desk."""
    found = entry.latest(session, poll_id=poll_id, wave_id=wave_id)
    if found is None:
        return None
    member = staff.member(session, found[0])
    return LastChange(member.name if member else found[0], found[1])
