"""What stands beside the list: equal shares, Phragmén's order, buildings and floors, leaving one out, alarms."""

from __future__ import annotations

from fractions import Fraction

from surveys.core.ballot import Ballot
from surveys.core.menu import Alternative, Menu
from surveys.core.priorities import (
    Alarm,
    AlarmCode,
    ListChecks,
    LocalSupport,
    SharesStanding,
    Swing,
    arrange,
    check,
    wishes,
)
from surveys.core.roster import Roster
from tests.core.small_compounds import EDITION, ballot, item, menu, roster, terms


def checked(items: Menu, *ballots: Ballot, among: Roster | None = None, **fixed: object) -> ListChecks:
    fixed_terms = terms(**fixed)  # type: ignore[arg-type]
    owners = wishes(items, EDITION, among or roster(*"1" * 10), ballots)
    return check(items, fixed_terms, owners, arrange(items, fixed_terms, owners, owners))


def test_equal_shares_say_which_items_the_shares_pay_for() -> None:
    # 25 each. Three pay a; b has one supporter, who has nothing left, and c is out of the budget for good.
    checks = checked(
        menu(item("a", 75), item("b", 50), item("c", 90)),
        ballot(1, "a b"), ballot(2, "a"), ballot(3, "a c"), ballot(4, ""), budget=100,
    )  # fmt: skip
    assert [checks.items[key].shares for key in "abc"] == [SharesStanding.BOUGHT, SharesStanding.OUT, SharesStanding.OUT]


def test_what_is_left_over_is_taken_by_support() -> None:
    # 20 each: the two pay a (40). Nobody else can pay 60 alone until the shares have grown past what the budget bears.
    checks = checked(
        menu(item("a", 40), item("b", 60), item("c", 60)), ballot(1, "a"), ballot(2, "a"), ballot(3, "b"), ballot(4, "c"),
        ballot(5, "b"), lots="b c", budget=100,
    )  # fmt: skip
    standings = {key: checks.items[key].shares for key in "abc"}
    assert standings == {"a": "bought", "b": "bought", "c": "out"}
    tied = checked(menu(item("a", 40), item("b", 60), item("c", 60)), ballot(1, "a"), ballot(2, "b"), ballot(3, "c"),
                   lots="b c", budget=100)  # fmt: skip
    standings = {key: tied.items[key].shares for key in "abc"}
    assert standings == {"a": "bought", "b": "completed", "c": "out"}


def test_an_item_that_costs_nothing_is_always_backed() -> None:
    assert checked(menu(item("a", 0)), ballot(1, "a"), budget=0).items["a"].shares is SharesStanding.BOUGHT


def test_must_do_items_are_paid_before_shares_are_made() -> None:
    items = menu(item("must", 60, must=True), item("a", 50))
    assert checked(items, ballot(1, "a"), budget=100).items["a"].shares is SharesStanding.OUT
    assert checked(items, ballot(1, "a"), budget=110).items["a"].shares is SharesStanding.BOUGHT


def test_without_a_budget_a_cost_or_supporters_there_is_no_equal_shares_check() -> None:
    assert checked(menu(item("a")), ballot(1, "a")).items["a"].shares is None
    costless = checked(menu(item("a", None), item("b")), ballot(1, "a"), budget=9)
    assert [costless.items[key].shares for key in "ab"] == [None, None]


def test_the_representative_rank_serves_in_turn_those_served_least() -> None:
    votes = [ballot(n, "a b") for n in (1, 2, 3)] + [ballot(n, "c") for n in (4, 5)]
    checks = checked(menu(item("a", 900), item("b"), item("c"), item("d")), *votes, lots="a b c d")
    assert {key: found.representative for key, found in checks.items.items()} == {"b": 1, "c": 2, "a": 3, "d": None}


def test_support_is_told_by_building_in_the_item_s_scope() -> None:
    votes = [ballot(1, "a lift"), ballot(2, "a"), ballot(3, "a")]
    checks = checked(menu(item("a"), item("lift", buildings=("1", "3"))), *votes, among=roster("1", "1", "2", "3"))
    assert checks.items["a"].buildings == (LocalSupport("1", 2, 2), LocalSupport("2", 1, 1), LocalSupport("3", 0, 0))
    assert checks.items["lift"].buildings == (LocalSupport("1", 1, 2), LocalSupport("3", 0, 0))
    assert [part.share for part in checks.items["lift"].buildings] == [Fraction(1, 2), 0]


def test_leaving_out_one_building_shows_what_it_decides() -> None:
    votes = [ballot(1, "a"), ballot(2, "a"), ballot(3, "a"), ballot(4, "b"), ballot(5, "b")]
    checks = checked(menu(item("a", 60), item("b", 60)), *votes, among=roster("1", "1", "2", "3", "4", "5"), budget=100)
    assert checks.swings == (Swing("1", ("b",), ("a",)),)


def test_an_item_of_the_building_left_out_is_not_said_to_leave() -> None:
    votes = [ballot(1, "a lift"), ballot(2, "a")]
    checks = checked(menu(item("a", 9), item("lift", 9, buildings=("1",))), *votes, among=roster("1", "2"), budget=20)
    assert checks.swings == ()


def test_coverage_counts_households_with_a_wish_carried_out() -> None:
    votes = [ballot(1, "a b"), ballot(2, "a"), ballot(3, "c"), ballot(4, "")]
    coverage = checked(
        menu(item("a", 50), item("b", 50), item("c", 500)), *votes, among=roster("1", "1", "2", "2"), budget=100
    ).coverage
    assert coverage is not None
    assert (coverage.answered, coverage.listed, coverage.fulfilled) == (4, 2, (2, 1, 1))
    assert coverage.buildings == (LocalSupport("1", 2, 2), LocalSupport("2", 0, 2))


def test_without_a_budget_nothing_is_said_about_coverage() -> None:
    checks = checked(menu(item("a")), ballot(1, "a"))
    assert (checks.coverage, checks.alarms) == (None, ())


def test_an_alarm_sounds_when_equal_shares_serve_five_points_more() -> None:
    # a and b have the same ten supporters of sixteen; the shares of the six others pay for c.
    votes = [ballot(n, "a b") for n in range(1, 11)] + [ballot(n, "c") for n in range(11, 17)]
    checks = checked(menu(item("a", 50), item("b", 50), item("c", 30)), *votes, among=roster(*"1" * 20), budget=100)
    assert checks.alarms == (Alarm(AlarmCode.SHARES_COVER_MORE, (10, 16), (16, 16)),)


def test_four_points_more_sound_no_alarm() -> None:
    def case(others: int) -> ListChecks:
        votes = [ballot(n, "a b") for n in range(1, 101 - others)] + [ballot(n, "c") for n in range(101 - others, 101)]
        items = menu(item("a", 50), item("b", 50), item("c", 1))
        return checked(items, *votes, among=roster(*["1"] * 100), budget=100)

    assert [len(case(others).alarms) for others in (4, 5)] == [0, 1]


def test_an_alarm_sounds_when_a_building_gets_less_than_half() -> None:
    votes = [ballot(n, "a" if n <= 20 else "b") for n in range(1, 26)]
    houses = roster(*["1"] * 20, *["2"] * 5)
    checks = checked(menu(item("a", 90), item("b", 90)), *votes, among=houses, budget=100)
    assert checks.alarms == (Alarm(AlarmCode.BUILDING_BEHIND, (0, 5), (20, 25), "2"),)
    few = checked(menu(item("a", 90), item("b", 90)), *votes[:-1], among=houses, budget=100)
    assert few.alarms == ()


def test_an_alarm_sounds_when_must_do_items_break_the_budget() -> None:
    checks = checked(menu(item("a", 101, must=True)), budget=100)
    assert checks.alarms == (Alarm(AlarmCode.MUST_OVER_BUDGET, (101, 0), (100, 0)),)


def test_a_compound_without_answers_has_checks_without_alarms() -> None:
    checks = checked(menu(item("a"), item("b")), budget=100)
    assert checks.alarms == checks.swings == ()
    assert checks.items["a"].margin is None
    assert checks.coverage is not None
    assert checks.coverage.fulfilled == (0,)


def test_the_representative_rank_is_the_same_at_any_price() -> None:
    votes = [ballot(1, "a"), ballot(2, "a"), ballot(3, "b")]
    dear = checked(menu(item("a", 900), item("b", 1)), *votes)
    assert {key: found.representative for key, found in dear.items.items()} == {"a": 1, "b": 2}


def test_a_building_without_answers_does_not_hide_what_the_next_one_decides() -> None:
    votes = [ballot(2, "a"), ballot(3, "a"), ballot(4, "b")]
    checks = checked(menu(item("a", 60), item("b", 60)), *votes, among=roster("1", "2", "2", "3"), budget=100)
    assert checks.swings == (Swing("2", ("b",), ("a",)),)


def test_a_building_may_decide_that_something_enters_and_nothing_leaves() -> None:
    # Without building 2 only a is wanted; with it b is carried out too.
    checks = checked(menu(item("a", 10), item("b", 10)), ballot(1, "a"), ballot(2, "b"), among=roster("1", "2"), budget=100)
    assert checks.swings == (Swing("1", (), ("a",)), Swing("2", (), ("b",)))


def test_leaving_out_a_building_works_for_items_with_alternatives() -> None:
    items = menu(item("a", alternatives=(Alternative("wide", "W"),)))
    checks = checked(items, ballot(1, "a", a="wide"), ballot(2, "a"), among=roster("1", "2"), budget=100)
    assert checks.swings == ()


def test_a_budget_of_nothing_is_told_as_such() -> None:
    checks = checked(menu(item("a", 101, must=True)), budget=0)
    assert checks.alarms == (Alarm(AlarmCode.MUST_OVER_BUDGET, (101, 0), (0, 0)),)


def test_five_households_of_a_hundred_and_one_are_not_five_points() -> None:
    votes = [ballot(n, "a b" if n <= 96 else "c") for n in range(1, 102)]
    items = menu(item("a", 50), item("b", 50), item("c", 1))
    found = checked(items, *votes, among=roster(*["1"] * 101), budget=100)
    assert found.coverage is not None
    assert (found.coverage.listed, found.coverage.shares, found.alarms) == (96, 101, ())


def test_a_building_with_exactly_half_of_the_compound_s_share_is_not_behind() -> None:
    def alarms(in_one: int, elsewhere: int) -> tuple[Alarm, ...]:
        """Five households of building 1 answer and twenty of building 2; so many of them want what is carried out."""
        votes = [ballot(n, "a" if n <= in_one or 5 < n <= 5 + elsewhere else "b") for n in range(1, 26)]
        return checked(menu(item("a", 90), item("b", 90)), *votes, among=roster(*"1" * 5, *"2" * 20), budget=100).alarms

    assert alarms(2, 18) == ()
    assert alarms(2, 20) == (Alarm(AlarmCode.BUILDING_BEHIND, (2, 5), (22, 25), "1"),)


def test_without_a_building_an_item_costs_what_the_others_chose() -> None:
    ways = (Alternative("cheap", "C", unit_cost=10), Alternative("dear", "D", unit_cost=70))
    votes = [ballot(n, "a", a="dear" if n < 3 else "cheap") for n in range(1, 6)]
    checks = checked(menu(item("a", alternatives=ways)), *votes, among=roster(*"11222"), budget=50)
    assert checks.swings == (Swing("2", (), ("a",)),)
