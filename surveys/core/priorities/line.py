"""The priority list and its lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from surveys.core.menu import Item, Ranking


class Status(StrEnum):
    """Why an item is in or out.

    `MUST` must be done and is not voted; `IN` fits the budget; `SKIPPED` doesn't fit what is left and waits; `CAPPED` is too
    much for what its class may still take; `EXCLUDED` stands behind one with which it can't both be done; `WAITING` needs
    another that isn't carried out; `UNCOSTED` has no estimate and stands below the line; `OWN` takes nothing from the common
    money; `INFEASIBLE` can't be done here; `UNWANTED` was ordered by nobody; `RANKED` has its place, but there is no
    budget.
    """

    MUST = "must"
    IN = "in"
    SKIPPED = "skipped_budget"
    CAPPED = "capped"
    EXCLUDED = "excluded"
    WAITING = "waiting"
    UNCOSTED = "uncosted"
    OWN = "own"
    INFEASIBLE = "infeasible"
    UNWANTED = "unwanted"
    RANKED = "ranked"


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

    `rank` is shared by tied items (1, 2, 2, 4), None where the item doesn't compete for the common money; `decided_by` is
    what parted the item from its neighbours in the tie. `households` counts the roster in the item's scope, `answered` the
    valid owners' answers among them, `support` those that ordered it; `tops` how many put it first, second and third.
    `opinion` is (support, answers) of the occupants. `cost` is the estimate, that of the alternative `way` where each has
    its own, None where nobody knows. `total` is the common money committed down to this line; `left` what the budget had
    left before it, `room` what its class might still take. `behind` are the items that keep an excluded one
    out: the must-do ones, else those before it in the declared order.
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
    cost: int | None = None
    way: str = ""
    total: int = 0
    left: int | None = None
    room: int | None = None
    behind: tuple[str, ...] = ()

    @property
    def share(self) -> Fraction:
        """Support over valid answers in scope; 0 where nobody answered."""
        return Fraction(self.support, self.answered or 1)

    @property
    def points(self) -> int:
        """3 for every household that put it first, 2 for second, 1 for third."""
        first, second, third = self.tops
        return 3 * first + 2 * second + third

    @property
    def importance(self) -> Fraction:
        """Mean points over the valid answers in scope; 0 where nobody answered."""
        return Fraction(self.points, self.answered or 1)

    @property
    def drawn(self) -> int:
        """What the item takes from the common money if it is carried out; 0 where the cost isn't known."""
        return self.item.drawn(self.cost or 0)

    @property
    def voted(self) -> bool:
        """Whether residents decide on the item."""
        return not self.item.must and not self.item.infeasible

    @property
    def carried_out(self) -> bool:
        """Whether the list commits money to the item."""
        return self.status in (Status.MUST, Status.IN)


@dataclass(frozen=True)
class PriorityList:
    """The menu of one compound in the order in which it is carried out. Money in fen.

    Must-do items come first, then those that compete for the common money as they are considered (by rank, but an item that
    needs another follows it), then those without an estimate, those with money of their own, and those that can't be done.
    `must` is the common money that the must-do items take as far as it is known, `spent` that of all items carried out.
    `tie_order` has the keys of the competing items as they are taken where nothing else parts them.
    """

    lines: tuple[Line, ...]
    budget: int | None
    ranking: Ranking
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
        """Whether the must-do items alone take more than the budget."""
        return self.budget is not None and self.must > self.budget
