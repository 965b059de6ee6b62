"""The order of the items: what more households ordered comes first, or what was declared instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby, pairwise
from typing import assert_never

from surveys.core.ballot import Ballot, Capacity
from surveys.core.menu import Item, Menu, RankBy, Ranking
from surveys.core.poll import Terms
from surveys.core.priorities.line import AlternativeSupport, Line, PriorityList, Status, TieBreak
from surveys.core.priorities.walk import walk
from surveys.core.priorities.wishes import Others, Wishes, wishes
from surveys.core.questionnaire import Edition
from surveys.core.roster import Roster

BELOW_THE_LINE = {Status.UNCOSTED: 1, Status.UNWANTED: 2}


def priority_list(menu: Menu, edition: Edition, roster: Roster, ballots: Sequence[Ballot], terms: Terms) -> PriorityList:
    """The compound's list: items in the declared order, down to the budget.

    An item that doesn't fit what is left is skipped and the walk goes on. `ballots` are those that count.
    """
    owners = wishes(menu, edition, roster, ballots)
    return arrange(menu, terms, owners, wishes(menu, edition, roster, ballots, Capacity.OCCUPANT))


def arrange(menu: Menu, terms: Terms, owners: Wishes | Others, occupants: Wishes | Others) -> PriorityList:
    """The list from answers that are counted already."""
    lines = _counted(owners, occupants)
    parting = _tie_order(menu, terms)
    parted = {line.item.key: parting(line) for line in lines}
    lines.sort(key=lambda line: (measure(line, terms.ranking), parted[line.item.key]))
    counted = without_rivals(lines, menu)
    own = [line for line in counted if line.item.own_money]
    ranked = _ranked([line for line in counted if not line.item.own_money], menu, terms, parted)
    tie_order = tuple(sorted((line.item.key for line in ranked), key=parted.__getitem__))
    if terms.budget is not None:
        ranked.sort(key=lambda line: BELOW_THE_LINE.get(line.status, 0))
    impossible = [_unvoted(item, Status.INFEASIBLE, owners) for item in menu.items if item.infeasible]
    must = [_unvoted(item, Status.MUST, owners) for item in menu.items if item.must and not item.infeasible]
    walked = walk([*must, *ranked, *own, *impossible], menu, terms.budget)
    return PriorityList(
        lines=tuple(walked),
        budget=terms.budget,
        ranking=terms.ranking,
        basic_first=terms.basic_first,
        tie_order=tie_order,
        households=owners.everyone,
        answered=owners.answers,
        must=sum(line.drawn for line in must),
        spent=sum(line.drawn for line in walked if line.carried_out),
    )


def _unvoted(item: Item, status: Status, owners: Wishes | Others) -> Line:
    way, cost = _estimate(item, ())
    return Line(item, status, owners.households(item), owners.answered(item), cost=cost, way=way)


def _counted(owners: Wishes | Others, occupants: Wishes | Others) -> list[Line]:
    lines = []
    for place, item in enumerate(owners.items):
        ways = tuple(AlternativeSupport(way.key, owners.ways.get((item.key, way.key), 0)) for way in item.alternatives)
        way, cost = _estimate(item, ways)
        lines.append(
            Line(
                item=item,
                status=standing(item, owners.support[place], cost),
                households=owners.households(item),
                answered=owners.answered(item),
                support=owners.support[place],
                tops=owners.firsts[place],
                ways=ways,
                opinion=(occupants.support[place], occupants.answered(item)),
                cost=cost,
                way=way,
            )
        )
    return lines


def _estimate(item: Item, ways: Sequence[AlternativeSupport]) -> tuple[str, int | None]:
    """The alternative that counts where each has its own cost, and what the item then costs: the one that most supporters
    chose, of equal ones the cheapest, then the first of the menu."""
    if not item.costs:
        return "", None
    if not item.priced_ways:
        return "", item.cost
    chosen = {way.key: way.support for way in ways}
    best = min(item.alternatives, key=lambda way: (-chosen.get(way.key, 0), item.cost_of(way.key) or 0))
    return best.key, item.cost_of(best.key)


def standing(item: Item, support: int, cost: int | None) -> Status:
    """What can be said of an item before the list is walked."""
    if not support:
        return Status.UNWANTED
    if item.own_money:
        return Status.OWN
    return Status.UNCOSTED if cost is None else Status.RANKED


_TieKey = tuple[int, Fraction, tuple[bool, int], tuple[int, str]]


def _tie_order(menu: Menu, terms: Terms) -> Callable[[Line], _TieKey]:
    """What parts lines that are level, one part for each `TieBreak`."""
    lots = {key: place for place, key in enumerate(terms.lots)}
    tiers = {tier.key: place for place, tier in enumerate(menu.tiers)}
    by_share = terms.ranking.by is RankBy.SHARE

    def key(line: Line) -> _TieKey:
        lot = (lots.get(line.item.key, len(lots)), line.item.key)
        importance = line.importance if by_share else Fraction(line.points)
        return tiers[line.item.tier], -importance, (line.cost is None, line.cost or 0), lot

    return key


def measure(line: Line, ranking: Ranking) -> tuple[bool, Fraction]:
    """What the order goes by, the smaller the better: whether too few answered to be placed by share, and minus the figure
    that is compared."""
    match ranking.by:
        case RankBy.HOUSEHOLDS:
            return False, Fraction(-line.support)
        case RankBy.SHARE:
            return line.answered < ranking.least, -line.share
        case RankBy.POINTS:
            return False, Fraction(-line.points)
    assert_never(ranking.by)


def without_rivals(ordered: Sequence[Line], menu: Menu) -> list[Line]:
    """Lines in the declared order, those marked that stand behind one with which they can't both be done; one that is itself
    out for that keeps nobody out, nor does one that nobody ordered."""
    musts = {item.key for item in menu.items if item.must and not item.infeasible}
    counting, marked = set(musts), list[Line]()
    for line in ordered:
        stronger = menu.rivals(line.item.key) & counting if line.support else frozenset()
        if stronger:
            behind = tuple(sorted(stronger & musts or stronger))
            marked.append(replace(line, status=Status.EXCLUDED, behind=behind))
            continue
        if line.support:
            counting.add(line.item.key)
        marked.append(line)
    return marked


def _ranked(lines: list[Line], menu: Menu, terms: Terms, parted: Mapping[str, _TieKey]) -> list[Line]:
    """The competing lines in the declared order, with competition ranks and what decided each tie."""
    basic = menu.tiers[0].key if terms.basic_first else ""

    def headline(line: Line) -> tuple[bool, tuple[bool, Fraction]]:
        return line.item.tier != basic, measure(line, terms.ranking)

    result: list[Line] = []
    ordered = sorted(lines, key=lambda line: (headline(line), parted[line.item.key]))
    for _, equals in groupby(ordered, key=headline):
        group = list(equals)
        rank = len(result) + 1
        keys = [parted[line.item.key] for line in group]
        differ = [_first_difference(one, next_one) for one, next_one in pairwise(keys)]
        for place, line in enumerate(group):
            others = tuple(other.item.key for other in group if other is not line)
            decided = max(differ[max(place - 1, 0) : place + 1], key=list(TieBreak).index, default=None)
            result.append(replace(line, rank=rank, tied_with=others, decided_by=decided))
    return result


def _first_difference(one: tuple[object, ...], other: tuple[object, ...]) -> TieBreak:
    return next(by for by, a, b in zip(TieBreak, one, other, strict=True) if a != b)
