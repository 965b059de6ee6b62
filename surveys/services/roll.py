"""The roll (名册): whose owner answered, how and on which day, while a result may be objected to. No choices, no names.

It is there only where the rules of the poll said so before it opened, and only as long as objections are taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from surveys.core.ballot import Capacity, Channel
from surveys.core.errors import NotAllowed, NotFound
from surveys.core.objection import Objection
from surveys.core.place import CHINA, DISTRICT
from surveys.core.poll import Poll, PollState
from surveys.core.roster import Household
from surveys.core.staff import Installation
from surveys.services.notice import Published, published
from surveys.services.objection import record
from surveys.store import objection, turnout
from surveys.store.db import Connection

BY = Installation("roll")
"""Whoever objects from the roll gives no name."""
MOST_AN_HOUR = 20
"""Objections from the roll of one poll in an hour: more is no neighbour."""


class RollDoubt(StrEnum):
    """What somebody objects to at a door."""

    CAME = "came"
    NEVER = "never"
    OTHERWISE = "otherwise"


@dataclass(frozen=True, slots=True)
class RollLine:
    """One home: how and on which day its owner's ballot that stands was cast; neither where none was."""

    home: Household
    channel: Channel | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Roll:
    """The homes of one building of a poll, in door order; `until` is the last day on which the roll is there."""

    poll: Poll
    buildings: tuple[str, ...]
    building: str
    lines: tuple[RollLine, ...]
    until: date


def roll(session: Connection, poll_id: int, building: str, *, now: datetime) -> Roll:
    """The roll of one building, of the first where none is named. Raises `NotFound` where there is none to be seen."""
    found = published(session, poll_id)
    if not is_up(found, now):
        raise NotFound("roll", str(poll_id))
    lines = [_line(home, casts) for home, casts, _knock in turnout.doors(session, poll_id) if home.kind.is_household]
    buildings = tuple(dict.fromkeys(line.home.building for line in lines))
    wanted = building if building in buildings else next(iter(buildings), "")
    here = tuple(one for one in lines if one.home.building == wanted)
    return Roll(found.poll, buildings, wanted, here, found.notice().until)


def is_up(found: Published, now: datetime) -> bool:
    """Whether the roll of a poll may be seen: where its rules say so, as long as objections to its notice are taken."""
    notice, poll = found.notice(), found.poll
    taken = poll.state(now) is PollState.PUBLISHED and now.astimezone(CHINA).date() <= notice.until
    return bool(taken and notice.outcome and not notice.final and poll.terms and poll.terms.roll)


def _line(home: Household, casts: Sequence[turnout.Cast]) -> RollLine:
    cast = next((one for one in casts if one.capacity is Capacity.OWNER), None)
    return RollLine(home, cast.channel, cast.cast_at.astimezone(CHINA).date()) if cast else RollLine(home)


def door_of(session: Connection, poll_id: int, building: str, home_id: int, *, now: datetime) -> RollLine:
    """One home of a building on the roll. Raises `NotFound` as `roll` does, and where it isn't on it."""
    for line in roll(session, poll_id, building, now=now).lines:
        if line.home.id == home_id:
            return line
    raise NotFound("household", str(home_id))


def doubt(session: Connection, poll_id: int, who: str, what: str, *, now: datetime) -> Objection:
    """Write down that somebody objects to a line of the roll, `who` being its door: for the desk's queue, once for each door
    and doubt. Raises `NotAllowed`: too_many_doubts, or as `record` does."""
    kept = [one for one in objection.objections(session, poll_id) if one.entered_by == BY.username]
    for one in kept:
        if (one.who, one.what) == (who, what):
            return one
    if sum(now - one.came_at < timedelta(hours=1) for one in kept) >= MOST_AN_HOUR:
        raise NotAllowed("too_many_doubts")
    return record(session, DISTRICT, poll_id, who, what, by=BY, now=now)
