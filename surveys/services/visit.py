"""Knocking on doors (上门): whose turn it is in a stairwell, what came of each knock, and the sums of a poll."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from surveys.core.ballot import Capacity
from surveys.core.errors import NotFound, Problem
from surveys.core.paging import rows_before
from surveys.core.place import CHINA, Jurisdiction
from surveys.core.poll import Poll, PollState
from surveys.core.roster import Entrance, Household
from surveys.core.staff import Actor, Installation, Right, needs
from surveys.core.visit import DoorVisit, SentVisit, VisitOutcome, read_visit, standing_visits
from surveys.store import poll as stored_poll
from surveys.store import visit as stored
from surveys.store.db import Connection
from surveys.store.turnout import Cast, doors
from surveys.store.visit import StairsCount, WalkerCount

_AT_REST = (VisitOutcome.ANSWERED, VisitOutcome.REFUSED, VisitOutcome.EMPTY)
_HomeLine = tuple[Household, tuple[Cast, ...], VisitOutcome | None]


@dataclass(frozen=True, slots=True)
class DoorToVisit:
    """One door with the ballots that stand and the knocks that stand, the last first; nothing of what was chosen."""

    household: Household
    casts: tuple[Cast, ...]
    visits: tuple[DoorVisit, ...]

    @property
    def answered(self) -> bool:
        """Whether the owner's ballot stands."""
        return any(cast.capacity is Capacity.OWNER for cast in self.casts)

    @property
    def last(self) -> DoorVisit | None:
        """The last knock."""
        return self.visits[0] if self.visits else None

    @property
    def to_visit(self) -> bool:
        """Whether somebody should go there: nobody answered, and no knock says that it is no use."""
        return not self.casts and (self.last is None or self.last.outcome not in _AT_REST)


@dataclass(frozen=True, slots=True)
class DueVisit:
    """A door where somebody is to come again today, or should have."""

    household: Household
    visit: DoorVisit


@dataclass(frozen=True, slots=True)
class VisitDesk:
    """The walk through a poll's doors: every stairwell, who is due, and the doors of the one that was asked for."""

    poll: Poll
    state: PollState
    today: date
    stairs: tuple[StairsCount, ...]
    due: tuple[DueVisit, ...]
    at: StairsCount | None = None
    doors: tuple[DoorToVisit, ...] = ()


@dataclass(frozen=True, slots=True)
class NotedVisit:
    """What became of a knock that was sent: kept, or not with the reason."""

    submission: str
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class VisitLine:
    """One building in sums: homes, how many answered, how many of the others were knocked at, and how the last knocks at
    those came out."""

    building: str
    homes: int
    answered: int
    visited: int
    outcomes: Mapping[VisitOutcome, int]


@dataclass(frozen=True, slots=True)
class VisitSums:
    """A poll's knocks in sums: by building, by who knocked, and the homes that are due by day."""

    poll: Poll
    state: PollState
    today: date
    whole: VisitLine
    buildings: tuple[VisitLine, ...]
    people: tuple[WalkerCount, ...]
    coming: tuple[tuple[date, int], ...]


def rounds(session: Connection, scope: Jurisdiction, *, now: datetime, page: int = 1, size: int = 20) -> tuple[Poll, ...]:
    """A page of the polls within reach in which doors are knocked at now; one past the end is the last."""
    return round_list(session, scope, now=now, page=page, size=size)[0]


def round_list(
    session: Connection, scope: Jurisdiction, *, now: datetime, page: int = 1, size: int = 20
) -> tuple[tuple[Poll, ...], int]:
    """The same, and how many there are on all pages."""
    total = stored_poll.number_standing(session, scope, [PollState.OPEN], now=now)
    start = rows_before(page, total, size)
    return stored_poll.standing(session, scope, [PollState.OPEN], now=now, start=start, most=size), total


def walked(session: Connection, scope: Jurisdiction, poll_id: int) -> Poll:
    """The poll whose doors somebody walks along. Raises `NotFound` outside `scope`."""
    return stored_poll.poll(session, scope, poll_id)


def visit_desk(session: Connection, scope: Jurisdiction, poll_id: int, at: Entrance | None, *, now: datetime) -> VisitDesk:
    """The walk through a poll, with the doors of one stairwell. Raises `NotFound` outside `scope`, for a draft's doors and
    for a stairwell that isn't there."""
    poll = stored_poll.poll(session, scope, poll_id)
    stairs = stored.stairs(session, poll_id)
    here = next((line for line in stairs if line.entrance == at), None)
    if at is not None and here is None:
        raise NotFound("stairwell", f"{at.building} {at.unit}")
    today = now.astimezone(CHINA).date()
    due = tuple(DueVisit(*line) for line in stored.due(session, poll_id, today, at))
    there = _doors(session, poll_id, here.entrance) if here else ()
    return VisitDesk(poll, poll.state(now), today, stairs, due, here, there)


def _doors(session: Connection, poll_id: int, at: Entrance) -> tuple[DoorToVisit, ...]:
    visits: dict[int, tuple[DoorVisit, ...]] = {}
    for visit in reversed(standing_visits(stored.visits_at(session, poll_id, at))):
        visits[visit.household] = (*visits.get(visit.household, ()), visit)
    return tuple(
        DoorToVisit(household, casts, visits.get(household.id, ()))
        for household, casts, _ in doors(session, poll_id, at)
        if household.kind.is_household
    )


@needs(Right.FILL_IN)
def note_visits(
    session: Connection, scope: Jurisdiction, poll_id: int, sent: Sequence[SentVisit], *, by: Actor, now: datetime
) -> tuple[NotedVisit, ...]:
    """Keep the knocks that a phone sends, each or not with the reason; those that came before are kept once.

    Raises `NotFound` outside `scope`.
    """
    poll = stored_poll.poll(session, scope, poll_id)
    numbers = {one.submission for one in sent} | {one.undoes for one in sent if one.undoes}
    known = stored.known(session, poll_id, numbers)
    homes = stored.homes_among(session, poll_id, {one.household for one in sent})
    noted = []
    for one in sent:
        found = known.get(one.submission) or _read(poll, one, known, homes, by=by, now=now)
        if isinstance(found, DoorVisit) and one.submission not in known:
            stored.add(session, poll_id, found)
            known[one.submission] = found
        noted.append(NotedVisit(one.submission, _refusal(found, by)))
    return tuple(noted)


def _read(
    poll: Poll, one: SentVisit, known: Mapping[str, DoorVisit], homes: set[int], *, by: Actor, now: datetime
) -> DoorVisit | Problem:
    if one.household not in homes:
        return Problem("visit_door")
    name = by.username if isinstance(by, Installation) else by.name
    found = read_visit(one, poll, by=by.username, name=name, now=now)
    if isinstance(found, Problem) or not found.undoes:
        return found
    undone = known.get(found.undoes)
    if undone is None or undone.household != found.household or undone.outcome is VisitOutcome.UNDONE:
        return Problem("visit_undone")
    if undone.by != by.username:
        return Problem("visit_undone_others", detail={"name": undone.name})
    return replace(found, at=max(found.at, undone.at))


def _refusal(found: DoorVisit | Problem, by: Actor) -> Problem | None:
    if isinstance(found, Problem):
        return found
    return None if found.by == by.username else Problem("visit_number")


def visit_sums(session: Connection, scope: Jurisdiction, poll_id: int, *, now: datetime) -> VisitSums:
    """A poll's knocks in sums. Raises `NotFound` outside `scope`."""
    poll = stored_poll.poll(session, scope, poll_id)
    last = stored.last_visits(session, poll_id)
    homes = [line for line in doors(session, poll_id) if line[0].kind.is_household]
    by_building: dict[str, list[_HomeLine]] = {}
    for line in homes:
        by_building.setdefault(line[0].building, []).append(line)
    open_doors = {household.id for household, casts, _ in homes if not casts}
    days: dict[date, int] = {}
    for household, visit in last.items():
        if visit.next_on and household in open_doors:
            days[visit.next_on] = days.get(visit.next_on, 0) + 1
    return VisitSums(
        poll=poll,
        state=poll.state(now),
        today=now.astimezone(CHINA).date(),
        whole=_line("", homes),
        buildings=tuple(_line(name, lines) for name, lines in by_building.items()),
        people=stored.walkers(session, poll_id),
        coming=tuple(sorted(days.items())),
    )


def _line(building: str, homes: Sequence[_HomeLine]) -> VisitLine:
    outcomes: dict[VisitOutcome, int] = dict.fromkeys(VisitOutcome, 0)
    del outcomes[VisitOutcome.UNDONE]  # none that stands is one
    for _household, casts, knock in homes:
        if knock and not casts:
            outcomes[knock] += 1
    answered = sum(1 for _household, casts, _ in homes if casts)
    return VisitLine(building, len(homes), answered, sum(outcomes.values()), outcomes)
