"""How sure the order is: the compound filled up from its own answers, building by building, with a fixed seed."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from surveys.core.ballot import Ballot
from surveys.core.menu import Menu, RankBy, Ranking
from surveys.core.priorities import Band, Standing, arrange, stability, wishes
from surveys.core.priorities.filling import Shelf, filled
from surveys.core.priorities.stability import _middle
from surveys.core.roster import Entrance, Household, Roster
from tests.core.small_compounds import BY_SHARE, EDITION, ballot, item, menu, roster, terms


def standings(
    items: Menu, *ballots: Ballot, among: Roster | None = None, draws: int = 200, **fixed: object
) -> dict[str, Standing]:
    fixed_terms = terms(**fixed)  # type: ignore[arg-type]
    owners = wishes(items, EDITION, among or roster(*"1" * 10), ballots)
    return stability(items, fixed_terms, owners, arrange(items, fixed_terms, owners, owners), draws)


def test_when_everybody_answered_the_ranks_are_what_they_are() -> None:
    found = standings(
        menu(item("a", 60), item("b", 60), item("c")),
        ballot(1, "a b"), ballot(2, "a"), ballot(3, ""), among=roster("1", "1", "2"), budget=100,
    )  # fmt: skip
    assert {key: (standing.ranks, standing.band) for key, standing in found.items()} == {
        "a": ((1, 1), Band.A),
        "b": ((2, 2), Band.C),
        "c": ((3, 3), Band.C),
    }


def test_a_close_race_with_many_missing_is_open() -> None:
    votes = [ballot(n, "a" if n % 2 else "b") for n in range(1, 21)]
    found = standings(menu(item("a", 60), item("b", 60)), *votes, ballot(21, "a"), among=roster(*["1"] * 200), budget=100)
    assert {key: (standing.ranks, standing.band) for key, standing in found.items()} == {
        "a": ((1, 2), Band.B),
        "b": ((1, 2), Band.B),
    }


def test_a_clear_race_stays_clear() -> None:
    votes = [ballot(n, "a" if n % 10 else "a b") for n in range(1, 101)]
    found = standings(menu(item("a", 60), item("b", 60)), *votes, among=roster(*["1"] * 200), budget=100)
    assert [(found[key].ranks, found[key].band) for key in "ab"] == [((1, 1), Band.A), ((2, 2), Band.C)]
    assert found["a"].draws == 200


def test_without_a_budget_the_line_is_the_middle_of_the_order() -> None:
    votes = [ballot(n, "a b c"[: 1 + 2 * (n % 2)]) for n in range(1, 9)]
    found = standings(menu(item("a"), item("b"), item("c"), item("d")), *votes, among=roster(*"1" * 8))
    assert {key: standing.band for key, standing in found.items()} == {"a": "A", "b": "A", "c": "C", "d": "C"}


def test_what_nobody_wants_is_below_the_line_of_any_order() -> None:
    found = standings(menu(item("a")), ballot(1, ""), among=roster("1"))
    assert found["a"].band is Band.C


def test_an_item_without_a_cost_has_no_band_under_a_budget() -> None:
    found = standings(menu(item("a", None), item("b")), ballot(1, "a b"), ballot(2, "a"), among=roster("1", "1"), budget=500)
    assert (found["a"].band, found["a"].ranks) == (None, (1, 1))
    assert found["b"].band is Band.A


def test_without_answers_nothing_is_drawn_and_nothing_said() -> None:
    found = standings(menu(item("a"), item("b")), budget=100)
    assert {(standing.ranks, standing.band, standing.draws) for standing in found.values()} == {(None, None, 0)}


def test_a_menu_without_voted_items_has_no_standings() -> None:
    assert standings(menu(item("a", must=True)), ballot(1, "")) == {}


def test_the_basic_class_goes_first_in_every_draw() -> None:
    votes = [ballot(n, "x") for n in range(1, 9)] + [ballot(9, "x a")]
    items = menu(item("a", tier="basic"), item("x"))
    found = standings(items, *votes, among=roster(*"1" * 10), basic_first=True)
    assert (found["a"].ranks, found["x"].ranks) == ((1, 1), (2, 2))


def test_must_do_items_are_paid_in_every_draw() -> None:
    items = menu(item("must", 60, must=True), item("a", 50), item("b", 40))
    found = standings(items, ballot(1, "a b"), ballot(2, "a"), among=roster("1", "1"), budget=100)
    assert [found[key].band for key in "ab"] == [Band.C, Band.A]


def fills(items: Menu, houses: Roster, *ballots: Ballot, draws: int = 50) -> set[tuple[int, ...]]:
    """What the whole compound may order, item by item."""
    owners = wishes(items, EDITION, houses, ballots)
    shelf = Shelf(len(owners.items), 1)
    return {owners.unpack(packed) for packed in filled(owners, Random(1), draws, shelf)}


def test_the_missing_answer_like_those_of_their_own_building_far_more_than_like_others() -> None:
    votes = [ballot(n, "a") for n in range(1, 21)] + [ballot(n, "b") for n in range(41, 61)]
    found = fills(menu(item("a"), item("b")), roster(*["1"] * 40, *["2"] * 200), *votes)
    # Those of building 2 are 180 to fill up, nearly all from its own.
    assert sum(b for _, b in found) > 160 * len(found) > 4 * sum(a for a, _ in found) - 4 * 40 * len(found)


def test_a_building_without_answers_is_filled_up_from_homes_that_may_order_the_same() -> None:
    votes = [ballot(n, "roof") for n in range(1, 11)] + [ballot(n, "roof lift") for n in range(11, 21)]
    items = menu(item("roof"), item("lift", buildings=("2", "3")))
    houses = roster(*["1"] * 10, *["2"] * 10, *["3"] * 10)
    # Nobody of building 1 can want the lift, and none of them speaks of it for building 3: it is nearly always wanted there.
    assert sum(lift >= 18 for _, lift in fills(items, houses, *votes)) * 2 > len(fills(items, houses, *votes))


def test_of_an_item_that_too_few_could_answer_for_nothing_is_said() -> None:
    """One of forty homes of building 9 answers and orders its lift, beside a hundred answers elsewhere."""
    votes = [ballot(n, "roof" if n < 99 else "") for n in range(1, 101)] + [ballot(101, "lift")]
    items = menu(item("roof", 60), item("lift", 60, buildings=("9",)))
    houses = roster(*["1"] * 100, *["9"] * 40)
    found = standings(items, *votes, among=houses, budget=60)
    assert (found["lift"].ranks, found["lift"].band, found["lift"].draws) == (None, None, 0)
    assert (found["roof"].ranks, found["roof"].band) == ((1, 1), Band.A)
    assert {lift for _, lift in fills(items, houses, *votes)} == {1}


def test_what_nothing_is_known_of_is_counted_at_its_least_and_at_its_most() -> None:
    votes = [ballot(n, "roof" if n < 11 else "") for n in range(1, 31)] + [ballot(31, "lift")]
    items = menu(item("roof", 60), item("lift", 60, buildings=("9",)))
    houses = roster(*["1"] * 30, *["9"] * 40)
    everybody = standings(items, *votes, among=houses, budget=60)["roof"]
    # Ten and perhaps thirteen more want the roof, and from one to forty the lift.
    assert (everybody.ranks, everybody.band, everybody.reached) == ((1, 2), Band.B, 200)
    assert standings(items, *votes, among=houses, budget=120)["roof"].band is Band.A


def test_four_answers_are_too_few_five_are_enough_and_all_are_enough() -> None:
    def ranks(answers: int, homes: int) -> list[tuple[int, int] | None]:
        votes = [ballot(n, "a") for n in range(1, answers + 1)]
        return [one.ranks for one in standings(menu(item("a")), *votes, among=roster(*["1"] * homes)).values()]

    assert [ranks(4, 5), ranks(5, 6), ranks(4, 4), ranks(1, 1)] == [[None], [(1, 1)], [(1, 1)], [(1, 1)]]


def test_homes_of_one_stairwell_are_filled_up_from_those_that_have_the_same() -> None:
    items = menu(item("a"), item("lift", stairwells=(Entrance("1", "2"),)))
    houses = Roster(tuple(Household(n, "1", "12"[n % 2], 1, str(n), 1, f"o{n}") for n in range(40)))
    votes = [ballot(n, "a" if n % 2 == 0 else "lift") for n in range(20)]
    # Ten of the twenty of stairwell 2 answered, and all of them want the lift.
    assert {lift for _, lift in fills(items, houses, *votes)} <= set(range(10, 21))
    assert sum(lift > 15 for _, lift in fills(items, houses, *votes)) * 2 > len(fills(items, houses, *votes))


def test_what_few_agree_in_is_not_sure() -> None:
    votes = [ballot(n, "a") for n in range(1, 7)]
    assert len(fills(menu(item("a")), roster(*"1" * 30), *votes)) > 1


def test_money_of_one_s_own_competes_with_nobody() -> None:
    votes = [ballot(n, "a lift") for n in range(1, 8)]
    found = standings(menu(item("a", 60), item("lift", 90, own_money=True)), *votes, budget=100)
    assert list(found) == ["a"]
    assert found["a"].ranks == (1, 1)


def test_of_two_that_exclude_each_other_the_weaker_is_never_above() -> None:
    votes = [ballot(n, "a b" if n < 6 else "a") for n in range(1, 9)]
    items = menu(item("a", 10), item("b", 10, excludes=("a",)))
    found = standings(items, *votes, among=roster(*"1" * 8), budget=100)
    assert [found[key].band for key in "ab"] == [Band.A, Band.C]
    found = standings(items, *votes, among=roster(*"1" * 8))
    assert [found[key].band for key in "ab"] == [Band.A, Band.C]


def test_points_are_filled_up_as_points() -> None:
    votes = [ballot(n, "a b", "b") for n in range(1, 9)]
    items, fixed = menu(item("a"), item("b")), replace(terms(), ranking=Ranking(RankBy.POINTS))
    owners = wishes(items, EDITION, roster(*"1" * 10), votes)
    found = stability(items, fixed, owners, arrange(items, fixed, owners, owners))
    assert [found[key].ranks for key in "ab"] == [(2, 2), (1, 1)]


def test_the_same_seed_gives_the_same_draws_whatever_the_order_of_ballots() -> None:
    votes = [ballot(n, "a b c"[: n % 6]) for n in range(1, 40)]
    items, houses = menu(item("a", 60), item("b", 60), item("c", 60)), roster(*["1"] * 30, *["2"] * 30)
    once = standings(items, *votes, among=houses, budget=100)
    assert once == standings(items, *reversed(votes), among=houses, budget=100)


def test_surely_means_in_nineteen_of_twenty_draws() -> None:
    def band(above: int) -> Band | None:
        return Standing((1, 1), above, above, 400).band

    assert [band(above) for above in (400, 380, 379, 21, 20, 0)] == [Band.A, Band.A, Band.B, Band.B, Band.C, Band.C]


def test_a_rank_interval_leaves_out_the_outermost_fortieth_on_each_side() -> None:
    assert _middle(range(1000), range(1000)) == (25, 974)
    assert _middle(range(39), range(39)) == (0, 38)
    assert _middle(range(40), range(1, 41)) == (1, 39)


def test_the_seed_decides_the_draws_and_nothing_else_does() -> None:
    votes = [ballot(n, "a" if n <= 10 else "b") for n in range(1, 22)]
    items, houses = menu(item("a", 60), item("b", 60)), roster(*["1"] * 60)
    owners = wishes(items, EDITION, houses, votes)

    def above(seed: int) -> int:
        fixed = replace(terms(100), seed=seed)
        return stability(items, fixed, owners, arrange(items, fixed, owners, owners))["a"].above

    # What anybody gets who draws again: these figures belong to the seeds and may never change.
    assert [above(seed) for seed in (7, 7, 8)] == [174, 174, 173]


def test_no_class_goes_first_unless_the_terms_say_so() -> None:
    votes = [ballot(1, "x"), ballot(2, "x a"), ballot(3, "x")]
    items = menu(item("a", 60, tier="basic"), item("x", 60))
    found = standings(items, *votes, among=roster(*"111"), budget=100)
    assert [(found[key].ranks, found[key].band) for key in "ax"] == [((2, 2), Band.C), ((1, 1), Band.A)]


def test_a_basic_item_that_nobody_wants_still_ranks_before_one_that_all_want() -> None:
    items = menu(item("a", tier="basic"), item("x"))
    found = standings(items, ballot(1, "x"), ballot(2, "x"), among=roster("1", "1"), basic_first=True, budget=500)
    assert [(found[key].ranks, found[key].band) for key in "ax"] == [((1, 1), Band.C), ((2, 2), Band.A)]


def test_draws_compare_shares_of_each_item_s_own_scope() -> None:
    # All three of building 1 want the lift, four of five want a.
    votes = [ballot(1, "a lift"), ballot(2, "a lift"), ballot(3, "a lift"), ballot(4, "a"), ballot(5, "")]
    items = menu(item("a"), item("lift", buildings=("1",)))
    found = standings(items, *votes, among=roster("1", "1", "1", "2", "2"), ranking=BY_SHARE)
    assert (found["lift"].ranks, found["a"].ranks) == ((1, 1), (2, 2))


def test_without_a_budget_half_of_the_order_is_above_the_line_the_odd_one_too() -> None:
    def above(keys: str) -> str:
        votes = [ballot(n, " ".join(keys[:n])) for n in range(1, len(keys) + 1)]
        found = standings(menu(*map(item, keys)), *votes, among=roster(*"1" * len(keys)))
        return "".join(key for key in keys if found[key].band is Band.A)

    assert [above("abc"), above("abcd"), above("abcde")] == ["ab", "ab", "abc"]
