"""Taking a roster file over as it was looked at: what it would do, what has to be answered first, and doing exactly that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from surveys.core.canonical import digest
from surveys.core.errors import Problem, Rejected, SurveyError
from surveys.core.place import DISTRICT, Compound, Jurisdiction
from surveys.core.roster_file import UNANSWERED, RosterRow
from surveys.core.staff import Actor
from surveys.core.takeover import (
    Differing,
    KnownPlaces,
    Namesakes,
    Newcomer,
    Place,
    RosterTotals,
    RosterTurn,
    address,
    differing,
    recognized,
    roster_turn,
    taken_over,
    told_apart,
    totals,
)
from surveys.services.edition import locality_words, roster_words
from surveys.services.roster import RosterImport, import_roster, outside
from surveys.store import place as stored_place
from surveys.store import roster as stored
from surveys.store.db import Connection


@dataclass(frozen=True, slots=True)
class CompoundTakeover:
    """What would become of one compound; without a `compound` it is a new one. `filed` are the file's rows in numbers."""

    place: Place
    compound: Compound | None
    turn: RosterTurn
    filed: RosterTotals


@dataclass(frozen=True, slots=True)
class Takeover:
    """What taking a file over with these answers would do; `digest` names exactly that, `unanswered` are the keys of what
    has to be answered first, `problems` what the answers make wrong, `differing` the totals that were expected otherwise."""

    rows: tuple[RosterRow, ...]
    compounds: tuple[CompoundTakeover, ...]
    newcomers: tuple[Newcomer, ...]
    namesakes: tuple[Namesakes, ...]
    unanswered: tuple[str, ...]
    problems: tuple[Problem, ...]
    differing: tuple[Differing, ...]
    digest: str

    @property
    def difference(self) -> str:
        """What somebody agrees to who takes it over although it isn't what was expected; empty where it is."""
        return digest([[one.total, one.expected, one.found] for one in self.differing])[:16] if self.differing else ""

    @property
    def turns(self) -> bool:
        """Whether anything would change."""
        return any(one.compound is None or one.turn.turns for one in self.compounds)

    @property
    def filed(self) -> RosterTotals:
        """All rows of the file in numbers."""
        return sum((one.filed for one in self.compounds), RosterTotals())


class TakeoverTurned(SurveyError):
    """What taking the file over would do is no longer what was looked at; `stands` is what it would do now."""

    def __init__(self, stands: Takeover) -> None:
        self.stands = stands
        super().__init__("turned")


def look_over(
    session: Connection,
    filed: Sequence[RosterRow],
    answers: Mapping[str, str],
    *,
    scope: Jurisdiction = DISTRICT,
    remove: bool = False,
    expected: Mapping[str, int] | None = None,
) -> Takeover:
    """What taking over would do; nothing is written. Raises `Rejected` with what lies outside `scope`."""
    rows, newcomers = recognized(filed, _known(session, scope), answers, locality_words())
    if problems := outside(session, rows, scope, [new for new in newcomers if new.is_open(answers)]):
        raise Rejected(problems)
    living = living_of(session, scope, rows)
    there = {(one.street.name, one.name): one for one in stored_place.compounds(session, scope)}
    named = {place: there[place] for place in living}
    told = told_apart(rows, living, answers, roster_words(), remove=remove)
    doubled = tuple(_doubles(told.rows))
    compounds = () if doubled else tuple(_compounds(told.rows, living, named, remove=remove))
    asked = [*(new.key for new in newcomers), *(group.key for group in told.asked)]
    unanswered = [
        *(new.key for new in newcomers if new.is_open(answers)),
        *(group.key for group in told.asked if answers.get(group.key) not in group.options),
    ]
    facts = [_facts(told.rows), [_facts(rows) for rows in living.values()], [_area(one) for one in named.values()], asked]
    found = sum((one.filed for one in compounds), RosterTotals())
    return Takeover(
        rows=told.rows,
        compounds=compounds,
        newcomers=newcomers,
        namesakes=told.asked,
        unanswered=tuple(unanswered),
        problems=doubled,
        differing=differing(expected or {}, found),
        digest=digest(facts),
    )


def take_over(
    session: Connection,
    filed: Sequence[RosterRow],
    answers: Mapping[str, str],
    *,
    seen: str,
    by: Actor,
    now: datetime,
    scope: Jurisdiction = DISTRICT,
    remove: bool = False,
    expected: Mapping[str, int] | None = None,
    although: str = "",
) -> RosterImport:
    """Do what was looked at under the digest `seen`, `although` its totals differ so from what was expected.

    Raises `TakeoverTurned` where it would be something else by now, and `Rejected` with what isn't answered.
    """
    stands = look_over(session, filed, answers, scope=scope, remove=remove, expected=expected)
    open_ones = [Problem(UNANSWERED, value=key) for key in stands.unanswered]
    if problems := [*stands.problems, *open_ones]:
        raise Rejected(problems)
    if stands.digest != seen:
        raise TakeoverTurned(stands)
    if stands.difference != although and stands.differing:
        raise Rejected([Problem("takeover_differs")])
    return import_roster(session, stands.rows, by=by, now=now, remove_missing=remove, scope=scope)


def _known(session: Connection, scope: Jurisdiction) -> KnownPlaces:
    every, mine = (_places(session, reach) for reach in (DISTRICT, scope))
    streets = tuple(street.name for street in stored_place.streets(session, DISTRICT))
    return KnownPlaces(streets, every, tuple(s.name for s in stored_place.streets(session, scope)), mine, scope)


def _places(session: Connection, scope: Jurisdiction) -> tuple[Place, ...]:
    return tuple((one.street.name, one.name) for one in stored_place.compounds(session, scope))


def _area(compound: Compound) -> str:
    return compound.area.name if compound.area else ""


def _compounds(
    rows: Sequence[RosterRow],
    living: Mapping[Place, Sequence[RosterRow]],
    named: Mapping[Place, Compound],
    *,
    remove: bool,
) -> Iterator[CompoundTakeover]:
    filed: dict[Place, list[RosterRow]] = {}
    for row in rows:
        filed.setdefault(row.place, []).append(row)
    for place, theirs in filed.items():
        before, compound = living.get(place, ()), named.get(place)
        after = stored.in_door_order(taken_over(before, theirs, remove=remove))
        turn = roster_turn(before, after, theirs, stood_in=_area(compound) if compound else None)
        yield CompoundTakeover(place, compound, turn, totals(theirs))


def _facts(rows: Iterable[RosterRow]) -> list[list[str]]:
    """All that rows say but where in a file they stand."""
    told = (replace(row, row=0, owner_number="", sheet="") for row in rows)
    return [[str(getattr(row, one.name)) for one in fields(row)] for row in told]


def _doubles(rows: Iterable[RosterRow]) -> Iterator[Problem]:
    """Doors and areas that two of the file's compounds don't agree on once they are one."""
    first: dict[tuple[str, ...], RosterRow] = {}
    areas: dict[Place, RosterRow] = {}
    for row in rows:
        earlier = first.setdefault((*row.place, *address(row)), row)
        if earlier is not row:
            yield Problem("roster_room_twice", "room", row.row, " ".join(filter(None, address(row))), {"first": earlier.row})
        other = areas.setdefault(row.place, row)
        if other.area != row.area:
            detail = {"first": str(other.row), "other": other.area, "compound": row.compound}
            yield Problem("roster_area_differs", "area", row.row, row.area, detail)
            areas[row.place] = replace(other, area=row.area)


def living_of(session: Connection, scope: Jurisdiction, rows: Iterable[RosterRow]) -> dict[Place, tuple[RosterRow, ...]]:
    """The living rosters of the compounds that these rows name, as far as there are such."""
    wanted = {row.place for row in rows}
    there = {one.id: (one.street.name, one.name) for one in stored_place.compounds(session, scope)}
    listed = stored.listed_of(session, [number for number, place in there.items() if place in wanted])
    return {there[number]: found for number, found in listed.items()}


def turned_since(
    before: Mapping[Place, Sequence[RosterRow]], now: Mapping[Place, Sequence[RosterRow]]
) -> Iterator[tuple[Place, RosterTurn]]:
    """How living rosters turned since they stood as `before`."""
    for place in dict.fromkeys((*before, *now)):
        stood, stands = before.get(place, ()), now.get(place, ())
        turn = roster_turn(stood, stands, stands, stood_in=stood[0].area if stood and stands else None)
        if turn.turns:
            yield place, turn
