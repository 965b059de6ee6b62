"""One entry of a menu: what it costs, who pays, whom it is for, and the ways to carry it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from surveys.core.roster import Entrance


class Payer(StrEnum):
    """Who pays a part of an item: the common money, the owners concerned, the company that runs the lines, or the
    maintenance fund."""

    GOVERNMENT = "government"
    OWNERS = "owners"
    COMPANY = "company"
    FUND = "fund"


class Payment(NamedTuple):
    """What one payer bears of an item: whole percent; the payments of an item add up to 100."""

    payer: Payer
    percent: int


class Decision(StrEnum):
    """The class of a matter that owners decide together, by its number in Civil Code art. 278."""

    PROCEDURE = "1"
    COVENANT = "2"
    COMMITTEE = "3"
    MANAGER = "4"
    SPENDING_FUND = "5"
    RAISING_FUND = "6"
    REBUILDING = "7"
    COMMON_PARTS = "8"
    OTHER = "9"


@dataclass(frozen=True, slots=True)
class Tier:
    """A class of works; its name is the district's own. `cap` is the most common money that its items may take together, in
    fen, None where there is no bound of its own."""

    key: str
    name: str
    cap: int | None = None


def estimate(unit_cost: int | None, quantity: int | None, lump: int | None = None) -> int | None:
    """An estimate in fen: the lump sum, else rounded up to a whole fen; None where the unit cost or the quantity is
    unknown."""
    if lump is not None:
        return lump
    if unit_cost is None or quantity is None:
        return None
    return -(-unit_cost * quantity // 100)


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to carry an item out; with a cost of its own, in the item's terms, where it isn't the item's."""

    key: str
    name: str
    about: str = ""
    unit_cost: int | None = None
    quantity: int | None = None
    lump: int | None = None
    reference: int | None = None

    @property
    def is_priced(self) -> bool:
        """Whether it has a cost of its own."""
        return (self.unit_cost, self.quantity, self.lump) != (None, None, None)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the menu.

    `unit_cost` is in fen (1/100 yuan) for one `unit`, None where nobody has estimated it; `quantity` is in hundredths of a
    `unit`; `lump`, in fen, is the whole cost as somebody estimated it; `reference` is what a `unit` costs elsewhere and is
    never counted. Without `buildings` and `stairwells` the item is for the whole compound; `infeasible` is the reason why
    it can't be done here, else empty. Of an item and those that it `excludes` only the better supported counts; it waits for
    those that it `needs`. `pays` says who bears what, empty where the common money bears all; with `own_money` it takes
    nothing from the common money. `decision` is what owners must decide together before it is done.
    """

    key: str
    name: str
    tier: str
    about: str = ""
    must: bool = False
    unit: str = ""
    unit_cost: int | None = None
    quantity: int | None = None
    buildings: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    infeasible: str = ""
    icon: str = ""
    stairwells: tuple[Entrance, ...] = ()
    excludes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    pays: tuple[Payment, ...] = ()
    own_money: bool = False
    decision: Decision | None = None
    lump: int | None = None
    reference: int | None = None

    @property
    def cost(self) -> int | None:
        """The estimate in fen, for the alternatives that have none of their own."""
        return estimate(self.unit_cost, self.quantity, self.lump)

    def cost_of(self, way: str) -> int | None:
        """The estimate in fen of one alternative, by its key; the item's own for an empty or unknown one."""
        found = next((a for a in self.alternatives if a.key == way), None)
        if found is None or not found.is_priced:
            return self.cost
        unit_cost = self.unit_cost if found.unit_cost is None else found.unit_cost
        return estimate(unit_cost, self.quantity if found.quantity is None else found.quantity, found.lump)

    @property
    def priced_ways(self) -> bool:
        """Whether what the item costs hangs on the alternative."""
        return any(a.is_priced for a in self.alternatives)

    @property
    def costs(self) -> tuple[int, ...]:
        """What the item may cost, in fen: one estimate, or one for each alternative; none unless all are known."""
        found = [self.cost_of(a.key) for a in self.alternatives] if self.priced_ways else [self.cost]
        known = tuple(cost for cost in found if cost is not None)
        return known if len(known) == len(found) else ()

    @property
    def is_local(self) -> bool:
        """Whether the item is for a part of the compound."""
        return bool(self.buildings or self.stairwells)

    def concerns(self, entrance: Entrance) -> bool:
        """Whether a household at this entrance is in the item's scope."""
        return not self.is_local or entrance.building in self.buildings or entrance in self.stairwells

    def is_for_all_of(self, building: str) -> bool:
        """Whether every household of the building is in the item's scope, whatever stairwell it has."""
        return not self.is_local or building in self.buildings

    def touches(self, building: str) -> bool:
        """Whether any household of the building may be in the item's scope."""
        return not self.is_local or building in self.buildings or any(e.building == building for e in self.stairwells)

    def payments(self, cost: int) -> dict[Payer, int]:
        """Who bears how much of `cost`, in fen, adding up to it; the first payer bears what doesn't divide."""
        shares = self.pays or (Payment(Payer.GOVERNMENT, 100),)
        borne = {payer: cost * percent // 100 for payer, percent in shares}
        borne[shares[0].payer] += cost - sum(borne.values())
        return borne

    def drawn(self, cost: int) -> int:
        """What the item takes from the common money, in fen, where it costs `cost`."""
        return 0 if self.own_money else self.payments(cost).get(Payer.GOVERNMENT, 0)


_SINCE = {
    Tier: ("cap",),
    Alternative: ("unit_cost", "quantity", "lump", "reference"),
    Item: ("stairwells", "excludes", "needs", "pays", "own_money", "decision", "lump", "reference"),
}
"""What came later stands in a document only where it says something, so that older menus keep their digests."""


def written_part(part: Tier | Alternative | Item) -> dict[str, Any]:
    """The fields of a part of a menu as they stand in its document."""
    row = {name: getattr(part, name) for name in part.__slots__}
    said = {name for name, value in row.items() if value not in ((), None) and value is not False}
    return {name: value for name, value in row.items() if name in said or name not in _SINCE[type(part)]}


def item_document(item: Item) -> dict[str, Any]:
    """An item as a JSON document, in the shape that `item_from_document` reads."""
    row = written_part(item)
    row["buildings"] = list(item.buildings)
    row["alternatives"] = [written_part(a) for a in item.alternatives]
    row |= {name: list(row[name]) for name in ("excludes", "needs") if name in row}
    row |= {name: [list(pair) for pair in row[name]] for name in ("stairwells", "pays") if name in row}
    return row


def item_from_document(row: Mapping[str, Any]) -> Item:
    """The item that `item_document` wrote; trusts its shape."""
    values = dict(row)
    values |= {name: tuple(values[name]) for name in ("buildings", "excludes", "needs") if name in values}
    values["alternatives"] = tuple(Alternative(**a) for a in row["alternatives"])
    if "stairwells" in row:
        values["stairwells"] = tuple(Entrance(*pair) for pair in row["stairwells"])
    if "pays" in row:
        values["pays"] = tuple(Payment(Payer(payer), percent) for payer, percent in row["pays"])
    if "decision" in row:
        values["decision"] = Decision(row["decision"])
    return Item(**values)
