"""Bounds on how many of all households would order an item."""

from __future__ import annotations

from fractions import Fraction
from math import comb, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.core.priorities import Interval, Method, interval
from surveys.core.priorities.intervals import hypergeometric, wilson


@st.composite
def samples(draw: st.DrawFn, most: int = 3000) -> tuple[int, int, int]:
    """Supporters, answers and households, with at least one answer and one household missing."""
    households = draw(st.integers(2, most))
    answered = draw(st.integers(1, households - 1))
    return draw(st.integers(0, answered)), answered, households


def test_without_assumptions_the_missing_may_all_agree_or_none() -> None:
    found = interval(120, 150, 300)
    assert (found.least, found.most, found.households) == (120, 270, 300)
    assert found.method is Method.WILSON


def test_when_everybody_answered_nothing_is_unsure() -> None:
    found = interval(7, 10, 10)
    assert (found.low, found.high, found.method) == (7, 7, Method.CENSUS)


def test_when_nobody_answered_anything_is_possible() -> None:
    assert interval(0, 0, 40) == Interval(40, 0, 40, 0, 40, Method.NO_ANSWERS)


def test_an_item_whose_scope_is_empty_has_empty_bounds() -> None:
    assert interval(0, 0, 0).method is Method.CENSUS


@pytest.mark.parametrize(("households", "method"), [(199, Method.HYPERGEOMETRIC), (200, Method.WILSON)])
def test_small_numbers_are_counted_exactly(households: int, method: Method) -> None:
    assert interval(50, 100, households).method is method


@settings(deadline=None)
@given(samples())
def test_the_interval_lies_within_the_bounds_and_around_what_was_seen(sample: tuple[int, int, int]) -> None:
    support, answered, households = sample
    found = interval(support, answered, households)
    assert found.least <= found.low <= found.high <= found.most
    assert found.low * answered <= support * households <= found.high * answered


@settings(deadline=None)
@given(samples())
def test_wilson_is_rounded_outward_by_less_than_two_households(sample: tuple[int, int, int]) -> None:
    support, answered, households = sample
    p, z = support / answered, 1.96
    effective = answered * (households - 1) / (households - answered)
    middle = p + z * z / 2 / effective
    half = z * sqrt(p * (1 - p) / effective + z * z / 4 / effective**2)
    low, high = (households * (middle + side * half) / (1 + z * z / effective) for side in (-1, 1))
    ours = wilson(support, answered, households)
    assert max(0, low - 2) - 1e-6 <= ours[0] <= max(0, low) + 1e-6
    assert min(households, high) - 1e-6 <= ours[1] <= min(households, high + 2) + 1e-6


@settings(deadline=None)
@given(samples(most=60))
def test_the_exact_interval_is_every_number_that_is_not_in_a_tail(sample: tuple[int, int, int]) -> None:
    support, answered, households = sample

    def ways(supporters: int, seen: int) -> int:
        rest = answered - seen
        return comb(supporters, seen) * comb(households - supporters, rest) if rest <= households - supporters else 0

    def likely(supporters: int) -> bool:
        total = comb(households, answered)
        as_many = sum(ways(supporters, seen) for seen in range(support, answered + 1))
        as_few = sum(ways(supporters, seen) for seen in range(support + 1))
        return 40 * as_many > total and 40 * as_few > total

    found = [supporters for supporters in range(households + 1) if likely(supporters)]
    assert hypergeometric(support, answered, households) == (found[0], found[-1])


@pytest.mark.parametrize(("answered", "households"), [(5, 12), (20, 48), (30, 40)])
def test_the_exact_interval_holds_the_truth_in_95_of_100_samples(answered: int, households: int) -> None:
    bounds = [hypergeometric(seen, answered, households) for seen in range(answered + 1)]
    for truth in range(households + 1):
        possible = range(max(0, answered - (households - truth)), min(truth, answered) + 1)
        ways = {seen: comb(truth, seen) * comb(households - truth, answered - seen) for seen in possible}
        held = sum(count for seen, count in ways.items() if bounds[seen][0] <= truth <= bounds[seen][1])
        assert 100 * held >= 95 * sum(ways.values())


def test_large_compounds_take_the_quick_interval_and_small_ones_the_exact_one() -> None:
    assert (wilson(3, 80, 200), hypergeometric(3, 80, 199)) == ((3, 17), (3, 18))
    assert interval(3, 80, 200) == Interval(200, 3, 123, 3, 17, Method.WILSON)
    assert interval(3, 80, 199) == Interval(199, 3, 122, 3, 18, Method.HYPERGEOMETRIC)


@settings(deadline=None)
@given(samples(most=250))
def test_wilson_goes_one_household_beyond_the_outermost_that_lies_inside(sample: tuple[int, int, int]) -> None:
    support, answered, households = sample
    share = Fraction(support, answered)
    spread = Fraction(196, 100) ** 2 * Fraction(households - answered, answered * (households - 1))
    shares = [Fraction(count, households) for count in range(households + 1)]
    inside = [count for count, x in enumerate(shares) if (share - x) ** 2 <= spread * x * (1 - x)]
    middle = int(share * households)
    low, high = min(inside, default=middle + 1), max(inside, default=middle)
    assert wilson(support, answered, households) == (
        max(0, min(low, middle + 1) - 1),
        min(households, max(high, middle) + 1),
    )


def test_a_number_exactly_on_wilson_s_edge_lies_inside() -> None:
    # (9/25 - 25/50)^2 is exactly 1.96^2 * 25/(25*49) * 1/4, and so is its mirror image.
    assert (wilson(9, 25, 50)[1], wilson(16, 25, 50)[0]) == (26, 24)


def test_a_tail_of_exactly_one_in_forty_is_not_likely_enough() -> None:
    # If one of forty households wants it, one answer finds it in exactly 2.5 % of all samples.
    assert (hypergeometric(1, 1, 40), hypergeometric(0, 1, 40)) == ((2, 40), (0, 38))
