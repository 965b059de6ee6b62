"""The priority list: the items in order of support, walked down to the budget."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import groupby, pairwise

from surveys.core.ballot import Ballot, Capacity
from surveys.core.menu import Item, Menu
from surveys.core.poll import Terms
from surveys.core.priorities.wishes import Wishes, wishes
from surveys.core.questionnaire import Edition
from surveys.core.roster import Roster


class Status(StrEnum):
    """Why an item is in or out.

    `MUST` must be done and is not voted; `IN` fits the budget; `SKIPPED` doesn't fit what is left and waits; `UNCOSTED` has
    no estimate and stands below the line; `INFEASIBLE` can't be done here; `UNWANTED` was ordered by nobody; `RANKED` has
    its place in the order, but no budget was set to draw a line.
    """

    MUST = "must"
    IN = "in"
    SKIPPED = "skipped_budget"
    UNCOSTED = "uncosted"
    INFEASIBLE = "infeasible"
    UNWANTED = "unwanted"
    RANKED = "ranked"


_BELOW_THE_LINE = {Status.UNCOSTED: 1, Status.UNWANTED: 2}


class TieBreak(StrEnum):
    """What decides between items of equal support, in this order; declared before the poll opens."""

    TIER = "tier"
    IMPORTANCE = "importance"
    COST = "cost"
    LOT = "lot"


@dataclass(frozen=True, slots=True)
class AlternativeSupport:
    """How many of an item's supporters chose one alternative."""

    key: str
    support: int


@dataclass(frozen=True, slots=True)
class Line:
    """One item's place. Money in fen (1/100 yuan).

    `rank` is shared by tied items (1, 2, 2, 4), None where the item is not voted; `decided_by` is what parted the item from
    its neighbours in the tie. `households` counts the roster in the item's scope, `answered` the valid owners' answers
    among them, `support` those that ordered it; `tops` how many put it first, second and third. `opinion` is (support,
    answers) of the occupants. `total` is the money committed down to this line; `left` what the budget had left before it.
    """

    item: Item
    status: Status
    households: int
    answered: int
    support: int = 0
    rank: int | None = None
    tied_with: tuple[str, ...] = ()
    decided_by: TieBreak | None = None
    tops: tuple[int, ...] = (0, 0, 0)
    ways: tuple[AlternativeSupport, ...] = ()
    opinion: tuple[int, int] = (0, 0)
    total: int = 0
    left: int | None = None

    @property
    def share(self) -> Fraction:
        """Support over valid answers in scope; 0 where nobody answered."""
        return Fraction(self.support, self.answered or 1)

    @property
    def importance(self) -> Fraction:
        """Mean points (3 for a first place, 2, 1) over the valid answers in scope; 0 where nobody answered."""
        first, second, third = self.tops
        return Fraction(3 * first + 2 * second + third, self.answered or 1)

    @property
    def carried_out(self) -> bool:
        """Whether the list commits money to the item."""
        return self.status in (Status.MUST, Status.IN)


@dataclass(frozen=True)
class PriorityList:
    """The menu of one compound in the order in which it is carried out. Money in fen.

    Must-do items come first, then voted items by rank, then those without an estimate, then those that can't be done.
    `must` is the cost of the must-do items as far as it is known, `spent` that of all items carried out. `tie_order` has the
    keys of the voted items as they are taken where nothing else parts them.
    """

    lines: tuple[Line, ...]
    budget: int | None
    basic_first: bool
    tie_order: tuple[str, ...]
    households: int
    answered: int
    must: int
    spent: int

    @cached_property
    def by_key(self) -> Mapping[str, Line]:
        """Lines by item key."""
        return {line.item.key: line for line in self.lines}

    @property
    def over_budget(self) -> bool:
        """Whether the must-do items alone cost more than the budget."""
        return self.budget is not None and self.must > self.budget


def priority_list(menu: Menu, edition: Edition, roster: Roster, ballots: Sequence[Ballot], terms: Terms) -> PriorityList:
    """The compound's list: items by the share of valid owners' answers in their scope that ordered them, down to the budget.

    An item that doesn't fit what is left is skipped and the walk goes on. `ballots` are those that count.
    """
    owners = wishes(menu, edition, roster, ballots)
    return arrange(menu, terms, owners, wishes(menu, edition, roster, ballots, Capacity.OCCUPANT))


def arrange(menu: Menu, terms: Terms, owners: Wishes, occupants: Wishes) -> PriorityList:
    """The list from answers that are counted already."""
    ranked = _ranked(_counted(owners, occupants), menu, terms)
    tie_order = tuple(line.item.key for line in sorted(ranked, key=_tie_order(menu, terms)))
    if terms.budget is not None:
        ranked.sort(key=lambda line: _BELOW_THE_LINE.get(line.status, 0))
    impossible = [_unvoted(item, Status.INFEASIBLE, owners) for item in menu.items if item.infeasible]
    must = [_unvoted(item, Status.MUST, owners) for item in menu.items if item.must and not item.infeasible]
    lines = _walk([*must, *ranked, *impossible], terms.budget)
    return PriorityList(
        lines=tuple(lines),
        budget=terms.budget,
        basic_first=terms.basic_first,
        tie_order=tie_order,
        households=owners.everyone,
        answered=owners.answers,
        must=sum(line.item.cost or 0 for line in must),
        spent=sum(line.item.cost or 0 for line in lines if line.carried_out),
    )


def _unvoted(item: Item, status: Status, owners: Wishes) -> Line:
    return Line(item, status, owners.households(item), owners.answered(item))


def _counted(owners: Wishes, occupants: Wishes) -> list[Line]:
    return [
        Line(
            item=item,
            status=_standing(item, owners.support[place]),
            households=owners.households(item),
            answered=owners.answered(item),
            support=owners.support[place],
            tops=owners.firsts[place],
            ways=tuple(AlternativeSupport(way.key, owners.ways.get((item.key, way.key), 0)) for way in item.alternatives),
            opinion=(occupants.support[place], occupants.answered(item)),
        )
        for place, item in enumerate(owners.items)
    ]


def _standing(item: Item, support: int) -> Status:
    if not support:
        return Status.UNWANTED
    return Status.UNCOSTED if item.cost is None else Status.RANKED


_TieKey = tuple[int, Fraction, tuple[bool, int], tuple[int, str]]


def _tie_order(menu: Menu, terms: Terms) -> Callable[[Line], _TieKey]:
    """What parts lines of equal support, one part for each `TieBreak`."""
    lots = {key: place for place, key in enumerate(terms.lots)}
    tiers = {tier.key: place for place, tier in enumerate(menu.tiers)}

    def key(line: Line) -> _TieKey:
        item = line.item
        lot = (lots.get(item.key, len(lots)), item.key)
        return tiers[item.tier], -line.importance, (item.cost is None, item.cost or 0), lot

    return key


def _ranked(lines: list[Line], menu: Menu, terms: Terms) -> list[Line]:
    """The voted lines in the declared order, with competition ranks and what decided each tie."""
    basic = menu.tiers[0].key if terms.basic_first else ""
    tie_order = _tie_order(menu, terms)

    def headline(line: Line) -> tuple[bool, Fraction]:
        return line.item.tier != basic, -line.share

    result: list[Line] = []
    for _, equals in groupby(sorted(lines, key=lambda line: (headline(line), tie_order(line))), key=headline):
        group = list(equals)
        rank = len(result) + 1
        parted = [_first_difference(tie_order(one), tie_order(next_one)) for one, next_one in pairwise(group)]
        for place, line in enumerate(group):
            others = tuple(other.item.key for other in group if other is not line)
            decided = max(parted[max(place - 1, 0) : place + 1], key=list(TieBreak).index, default=None)
            result.append(replace(line, rank=rank, tied_with=others, decided_by=decided))
    return result


def _first_difference(one: tuple[object, ...], other: tuple[object, ...]) -> TieBreak:
    return next(by for by, a, b in zip(TieBreak, one, other, strict=True) if a != b)


def _walk(lines: Sequence[Line], budget: int | None) -> list[Line]:
    """The same lines with their final status, the running total, and what was left before each."""
    total = 0
    walked: list[Line] = []
    for line in lines:
        left = None if budget is None else budget - total
        status = line.status
        if status is Status.RANKED and left is not None:
            status = Status.IN if (line.item.cost or 0) <= left else Status.SKIPPED
        if status in (Status.MUST, Status.IN):
            total += line.item.cost or 0
        walked.append(replace(line, status=status, total=total, left=left))
    return walked
