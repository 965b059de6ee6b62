"""A menu fitted to one compound: what the compound keeps of its own, and whether all of it goes together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from surveys.core.errors import Problem
from surveys.core.menu import Alternative, Item, Menu
from surveys.core.roster import Roster

Part = TypeVar("Part", Item, Alternative)
_AMOUNTS = ("unit_cost", "quantity", "lump")
_OWN = (*_AMOUNTS, "unit", "must", "buildings", "stairwells", "infeasible", "pays", "own_money")
"""What a compound says of an item; all else is the district's."""


def refitted(own: Menu, old: Menu, new: Menu) -> Menu:
    """The district's `new` menu with all that `own`, which was fitted from `old`, says otherwise than that one."""
    mine = {item.key: item for item in own.whole}
    was = {item.key: item for item in old.whole}
    items = [_kept(item, mine.get(item.key), was.get(item.key)) for item in new.whole]
    dropped = {key for key in was if not own.offers(key)}
    fitted = new.made_of(items, {item.key for item in new.items} - dropped)
    if fitted == new and own.estimated is None:
        return new
    return replace(fitted, estimated=own.estimated, template=new.digest)


def _kept(item: Item, mine: Item | None, was: Item | None) -> Item:
    if mine is None or was is None:
        return item
    ways = {way.key: way for way in mine.alternatives}
    before = {way.key: way for way in was.alternatives}
    alternatives = tuple(_differing(way, ways.get(way.key), before.get(way.key), _AMOUNTS) for way in item.alternatives)
    return replace(_differing(item, mine, was, _OWN), alternatives=alternatives)


def _differing(new: Part, mine: Part | None, was: Part | None, names: Sequence[str]) -> Part:
    if mine is None or was is None:
        return new
    changes: Mapping[str, Any] = {n: getattr(mine, n) for n in names if getattr(mine, n) != getattr(was, n)}
    return replace(new, **changes)


def filled(menu: Menu) -> int:
    """How many of the items that are offered are settled: they have a cost, or can't be done here."""
    return sum(1 for item in menu.items if item.costs or item.infeasible)


def must_total(menu: Menu) -> tuple[int, int]:
    """What the must-do items take of the common money at least, in fen, as far as it is known, and of how many of them it
    isn't."""
    musts = [item for item in menu.items if item.must and not item.infeasible]
    return sum(item.drawn(min(item.costs)) for item in musts if item.costs), sum(not item.costs for item in musts)


def fitting_problems(menu: Menu, roster: Roster) -> Iterator[Problem]:
    """Everything that keeps the menu from being asked in the compound with this roster."""
    entrances = {household.entrance for household in roster.households}
    names = {item.key: item.name for item in menu.whole}
    for item in menu.items:
        strange = [building for building in item.buildings if building not in roster.buildings]
        strange += ["/".join(entrance) for entrance in item.stairwells if entrance not in entrances]
        for place in strange:
            yield Problem("menu_place_unknown", "scope", value=item.name, detail={"place": place, "key": item.key})
        for problem in (*money_problems(item), *_set_aside_problems(item, menu), *relation_problems(item, menu)):
            told = {name: names.get(str(value), value) for name, value in problem.detail.items()}
            value = names.get(problem.value, problem.value)
            yield replace(problem, value=value, detail={**told, "key": item.key, "item": item.name})


def money_problems(item: Item) -> Iterator[Problem]:
    """What doesn't go together in who pays for an item."""
    if item.own_money and item.must:
        yield Problem("menu_own_money_must", "own_money")
    if item.own_money and not item.pays:
        yield Problem("menu_own_money_payers", "own_money")


def _set_aside_problems(item: Item, menu: Menu) -> Iterator[Problem]:
    for key in item.needs:
        if key not in menu.by_key:
            name = next((other.name for other in menu.whole if other.key == key), key)
            yield Problem("menu_needs_set_aside", "needs", value=name)


def relation_problems(item: Item, menu: Menu) -> Iterator[Problem]:
    """What doesn't go together in what an item needs and excludes; keys that no item has are somebody else's concern."""
    by_key = menu.by_key
    for key in item.needs:
        needed = by_key.get(key)
        if needed and needed.own_money and not item.own_money:
            yield Problem("menu_needs_own_money", "needs", value=key)
        if needed and item.must and not needed.must:
            yield Problem("menu_must_needs_voted", "needs", value=key)
    for key in item.excludes:
        if item.must and key in by_key and by_key[key].must:
            yield Problem("menu_musts_exclude", "excludes", value=key)
    needed_all = _needed(item.key, by_key)
    if item.key in needed_all:
        yield Problem("menu_needs_circle", "needs", value=item.key)
    yield from _never_together(item, sorted(needed_all - {item.key}), menu)


def _never_together(item: Item, needed: Sequence[str], menu: Menu) -> Iterator[Problem]:
    """What an item needs, at any remove, has to be doable, and beside it and beside each other."""
    musts = {other.key for other in menu.items if other.must}
    for key in needed:
        if menu.by_key[key].infeasible and not item.infeasible:
            yield Problem("menu_needs_infeasible", "needs", value=key)
        for rival in sorted(menu.rivals(key) & {item.key, *needed, *musts}):
            if rival == item.key:
                yield Problem("menu_needs_its_rival", "needs", value=key)
            elif rival not in needed or rival > key:
                yield Problem("menu_needs_rivals", "needs", value=key, detail={"rival": rival})


def _needed(key: str, by_key: Mapping[str, Item]) -> set[str]:
    """Everything that an item needs, at any remove."""
    found: set[str] = set()
    ahead = list(by_key[key].needs)
    while ahead:
        need = ahead.pop()
        if need in by_key and need not in found:
            found.add(need)
            ahead += by_key[need].needs
    return found
