"""Amendments: what is put right in a poll's frozen roster after it opened, on top of rows that nobody edits.

One asks, with a reason and a paper; somebody else confirms or refuses. Nothing is counted otherwise before that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from surveys.core.act import Value
from surveys.core.errors import Problem
from surveys.core.matter import Matter
from surveys.core.poll import PollState
from surveys.core.roster import AreaSource, Household, Roster, UnitKind
from surveys.core.tally.positions import owners_of

LONGEST_REASON, LONGEST_SOURCE, LONGEST_ROOM = 200, 120, 20
MOST_AREA, MOST_OWNERS, MOST_FLOOR = 10_000_000, 20, 200
"""Of one unit: hundredths of a square metre, people who hold it, floors up; beyond them somebody typed wrong."""


class AmendmentKind(StrEnum):
    """What was wrong about a home: its area, what it is, whose it is, its room; that it lacked, that it isn't there, that it
    is there and doesn't belong though somebody answered for it; or that it was taken out wrongly."""

    AREA = "area"
    USE = "use"
    OWNER = "owner"
    ROOM = "room"
    ADD = "add"
    REMOVE = "remove"
    VOID = "void"
    RESTORE = "restore"

    @property
    def takes_out(self) -> bool:
        """Whether the home is in no denominator afterwards."""
        return self in (AmendmentKind.REMOVE, AmendmentKind.VOID)


class AmendmentRuling(StrEnum):
    """What became of a request; without one it still waits."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


def confirmed_in_order(amendments: Iterable[Amendment]) -> tuple[Amendment, ...]:
    """Those that count, in the order in which they were confirmed: of one home the last holds."""
    found = [(one.decided_at, one.id, one) for one in amendments if one.confirmed and one.decided_at]
    return tuple(one for _, _, one in sorted(found, key=lambda kept: kept[:2]))


@dataclass(frozen=True, slots=True)
class AmendmentWanted:
    """What somebody asks to be put right: of which home, None for one that lacks, by which words and which paper. Of an
    owner, `change` says in `same_as` with which other home that is, 0 for somebody who has no other."""

    kind: AmendmentKind
    household: int | None
    change: Mapping[str, Value]
    reason: str
    source: str
    objection: int | None = None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What confirming a request makes: the home `after` it, whether it is `gone`, whether somebody had `answered` for it,
    and whether it `touches` how ballots count that were in; `figures` are what was counted before and after."""

    after: Household
    gone: bool
    answered: bool
    touches: bool
    figures: Mapping[str, Mapping[str, list[int]]]


@dataclass(frozen=True, slots=True)
class PlacedHome:
    """A home of a poll as it stands after all amendments: its place in door order, whether it is `gone` from every
    denominator, and whether it was added after the poll opened."""

    position: int
    household: Household
    gone: bool = False
    added: bool = False


@dataclass(frozen=True, slots=True)
class Amendment:
    """One request, and what became of it. `change` says what is to be how, `was` how that stood when it was asked for.

    Once it is confirmed, `after` is the home as it stands by it, `answered` whether somebody had answered for it, `touches`
    whether ballots that were in count otherwise by it, `figures` what was counted before and after, and `followed` whether
    the living roster was changed with it. `objection` is the one that it answers where the result was out already.
    """

    id: int
    kind: AmendmentKind
    household: int | None
    change: Mapping[str, Value]
    was: Mapping[str, Value]
    reason: str
    source: str
    asked_by: str
    asked_role: str
    asked_at: datetime
    objection: int | None = None
    ruling: AmendmentRuling | None = None
    decided_by: str = ""
    decided_role: str = ""
    decided_at: datetime | None = None
    why: str = ""
    after: Household | None = None
    answered: bool = False
    touches: bool = False
    figures: Mapping[str, Mapping[str, list[int]]] | None = None
    followed: bool = False

    @property
    def open(self) -> bool:
        """Whether it still waits."""
        return self.ruling is None

    @property
    def confirmed(self) -> bool:
        """Whether it counts."""
        return self.ruling is AmendmentRuling.CONFIRMED

    @property
    def late(self) -> bool:
        """Whether two notices differ by it in ballots, so that each next to the other would tell of one home."""
        return self.confirmed and self.objection is not None and self.touches


@dataclass(frozen=True, slots=True)
class Headcount:
    """What a share is taken of: households, owners, and floor area in hundredths of a square metre."""

    homes: int
    owners: int
    area: int

    def listed(self) -> list[int]:
        """The three in a row."""
        return [self.homes, self.owners, self.area]


_NOBODY = Headcount(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Denominators:
    """What everything is a share of: in the whole compound, in each building in door order, and in each matter's scope by
    its key. Parking and storage are in none but those of a matter that counts them."""

    whole: Headcount
    buildings: Mapping[str, Headcount]
    matters: Mapping[str, Headcount]


def denominators(roster: Roster, matters: Iterable[Matter]) -> Denominators:
    """What a roster gives to count by."""
    owners = owners_of(roster.households)
    counted = [home for home in roster.households if not home.kind.is_annex]
    return Denominators(
        whole=_counted(counted, owners),
        buildings={label: _counted([h for h in counted if h.building == label], owners) for label in roster.buildings},
        matters={
            matter.key: _counted(
                [h for h in (roster.households if matter.rule.parking else counted) if matter.scope.covers(h)], owners
            )
            for matter in matters
        },
    )


def _counted(homes: Iterable[Household], owners: Mapping[int, str]) -> Headcount:
    found = list(homes)
    heads = {owners[home.id] for home in found}
    return Headcount(sum(h.kind.is_household for h in found), len(heads), sum(h.area for h in found))


def figures(before: Denominators, after: Denominators) -> dict[str, dict[str, list[int]]]:
    """What is different between two, as it is written down: by place, the three figures on either side. The whole is always
    among them; a place is `whole`, `building <label>` or `matter <key>`."""
    places = {"whole": (before.whole, after.whole)}
    for name, old, new in (("building", before.buildings, after.buildings), ("matter", before.matters, after.matters)):
        for key in dict.fromkeys((*old, *new)):
            places[f"{name} {key}"] = (old.get(key, _NOBODY), new.get(key, _NOBODY))
    differing = {place: both for place, both in places.items() if place == "whole" or both[0] != both[1]}
    return {place: {"before": old.listed(), "after": new.listed()} for place, (old, new) in differing.items()}


def roster_of(placed: Iterable[PlacedHome]) -> Roster:
    """The homes that are counted, in door order."""
    return Roster(tuple(home.household for home in sorted(placed, key=lambda home: home.position) if not home.gone))


def amended(placed: Iterable[PlacedHome], new: PlacedHome) -> tuple[PlacedHome, ...]:
    """The homes with one of them as it would be, or one more."""
    return (*(home for home in placed if home.household.id != new.household.id), new)


def home_after(kind: AmendmentKind, home: Household, change: Mapping[str, Value], owner: str) -> Household:
    """A home as an amendment would leave it; `owner` is whose it is then."""
    match kind:
        case AmendmentKind.AREA:
            return replace(home, area=int(change["area"] or 0), area_source=AreaSource(str(change["area_source"])))
        case AmendmentKind.USE:
            return replace(home, kind=UnitKind(str(change["use"])))
        case AmendmentKind.OWNER:
            return replace(home, owner=owner, owners=int(change["owners"] or 1))
        case AmendmentKind.ROOM:
            return replace(home, room=str(change["room"]), floor=int(change["floor"] or 0))
        case AmendmentKind.ADD:
            return added_home(change, owner)
        case AmendmentKind.REMOVE | AmendmentKind.VOID | AmendmentKind.RESTORE:
            return home


def added_home(change: Mapping[str, Value], owner: str, household: int = 0) -> Household:
    """A home that lacked, as a request describes it."""
    return Household(
        id=household,
        building=str(change["building"]),
        unit=str(change["unit"]),
        floor=int(change["floor"] or 0),
        room=str(change["room"]),
        area=int(change["area"] or 0),
        owner=owner,
        kind=UnitKind(str(change["use"])),
        area_source=AreaSource(str(change["area_source"])),
        owners=int(change["owners"] or 1),
    )


def stood(kind: AmendmentKind, home: Household) -> dict[str, Value]:
    """How that stands of a home which an amendment of this kind would change."""
    match kind:
        case AmendmentKind.AREA:
            return {"area": home.area, "area_source": home.area_source.value}
        case AmendmentKind.USE:
            return {"use": home.kind.value}
        case AmendmentKind.OWNER:
            return {"owner": home.owner, "owners": home.owners}
        case AmendmentKind.ROOM:
            return {"room": home.room, "floor": home.floor}
        case AmendmentKind.ADD | AmendmentKind.REMOVE | AmendmentKind.VOID | AmendmentKind.RESTORE:
            return {}


def may_amend(state: PollState, *, adopted: bool) -> bool:
    """Whether a roster may be put right: from opening until closing, and once the result is out only where an objection to
    it was `adopted`; never once it is final."""
    return state.running or (state is PollState.PUBLISHED and adopted)


def change_problems(kind: AmendmentKind, change: Mapping[str, Value]) -> tuple[Problem, ...]:
    """What is wrong with what is asked for, whatever home it is about."""
    found = []
    area, floor, owners = change.get("area"), change.get("floor"), change.get("owners")
    if "area" in change and not (isinstance(area, int) and 0 < area <= MOST_AREA):
        found.append(Problem("amendment_area", "area"))
    if "floor" in change and not (isinstance(floor, int) and -9 <= floor <= MOST_FLOOR):
        found.append(Problem("amendment_floor", "floor"))
    if "owners" in change and not (isinstance(owners, int) and 1 <= owners <= MOST_OWNERS):
        found.append(Problem("amendment_owners", "owners", detail={"most": MOST_OWNERS}))
    for name in ("building", "room") if kind is AmendmentKind.ADD else ("room",):
        if name in change and not change[name]:
            found.append(Problem("amendment_empty", name))
    for name in ("building", "unit", "room"):
        if (count := len(str(change.get(name, "")))) > LONGEST_ROOM:
            found.append(Problem("text_too_long", name, detail={"most": LONGEST_ROOM, "count": count}))
    return tuple(found)


def counted_otherwise(before: Iterable[PlacedHome], after: Iterable[PlacedHome]) -> frozenset[int]:
    """The homes whose ballots count otherwise after a change, or not any more, or only then: those that are of a head with
    other units, or with other areas, or are a household and weren't."""
    old, new = _heads(roster_of(before)), _heads(roster_of(after))
    return frozenset(home for home in {*old, *new} if old.get(home) != new.get(home))


def _heads(roster: Roster) -> dict[int, frozenset[tuple[int, int, bool, bool]]]:
    owners = owners_of(roster.households)
    units: dict[str, set[tuple[int, int, bool, bool]]] = {}
    for h in roster.households:
        what = (h.id, h.area, h.kind.is_household, h.kind.is_annex)
        units.setdefault(owners[h.id], set()).add(what)
    kept = {owner: frozenset(found) for owner, found in units.items()}
    return {h.id: kept[owners[h.id]] for h in roster.households}
