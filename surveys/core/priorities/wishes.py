"""What the owners' ballots ordered, packed so that a whole compound is counted by adding integers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from surveys.core.ballots import Answer, Ballot, Capacity
from surveys.core.menu import Item, Menu
from surveys.core.questionnaire import Edition, Role
from surveys.core.roster import Household, Roster

FIELD = 24
"""Bits that one item's count takes in a packed count: room for sixteen million households."""
_FIELD_MASK = (1 << FIELD) - 1


@dataclass(frozen=True)
class Wishes:
    """The valid answers of one capacity, in door order.

    `items` are those that are voted, in the menu's order; `orders` has for each answering household one packed count: a
    field of `FIELD` bits for each item, 1 where the household ordered it. `firsts` are three packed sums: how many
    households put each item first, second and third. `ways` counts the alternatives chosen, by item and alternative key.
    """

    items: tuple[Item, ...]
    households: tuple[Household, ...]
    orders: tuple[int, ...]
    firsts: tuple[int, int, int]
    ways: Mapping[tuple[str, str], int]

    @cached_property
    def answers(self) -> Mapping[str, int]:
        """Valid answers by building."""
        return Counter(household.building for household in self.households)

    @cached_property
    def support(self) -> tuple[int, ...]:
        """Households that ordered each item, in the order of `items`."""
        return self.unpack(sum(self.orders))

    def answered(self, item: Item) -> int:
        """Valid answers in the item's scope."""
        return sum(count for building, count in self.answers.items() if item.concerns(building))

    def unpack(self, packed: int) -> tuple[int, ...]:
        """The counts of a packed sum, in the order of `items`."""
        return tuple(packed >> shift & _FIELD_MASK for shift in range(0, FIELD * len(self.items), FIELD))


def voted(menu: Menu) -> tuple[Item, ...]:
    """The items that residents decide on: neither must-do nor infeasible."""
    return tuple(item for item in menu.items if not item.must and not item.infeasible)


def wishes(
    menu: Menu, edition: Edition, roster: Roster, ballots: Sequence[Ballot], capacity: Capacity = Capacity.OWNER
) -> Wishes:
    """The orders among the ballots of one capacity. Each accepted ballot is a valid answer, also one that orders nothing.

    Keys outside the menu or the household's scope are left out, as is a second mention of the same item.
    """
    items = voted(menu)
    cast = {ballot.household: ballot for ballot in ballots if ballot.capacity is capacity}
    households = tuple(household for household in roster.households if household.id in cast)
    order, top3 = edition.with_role(Role.ORDER), edition.with_role(Role.TOP3)
    order_key, top_key = order.key if order else "", top3.key if top3 else ""
    fields = _fields_by_building(items, {household.building for household in households})
    known = {(item.key, way.key) for item in items for way in item.alternatives}
    firsts = [0, 0, 0]
    orders: list[int] = []
    ways: Counter[tuple[str, str]] = Counter()
    for household in households:
        answers, fields_here = cast[household.id].answers, fields[household.building]
        chosen = {key for key in _keys(answers.get(order_key)) if key in fields_here}
        orders.append(sum(fields_here[key] for key in chosen))
        for place, key in enumerate(_keys(answers.get(top_key))[:3]):
            firsts[place] += fields_here.get(key, 0)
        how = answers.get(order_key + ".how")
        if isinstance(how, Mapping):
            ways.update(pair for pair in how.items() if pair[0] in chosen and pair in known)
    return Wishes(items, households, tuple(orders), (firsts[0], firsts[1], firsts[2]), ways)


def _keys(answer: Answer | None) -> Sequence[str]:
    return answer if isinstance(answer, (tuple, list)) else ()


def _fields_by_building(items: Sequence[Item], buildings: Iterable[str]) -> dict[str, dict[str, int]]:
    return {
        building: {item.key: 1 << FIELD * place for place, item in enumerate(items) if item.concerns(building)}
        for building in buildings
    }
