"""Counting: from ballots to figures, without any judgement."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain

from surveys.core.ballot import Answer, Ballot, Capacity, Channel
from surveys.core.kind import NONE
from surveys.core.kinds import KINDS
from surveys.core.menu import Menu
from surveys.core.questionnaire import Edition, Question, QuestionRole
from surveys.core.roster import AreaSource, Household, Roster, UnitKind
from surveys.core.tally.positions import DeliveryRecord, Positions, Stand, owners_of, positions
from surveys.core.tally.votes import WHOLE, Count, Options, Part, QuestionCount, Scope, Stake, Tally, Votes

_ByHousehold = Mapping[int, Ballot]


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
    given = _checked(roster, ballots)
    inside = [h for h in roster.households if scope.covers(h) and (parking or not h.kind.is_annex)]
    asked = question or edition.with_role(QuestionRole.CONSENT)
    record, owners = DeliveryRecord(invalid, delivered), owners_of(roster.households)
    found = positions(asked, inside, given[Capacity.OWNER], given[Capacity.OCCUPANT], record, owners=owners)
    chosen = {capacity: [by[h.id] for h in _homes(inside) if h.id in by] for capacity, by in given.items()}
    return Tally(
        scope=scope,
        parking=parking,
        whole=_part("", "", inside, found, given),
        conflicts=found.conflicts,
        sources=_sources(inside),
        channels={capacity: _channels(rows) for capacity, rows in chosen.items()},
        buildings=tuple(_part(b, "", rows, found, given) for (b,), rows in _grouped(inside, "building")),
        stairwells=tuple(_part(b, u, rows, found, given) for (b, u), rows in _grouped(inside, "building", "unit")),
        questions=tuple(_question(q, menu, chosen) for q in edition.questions if KINDS[q.kind].counted),
        stakes=_stakes(inside, found),
        beside=sum(found.household[h.id] not in (Stand.SILENT, Stand.DELIVERED) for h in inside if not h.kind.is_household),
        unsold=sum(h.kind is UnitKind.UNSOLD for h in inside),
        may_be_blank=_may_be_blank(asked),
    )


def came_in(roster: Roster, came: Collection[int], *, scope: Scope = WHOLE, parking: bool = False) -> Votes:
    """The same figures where nothing is known but from which households, by id, an owner's ballot came: each of them takes
    part, whatever it says."""
    inside = [h for h in roster.households if scope.covers(h) and (parking or not h.kind.is_annex)]
    owners = owners_of(roster.households)
    stands = {h.id: Stand.YES if h.id in came else Stand.SILENT for h in inside}
    heads: dict[str, Stand] = {}
    for home, stand in stands.items():
        heads[owners[home]] = max(stand, heads.get(owners[home], Stand.SILENT))
    return _votes(inside, _homes(inside), Positions(stands, {}, {home: owners[home] for home in stands}, heads, 0))


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


def _homes(households: Iterable[Household]) -> list[Household]:
    return [h for h in households if h.kind.is_household]


def _grouped(households: Iterable[Household], *names: str) -> Iterable[tuple[tuple[str, ...], list[Household]]]:
    groups: dict[tuple[str, ...], list[Household]] = defaultdict(list)
    for household in households:
        groups[tuple(getattr(household, name) for name in names)].append(household)
    return groups.items()


def _part(
    building: str, unit: str, rows: Sequence[Household], found: Positions, given: Mapping[Capacity, _ByHousehold]
) -> Part:
    homes = _homes(rows)
    return Part(
        building=building,
        unit=unit,
        votes=_votes(rows, homes, found),
        opinions=_count(found.occupant[h.id] for h in homes),
        reached=sum(any(h.id in by for by in given.values()) for h in homes),
    )


def _votes(rows: Sequence[Household], homes: Sequence[Household], found: Positions) -> Votes:
    heads = {h.id: found.owner_of[h.id] for h in rows}
    area = [0] * len(Stand)
    for household in rows:
        area[found.owner[heads[household.id]]] += household.area
    return Votes(
        households=_count(found.household[h.id] for h in homes),
        owners=_count(found.owner[owner] for owner in set(heads.values())),
        area=_summed(area),
    )


def _stakes(rows: Sequence[Household], found: Positions) -> tuple[Stake, ...]:
    stakes: dict[str, Stake] = {}
    for household in rows:
        owner = found.owner_of[household.id]
        if found.owner[owner] > Stand.BLANK:
            gave = found.household[household.id] >= Stand.BLANK
            lives = household.kind.is_household
            homes, others, area = stakes.get(owner, (0, 0, 0))
            stakes[owner] = Stake(homes + (gave and lives), others + (gave and not lives), area + household.area)
    return tuple(sorted(stakes.values()))


def _count(stands: Iterable[Stand]) -> Count:
    figures = [0] * len(Stand)
    for stand in stands:
        figures[stand] += 1
    return _summed(figures)


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
    empty: tuple[Answer | None, ...] = (None, "") if orders else (None, "", ())
    answers = [answer for b in ballots if (answer := b.answers.get(key)) not in empty]
    named = Counter(str(answer) for answer in answers if not isinstance(answer, tuple))
    named.update(chain.from_iterable(answer or (NONE,) for answer in answers if isinstance(answer, tuple)))
    return Options(len(ballots), len(answers), dict.fromkeys(options, 0) | dict(sorted(named.items())))
