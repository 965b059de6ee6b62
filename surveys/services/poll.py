"""What anybody may know of a poll: where, until when, and how many answered; never who or what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from surveys.core.errors import NotFound
from surveys.core.place import DISTRICT
from surveys.core.poll import Poll, PollState
from surveys.store import poll as stored
from surveys.store import turnout
from surveys.store.db import Connection
from surveys.store.turnout import Asked


@dataclass(frozen=True, slots=True)
class PublicPoll:
    """One poll as its compound sees it."""

    poll: Poll
    state: PollState
    asked: Asked


def public_polls(session: Connection, *, now: datetime, search: str = "") -> tuple[Poll, ...]:
    """The polls that take answers now, then those whose result is out: those whose compound or street holds `search`."""
    wanted = search.strip().casefold()
    named = [
        poll
        for poll in stored.polls(session, DISTRICT)
        if wanted in poll.compound.name.casefold() or wanted in poll.compound.street.name.casefold()
    ]
    return tuple(poll for state in (PollState.OPEN, PollState.PUBLISHED) for poll in named if poll.state(now) is state)


def public_poll(session: Connection, poll_id: int, *, now: datetime) -> PublicPoll:
    """One poll. Raises `NotFound` where there is none or it is a draft, which nobody outside needs to know of."""
    poll = stored.poll(session, DISTRICT, poll_id)
    state = poll.state(now)
    if state is PollState.DRAFT:
        raise NotFound("poll", str(poll_id))
    return PublicPoll(poll, state, turnout.asked(session, [poll.id]).get(poll.id, Asked()))
