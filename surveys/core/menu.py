"""What may be ordered in a compound: tiers, items, costs and alternatives."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from surveys.core.canonical import digest
from surveys.core.item import (
    Alternative,
    Decision,
    Item,
    Payer,
    Payment,
    Tier,
    estimate,
    item_document,
    item_from_document,
    written_part,
)
from surveys.core.roster import Entrance

__all__ = [
    "BY_HOUSEHOLDS",
    "Alternative",
    "Aside",
    "Decision",
    "Estimated",
    "Item",
    "Menu",
    "Payer",
    "Payment",
    "RankBy",
    "Ranking",
    "Tier",
    "estimate",
    "menu_from_document",
    "ranking_from_document",
]


class RankBy(StrEnum):
    """By what items compete for the common money: the households that ordered them, the share of those that answered in the
    item's scope, or points: 3, 2 and 1 for each household's most urgent."""

    HOUSEHOLDS = "households"
    SHARE = "share"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class Ranking:
    """The order of the list, declared before opening and told to residents where they order. By share, an item of which
    fewer than `least` answered in its scope comes after all others."""

    by: RankBy = RankBy.HOUSEHOLDS
    least: int = 0

    def document(self) -> dict[str, Any]:
        """The ranking as a JSON document, in the shape that `ranking_from_document` reads."""
        return {"by": self.by.value, "least": self.least}


BY_HOUSEHOLDS = Ranking()


def ranking_from_document(document: Mapping[str, Any] | None) -> Ranking:
    """The ranking that `Ranking.document` wrote; by households where a document says none."""
    return Ranking(RankBy(document["by"]), document["least"]) if document else BY_HOUSEHOLDS


@dataclass(frozen=True, slots=True)
class Estimated:
    """Who estimated what stands in a menu: a name or an office as it was typed, the day, and the paper that says so."""

    on: date
    by: str
    paper: str = ""

    def document(self) -> dict[str, Any]:
        """As a JSON document, in the shape that `menu_from_document` reads."""
        return {"on": self.on.isoformat(), "by": self.by, "paper": self.paper}


class Aside(NamedTuple):
    """An item that isn't offered, and its place among all."""

    place: int
    item: Item


@dataclass(frozen=True)
class Menu:
    """The menu of one compound; immutable, known by its digest. A household may order at most `choose` items, and is told by
    what `ranking` they are put in order. `items` are those that are offered, `set_aside` those that this compound doesn't
    offer; `template` is the digest of the district's menu that it was fitted from, empty for that one itself."""

    key: str
    title: str
    choose: int
    tiers: tuple[Tier, ...]
    items: tuple[Item, ...]
    ranking: Ranking = BY_HOUSEHOLDS
    set_aside: tuple[Aside, ...] = ()
    estimated: Estimated | None = None
    template: str = ""

    def document(self) -> dict[str, Any]:
        """The menu as a JSON document, in the shape that `menu_from_document` reads."""
        ranked = {} if self.ranking == BY_HOUSEHOLDS else {"ranking": self.ranking.document()}
        aside = [[place, item_document(item)] for place, item in self.set_aside]
        fitted: dict[str, Any] = {"set_aside": aside} if aside else {}
        fitted |= {"estimated": self.estimated.document()} if self.estimated else {}
        fitted |= {"template": self.template} if self.template else {}
        return {
            **ranked,
            **fitted,
            "key": self.key,
            "title": self.title,
            "choose": self.choose,
            "tiers": [written_part(t) for t in self.tiers],
            "items": [item_document(i) for i in self.items],
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the menu's canonical document."""
        return digest(self.document())

    @cached_property
    def by_key(self) -> Mapping[str, Item]:
        """Items by key."""
        return {item.key: item for item in self.items}

    def orderable(self, entrance: Entrance) -> tuple[Item, ...]:
        """What a household at `entrance` may order: in scope, not must-do, feasible."""
        return tuple(i for i in self.items if not i.must and not i.infeasible and i.concerns(entrance))

    def rivals(self, key: str) -> frozenset[str]:
        """The keys of the items of which only this one or they can be done, whichever of them says so."""
        item = self.by_key[key]
        return frozenset({*item.excludes, *(other.key for other in self.items if key in other.excludes)})

    @cached_property
    def whole(self) -> tuple[Item, ...]:
        """All items in their order, also those that aren't offered."""
        every = list(self.items)
        for place, item in self.set_aside:
            every.insert(place, item)
        return tuple(every)

    def offers(self, key: str) -> bool:
        """Whether an item is offered here."""
        return key in self.by_key

    def made_of(self, whole: Iterable[Item], offered: Collection[str]) -> Menu:
        """The same menu of these items, offering those whose keys are `offered`."""
        every = tuple(whole)
        aside = tuple(Aside(place, item) for place, item in enumerate(every) if item.key not in offered)
        return replace(self, items=tuple(item for item in every if item.key in offered), set_aside=aside)

    def fitted(self, changes: Mapping[str, Mapping[str, Any]]) -> Menu:
        """The same menu for one compound: `changes` sets fields of items, by item key."""
        items = tuple(replace(item, **changes.get(item.key, {})) for item in self.whole)
        return self.made_of(items, self.by_key)


def menu_from_document(document: Mapping[str, Any]) -> Menu:
    """The menu that `Menu.document` wrote; trusts its shape (a menu from people goes through `read_menu`)."""
    return Menu(
        key=document["key"],
        title=document["title"],
        choose=document["choose"],
        tiers=tuple(Tier(**row) for row in document["tiers"]),
        items=tuple(map(item_from_document, document["items"])),
        ranking=ranking_from_document(document.get("ranking")),
        set_aside=tuple(Aside(place, item_from_document(row)) for place, row in document.get("set_aside", ())),
        estimated=_estimated(document.get("estimated")),
        template=document.get("template", ""),
    )


def _estimated(row: Mapping[str, Any] | None) -> Estimated | None:
    return Estimated(date.fromisoformat(row["on"]), row["by"], row["paper"]) if row else None
