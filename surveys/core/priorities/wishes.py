"""What the ballots ordered, building by building, packed so that a whole compound is counted by adding integers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from surveys.core.ballot import Answer, Ballot, Capacity
from surveys.core.menu import Item, Menu
from surveys.core.questionnaire import Edition, QuestionRole
from surveys.core.roster import Entrance, Roster

FIELD = 24
"""Bits that one item's count takes in a packed count: room for sixteen million households."""
FIELD_MASK = (1 << FIELD) - 1
PLACES = 3
"""The most urgent that a home names."""


@dataclass(slots=True)
class Pile:
    """The valid answers of one building, in door order.

    `orders` has a packed count for each answering household: a field of `FIELD` bits for each voted item, 1 where it was
    ordered; `packed` is their sum. `tops` has what each put first, second and third as such fields, `firsts` their sums.
    `units` are those of the answering households; `households` counts also those that did not answer, and `doors` does so by
    unit. `ways` counts the alternatives chosen among those who ordered the item, by item key and alternative key.
    """

    households: int = 0
    doors: Counter[str] = field(default_factory=Counter)
    orders: list[int] = field(default_factory=list)
    packed: int = 0
    units: list[str] = field(default_factory=list)
    tops: list[tuple[int, ...]] = field(default_factory=list)
    firsts: list[int] = field(default_factory=lambda: [0, 0, 0])
    ways: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, unit: str, order: int, tops: tuple[int, ...], ways: Iterable[tuple[str, str]]) -> None:
        """Count the answer of one more household."""
        self.orders.append(order)
        self.packed += order
        self.units.append(unit)
        self.tops.append(tops)
        for place, top in enumerate(tops):
            self.firsts[place] += top
        for way in ways:
            self.ways[way] += 1


@dataclass(frozen=True)
class Wishes:
    """The valid answers of one capacity by building; `items` are the voted ones, in the menu's order."""

    items: tuple[Item, ...]
    piles: Mapping[str, Pile]

    @cached_property
    def ways(self) -> Mapping[tuple[str, str], int]:
        """The alternatives chosen, as in a pile."""
        found: Counter[tuple[str, str]] = Counter()
        for pile in self.piles.values():
            found.update(pile.ways)
        return found

    @cached_property
    def support(self) -> tuple[int, ...]:
        """Households that ordered each item, in the order of `items`."""
        return self.unpack(self.packed)

    @cached_property
    def packed(self) -> int:
        """The same, packed."""
        return sum([pile.packed for pile in self.piles.values()])

    @cached_property
    def firsts(self) -> tuple[tuple[int, ...], ...]:
        """For each item, how many put it first, second and third."""
        return tuple(zip(*map(self.unpack, self.packed_firsts), strict=True))

    @cached_property
    def packed_firsts(self) -> tuple[int, ...]:
        """How many put each item first, second and third, packed."""
        return tuple(sum([pile.firsts[place] for pile in self.piles.values()]) for place in range(PLACES))

    @cached_property
    def ballots(self) -> Mapping[tuple[int, ...], int]:
        """How many answers order just these items, by their places in `items`."""
        grouped = Counter(order for pile in self.piles.values() for order in pile.orders)
        return {
            tuple([place for place, count in enumerate(self.unpack(order)) if count]): homes
            for order, homes in grouped.items()
        }

    @cached_property
    def answers(self) -> int:
        """Valid answers of the whole compound."""
        return sum(len(pile.orders) for pile in self.piles.values())

    @cached_property
    def everyone(self) -> int:
        """Households of the whole compound."""
        return sum(pile.households for pile in self.piles.values())

    def answered(self, item: Item) -> int:
        """Valid answers in the item's scope."""
        return self._in_scope(item)[0] if item.is_local else self.answers

    def answered_in(self, item: Item, building: str) -> int:
        """Valid answers in the item's scope in one building."""
        pile = self.piles[building]
        if not item.stairwells or item.is_for_all_of(building):
            return len(pile.orders) if item.touches(building) else 0
        return sum(item.concerns(Entrance(building, unit)) for unit in pile.units)

    def households(self, item: Item) -> int:
        """Households of the roster in the item's scope."""
        return self._in_scope(item)[1] if item.is_local else self.everyone

    def households_in(self, item: Item, building: str) -> int:
        """Households of the roster in the item's scope in one building."""
        doors = self.piles[building].doors.items()
        return sum(homes for unit, homes in doors if item.concerns(Entrance(building, unit)))

    @cached_property
    def _known(self) -> dict[str, tuple[int, int]]:
        return {}

    def _in_scope(self, item: Item) -> tuple[int, int]:
        """Answers and households in a local item's scope, added up once."""
        if item.key not in self._known:
            answered = sum(self.answered_in(item, building) for building in self.piles)
            self._known[item.key] = (answered, sum(self.households_in(item, building) for building in self.piles))
        return self._known[item.key]

    def unpack(self, packed: int) -> tuple[int, ...]:
        """The counts of a packed sum, in the order of `items`."""
        return tuple([packed >> shift & FIELD_MASK for shift in range(0, FIELD * len(self.items), FIELD)])

    def without(self, building: str) -> Others:
        """What the list would go by if a building had no answers and were not there."""
        return Others(self, building)


@dataclass(frozen=True)
class Others:
    """All that the list goes by, without one building: the sums of the whole less its own, so that leaving out each of two
    thousand buildings in turn takes no longer than adding them up."""

    whole: Wishes
    building: str

    @property
    def items(self) -> tuple[Item, ...]:
        """The voted items, in the menu's order."""
        return self.whole.items

    @property
    def pile(self) -> Pile:
        """What is left out."""
        return self.whole.piles[self.building]

    @cached_property
    def ways(self) -> Mapping[tuple[str, str], int]:
        """The alternatives chosen, as in a pile."""
        return {way: chosen - self.pile.ways[way] for way, chosen in self.whole.ways.items()}

    @cached_property
    def support(self) -> tuple[int, ...]:
        """Households that ordered each item, in the order of `items`."""
        return self.whole.unpack(self.whole.packed - self.pile.packed)

    @cached_property
    def firsts(self) -> tuple[tuple[int, ...], ...]:
        """For each item, how many put it first, second and third."""
        both = zip(self.whole.packed_firsts, self.pile.firsts, strict=True)
        return tuple(zip(*(self.whole.unpack(all_ - mine) for all_, mine in both), strict=True))

    @property
    def answers(self) -> int:
        """Valid answers."""
        return self.whole.answers - len(self.pile.orders)

    @property
    def everyone(self) -> int:
        """Households."""
        return self.whole.everyone - self.pile.households

    def answered(self, item: Item) -> int:
        """Valid answers in the item's scope."""
        return self.whole.answered(item) - self.whole.answered_in(item, self.building)

    def households(self, item: Item) -> int:
        """Households of the roster in the item's scope."""
        return self.whole.households(item) - self.whole.households_in(item, self.building)


def voted(menu: Menu) -> tuple[Item, ...]:
    """The items that residents decide on: neither must-do nor infeasible."""
    return tuple(item for item in menu.items if not item.must and not item.infeasible)


def wishes(
    menu: Menu, edition: Edition, roster: Roster, ballots: Sequence[Ballot], capacity: Capacity = Capacity.OWNER
) -> Wishes:
    """The orders among the ballots of one capacity. Each accepted ballot is a valid answer, also one that orders nothing.

    Unsold and parking units are no households and order nothing. Keys outside the menu or the household's scope are left
    out, as is a second mention of the same item.
    """
    items = voted(menu)
    cast = {ballot.household: ballot for ballot in ballots if ballot.capacity is capacity}
    asked, top3 = edition.with_role(QuestionRole.ORDER), edition.with_role(QuestionRole.TOP3)
    order_key, top_key = asked.key if asked else "", top3.key if top3 else ""
    homes = [household for household in roster.households if household.kind.is_household]
    piles = {building: Pile() for building in roster.buildings}
    for (building, unit), doors in Counter([(home.building, home.unit) for home in homes]).items():
        piles[building].households += doors
        piles[building].doors[unit] = doors
    scopes = _Scopes(items)
    for home in homes:
        if ballot := cast.get(home.id):
            here, answers = scopes.fields(home.building, home.unit), ballot.answers
            ordered = {key: here[key] for key in _keys(answers.get(order_key)) if key in here}
            tops = tuple([here.get(key, 0) for key in _keys(answers.get(top_key))[:PLACES]])
            ways = _ways(answers.get(f"{order_key}.how"), ordered)
            piles[home.building].add(home.unit, sum(ordered.values()), tops, ways)
    return Wishes(items, piles)


class _Scopes:
    """The field of each item that a stairwell may order, by item key."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._fields = {item.key: 1 << FIELD * place for place, item in enumerate(items)}
        self._local = [item for item in items if item.is_local]
        self._known: dict[tuple[str, str], Mapping[str, int]] = {}

    def fields(self, building: str, unit: str) -> Mapping[str, int]:
        if not self._local:
            return self._fields
        if (building, unit) not in self._known:
            beyond = {item.key for item in self._local if not item.concerns(Entrance(building, unit))}
            here = {key: field for key, field in self._fields.items() if key not in beyond}
            self._known[building, unit] = here
        return self._known[building, unit]


def _keys(answer: Answer | None) -> Sequence[str]:
    return answer if isinstance(answer, (tuple, list)) else ()


def _ways(how: Answer | None, chosen: Collection[str]) -> list[tuple[str, str]]:
    return [pair for pair in how.items() if pair[0] in chosen] if isinstance(how, (dict, Mapping)) else []
