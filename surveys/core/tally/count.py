"""Counting: from ballots to figures, without any judgement."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import TypeVar

from surveys.core.ballot import Ballot, Capacity, Channel
from surveys.core.kind import NONE
from surveys.core.kinds import KINDS
from surveys.core.menu import Menu
from surveys.core.questionnaire import Edition, Question, QuestionRole
from surveys.core.roster import AreaSource, Household, Roster, UnitKind
from surveys.core.tally.positions import DeliveryRecord, Positions, Stand, owners_of, positions
from surveys.core.tally.votes import WHOLE, Count, Options, Part, QuestionCount, Scope, Stake, Tally, Votes

_ByHousehold = Mapping[int, Ballot]
_Row = tuple[bool, Stand, Stand, bool, str, Stand, int]
"""One unit as it is counted: whether it is a household, where it and its occupants stand, whether anything came of it, who
stands behind it and where they stand, and its area."""


def tally(
    roster: Roster,
    edition: Edition,
    menu: Menu,
    ballots: Sequence[Ballot],
    *,
    scope: Scope = WHOLE,
    parking: bool = False,
    invalid: Collection[int] = frozenset(),
    delivered: Collection[int] = frozenset(),
    question: Question | None = None,
) -> Tally:
    """Count `ballots`, the latest of each household and capacity, in any order: where they stand on `question`, which is the
    edition's consent question unless a matter's is given.

    Unsold units are counted as area and heads and never as households, and so are parking and storage, if `parking` alone.
    `invalid` names households whose returned ballot can't be counted, `delivered` those whose ballot provably came. Raises
    `ValueError` on two ballots of one household in one capacity and on households that the roster doesn't have.
    """
    counting = Counting(roster, menu, ballots, DeliveryRecord(invalid, delivered))
    return counting.tally(edition, scope=scope, parking=parking, question=question)


class Counting:
    """The ballots of one roster, looked through once for however many scopes are counted: each scope then costs what lies in
    it, and two thousand buildings no more than the whole. Raises as `tally` does."""

    def __init__(self, roster: Roster, menu: Menu, ballots: Sequence[Ballot], record: DeliveryRecord) -> None:
        self._households, self._menu, self._record = roster.households, menu, record
        self._given = _checked(roster, ballots)

    def tally(
        self, edition: Edition, *, scope: Scope = WHOLE, parking: bool = False, question: Question | None = None
    ) -> Tally:
        """The count in one scope, as the function `tally` makes it."""
        own, others = self._given[Capacity.OWNER], self._given[Capacity.OCCUPANT]
        inside = [h for h in self._within(scope) if parking or not h.kind.is_annex]
        asked = question or edition.with_role(QuestionRole.CONSENT)
        found = positions(asked, inside, own, others, self._record, owners=self._owners)
        rows = _rows(inside, found, own, others)
        homes = [h.id for h in inside if h.kind.is_household]
        chosen = {capacity: [by[home] for home in homes if home in by] for capacity, by in self._given.items()}
        return Tally(
            scope=scope,
            parking=parking,
            whole=_part("", "", rows),
            conflicts=found.conflicts,
            sources=_sources(inside),
            channels={capacity: _channels(ballots) for capacity, ballots in chosen.items()},
            buildings=tuple(_part(b, "", part) for b, part in _grouped(rows, [h.building for h in inside])),
            stairwells=tuple(_part(*at, part) for at, part in _grouped(rows, [(h.building, h.unit) for h in inside])),
            questions=tuple(_question(q, self._menu, chosen) for q in edition.questions if KINDS[q.kind].counted),
            stakes=_stakes(rows),
            beside=sum(row[1] > Stand.DELIVERED for row in rows if not row[0]),
            unsold=sum(h.kind is UnitKind.UNSOLD for h in inside),
            may_be_blank=_may_be_blank(asked),
        )

    @cached_property
    def _owners(self) -> Mapping[int, str]:
        return owners_of(self._households)

    @cached_property
    def _places(self) -> Mapping[tuple[str, str | None], Sequence[Household]]:
        """The units of each building and of each stairwell."""
        found: dict[tuple[str, str | None], list[Household]] = defaultdict(list)
        for household in self._households:
            found[household.building, None].append(household)
            found[household.building, household.unit].append(household)
        return found

    def _within(self, scope: Scope) -> Sequence[Household]:
        if scope == WHOLE:
            return self._households
        if len(scope.buildings) == 1:
            return self._places.get((scope.buildings[0], scope.unit), ())
        return [household for household in self._households if scope.covers(household)]


def came_in(roster: Roster, came: Collection[int], *, scope: Scope = WHOLE, parking: bool = False) -> Votes:
    """The same figures where nothing is known but from which households, by id, an owner's ballot came: each of them takes
    part, whatever it says."""
    inside = [h for h in roster.households if scope.covers(h) and (parking or not h.kind.is_annex)]
    owners = owners_of(roster.households)
    stands = {h.id: Stand.YES if h.id in came else Stand.SILENT for h in inside}
    heads: dict[str, Stand] = {}
    for home, stand in stands.items():
        heads[owners[home]] = max(stand, heads.get(owners[home], Stand.SILENT))
    found = Positions(stands, dict.fromkeys(stands, Stand.SILENT), {home: owners[home] for home in stands}, heads, 0)
    return _part("", "", _rows(inside, found, {}, {})).votes


def _may_be_blank(asked: Question | None) -> bool:
    return asked is None or asked.optional or asked.owner_only or bool(asked.show_if)


def _checked(roster: Roster, ballots: Sequence[Ballot]) -> dict[Capacity, _ByHousehold]:
    result: dict[Capacity, dict[int, Ballot]] = {capacity: {} for capacity in Capacity}
    for ballot in ballots:
        if ballot.household in result[ballot.capacity]:
            raise ValueError(f"two ballots of household {ballot.household} as {ballot.capacity}")
        result[ballot.capacity][ballot.household] = ballot
    if strange := {b.household for b in ballots} - {h.id for h in roster.households}:
        raise ValueError(f"not in the roster: {sorted(strange)[:5]}")
    return dict(result)


_Key = TypeVar("_Key", bound=Hashable)


def _grouped(rows: Iterable[_Row], keys: Iterable[_Key]) -> Iterable[tuple[_Key, list[_Row]]]:
    groups: dict[_Key, list[_Row]] = defaultdict(list)
    for row, key in zip(rows, keys, strict=True):
        groups[key].append(row)
    return groups.items()


def _rows(inside: Iterable[Household], found: Positions, own: _ByHousehold, others: _ByHousehold) -> list[_Row]:
    stands, opinions, owner_of, heads = found.household, found.occupant, found.owner_of, found.owner
    return [
        (
            h.kind.is_household,
            stands[h.id],
            opinions[h.id],
            h.id in own or h.id in others,
            owner_of[h.id],
            heads[owner_of[h.id]],
            h.area,
        )
        for h in inside
    ]


def _part(building: str, unit: str, rows: Iterable[_Row]) -> Part:
    homes, opinions, area = [0] * len(Stand), [0] * len(Stand), [0] * len(Stand)
    heads: dict[str, Stand] = {}
    reached = 0
    for lives, stand, opinion, came, owner, head, size in rows:
        if lives:
            homes[stand] += 1
            opinions[opinion] += 1
            reached += came
        heads[owner] = head
        area[head] += size
    owners = [0] * len(Stand)
    for head in heads.values():
        owners[head] += 1
    votes = Votes(households=_summed(homes), owners=_summed(owners), area=_summed(area))
    return Part(building=building, unit=unit, votes=votes, opinions=_summed(opinions), reached=reached)


def _stakes(rows: Iterable[_Row]) -> tuple[Stake, ...]:
    stakes: dict[str, tuple[int, int, int]] = {}
    for lives, stand, _opinion, _came, owner, head, size in rows:
        if head > Stand.BLANK:
            gave = stand >= Stand.BLANK
            homes, others, area = stakes.get(owner, (0, 0, 0))
            stakes[owner] = homes + (gave and lives), others + (gave and not lives), area + size
    return tuple(sorted(map(Stake._make, stakes.values())))


def _summed(figures: Sequence[int]) -> Count:
    return Count(
        total=sum(figures),
        yes=figures[Stand.YES] + figures[Stand.LOOSE_YES],
        no=figures[Stand.NO] + figures[Stand.LOOSE_NO],
        abstain=figures[Stand.ABSTAIN] + figures[Stand.LOOSE_ABSTAIN],
        blank=figures[Stand.BLANK],
        invalid=figures[Stand.INVALID],
        delivered=figures[Stand.DELIVERED],
        loose_yes=figures[Stand.LOOSE_YES],
        loose_no=figures[Stand.LOOSE_NO],
        loose_abstain=figures[Stand.LOOSE_ABSTAIN],
    )


def _sources(households: Iterable[Household]) -> dict[AreaSource, int]:
    result = dict.fromkeys(AreaSource, 0)
    for household in households:
        result[household.area_source] += household.area
    return result


def _channels(ballots: Iterable[Ballot]) -> dict[Channel, int]:
    return dict.fromkeys(Channel, 0) | Counter(b.channel for b in ballots)


def _question(question: Question, menu: Menu, chosen: Mapping[Capacity, Sequence[Ballot]]) -> QuestionCount:
    keys = [o.key for o in question.options]
    if KINDS[question.kind].takes_menu(question):
        keys = [item.key for item in menu.items if not item.must]
    orders = QuestionRole.ORDER in KINDS[question.kind].roles
    if orders and not question.role:
        keys.append(NONE)  # what is published has the same lines whether or not somebody chose them
    return QuestionCount(
        question.key,
        question.kind,
        owners=_options(question.key, keys, chosen[Capacity.OWNER], orders=orders),
        occupants=_options(question.key, keys, chosen[Capacity.OCCUPANT], orders=orders),
        public=_public(question),
        optional=question.optional,
        most=KINDS[question.kind].most(question, menu) or len(keys),
    )


def _public(question: Question) -> tuple[Capacity, ...]:
    """Asked of some only, its figures tell how those few answered another question; one with a role is counted elsewhere."""
    if not KINDS[question.kind].published or question.show_if or question.role:
        return ()
    return (Capacity.OWNER,) if question.owner_only else tuple(Capacity)


def _options(key: str, options: Iterable[str], ballots: Sequence[Ballot], *, orders: bool) -> Options:
    """How often each option was named. An order of nothing is an answer too: none of these."""
    given = [b.answers.get(key) for b in ballots]
    several = [answer or (NONE,) for answer in given if isinstance(answer, tuple) and (answer or orders)]
    one = Counter([answer for answer in given if not isinstance(answer, tuple)])
    single = {answer: times for answer, times in one.items() if answer not in (None, "")}
    named = Counter(chain.from_iterable(several))
    for answer, times in single.items():
        named[str(answer)] += times
    answered = len(several) + sum(single.values())
    return Options(len(ballots), answered, dict.fromkeys(options, 0) | dict(sorted(named.items())))
