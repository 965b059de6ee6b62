"""What may be ordered in a compound: tiers, items, costs and alternatives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from surveys.core.canonical import digest


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
    """A class of works; its name is the district's own."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to carry an item out."""

    key: str
    name: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the menu.

    `unit_cost` is in fen (1/100 yuan) for one `unit`, None where nobody has estimated it; `quantity` is in hundredths of a
    `unit`; `buildings` empty means the whole compound; `infeasible` is the reason why it can't be done here, else empty.
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

    @property
    def cost(self) -> int | None:
        """The estimate in fen, rounded up to a whole fen; None where the unit cost or the quantity is unknown."""
        if self.unit_cost is None or self.quantity is None:
            return None
        return -(-self.unit_cost * self.quantity // 100)

    def concerns(self, building: str) -> bool:
        """Whether a household of `building` is in the item's scope."""
        return not self.buildings or building in self.buildings


@dataclass(frozen=True)
class Menu:
    """The menu of one compound; immutable, known by its digest. A household may order at most `choose` items."""

    key: str
    title: str
    choose: int
    tiers: tuple[Tier, ...]
    items: tuple[Item, ...]

    def document(self) -> dict[str, Any]:
        """The menu as a JSON document, in the shape that `menu_from_document` reads."""
        return {
            "key": self.key,
            "title": self.title,
            "choose": self.choose,
            "tiers": [{"key": t.key, "name": t.name} for t in self.tiers],
            "items": [_item_document(i) for i in self.items],
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the menu's canonical document."""
        return digest(self.document())

    @cached_property
    def by_key(self) -> Mapping[str, Item]:
        """Items by key."""
        return {item.key: item for item in self.items}

    def orderable(self, building: str) -> tuple[Item, ...]:
        """What a household of `building` may order: in scope, not must-do, feasible."""
        return tuple(i for i in self.items if not i.must and not i.infeasible and i.concerns(building))

    def fitted(self, changes: Mapping[str, Mapping[str, Any]]) -> Menu:
        """The same menu for one compound: `changes` sets quantity, buildings, unit_cost, must or infeasible by item key."""
        items = tuple(replace(item, **changes.get(item.key, {})) for item in self.items)
        return replace(self, items=items)


def _item_document(item: Item) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(item, name) for name in Item.__slots__}
    row["buildings"] = list(item.buildings)
    row["alternatives"] = [{"key": a.key, "name": a.name, "about": a.about} for a in item.alternatives]
    return row


def menu_from_document(document: Mapping[str, Any]) -> Menu:
    """The menu that `Menu.document` wrote; trusts its shape (a menu from people goes through `read_menu`)."""
    return Menu(
        key=document["key"],
        title=document["title"],
        choose=document["choose"],
        tiers=tuple(Tier(**row) for row in document["tiers"]),
        items=tuple(
            Item(
                **{
                    **row,
                    "buildings": tuple(row["buildings"]),
                    "alternatives": tuple(Alternative(**a) for a in row["alternatives"]),
                }
            )
            for row in document["items"]
        ),
    )
