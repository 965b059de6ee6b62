"""What may be told of the priority list: supports, order, what is done, and what each building ordered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from surveys.core.menu import Alternative, Menu
from surveys.core.outcome import Hidden, PublicOutcome, Why, document, told
from surveys.core.outcome.telling import public
from surveys.core.priorities import Status, examine
from surveys.core.roster import Roster
from tests.core.small_polls import EDITION, MENU, home, vote
from tests.core.test_outcome import RULES, made, poll

COSTED = Menu("m", "m", 3, MENU.tiers, tuple(replace(item, unit_cost=1, quantity=100) for item in MENU.items))


def ordered(supports: dict[str, int], answered: int, menu: Menu = COSTED) -> PublicOutcome:
    """Of `answered` households the first so many ordered each item."""
    ballots = [vote(n, needs=tuple(key for key, by in supports.items() if n <= by)) for n in range(1, answered + 1)]
    return public(made(Roster(tuple(home(n) for n in range(1, answered + 1))), *ballots, menu=menu))


@pytest.mark.parametrize(
    ("support", "answered", "shown"),
    [(7, 14, 7), (6, 14, (0, 6)), (8, 14, (8, 14)), (0, 40, (0, 6)), (40, 40, (34, 40)), (33, 40, 33), (5, 11, (0, 11))],
)
def test_a_support_is_told_between_few_and_nearly_all(support: int, answered: int, shown: object) -> None:
    figure = ordered({"lift": support}, answered).by_item["lift"].support
    assert (figure if told(figure) else (figure.low, figure.high)) == shown


def test_where_eleven_answered_neither_rank_nor_tie_nor_what_is_done_is_told() -> None:
    found = ordered({"lift": 6, "green": 5}, 11)
    for line in (found.by_item["lift"], found.by_item["green"]):
        assert isinstance(line.rank, Hidden)
        assert line.tied_with == ()
        assert isinstance(line.status, Hidden)
    assert document(found) == document(ordered({"lift": 3, "green": 9}, 11))


def test_items_that_few_ordered_stand_in_the_menus_order_behind_the_others() -> None:
    kinds = [replace(MENU.items[1], key=key, name=key, unit_cost=100, quantity=100) for key in "abcd"]
    menu = Menu("m", "m", 3, MENU.tiers, tuple(kinds))
    asked = poll(*RULES, budget=None)

    def lines(supports: dict[str, int]) -> list[tuple[str, object]]:
        ballots = [vote(n, needs=tuple(key for key, by in supports.items() if n <= by)) for n in range(1, 31)]
        found = public(made(Roster(tuple(home(n) for n in range(1, 31))), *ballots, menu=menu, asked=asked))
        return [(line.item, line.rank if told(line.rank) else None) for line in found.listed.lines]

    assert lines({"a": 3, "b": 12, "c": 5, "d": 20}) == [("d", 1), ("b", 2), ("a", None), ("c", None)]
    assert lines({"a": 5, "b": 12, "c": 3, "d": 20}) == lines({"a": 3, "b": 12, "c": 5, "d": 20})


def test_what_is_done_is_told_where_it_is_the_same_for_every_hidden_support() -> None:
    """The money is enough for two of the three: the told one is done; of the other two only one can't be."""
    costs = {"a": 5, "b": 5, "c": 9}
    kinds = [replace(MENU.items[1], key=key, name=key, unit_cost=cost, quantity=100) for key, cost in costs.items()]
    menu = Menu("m", "m", 3, MENU.tiers, tuple(kinds))
    ballots = [vote(n, needs=tuple(key for key, by in (("a", 15), ("b", 4), ("c", 2)) if n <= by)) for n in range(1, 31)]
    asked = poll(*RULES, budget=10)
    found = public(made(Roster(tuple(home(n) for n in range(1, 31))), *ballots, menu=menu, asked=asked))
    assert found.by_item["a"].status is Status.IN
    assert isinstance(found.by_item["b"].status, Hidden)
    assert found.by_item["c"].status is Status.SKIPPED
    assert found.listed.spent == Hidden(Why.FOLLOWS, 5, 10)


def test_what_cannot_be_done_tells_nothing_of_what_its_class_has_taken() -> None:
    capped = replace(COSTED, tiers=tuple(replace(tier, cap=100) for tier in COSTED.tiers))
    items = (*capped.items, replace(capped.items[-1], key="never", name="never", infeasible="no room"))
    menu = replace(capped, items=items)
    assert ordered({"lift": 6}, 11, menu).by_item["never"].room is None
    assert document(ordered({"lift": 6}, 11, menu)) == document(ordered({"lift": 3}, 11, menu))


def test_an_item_of_some_buildings_with_few_answers_leaves_no_trace_in_the_others() -> None:
    kinds = [replace(MENU.items[1], key=key, name=key, unit_cost=6, quantity=100) for key in "abc"]
    kinds[0] = replace(kinds[0], buildings=("9",))
    menu = Menu("m", "m", 3, MENU.tiers, tuple(kinds))
    roster = Roster(tuple(home(n, building="9" if n < 4 else "1") for n in range(1, 41)))

    def wanted(lift: int) -> PublicOutcome:
        def order(n: int) -> tuple[str, ...]:
            return tuple(key for key, by in (("a", lift), ("b", 30), ("c", 12)) if n <= by)

        ballots = [vote(n, needs=order(n)) for n in range(1, 41)]
        return public(made(roster, *ballots, menu=menu, asked=poll(*RULES, budget=12)))

    assert document(wanted(3)) == document(wanted(0))
    assert wanted(3).by_item["b"].status is Status.IN
    assert isinstance(wanted(3).by_item["c"].status, Hidden)


def test_an_alternative_is_told_only_with_all_the_others() -> None:
    ways = (Alternative("x", "X"), Alternative("y", "Y"))
    menu = Menu("m", "m", 3, MENU.tiers, (replace(MENU.items[1], alternatives=ways),))

    def chose(first: int) -> dict[str, object]:
        ballots = [vote(n, needs=("lift",), **{"needs.how": {"lift": "x" if n <= first else "y"}}) for n in range(1, 21)]
        ballots += [vote(n) for n in range(21, 41)]
        found = public(made(Roster(tuple(home(n) for n in range(1, 41))), *ballots, menu=menu))
        return dict(found.by_item["lift"].ways)

    assert chose(9) == {"x": 9, "y": 11}
    assert all(isinstance(figure, Hidden) for figure in chose(18).values())


def test_what_a_building_ordered_is_told_only_where_every_building_is() -> None:
    asked = poll(*RULES)
    assert asked.terms

    def parts(in_second: int) -> list[tuple[str, int]]:
        roster = Roster(tuple(home(n, building=str(n % 2)) for n in range(60)))
        wants = [n for n in range(60) if (n % 2 == 0 and n < 40) or (n % 2 and n < 2 * in_second)]
        ballots = [vote(n, needs=("lift",) if n in wants else ()) for n in range(60)]
        examined = examine(MENU, EDITION, roster, ballots, asked.terms, draws=20)
        found = public(made(roster, *ballots, asked=asked, examined=examined))
        return [(part.building, part.support) for part in found.by_item["lift"].parts]

    assert parts(15) == [("0", 20), ("1", 15)]
    assert parts(4) == []


def test_what_a_building_ordered_is_not_told_where_it_leaves_nothing_for_the_others() -> None:
    """Choosing one of three, 7 and 7 of a building's 14 tell that none of them chose the third."""
    kinds = [replace(MENU.items[1], key=key, name=key, unit_cost=1, quantity=100) for key in "abc"]
    menu = Menu("m", "m", 1, MENU.tiers, tuple(kinds))
    wants = "aaaaaaabbbbbbb" + "a" * 10 + "b" * 10 + "c" * 10
    roster = Roster(tuple(home(n, building="x" if n <= 14 else "y") for n in range(1, 45)))
    ballots = [vote(n, needs=(want,)) for n, want in enumerate(wants, 1)]
    asked = poll(*RULES)
    assert asked.terms
    examined = examine(menu, EDITION, roster, ballots, asked.terms, draws=20)
    found = public(made(roster, *ballots, menu=menu, asked=asked, examined=examined))
    assert [line.support for line in found.listed.lines] == [17, 17, 10]
    assert {line.parts for line in found.listed.lines} == {()}
