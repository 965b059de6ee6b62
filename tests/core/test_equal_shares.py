"""Equal shares with cost utilities: small elections counted by hand, and what must hold for any."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from surveys.core.priorities.election import Election
from surveys.core.priorities.shares import Completion, Purchase, _run, _steady, equal_shares
from tests.core.small_elections import election, elections, names
from tests.sizes import examples


def test_a_group_spends_its_share_of_the_budget() -> None:
    # Three of five like a and b, two like c: each has 20, so a (60) empties the three and c (40) is bought by the two.
    outcome = equal_shares(election(100, "60 50 40", "ab", "ab", "ab", "c", "c"))
    assert names(outcome.chosen) == "ac"
    assert [(bought.price, bought.share) for bought in outcome.rounds] == [(20, Fraction(1, 3)), (20, Fraction(1, 2))]
    assert election(100, "60 50 40", "ab", "ab", "ab", "c", "c").walk_down() == (0, 2)


def test_who_has_less_left_pays_what_there_is() -> None:
    # Each has 30. b takes 64/3 from three, which leaves one of them 26/3 towards a; the other supporter pays the rest.
    outcome = equal_shares(election(120, "36 64", "ab", "a", "b", "b"))
    assert [(bought.item, bought.price) for bought in outcome.rounds] == [(1, Fraction(64, 3)), (0, 36 - Fraction(26, 3))]


def test_an_item_its_supporters_cannot_afford_is_left() -> None:
    assert names(equal_shares(election(100, "51 10", "a", "b")).chosen) == "b"


def test_an_item_that_costs_exactly_what_its_supporters_have_is_bought() -> None:
    assert names(equal_shares(election(100, "50 10", "a", "b")).chosen) == "ab"


def test_equally_good_items_are_taken_in_tie_order_and_named() -> None:
    outcome = equal_shares(election(12, "6 6 6", "abc", "abc"))
    assert names(outcome.chosen) == "ab"
    assert [names(bought.tied) for bought in outcome.rounds] == ["bc", "c"]


def test_an_item_that_costs_nothing_is_taken_if_anybody_names_it() -> None:
    assert names(equal_shares(election(0, "0 0 5", "a", "c")).chosen) == "a"


@pytest.mark.parametrize("completion", list(Completion))
def test_without_ballots_only_the_walk_down_takes_anything(completion: Completion) -> None:
    outcome = equal_shares(election(10, "5 20"), completion)
    walks = completion in (Completion.WALK_DOWN, Completion.ADD1_WALK_DOWN)
    assert names(outcome.chosen) == ("a" if walks else "")
    assert outcome.completed == outcome.chosen


def test_the_walk_down_takes_what_still_fits_by_votes() -> None:
    # 25 each: c takes 20 from two; a (60) and b (51) are out of reach, and b has more ballots than a.
    outcome = equal_shares(election(100, "60 51 40", "a", "b", "bc", "c"), Completion.WALK_DOWN)
    assert [bought.item for bought in outcome.rounds] == [2]
    assert names(outcome.completed) == "b"


def test_raising_the_shares_stops_before_the_budget_breaks() -> None:
    plain = election(100, "60 60 30", "a", "b", "c", "c")
    assert names(equal_shares(plain).chosen) == "c"
    raised = equal_shares(plain, Completion.ADD1)
    # At 60 each a and b would be bought together, 150 in all; one step below, nothing more.
    assert (names(raised.chosen), raised.share) == ("c", 59)


def test_the_exhaustive_variant_stops_as_soon_as_nothing_more_fits() -> None:
    # a is bought from the start; then b (40) does not fit the 30 left, so raising ends at once.
    full = election(100, "70 40", "a", "a", "a", "b")
    assert names(equal_shares(full).chosen) == "a"
    assert equal_shares(full, Completion.ADD1_EXHAUSTIVE).share == 25
    assert equal_shares(full, Completion.ADD1).share == 39


def test_raising_ends_when_every_supported_item_is_bought() -> None:
    outcome = equal_shares(election(100, "30 30 500", "a", "b"), Completion.ADD1)
    assert (names(outcome.chosen), outcome.share) == ("ab", 50)


def test_the_step_may_be_any_fraction() -> None:
    raised = equal_shares(election(100, "60 60 30", "a", "b", "c", "c"), Completion.ADD1, Fraction(7, 2))
    assert raised.share == 25 + 9 * Fraction(7, 2)


def test_steps_and_then_the_walk_down() -> None:
    outcome = equal_shares(election(100, "60 60 30", "a", "b", "c", "c"), Completion.ADD1_WALK_DOWN)
    assert (names(outcome.chosen), names(outcome.completed)) == ("ca", "a")


@settings(deadline=None)
@given(elections(), st.sampled_from(list(Completion)))
def test_the_budget_is_never_exceeded(case: Election, completion: Completion) -> None:
    outcome = equal_shares(case, completion, Fraction(1, 2))
    assert case.cost(outcome.chosen) <= case.budget
    assert len(set(outcome.chosen)) == len(outcome.chosen)


@settings(deadline=None)
@given(elections(), st.randoms())
def test_the_order_of_ballots_is_irrelevant(case: Election, random: object) -> None:
    ballots = list(case.ballots.items())
    random.shuffle(ballots)  # type: ignore[attr-defined]
    other = Election(case.costs, case.budget, dict(ballots))
    assert equal_shares(case, Completion.ADD1) == equal_shares(other, Completion.ADD1)


@settings(deadline=None)
@given(elections())
def test_money_in_other_units_gives_the_same_purchases(case: Election) -> None:
    fen = Election(tuple(100 * cost for cost in case.costs), 100 * case.budget, case.ballots)
    assert equal_shares(case).chosen == equal_shares(fen).chosen


@settings(max_examples=examples(300), deadline=None)
@given(elections(), st.fractions(0, 10, max_denominator=8), st.fractions(0, 10, max_denominator=8))
def test_between_steady_shares_nothing_changes(case: Election, share: Fraction, more: Fraction) -> None:
    low, high = _run(case, share), _run(case, share + more)
    if _steady(low, high):
        for part in range(1, 8):
            assert _run(case, share + more * part / 8).order == low.order


@settings(deadline=None)
@given(elections(), st.sampled_from([Completion.ADD1, Completion.ADD1_EXHAUSTIVE]))
def test_leaping_over_steps_gives_what_each_single_step_gives(case: Election, completion: Completion) -> None:
    if not case.voters:
        return
    share, supported = Fraction(case.budget, case.voters), {item for item, votes in enumerate(case.votes) if votes}
    order = _run(case, share).order
    while supported - set(order):
        left = case.budget - case.cost(order)
        if completion is Completion.ADD1_EXHAUSTIVE and all(case.costs[item] > left for item in supported - set(order)):
            break
        ahead = _run(case, share + Fraction(1, 3)).order
        if case.cost(ahead) > case.budget:
            break
        share, order = share + Fraction(1, 3), ahead
    outcome = equal_shares(case, completion, Fraction(1, 3))
    assert (outcome.share, outcome.chosen) == (share, order)


def one_voter_at_a_time(case: Election, share: Fraction) -> list[Purchase]:
    """The rounds of equal shares as the paper tells them, with a purse for each single voter."""
    voters = [ballot for ballot, weight in case.ballots.items() for _ in range(weight)]
    money, waiting, rounds = [share] * len(voters), set(range(len(case.costs))), list[Purchase]()
    while True:
        asked: dict[int, tuple[Fraction, Fraction]] = {}
        for item in waiting:
            purses = sorted(money[voter] for voter, ballot in enumerate(voters) if item in ballot)
            if purses and sum(purses) >= case.costs[item]:
                asked[item] = price_for(case.costs[item], purses)
        if not asked:
            return rounds
        item = min(asked, key=lambda item: (asked[item][1], item))
        price, part = asked[item]
        tied = tuple(other for other in sorted(asked) if asked[other][1] == part and other != item)
        rounds.append(Purchase(item, price, part, tied))
        waiting.remove(item)
        money = [
            max(left - price, Fraction(0)) if item in ballot else left for left, ballot in zip(money, voters, strict=True)
        ]


def price_for(cost: int, purses: list[Fraction]) -> tuple[Fraction, Fraction]:
    """The most that one supporter pays, and that as a part of the cost; purses in ascending order."""
    for place, least in enumerate(purses):
        price = (cost - sum(purses[:place])) / Fraction(len(purses) - place)
        if price <= least:
            return price, price / cost if cost else Fraction(0)
    raise AssertionError("the supporters can't afford it")


@settings(deadline=None)
@example(election(2, "2 2 9", "abc"))
@example(election(58, "23 12 12 24", "abc", "ad", "bcd", "c"))
@example(election(4, "2 2", "b", "ab", "ab", "a"))
@example(election(1, "1", "a"))
@example(election(1, "1 0", "ab"))
@example(election(1, "0", "a"))
@example(election(1, "1 1", "ab"))
@example(election(6, "3 1", "ab", "ab"))
@example(election(13, "8 1 2 8", "a", "abcd", "bc"))
@given(elections())
def test_every_round_is_what_single_voters_would_pay(case: Election) -> None:
    if case.voters:
        share = Fraction(case.budget, case.voters)
        assert list(equal_shares(case).rounds) == one_voter_at_a_time(case, share)


def test_without_ballots_nobody_has_a_share() -> None:
    assert equal_shares(election(10, "5")).share == 0


def test_a_step_is_one_unit_of_money_if_nothing_is_said() -> None:
    # 10 each: a (11) is bought at the first step that reaches it, and then everything is.
    case = election(30, "11 9 9", "a", "b", "c")
    assert [equal_shares(case, Completion.ADD1, step).share for step in (None, Fraction(1), Fraction(2))] == [11, 11, 12]
