"""Phragmén's order: small elections counted by hand, and what must hold for any."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.core.priorities.election import Election
from surveys.core.priorities.phragmen import phragmen
from tests.core.small_elections import election, elections, names


def test_who_was_served_waits_for_those_who_were_not() -> None:
    # By votes a and b (3 each) come before c (2). After a its supporters have paid, so c is next.
    outcome = phragmen(election(0, "1 1 1", "ab", "ab", "ab", "c", "c"))
    assert names(outcome.order) == "acb"


def test_dear_items_come_later_unless_each_item_costs_one() -> None:
    case = election(0, "90 10", "a", "a", "b")
    assert names(phragmen(case).order) == "ba"
    assert names(phragmen(case, unit_cost=True).order) == "ab"


def test_items_bought_at_the_same_moment_are_taken_in_tie_order_and_named() -> None:
    outcome = phragmen(election(0, "1 1 1", "ab", "c"))
    assert names(outcome.order) == "acb"
    assert [names(tied) for tied in outcome.ties] == ["bc", "", ""]


def test_items_that_nobody_names_come_last_in_tie_order() -> None:
    outcome = phragmen(election(0, "1 1 1", "b"))
    assert names(outcome.order) == "bac"
    assert [names(tied) for tied in outcome.ties] == ["", "c", ""]


def test_without_ballots_the_tie_order_is_all_there_is() -> None:
    assert names(phragmen(election(0, "3 2 1")).order) == "abc"


@settings(deadline=None)
@given(elections(), st.booleans())
def test_the_order_has_every_item_once(case: Election, unit_cost: bool) -> None:
    assert sorted(phragmen(case, unit_cost).order) == list(range(len(case.costs)))


@settings(deadline=None)
@given(elections(), st.booleans(), st.integers(2, 5))
def test_everybody_voting_several_times_changes_nothing(case: Election, unit_cost: bool, times: int) -> None:
    more = Election(case.costs, case.budget, {ballot: times * weight for ballot, weight in case.ballots.items()})
    assert phragmen(more, unit_cost) == phragmen(case, unit_cost)
