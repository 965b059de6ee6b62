"""Forgetting: a year after the final notice what is personal in a poll is deleted, and what was told to everybody stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from surveys.core.errors import NotAllowed
from surveys.core.place import DISTRICT
from surveys.core.poll import Poll
from surveys.core.retention import kept_until
from surveys.core.staff import Actor, Right, needs
from surveys.store import entry
from surveys.store import poll as stored_poll
from surveys.store import retention as stored
from surveys.store.db import Connection


@dataclass(frozen=True, slots=True)
class Overdue:
    """A poll whose time was over at `since`, and what is personal in it."""

    poll: Poll
    since: datetime
    personal: tuple[stored.Personal, ...]

    @property
    def rows(self) -> int:
        """In how many rows something personal stands."""
        return sum(part.rows for part in self.personal)


def overdue(session: Connection, *, before: datetime) -> tuple[Overdue, ...]:
    """The polls whose time is over `before` a moment, and what is personal in them."""
    found = []
    for poll_id, *dates in stored.ends(session):
        if (since := kept_until(*dates)) < before:
            poll = stored_poll.poll(session, DISTRICT, poll_id)
            found.append(Overdue(poll, since, stored.personal(session, poll_id)))
    return tuple(found)


@needs(Right.SETTINGS)
def forget_some(session: Connection, poll_id: int, *, by: Actor, now: datetime) -> int:
    """Delete what is personal in some rows of a poll whose time is over; returns in how many. The last step finds nothing
    any more, and is entered. Raises `NotAllowed`: not_due."""
    if not any(poll == poll_id and kept_until(*dates) < now for poll, *dates in stored.ends(session)):
        raise NotAllowed("not_due")
    stored.begin(session, poll_id, now)
    if number := stored.forget_some(session, poll_id):
        return number
    entry.enter(session, "poll_forgotten", by=by, now=now, poll_id=poll_id, number=stored.end(session, poll_id, now))
    return 0
