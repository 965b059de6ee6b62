"""The weighted order beside the official one: which parts are weighed, how much, and what comes of it."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.core.ballot import Ballot
from surveys.core.menu import Menu
from surveys.core.priorities import Strata, arrange, poststratified, wishes
from surveys.core.priorities.strata import FEWEST, HEAVIEST
from surveys.core.roster import Household, Roster
from tests.core.small_compounds import EDITION, ballot, item, menu, terms
from tests.sizes import examples


def street(*homes: tuple[str, int, int]) -> Roster:
    """Households as (building, floor, how many)."""
    doors = [(building, floor) for building, floor, count in homes for _ in range(count)]
    return Roster(tuple(Household(n, b, "1", f, str(n), 1, f"o{n}") for n, (b, f) in enumerate(doors, 1)))


def votes(order: str, first: int, count: int) -> list[Ballot]:
    return [ballot(n, order) for n in range(first, first + count)]


def weighed(items: Menu, among: Roster, *ballots: Ballot, basic_first: bool = False) -> Strata:
    owners = wishes(items, EDITION, among, ballots)
    return poststratified(items, owners, arrange(items, terms(basic_first=basic_first), owners, owners))


def cells(found: Strata) -> list[tuple[str, int, int]]:
    """Each stratum as (its parts, households, answers)."""
    return [
        (" ".join(building + band[0] for building, band in one.cell.parts), one.cell.households, one.cell.answered)
        for one in found.strata
    ]


def answered(*homes: tuple[str, int, int]) -> list[tuple[str, int, int]]:
    """The strata where all of these and nobody else have answered."""
    among = street(*homes)
    return cells(weighed(menu(item("a")), among, *votes("a", 1, len(among.households))))


def test_a_building_that_answered_less_weighs_more() -> None:
    # Half of the households each, but two thirds of the answers come from building 1: 3/4 for each there, 3/2 elsewhere.
    among = street(("1", 1, 40), ("2", 1, 40))
    found = weighed(
        menu(item("a"), item("b")), among, *votes("a", 1, 15), *votes("a b", 16, 5), *votes("b", 41, 10)
    )  # fmt: skip
    assert [stratum.weight for stratum in found.strata] == [Fraction(3, 4), Fraction(3, 2)]
    assert {key: (weighted.share, weighted.rank) for key, weighted in found.items.items()} == {
        "a": (Fraction(1, 2), 2),
        "b": (Fraction(5, 8), 1),
    }


def test_floors_that_answered_less_weigh_more() -> None:
    among = street(("1", 1, 20), ("1", 4, 20), ("1", 6, 20))
    found = weighed(menu(item("a")), among, *votes("a", 1, 20), *votes("", 21, 10), *votes("", 41, 10))
    assert cells(found) == [("1l", 20, 20), ("1m", 20, 10), ("1t", 20, 10)]
    assert [stratum.weight for stratum in found.strata] == [Fraction(2, 3), Fraction(4, 3), Fraction(4, 3)]
    assert found.items["a"].share == Fraction(1, 3)


def test_no_answer_counts_for_more_than_three_average_ones() -> None:
    among = street(("1", 1, 50), ("2", 1, 300))
    found = weighed(menu(item("a"), item("b")), among, *votes("a", 1, 50), *votes("b", 51, 10))
    assert [stratum.weight for stratum in found.strata] == [Fraction(6, 35), 3]
    part = Fraction(6, 35) * 50
    assert found.items["a"].share == part / (part + 30)


def test_where_everybody_answered_every_weight_is_one() -> None:
    found = weighed(menu(item("a")), street(("1", 1, 12), ("2", 3, 30)), *votes("a", 1, 20), *votes("", 21, 22))
    assert [stratum.weight for stratum in found.strata] == [1, 1]
    assert found.items["a"].share == Fraction(20, 42)


def test_ten_answers_are_enough_for_a_floor_band_and_nine_are_not() -> None:
    assert answered(("1", 1, 10), ("1", 3, 10), ("1", 4, 10)) == [("1l", 10, 10), ("1m", 10, 10), ("1t", 10, 10)]
    assert answered(("1", 1, 9), ("1", 3, 10), ("1", 4, 10)) == [("1l 1m", 19, 19), ("1t", 10, 10)]
    assert answered(("1", 1, 10), ("1", 3, 9), ("1", 4, 10)) == [("1l", 10, 10), ("1m 1t", 19, 19)]
    assert answered(("1", 1, 10), ("1", 3, 10), ("1", 4, 9)) == [("1l", 10, 10), ("1m 1t", 19, 19)]
    assert answered(("1", 1, 4), ("1", 3, 5), ("1", 4, 10)) == [("1l 1m 1t", 19, 19)]


def test_small_buildings_are_weighed_together_and_leave_large_ones_alone() -> None:
    whole = ("1l 1m 1t", 12, 12)
    assert answered(("3", 1, 6), ("1", 1, 12), ("2", 1, 5)) == [whole, ("3l 3m 3t 2l 2m 2t", 11, 11)]
    four = answered(("2", 1, 6), ("3", 1, 5), ("4", 1, 5), ("5", 1, 5), ("6", 1, 5))
    assert four == [("2l 2m 2t 3l 3m 3t", 11, 11), ("4l 4m 4t 5l 5m 5t 6l 6m 6t", 15, 15)]


def test_a_small_building_without_others_joins_the_last_large_stratum() -> None:
    assert answered(("1", 1, 12), ("2", 1, 9), ("3", 1, 11)) == [
        ("1l 1m 1t", 12, 12),
        ("3l 3m 3t 2l 2m 2t", 20, 20),
    ]


def test_a_building_without_answers_lends_its_households_to_others() -> None:
    among = street(("1", 1, 20), ("2", 1, 20), ("3", 1, 20))
    found = weighed(menu(item("a")), among, *votes("a", 1, 20), *votes("", 21, 10))
    assert cells(found) == [("1l 1m 1t", 20, 20), ("2l 2m 2t 3l 3m 3t", 40, 10)]
    assert [stratum.weight for stratum in found.strata] == [Fraction(1, 2), 2]


def test_fewer_than_ten_answers_are_not_weighted() -> None:
    among = street(("1", 1, 20), ("2", 1, 40))
    found = weighed(menu(item("a"), item("b")), among, *votes("a", 1, 5), *votes("b", 21, 4))
    assert [(stratum.cell.answered, stratum.weight) for stratum in found.strata] == [(9, 1)]
    assert [found.items[key].share for key in "ab"] == [Fraction(5, 9), Fraction(4, 9)]


def test_without_answers_or_households_nothing_has_a_share() -> None:
    for among in (street(("1", 1, 20)), Roster(())):
        found = weighed(menu(item("a"), item("b")), among)
        assert [(weighted.share, weighted.rank) for weighted in found.items.values()] == [(0, 1), (0, 1)]
        assert [stratum.weight for stratum in found.strata] == [1] * bool(among.households)


def test_an_item_of_some_buildings_is_weighed_among_those() -> None:
    among = street(("1", 1, 20), ("2", 1, 20), ("3", 1, 60))
    ballots = [*votes("a lift", 1, 10), *votes("a", 21, 20), *votes("", 41, 10)]
    found = weighed(menu(item("a"), item("lift", buildings=("1", "2"))), among, *ballots)
    # 10 of 20, 20 of 20 and 10 of 60 answered: weights 4/5, 2/5 and 12/5.
    assert [stratum.weight for stratum in found.strata] == [Fraction(4, 5), Fraction(2, 5), Fraction(12, 5)]
    assert (found.items["lift"].share, found.items["a"].share) == (Fraction(1, 2), Fraction(2, 5))


def test_equal_weighted_shares_share_a_rank() -> None:
    found = weighed(menu(item("a"), item("b"), item("c")), street(("1", 1, 3)), *votes("a b", 1, 2), *votes("a b c", 3, 1))
    assert [found.items[key].rank for key in "abc"] == [1, 1, 3]


def test_the_basic_class_goes_first_here_too_where_it_does() -> None:
    items = menu(item("a", tier="basic"), item("b"))
    ballots = [*votes("b", 1, 2), *votes("a b", 3, 1)]
    assert [weighed(items, street(("1", 1, 3)), *ballots).items[key].rank for key in "ab"] == [2, 1]
    first = weighed(items, street(("1", 1, 3)), *ballots, basic_first=True)
    assert [first.items[key].rank for key in "ab"] == [1, 2]


@st.composite
def uneven(draw: st.DrawFn) -> tuple[Roster, list[Ballot]]:
    """Compounds of up to six buildings of which each floor answers as it likes."""
    homes, ballots, first = [], list[Ballot](), 1
    for building in range(draw(st.integers(1, 6))):
        for floor in draw(st.sets(st.integers(1, 6), min_size=1, max_size=3)):
            count = draw(st.integers(1, 25))
            homes.append((str(building), floor, count))
            ballots += votes(draw(st.sampled_from(["a", "b", "a b", ""])), first, draw(st.integers(0, count)))
            first += count
    return street(*homes), ballots


@settings(max_examples=examples(60), deadline=None)
@given(uneven())
def test_every_household_is_in_one_stratum_that_is_large_enough(case: tuple[Roster, list[Ballot]]) -> None:
    among, ballots = case
    found = weighed(menu(item("a"), item("b")), among, *ballots)
    parts = [part for stratum in found.strata for part in stratum.cell.parts]
    assert len(parts) == len(set(parts)) == 3 * len(among.buildings)
    assert sum(stratum.cell.households for stratum in found.strata) == len(among.households)
    assert sum(stratum.cell.answered for stratum in found.strata) == len(ballots)
    assert len(found.strata) == 1 or all(stratum.cell.answered >= FEWEST for stratum in found.strata)


@settings(max_examples=examples(60), deadline=None)
@given(uneven())
def test_uncapped_weights_give_each_stratum_its_part_of_the_households(case: tuple[Roster, list[Ballot]]) -> None:
    among, ballots = case
    found = weighed(menu(item("a"), item("b")), among, *ballots)
    for stratum in found.strata:
        carried = stratum.weight * stratum.cell.answered * len(among.households)
        assert stratum.weight <= HEAVIEST
        if ballots and stratum.weight < HEAVIEST:
            assert carried == stratum.cell.households * len(ballots)


@settings(max_examples=examples(60), deadline=None)
@given(uneven())
def test_what_all_answers_order_has_the_whole_weight(case: tuple[Roster, list[Ballot]]) -> None:
    among, ballots = case
    everyone = [ballot(one.household, "a") for one in ballots]
    found = weighed(menu(item("a"), item("b")), among, *everyone)
    assert [found.items[key].share for key in "ab"] == [bool(ballots), 0]
