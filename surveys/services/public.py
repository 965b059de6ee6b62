"""What anybody may know of a poll: where, until when, and how many answered; never who or what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from surveys.core.errors import NotFound
from surveys.core.places import DISTRICT
from surveys.core.poll import Poll, PollState
from surveys.store import counts, notices
from surveys.store import polls as stored
from surveys.store.counts import Asked
from surveys.store.db import Session


@dataclass(frozen=True, slots=True)
class PublicPoll:
    """One poll as its compound sees it; `stopped` where what was posted of it is shown no more."""

    poll: Poll
    state: PollState
    asked: Asked
    stopped: bool


def public_polls(session: Session, *, now: datetime, search: str = "") -> tuple[Poll, ...]:
    """The polls that take answers now, then those whose result is out: those whose compound or street holds `search`."""
    wanted = search.strip().casefold()
    named = [
        poll
        for poll in stored.polls(session, DISTRICT)
        if wanted in poll.compound.name.casefold() or wanted in poll.compound.street.name.casefold()
    ]
    return tuple(poll for state in (PollState.OPEN, PollState.PUBLISHED) for poll in named if poll.state(now) is state)


def public_poll(session: Session, poll_id: int, *, now: datetime) -> PublicPoll:
    """One poll. Raises `NotFound` where there is none or it is a draft, which nobody outside needs to know of."""
    poll = stored.poll(session, DISTRICT, poll_id)
    state = poll.state(now)
    if state is PollState.DRAFT:
        raise NotFound("poll", str(poll_id))
    stopped = state is PollState.CLOSED and notices.was_posted(session, poll_id)
    return PublicPoll(poll, state, counts.asked(session, [poll.id]).get(poll.id, Asked()), stopped)
