"""The committee's desk: where each compound stands, who has answered, and never what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from surveys.core.ballot import Capacity
from surveys.core.canonical import digest
from surveys.core.errors import NotFound
from surveys.core.place import DISTRICT, Compound, Jurisdiction
from surveys.core.poll import Poll, PollState
from surveys.core.roster import Household
from surveys.core.visit import VisitOutcome
from surveys.store import place as stored_place
from surveys.store import poll as stored
from surveys.store import roster as stored_roster
from surveys.store import turnout
from surveys.store.db import Connection
from surveys.store.turnout import Cast, Participation


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything within a scope, counted. `floor_area` in hundredths of a square metre; `ballots` are those that stand."""

    streets: int
    areas: int
    compounds: int
    buildings: int
    households: int
    floor_area: int
    owners: int
    polls: Mapping[PollState, int]
    ballots: Mapping[Capacity, int]


@dataclass(frozen=True, slots=True)
class CompoundLine:
    """One compound in a list: its living roster in numbers, the poll it is in, and how many households answered it."""

    compound: Compound
    buildings: int
    households: int
    floor_area: int
    poll: Poll | None
    state: PollState | None
    asked: Participation


@dataclass(frozen=True, slots=True)
class BuildingTurnout:
    """How many of a building's households answered; parking is left aside."""

    building: str
    households: int
    answered: int


@dataclass(frozen=True, slots=True)
class DoorLine:
    """One household and the ballots that stand, without what they say; `knock` is how the last one at its door came out."""

    household: Household
    casts: tuple[Cast, ...]
    knock: VisitOutcome | None = None


@dataclass(frozen=True, slots=True)
class CompoundDesk:
    """One compound: its polls, and for one of them the turnout by building and door by door."""

    compound: Compound
    polls: tuple[Poll, ...]
    poll: Poll | None
    state: PollState | None
    asked: Participation
    buildings: tuple[BuildingTurnout, ...]
    doors: tuple[DoorLine, ...]


def overview(session: Connection, scope: Jurisdiction = DISTRICT, *, now: datetime) -> Overview:
    """The numbers of `scope`, in four queries."""
    living = turnout.living(session, scope)
    polls = stored.polls(session, scope)
    asked = turnout.asked(session, [poll.id for poll in polls]).values()
    return Overview(
        streets=len({line.compound.street.id for line in living}),
        areas=len({line.compound.area.id for line in living if line.compound.area}),
        compounds=len(living),
        buildings=sum(line.buildings for line in living),
        households=sum(line.households for line in living),
        floor_area=sum(line.floor_area for line in living),
        owners=sum(line.owners for line in living),
        polls=dict.fromkeys(PollState, 0) | Counter(poll.state(now) for poll in polls),
        ballots={Capacity.OWNER: sum(a.owners for a in asked), Capacity.OCCUPANT: sum(a.occupants for a in asked)},
    )


def compound_lines(
    session: Connection,
    scope: Jurisdiction,
    *,
    now: datetime,
    search: str = "",
    wave_id: int | None = None,
    state: PollState | None = None,
) -> tuple[CompoundLine, ...]:
    """The compounds within `scope` in the order of places, in four queries: those whose name, street or area holds `search`.

    The poll is the one that `_foremost` picks, or that of one wave; `state` keeps the compounds whose poll stands there.
    """
    polls: dict[int, list[Poll]] = {}
    for poll in stored.polls(session, scope, wave_id=wave_id):
        polls.setdefault(poll.compound.id, []).append(poll)
    shown = {compound: _foremost(found, now) for compound, found in polls.items()}
    asked = turnout.asked(session, [poll.id for poll in shown.values() if poll])
    lines = (_line(row, shown.get(row.compound.id), asked, now) for row in turnout.living(session, scope))
    wanted = search.strip().casefold()
    return tuple(line for line in lines if _names(line.compound, wanted) and (state is None or line.state is state))


def _foremost(polls: Sequence[Poll], now: datetime) -> Poll | None:
    """Of a compound's polls, the latest first, the one its people mean: the open one, else the latest that was ever opened,
    else the latest draft, which must not hide an answer that is still being given."""
    rank = {PollState.OPEN: 0, PollState.DRAFT: 2}
    return min(polls, key=lambda poll: rank.get(poll.state(now), 1), default=None)


def _line(row: turnout.Living, poll: Poll | None, asked: Mapping[int, Participation], now: datetime) -> CompoundLine:
    return CompoundLine(
        compound=row.compound,
        buildings=row.buildings,
        households=row.households,
        floor_area=row.floor_area,
        poll=poll,
        state=poll.state(now) if poll else None,
        asked=asked.get(poll.id, Participation()) if poll else Participation(),
    )


def _names(compound: Compound, wanted: str) -> bool:
    names = (compound.name, compound.street.name, compound.area.name if compound.area else "")
    return any(wanted in name.casefold() for name in names)


def compound_desk(
    session: Connection, scope: Jurisdiction, compound_id: int, *, now: datetime, poll_id: int | None = None
) -> CompoundDesk:
    """One compound with the poll that `_foremost` picks, or another of its polls. Raises `NotFound` outside `scope`."""
    compound = stored_place.compound(session, scope, compound_id)
    polls = stored.polls(session, scope, compound_id=compound_id)
    poll = _foremost(polls if poll_id is None else [p for p in polls if p.id == poll_id], now)
    if poll is None and poll_id is not None:
        raise NotFound("poll", str(poll_id))
    doors = tuple(DoorLine(*line) for line in turnout.doors(session, poll.id)) if poll else ()
    homes = [line for line in doors if line.household.kind.is_household]
    return CompoundDesk(
        compound=compound,
        polls=polls,
        poll=poll,
        state=poll.state(now) if poll else None,
        asked=_asked(homes),
        buildings=_buildings(homes),
        doors=doors,
    )


def _asked(homes: Sequence[DoorLine]) -> Participation:
    capacities = Counter(cast.capacity for line in homes for cast in line.casts)
    answered = sum(1 for line in homes if line.casts)
    return Participation(len(homes), answered, capacities[Capacity.OWNER], capacities[Capacity.OCCUPANT])


def _buildings(homes: Sequence[DoorLine]) -> tuple[BuildingTurnout, ...]:
    households = Counter(line.household.building for line in homes)
    answered = Counter(line.household.building for line in homes if line.casts)
    return tuple(BuildingTurnout(building, number, answered[building]) for building, number in households.items())


def poll_desk(session: Connection, scope: Jurisdiction, poll_id: int, *, now: datetime) -> CompoundDesk:
    """The desk of the compound that a poll is about, with this poll. Raises `NotFound` outside `scope`."""
    poll = stored.poll(session, scope, poll_id)
    return compound_desk(session, scope, poll.compound.id, now=now, poll_id=poll.id)


def compounds_within(session: Connection, scope: Jurisdiction) -> tuple[Compound, ...]:
    """The compounds within reach."""
    return stored_place.compounds(session, scope)


def households_of(session: Connection, compound_ids: Sequence[int]) -> dict[int, str]:
    """The digest of each compound's living roster, so that any change of it shows."""
    return {
        place: digest([str(home) for home in homes])
        for place, homes in stored_roster.living_of(session, compound_ids).items()
    }
