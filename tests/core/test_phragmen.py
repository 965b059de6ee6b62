"""Phragmén's order: small elections counted by hand, and what must hold for any."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import example, given, settings
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


@settings(deadline=None)
@example(election(0, "3 2 1", "b", "bc", "ac"), True)
@given(elections(), st.booleans())
def test_every_item_is_bought_when_single_voters_could(case: Election, unit_cost: bool) -> None:
    """The rule as the paper tells it: everybody earns alike; whoever buys together has nothing left."""
    voters = [ballot for ballot, weight in case.ballots.items() for _ in range(weight)]
    costs = [1] * len(case.costs) if unit_cost else case.costs
    spent_at, order = [Fraction(0)] * len(voters), list[int]()
    while waiting := [item for item, votes in enumerate(case.votes) if votes and item not in order]:
        moments = {
            item: (costs[item] + sum(at for at, ballot in zip(spent_at, voters, strict=True) if item in ballot))
            / Fraction(case.votes[item])
            for item in waiting
        }
        item = min(waiting, key=lambda item: (moments[item], item))
        spent_at = [moments[item] if item in ballot else at for at, ballot in zip(spent_at, voters, strict=True)]
        order.append(item)
    assert list(phragmen(case, unit_cost).order[: len(order)]) == order
