"""The priority list as it may be told.

An item's support is told where it is far from none and far from all. Where an item with a hidden support stands, whether it
is carried out, and what is left for the items after it, are functions of that support: of all that only what is the same for
every support that the hidden ones may have is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from surveys.core.menu import Item, Menu, Payer
from surveys.core.outcome.cells import MARGIN, ends, middling
from surveys.core.outcome.figures import Figure, Hidden, Why, told
from surveys.core.outcome.outcome import Outcome
from surveys.core.outcome.placing import FOLLOWS, Place, Rivals, Span, places, rank_of
from surveys.core.outcome.public import PublicLine, PublicList, PublicPart
from surveys.core.outcome.supports import Voted, Zone, voted_items
from surveys.core.priorities import Line, PriorityList, Status

_NOTHING = Span(0, 0)


def exact_list(outcome: Outcome) -> PublicList:
    """The list with nothing hidden."""
    listed = outcome.listed
    return _list(outcome, listed.spent, [_exact(line, outcome) for line in listed.lines])


def public_list(outcome: Outcome) -> PublicList:
    """The list as it may be told: items with hidden supports stand where their bands do, in the menu's order."""
    listed = outcome.listed
    asked = sorted(voted_items(outcome), key=lambda one: one.key)
    voted = [one for one in asked if not one.line.item.own_money]
    waiting = [one for one in voted if _is_walked(one.line, listed)]
    rivals = Rivals(asked, listed, outcome.menu)
    found = places(waiting, voted, listed, outcome.menu, rivals)
    spent = _spent(waiting, found, listed)
    rest = [one for one in voted if one not in waiting]
    own = [one for one in asked if one.line.item.own_money]
    musts = [line for line in listed.lines if line.status is Status.MUST]
    impossible = [line for line in listed.lines if line.status is Status.INFEASIBLE]
    lines = [
        *(_exact(line, outcome) for line in musts),
        *(_veiled(one, found[one.line.item.key], voted, outcome) for one in waiting),
        *(_veiled(one, _below(one, voted, rivals), voted, outcome, total=spent) for one in rest),
        *(_veiled(one, _apart(one, rivals), voted, outcome, total=spent) for one in own),
        *(replace(_exact(line, outcome), total=spent, left=_left(spent, listed), room=None) for line in impossible),
    ]
    return _list(outcome, spent, _without_tight_parts(lines, outcome.menu.choose))


def _list(outcome: Outcome, spent: Figure, lines: Sequence[PublicLine]) -> PublicList:
    listed = outcome.listed
    return PublicList(
        listed.budget,
        listed.basic_first,
        listed.households,
        listed.answered,
        listed.must,
        spent,
        tuple(lines),
        listed.ranking,
        outcome.menu.estimated,
    )


def _is_walked(line: Line, listed: PriorityList) -> bool:
    """Whether an item has its place in the walk down the budget; without a budget all are only put in order."""
    return not line.item.own_money and (listed.budget is None or line.cost is not None)


def _below(one: Voted, voted: Sequence[Voted], rivals: Rivals) -> Place:
    """The place of an item without an estimate, which waits below the line unless another keeps it out."""
    excluded = rivals.excluded(one)
    status: Status | Hidden = Status.UNCOSTED
    if excluded is not False:
        status = Status.EXCLUDED if excluded and one.is_ordered else FOLLOWS
    return Place(status, rank_of(one, voted), _NOTHING, _NOTHING)


def _apart(one: Voted, rivals: Rivals) -> Place:
    """The place of an item with money of its own, whoever ordered it."""
    excluded = rivals.excluded(one)
    status: Status | Hidden = Status.OWN
    if excluded is not False or one.line.item.needs:
        status = Status.EXCLUDED if excluded and one.is_ordered else FOLLOWS
    return Place(status, None, _NOTHING, _NOTHING)


def _spent(waiting: Sequence[Voted], found: Mapping[str, Place], listed: PriorityList) -> Figure:
    walked = [(one.draws, found[one.line.item.key].status) for one in waiting]
    surely = listed.must + sum(low for (low, _), status in walked if status is Status.IN)
    most = listed.must + sum(high for (_, high), status in walked if status is Status.IN or isinstance(status, Hidden))
    if surely == most or listed.budget is None:
        return surely
    return Hidden(Why.FOLLOWS, surely, max(surely, min(listed.budget, most)))


def _left(committed: Figure, listed: PriorityList) -> Figure | None:
    """What the budget has left when so much is committed."""
    if listed.budget is None:
        return None
    return listed.budget - committed if told(committed) else FOLLOWS


def _exact(line: Line, outcome: Outcome) -> PublicLine:
    item, voted = line.item, line.voted
    return PublicLine(
        item=item.key,
        name=item.name,
        tier=item.tier,
        buildings=item.buildings,
        infeasible=item.infeasible,
        cost=line.cost,
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
        drawn=line.drawn if line.cost is not None else None,
        room=line.room,
        way=_way(line),
        pays=_pays(item, line.cost),
        **_terms(line, line.status, outcome),
    )


def _terms(line: Line, status: Status | Hidden, outcome: Outcome) -> dict[str, Any]:
    """What was fixed about an item before anybody answered; of one that is told to be excluded, what keeps it out."""
    item = line.item
    return {
        "stairwells": item.stairwells,
        "own_money": item.own_money,
        "decision": item.decision,
        "rivals": line.behind if status is Status.EXCLUDED else tuple(sorted(outcome.menu.rivals(item.key))),
        "needs": item.needs,
    }


def _way(line: Line) -> str:
    return next((way.name for way in line.item.alternatives if way.key == line.way), "")


def _pays(item: Item, cost: int | None) -> tuple[tuple[Payer, int], ...]:
    return tuple(item.payments(cost).items()) if item.pays and cost is not None else ()


def _veiled(
    one: Voted, place: Place, voted: Sequence[Voted], outcome: Outcome, *, total: Figure | None = None
) -> PublicLine:
    line, item, shown = one.line, one.line.item, one.zone is Zone.TOLD
    before, cost = place.before.told, _between(one.costs)
    level = [other.line.item.key for other in sorted(voted, key=lambda other: other.on_menu) if other.zone is Zone.TOLD]
    drawn = _between(tuple(item.drawn(each) for each in one.costs))
    committed = drawn if place.status is Status.IN else 0
    return PublicLine(
        item=item.key,
        name=item.name,
        tier=item.tier,
        buildings=item.buildings,
        infeasible=item.infeasible,
        cost=cost,
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
        ways=one.ways,
        opinion=(one.opinion, line.opinion[1]),
        total=total if total is not None else before + committed if told(before) and told(committed) else FOLLOWS,
        left=_left(before, outcome.listed),
        parts=_told_parts(line, outcome, told(one.support)),
        drawn=drawn,
        way=_way(line) if len(one.costs) == 1 else "",
        room=_room(place, item.tier, outcome.menu),
        pays=_pays(item, cost if told(cost) else None),
        **_terms(line, place.status, outcome),
    )


def _between(amounts: tuple[int, ...]) -> Figure | None:
    """An amount, or the bounds that are known whatever alternative counts; None where there is no estimate."""
    if not amounts:
        return None
    low, high = min(amounts), max(amounts)
    return low if low == high else Hidden(Why.FOLLOWS, low, high)


def _room(place: Place, tier: str, menu: Menu) -> Figure | None:
    cap = next((found.cap for found in menu.tiers if found.key == tier), None)
    if cap is None:
        return None
    return cap - place.in_class.least if told(place.in_class.told) else FOLLOWS


def _every_order_is_told(voted: Sequence[Voted]) -> bool:
    places = {one.place for one in voted}
    return len(places) == len(voted) and all(one.zone is Zone.TOLD for one in voted)


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
