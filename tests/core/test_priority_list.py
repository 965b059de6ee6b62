"""The list: support in scope, must-do first, ties by the declared order, walked down to the budget."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

from surveys.core.ballot import Ballot, Capacity, Channel
from surveys.core.menu import Alternative
from surveys.core.priorities import AlternativeSupport, Pile, Status, TieBreak, Wishes, priority_list
from surveys.core.priorities.wishes import FIELD
from surveys.core.questionnaire import Edition
from surveys.core.roster import Household, Roster, UnitKind
from tests.core.small_compounds import BY_SHARE, ballot, item, keys, listed, menu, roster, statuses, terms


def test_items_stand_in_the_order_of_households_that_ordered_them() -> None:
    result = listed(menu(item("a"), item("b"), item("c")), ballot(1, "b c"), ballot(2, "b a c"), ballot(3, "b"))
    assert [(line.item.key, line.rank, line.support, line.answered) for line in result.lines] == [
        ("b", 1, 3, 3),
        ("c", 2, 2, 3),
        ("a", 3, 1, 3),
    ]
    assert result.by_key["c"].share == Fraction(2, 3)
    assert (result.answered, result.households) == (3, 10)


def test_an_owner_who_orders_nothing_is_a_valid_answer() -> None:
    assert listed(menu(item("a")), ballot(1, "a"), ballot(2, "")).by_key["a"].share == Fraction(1, 2)


def test_an_answer_without_the_order_is_a_valid_answer_too() -> None:
    silent = Ballot(2, Capacity.OWNER, {}, Channel.PAPER, "e", "m", 1, datetime(2026, 1, 1, tzinfo=UTC), "r")
    assert listed(menu(item("a")), ballot(1, "a"), silent).by_key["a"].share == Fraction(1, 2)


def test_occupants_are_counted_apart() -> None:
    line = listed(
        menu(item("a"), item("b")),
        ballot(1, "a"),
        ballot(1, "b", capacity=Capacity.OCCUPANT),
        ballot(2, "a b", capacity=Capacity.OCCUPANT),
    ).by_key["b"]
    assert (line.support, line.answered, line.opinion) == (0, 1, (2, 2))


def test_an_item_of_one_building_is_counted_among_its_answers_only() -> None:
    result = listed(
        menu(item("a"), item("lift", buildings=("2",))),
        *(ballot(1, "a lift"), ballot(2, ""), ballot(3, "lift"), ballot(4, "lift a")),
        among=roster("1", "1", "2", "2", "2"),
    )
    lift = result.by_key["lift"]
    assert (lift.support, lift.answered, lift.households, lift.share, lift.rank) == (2, 2, 3, 1, 1)


def test_an_item_named_twice_counts_once_and_unknown_keys_not_at_all() -> None:
    assert listed(menu(item("a")), ballot(1, "a a nothing")).by_key["a"].support == 1


def test_must_do_items_stand_first_and_are_not_voted() -> None:
    result = listed(menu(item("a"), item("safe", 30, must=True)), ballot(1, "a safe"), budget=100)
    assert keys(result) == "safe a"
    safe, a = result.lines
    assert (safe.status, safe.rank, safe.support, safe.total, safe.left) == (Status.MUST, None, 0, 30, 100)
    assert (safe.opinion, safe.tops, safe.tied_with, safe.ways) == ((0, 0), (0, 0, 0), (), ())
    assert (a.status, a.total, a.left) == (Status.SKIPPED, 30, 70)
    assert (result.must, result.spent, result.over_budget) == (30, 30, False)


def test_must_do_items_dearer_than_the_budget_are_said_to_be_so() -> None:
    result = listed(menu(item("safe", 300, must=True), item("free", 0)), ballot(1, "free"), budget=100)
    assert result.over_budget
    assert statuses(result) == {"safe": "must", "free": "in"}
    assert result.by_key["free"].left == -200


def test_a_must_do_item_without_an_estimate_adds_nothing() -> None:
    result = listed(menu(item("safe", None, must=True), item("a")), ballot(1, "a"), budget=100)
    assert statuses(result) == {"safe": "must", "a": "in"}
    assert result.spent == 100


def test_the_walk_skips_what_does_not_fit_and_goes_on() -> None:
    result = listed(
        menu(item("a", 60), item("b", 50), item("c", 40)), ballot(1, "a b c"), ballot(2, "a b"), ballot(3, "a"), budget=100
    )
    assert statuses(result) == {"a": "in", "b": "skipped_budget", "c": "in"}
    assert [(line.total, line.left) for line in result.lines] == [(60, 100), (60, 40), (100, 40)]
    assert result.spent == 100


def test_what_nobody_has_estimated_stands_below_the_line_and_keeps_its_rank() -> None:
    result = listed(menu(item("a"), item("b", None), item("c")), ballot(1, "a b"), ballot(2, "b"), budget=1000)
    assert keys(result) == "a b c"
    assert statuses(result) == {"a": "in", "b": "uncosted", "c": "unwanted"}
    assert [line.rank for line in result.lines] == [2, 1, 3]


def test_what_cannot_be_done_is_listed_last_and_not_ranked() -> None:
    result = listed(menu(item("gone", infeasible="no room", must=True), item("a")), ballot(1, "a gone"))
    assert statuses(result) == {"a": "ranked", "gone": "infeasible"}
    assert result.by_key["gone"].rank is None


def test_what_nobody_ordered_is_not_carried_out_though_it_fits() -> None:
    result = listed(menu(item("a", 1), item("b", 1)), ballot(1, "a"), budget=100)
    assert statuses(result) == {"a": "in", "b": "unwanted"}
    assert result.spent == 1


def test_without_a_budget_there_is_an_order_and_no_line() -> None:
    result = listed(menu(item("a", None), item("b")), ballot(1, "a b"), ballot(2, "a"))
    assert statuses(result) == {"a": "uncosted", "b": "ranked"}
    assert keys(result) == "a b"
    assert result.by_key["b"].left is None
    assert not result.over_budget


def test_equal_support_is_a_shared_rank() -> None:
    result = listed(menu(item("a"), item("b"), item("c"), item("d")), ballot(1, "a b c"), ballot(2, "a"), lots="c b")
    assert [(line.item.key, line.rank, line.tied_with) for line in result.lines] == [
        ("a", 1, ()),
        ("c", 2, ("b",)),
        ("b", 2, ("c",)),
        ("d", 4, ()),
    ]


def test_half_of_two_and_two_of_four_are_equal_shares() -> None:
    result = listed(
        menu(item("a"), item("b", buildings=("1",))), *(ballot(n, "a b" if n < 3 else "") for n in (1, 3, 4)),
        among=roster("1", "1", "2", "2"), ranking=BY_SHARE,
    )  # fmt: skip
    assert {line.rank for line in result.lines} == {1, 2}
    tied = listed(menu(item("a"), item("b", buildings=("1",))), ballot(1, "a b"), ballot(2, ""), ballot(3, "a"),
                  ballot(4, ""), among=roster("1", "1", "2", "2"), ranking=BY_SHARE)  # fmt: skip
    assert [line.rank for line in tied.lines] == [1, 1]


def test_ties_are_decided_by_tier_then_importance_then_cost_then_lot() -> None:
    items = menu(
        item("z", 50),
        item("y", 50),
        item("x", 40),
        item("none", None),
        item("w", 90),
        item("v", 99, "basic"),
        item("u", 1, "best"),
    )
    result = listed(items, ballot(1, "u v w x y z none", "w"), lots="u v w x y z none")
    assert keys(result) == "v w x y z none u"
    assert {line.rank for line in result.lines} == {1}
    assert [line.decided_by for line in result.lines] == [
        TieBreak.TIER,
        TieBreak.IMPORTANCE,
        TieBreak.COST,
        TieBreak.LOT,
        TieBreak.LOT,
        TieBreak.COST,
        TieBreak.TIER,
    ]


def test_an_item_without_a_lot_comes_after_the_drawn_ones() -> None:
    assert keys(listed(menu(item("a"), item("b"), item("c")), ballot(1, "a b c"), lots="c")) == "c a b"


def test_a_lone_item_was_decided_by_nothing_but_its_support() -> None:
    assert listed(menu(item("a")), ballot(1, "a")).by_key["a"].decided_by is None


def test_basic_first_puts_the_first_tier_before_better_supported_items() -> None:
    items = menu(item("a"), item("b", tier="basic"))
    votes = ballot(1, "a b"), ballot(2, "a")
    assert keys(listed(items, *votes, basic_first=True)) == "b a"
    assert keys(listed(items, *votes)) == "a b"
    assert [line.rank for line in listed(items, *votes, basic_first=True).lines] == [1, 2]


def test_a_tie_across_the_budget_line_is_settled_by_lot() -> None:
    items = menu(item("a", 60), item("b", 60))
    assert statuses(listed(items, ballot(1, "a b"), lots="b a", budget=100)) == {"b": "in", "a": "skipped_budget"}
    assert statuses(listed(items, ballot(1, "a b"), lots="b a", budget=200)) == {"b": "in", "a": "in"}


def test_top_three_gives_places_and_mean_points_over_valid_answers() -> None:
    line = listed(menu(item("a"), item("b")), ballot(1, "a", "a b"), ballot(2, "a", "b a"), ballot(3, "", "a")).by_key["a"]
    assert line.tops == (2, 1, 0)
    assert line.importance == Fraction(8, 3)


def test_alternatives_have_their_own_counts_among_the_supporters() -> None:
    lift = item("lift", alternatives=(Alternative("half", "half"), Alternative("flat", "flat")))
    result = listed(
        menu(lift, item("a")),
        ballot(1, "lift", lift="flat"),
        ballot(2, "lift", lift="odd"),
        ballot(3, "a", lift="half"),
        ballot(4, "lift a", a="flat"),
    )
    assert result.by_key["lift"].ways == (AlternativeSupport("half", 0), AlternativeSupport("flat", 1))


def test_a_compound_without_answers_has_a_list_without_support() -> None:
    result = listed(menu(item("a"), item("b")), budget=100)
    assert [(line.rank, line.share, line.importance, line.status) for line in result.lines] == [
        (1, 0, 0, Status.UNWANTED)
    ] * 2


def test_an_edition_without_an_order_gives_an_unsupported_list() -> None:
    plain = Edition("e", "e", "", ())
    result = priority_list(menu(item("a")), plain, roster("1"), [ballot(1, "a")], terms())
    assert result.by_key["a"].support == 0


def test_importance_is_the_mean_of_three_points_two_and_one() -> None:
    result = listed(
        menu(item("a"), item("b"), item("c")), ballot(1, "a b c", "a b c"), ballot(2, "a c", "c a"), ballot(3, "b", "b")
    )
    assert {key: line.importance for key, line in result.by_key.items()} == {
        "a": Fraction(5, 3),
        "b": Fraction(5, 3),
        "c": Fraction(4, 3),
    }


def test_must_do_items_that_take_exactly_the_budget_are_within_it() -> None:
    assert not listed(menu(item("safe", 100, must=True)), budget=100).over_budget
    assert listed(menu(item("safe", 101, must=True)), budget=100).over_budget


def test_a_skipped_item_of_less_support_is_not_cut_from_a_tie() -> None:
    result = listed(menu(item("a", 60), item("b", 60)), ballot(1, "a b"), ballot(2, "a"), budget=100)
    assert statuses(result) == {"a": "in", "b": "skipped_budget"}


def test_an_item_that_costs_nothing_comes_before_the_cheapest() -> None:
    result = listed(menu(item("a", 1), item("b", 0)), ballot(1, "a b"), lots="a b")
    assert [(line.item.key, line.decided_by) for line in result.lines] == [("b", TieBreak.COST), ("a", TieBreak.COST)]


def test_a_count_has_room_for_sixteen_million_households() -> None:
    most = (1 << 24) - 1
    found = Wishes((item("a"), item("b")), {"1": Pile(packed=most << FIELD), "2": Pile(packed=5)})
    assert found.support == (5, most)


def test_parking_orders_nothing_and_is_no_household() -> None:
    homes = roster("1", "1", "1")
    space = Household(9, "1", "", -1, "P1", 1250, "owner 1", UnitKind.PARKING)
    found = listed(
        menu(item("roof"), item("lift")),
        *(ballot(n, "roof") for n in (1, 2)),
        ballot(9, "roof lift", "lift"),
        among=Roster((*homes.households, space)),
    )
    lines = {line.item.key: line for line in found.lines}
    assert (lines["roof"].support, lines["roof"].answered, lines["roof"].households) == (2, 2, 3)
    assert (lines["lift"].support, lines["lift"].tops) == (0, (0, 0, 0))
    assert (found.answered, found.households) == (2, 3)
