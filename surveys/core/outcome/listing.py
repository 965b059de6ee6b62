"""The priority list as it may be told.

An item's support is told where it is far from none and far from all. Where an item with a hidden support stands, whether it
is carried out, and what is left for the items after it, are functions of that support: of all that only what is the same for
every support that the hidden ones may have is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from surveys.core.outcome.cells import MARGIN, breakdown, ends, middling
from surveys.core.outcome.figures import Figure, Hidden, Why, told
from surveys.core.outcome.outcome import Outcome
from surveys.core.outcome.public import PublicLine, PublicList, PublicPart
from surveys.core.outcome.supports import Voted, Zone, voted_items
from surveys.core.priorities import Line, PriorityList, Status

_FOLLOWS = Hidden(Why.FOLLOWS)


@dataclass(frozen=True, slots=True)
class _Place:
    """What is told of a place in the walk: `least` and `most` bound the money committed before it."""

    status: Status | Hidden
    rank: Figure
    least: int
    most: int

    @property
    def before(self) -> Figure:
        """The money committed before it."""
        return self.least if self.least == self.most else _FOLLOWS


def exact_list(outcome: Outcome) -> PublicList:
    """The list with nothing hidden."""
    listed = outcome.listed
    return _list(listed, listed.spent, [_exact(line, outcome) for line in listed.lines])


def public_list(outcome: Outcome) -> PublicList:
    """The list as it may be told: items with hidden supports stand where their bands do, in the menu's order."""
    listed = outcome.listed
    voted = sorted(voted_items(outcome), key=lambda one: one.key)
    waiting = [one for one in voted if _is_walked(one.line, listed)]
    places = _walk(waiting, voted, listed)
    spent = _spent([(one.line.item.cost or 0, places[one.line.item.key].status) for one in waiting], listed)
    rest = [one for one in voted if one not in waiting]
    musts = [line for line in listed.lines if line.status is Status.MUST]
    impossible = [line for line in listed.lines if line.status is Status.INFEASIBLE]
    lines = [
        *(_exact(line, outcome) for line in musts),
        *(_veiled(one, places[one.line.item.key], voted, outcome) for one in waiting),
        *(_veiled(one, _below(one, voted), voted, outcome, total=spent) for one in rest),
        *(replace(_exact(line, outcome), total=spent, left=_left(spent, listed)) for line in impossible),
    ]
    return _list(listed, spent, _without_tight_parts(lines, outcome.menu.choose))


def _list(listed: PriorityList, spent: Figure, lines: Sequence[PublicLine]) -> PublicList:
    return PublicList(
        listed.budget, listed.basic_first, listed.households, listed.answered, listed.must, spent, tuple(lines)
    )


def _is_walked(line: Line, listed: PriorityList) -> bool:
    """Whether an item has its place in the walk down the budget; without a budget all are only put in order."""
    return listed.budget is None or line.item.cost is not None


def _walk(waiting: Sequence[Voted], voted: Sequence[Voted], listed: PriorityList) -> Mapping[str, _Place]:
    """Each item's place: what is the same wherever an item that may stand anywhere is tried, if there is just one."""
    anywhere = [one for one in waiting if one.zone is Zone.ANYWHERE]
    if len(anywhere) != 1:
        return _walked(waiting, voted, listed)
    others = [one for one in waiting if one is not anywhere[0]]
    gaps = [one.place + side for one in others if one.zone is Zone.TOLD for side in (-1, 1)]
    tried = [replace(anywhere[0], zone=zone) for zone in (Zone.FIRST, Zone.LAST)]
    tried += [replace(anywhere[0], zone=Zone.TOLD, place=gap) for gap in dict.fromkeys(gaps)]
    walks = [_walked(sorted([*others, one], key=lambda one: one.key), voted, listed) for one in tried]
    return {one.line.item.key: _same([walk[one.line.item.key] for walk in walks], _rank(one, voted)) for one in waiting}


def _same(places: Sequence[_Place], rank: Figure) -> _Place:
    statuses = {place.status for place in places}
    status = statuses.pop() if len(statuses) == 1 else _FOLLOWS
    return _Place(status, rank, min(place.least for place in places), max(place.most for place in places))


def _walked(waiting: Sequence[Voted], voted: Sequence[Voted], listed: PriorityList) -> Mapping[str, _Place]:
    """Each item's place, in the order in which they are told: what comes before one is then known as far as it is told."""
    found: dict[str, _Place] = {}
    for one in waiting:
        least, most = _bounds(one, waiting, found, listed)
        found[one.line.item.key] = _Place(_status(one, least, most, listed), _rank(one, voted), least, most)
    return found


def _bounds(one: Voted, waiting: Sequence[Voted], found: Mapping[str, _Place], listed: PriorityList) -> tuple[int, int]:
    """The least and the most money that can be committed before an item."""
    least = most = listed.must
    for other in waiting:
        before = other.precedes(one)
        if other is one or before is False:
            continue
        place, cost = found.get(other.line.item.key), other.line.item.cost or 0
        status = place.status if place else _FOLLOWS
        if before and status is Status.IN:
            least += cost
        if status is not Status.SKIPPED and _can_fit(cost, listed):
            most += cost
    return least, most


def _can_fit(cost: int, listed: PriorityList) -> bool:
    return listed.budget is None or cost <= listed.budget - listed.must


def _status(one: Voted, least: int, most: int, listed: PriorityList) -> Status | Hidden:
    surely_ordered = one.zone in (Zone.FIRST, Zone.HIGH, Zone.TOLD)
    cost = one.line.item.cost
    if listed.budget is None:
        if not surely_ordered:
            return _FOLLOWS
        return Status.RANKED if cost is not None else Status.UNCOSTED
    if least + (cost or 0) > listed.budget:
        return Status.SKIPPED
    return Status.IN if surely_ordered and most + (cost or 0) <= listed.budget else _FOLLOWS


def _rank(one: Voted, voted: Sequence[Voted]) -> Figure:
    """The rank, where everything that stands before it is told, save the order among those who share it."""
    others = (other for other in voted if other is not one and not one.is_level_with(other))
    if one.zone is not Zone.TOLD or any(other.precedes(one) is None for other in others):
        return _FOLLOWS
    return one.line.rank or 0


def _below(one: Voted, voted: Sequence[Voted]) -> _Place:
    """The place of an item without an estimate, which waits below the line whoever ordered it."""
    return _Place(Status.UNCOSTED, _rank(one, voted), 0, 0)


def _spent(walked: Sequence[tuple[int, Status | Hidden]], listed: PriorityList) -> Figure:
    surely = listed.must + sum(cost for cost, status in walked if status is Status.IN)
    maybe = sum(cost for cost, status in walked if isinstance(status, Hidden))
    if not any(isinstance(status, Hidden) for _, status in walked) or listed.budget is None:
        return surely
    return Hidden(Why.FOLLOWS, surely, max(surely, min(listed.budget, surely + maybe)))


def _left(committed: Figure, listed: PriorityList) -> Figure | None:
    """What the budget has left when so much is committed."""
    if listed.budget is None:
        return None
    return listed.budget - committed if told(committed) else _FOLLOWS


def _exact(line: Line, outcome: Outcome) -> PublicLine:
    item, voted = line.item, line.rank is not None
    return PublicLine(
        item=item.key,
        name=item.name,
        tier=item.tier,
        buildings=item.buildings,
        infeasible=item.infeasible,
        cost=item.cost,
        voted=voted,
        status=line.status,
        rank=line.rank,
        tied_with=line.tied_with,
        decided_by=line.decided_by,
        households=line.households,
        answered=line.answered,
        support=line.support,
        named=sum(line.tops),
        tops=line.tops if voted else None,
        ways={way.key: way.support for way in line.ways},
        opinion=line.opinion,
        total=line.total,
        left=line.left,
        parts=tuple(PublicPart(*part) for part in _parts(line, outcome)),
    )


def _veiled(
    one: Voted, place: _Place, voted: Sequence[Voted], outcome: Outcome, *, total: Figure | None = None
) -> PublicLine:
    line, item, shown = one.line, one.line.item, one.zone is Zone.TOLD
    before, few = place.before, Hidden(Why.FEW)
    level = [other.line.item.key for other in sorted(voted, key=lambda other: other.on_menu) if other.zone is Zone.TOLD]
    committed = item.cost if place.status is Status.IN else 0
    return PublicLine(
        item=item.key,
        name=item.name,
        tier=item.tier,
        buildings=item.buildings,
        infeasible=item.infeasible,
        cost=item.cost,
        voted=True,
        status=place.status,
        rank=place.rank,
        tied_with=tuple(key for key in level if key in line.tied_with) if shown else (),
        decided_by=line.decided_by if _every_order_is_told(voted) else None,
        households=line.households,
        answered=line.answered,
        support=one.support,
        named=one.named,
        tops=None,
        ways=_ways(line) if shown else {way.key: few for way in line.ways},
        opinion=(one.opinion, line.opinion[1]),
        total=total if total is not None else before + (committed or 0) if told(before) else _FOLLOWS,
        left=_left(before, outcome.listed),
        parts=_told_parts(line, outcome, shown),
    )


def _every_order_is_told(voted: Sequence[Voted]) -> bool:
    places = {one.place for one in voted}
    return len(places) == len(voted) and all(one.zone is Zone.TOLD for one in voted)


def _ways(line: Line) -> dict[str, Figure]:
    shown = breakdown([(way.support, line.support) for way in line.ways])
    return {way.key: figure for way, figure in zip(line.ways, shown, strict=True)}


def _parts(line: Line, outcome: Outcome) -> list[tuple[str, int, int]]:
    """Building, answers and support, for each building that a voted item concerns; empty where no checks were made."""
    checked = outcome.examined.checks.items.get(line.item.key) if outcome.examined else None
    return [(part.name, part.answered, part.support) for part in checked.buildings] if checked else []


def _told_parts(line: Line, outcome: Outcome, shown: bool) -> tuple[PublicPart, ...]:
    """The item's support building by building, or nothing of it."""
    parts = _parts(line, outcome)
    if not shown or not all(middling(support, answered) for _, answered, support in parts):
        return ()
    return tuple(PublicPart(*part) for part in parts)


def _without_tight_parts(lines: Sequence[PublicLine], choose: int) -> list[PublicLine]:
    """The lines without any support by building, where what a building's households could still order besides, or all of
    them, is so little that the supports that aren't told would follow from it."""
    answered = {part.building: part.answered for line in lines for part in line.parts}
    ordered = dict.fromkeys(answered, 0)
    for line in lines:
        for part in line.parts:
            ordered[part.building] += part.support
    untold = sum(ends(line.support)[1] for line in lines if line.voted and not line.parts)
    spare = [choose * answered[building] - ordered[building] for building in answered]
    if all(left >= MARGIN for left in spare) and sum(spare) - untold >= MARGIN:
        return list(lines)
    return [replace(line, parts=()) for line in lines]
