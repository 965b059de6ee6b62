"""The announced end of a poll, written down by whoever meets it first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from surveys.core.act import made, moment_value
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll
from surveys.core.seal import HeadWhy
from surveys.core.staff import Installation
from surveys.services.seal import seal_poll
from surveys.store import entry, life
from surveys.store import poll as stored
from surveys.store.db import Connection

_CLOCK = Installation("clock")


def close_due(session: Connection, *, now: datetime) -> Sequence[int]:
    """Write down the end of every poll whose announced time is over, so that a clock that is set back opens none again."""
    found = life.due(session, now)
    for poll_id in found:
        with_end(session, stored.poll(session, Jurisdiction(), poll_id), now)
    return found


def with_end(session: Connection, poll: Poll, now: datetime) -> Poll:
    """A held poll, once its announced end, if that is over, is written down: by whoever comes first, so that no clock and no
    machine behind finds it open again."""
    if poll.closed_at is not None or not poll.state(now).ended:
        return poll
    life.set_times(session, poll.id, closed_at=poll.closes_at)
    told = made({"closed_at": moment_value(poll.closes_at)})
    entry.enter(session, "poll_closed", by=_CLOCK, now=now, poll_id=poll.id, **told)
    seal_poll(session, poll.id, HeadWhy.CLOSED, now=now)
    return replace(poll, closed_at=poll.closes_at)
