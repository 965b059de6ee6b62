"""What a menu may ask: what excludes or needs what, who pays, whom it is for, what a class may take; how it is ranked."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core.menu import Alternative, Menu, Payer, Payment, RankBy, Ranking, Tier, menu_from_document
from surveys.core.poll import Terms
from surveys.core.priorities import Status
from surveys.core.roster import Entrance, Household, Roster
from tests.core.small_compounds import BY_POINTS, BY_SHARE, ballot, item, keys, listed, menu, roster, statuses, terms

SPLIT = (Payment(Payer.OWNERS, 30), Payment(Payer.GOVERNMENT, 50), Payment(Payer.FUND, 20))


def test_what_must_be_done_keeps_its_place_whatever_it_needs() -> None:
    items = menu(item("pump", must=True, needs=("pipe",)), item("pipe", must=True))
    assert [line.item.key for line in listed(items, budget=900).lines] == ["pump", "pipe"]


def test_one_home_of_one_building_does_not_outrank_nearly_everybody() -> None:
    homes = roster(*["9"] * 40, *["1"] * 60, *["2"] * 41)
    votes = [ballot(1, "lift"), *(ballot(n, "roof" if n < 139 else "") for n in range(41, 142))]
    items = menu(item("lift", 900, buildings=("9",)), item("roof", 200))
    result = listed(items, *votes, among=homes, budget=900)
    assert [(line.item.key, line.support, line.answered, line.status) for line in result.lines] == [
        ("roof", 98, 102, Status.IN),
        ("lift", 1, 1, Status.SKIPPED),
    ]


def test_by_share_those_of_whom_too_few_answered_come_last() -> None:
    homes = roster("9", "1", "1", "1")
    votes = [ballot(1, "lift roof"), ballot(2, "roof"), ballot(3, "roof"), ballot(4, "")]
    items = menu(item("lift", buildings=("9",)), item("roof"))
    assert keys(listed(items, *votes, among=homes, ranking=BY_SHARE)) == "lift roof"
    assert keys(listed(items, *votes, among=homes, ranking=Ranking(RankBy.SHARE, 1))) == "lift roof"
    assert keys(listed(items, *votes, among=homes, ranking=Ranking(RankBy.SHARE, 2))) == "roof lift"


def test_of_equal_shares_the_mean_of_the_points_decides() -> None:
    homes = roster("9", "9", "1", "1")
    votes = [ballot(1, "lift", "roof lift"), ballot(2, "roof"), ballot(3, "roof", "roof"), ballot(4, "")]
    items = menu(item("roof"), item("lift", buildings=("9",)))
    assert keys(listed(items, *votes, among=homes, ranking=BY_SHARE)) == "roof lift"
    votes[2] = ballot(3, "roof", "")
    assert keys(listed(items, *votes, among=homes, ranking=BY_SHARE)) == "lift roof"


def test_by_points_the_most_urgent_come_first() -> None:
    votes = [ballot(1, "a b", "b a"), ballot(2, "a b", "b"), ballot(3, "a", "a")]
    result = listed(menu(item("a"), item("b")), *votes, ranking=BY_POINTS)
    assert [(line.item.key, line.points, line.rank) for line in result.lines] == [("b", 6, 1), ("a", 5, 2)]


def test_of_items_that_exclude_each_other_the_better_supported_counts() -> None:
    items = menu(item("a", 900, excludes=("b",)), item("b", 100), item("c", 100))
    votes = [ballot(1, "a"), ballot(2, "a c"), ballot(3, "b c")]
    assert statuses(listed(items, *votes, budget=500)) == {"a": "skipped_budget", "c": "in", "b": "excluded"}
    assert statuses(listed(items, *votes)) == {"a": "ranked", "c": "ranked", "b": "excluded"}


def test_an_item_that_is_itself_out_keeps_nobody_out() -> None:
    items = menu(item("a", excludes=("b",)), item("b", excludes=("c",)), item("c"))
    votes = [ballot(1, "a b c"), ballot(2, "a b"), ballot(3, "a")]
    assert statuses(listed(items, *votes, budget=500)) == {"a": "in", "b": "excluded", "c": "in"}


def test_what_must_be_done_keeps_its_rival_out() -> None:
    items = menu(item("a", must=True, excludes=("b",)), item("b"))
    assert statuses(listed(items, ballot(1, "b"), budget=500)) == {"a": "must", "b": "excluded"}
    both = menu(item("a", must=True, excludes=("b",)), item("b", excludes=("c",)), item("c"))
    found = listed(both, ballot(1, "b c"), ballot(2, "c"), budget=500).by_key["b"]
    assert (found.status, found.behind) == (Status.EXCLUDED, ("a",))


def test_what_nobody_ordered_keeps_nobody_out_and_is_only_unwanted() -> None:
    items = menu(item("a", excludes=("b",)), item("b"))
    assert statuses(listed(items, ballot(1, "b"), budget=500)) == {"b": "in", "a": "unwanted"}


def test_an_item_waits_for_the_one_it_needs_and_follows_it() -> None:
    items = menu(item("solar", 100, needs=("roof",)), item("lamp", 100), item("roof", 100))
    votes = [ballot(1, "solar lamp roof"), ballot(2, "solar lamp"), ballot(3, "solar")]
    result = listed(items, *votes, budget=250)
    assert [(line.item.key, line.rank, line.status.value, line.total) for line in result.lines] == [
        ("lamp", 2, "in", 100),
        ("roof", 3, "in", 200),
        ("solar", 1, "skipped_budget", 200),
    ]
    assert statuses(listed(items, *votes, budget=150)) == {"lamp": "in", "roof": "skipped_budget", "solar": "waiting"}


@pytest.mark.parametrize("roof", [{"infeasible": "no"}, {"unit_cost": None}, {"own_money": True}])
def test_an_item_waits_where_what_it_needs_is_not_carried_out_by_the_list(roof: dict[str, object]) -> None:
    needed = replace(item("roof"), **roof)  # type: ignore[arg-type]
    result = listed(menu(item("solar", needs=("roof",)), needed), ballot(1, "solar roof"), budget=900)
    assert statuses(result)["solar"] == "waiting"


def test_items_that_need_each_other_both_wait() -> None:
    items = menu(item("a", needs=("b",)), item("b", needs=("a",)))
    assert statuses(listed(items, ballot(1, "a b"), budget=900)) == {"b": "waiting", "a": "waiting"}


def test_an_item_with_money_of_its_own_stands_apart_and_takes_nothing() -> None:
    items = menu(item("lift", 900, buildings=("1",), own_money=True, pays=SPLIT), item("a", 100))
    result = listed(items, ballot(1, "lift a"), ballot(2, "lift"), budget=100)
    assert [(line.item.key, line.rank, line.status, line.total) for line in result.lines] == [
        ("a", 1, Status.IN, 100),
        ("lift", None, Status.OWN, 100),
    ]
    assert (result.spent, result.by_key["lift"].support) == (100, 2)


def test_the_common_money_pays_its_part_alone() -> None:
    items = menu(item("a", 1000, pays=SPLIT), item("b", 500))
    result = listed(items, ballot(1, "a b"), ballot(2, "a"), budget=1000)
    assert [(line.item.key, line.cost, line.drawn, line.total) for line in result.lines] == [
        ("a", 1000, 500, 500),
        ("b", 500, 500, 1000),
    ]


@given(st.integers(0, 10**12), st.permutations(SPLIT))
def test_what_payers_bear_adds_up_to_the_cost(cost: int, pays: list[Payment]) -> None:
    borne = item("a", pays=tuple(pays)).payments(cost)
    assert sum(borne.values()) == cost
    assert all(abs(borne[payer] - Fraction(cost * percent, 100)) < len(pays) for payer, percent in pays)


def test_a_class_may_take_no_more_than_its_cap() -> None:
    items = menu(item("a", 300, must=True), item("b", 300), item("c", 300), item("d", 100), item("e", 900, tier="best"))
    capped = replace(items, tiers=(Tier("better", "B", cap=700), Tier("best", "C")))
    votes = [ballot(1, "b c d e"), ballot(2, "b c e"), ballot(3, "b c"), ballot(4, "b")]
    result = listed(capped, *votes, budget=5000)
    assert statuses(result) == {"a": "must", "b": "in", "c": "capped", "e": "in", "d": "in"}
    assert (result.by_key["c"].room, result.by_key["d"].room, result.by_key["e"].room) == (100, 100, None)


def test_what_an_item_costs_hangs_on_the_alternative_that_more_chose() -> None:
    ways = (Alternative("stack", "S", unit_cost=900, quantity=100), Alternative("lines", "L", unit_cost=10, quantity=100))
    items = menu(item("park", alternatives=ways))
    both = [ballot(1, "park", park="stack"), ballot(2, "park", park="stack"), ballot(3, "park", park="lines")]
    assert (listed(items, *both).lines[0].way, listed(items, *both).lines[0].cost) == ("stack", 900)
    assert listed(items, *both[1:]).lines[0].cost == 10
    assert listed(items, ballot(1, "park")).lines[0].way == "lines"


def test_an_item_of_a_stairwell_is_ordered_and_counted_there_alone() -> None:
    homes = Roster(tuple(Household(n, "3", "12"[n % 2], 1, str(n), 1, f"o{n}") for n in range(6)))
    items = menu(item("lift", stairwells=(Entrance("3", "1"),)), item("a"))
    result = listed(items, *(ballot(n, "lift a") for n in range(5)), among=homes)
    assert (result.by_key["lift"].support, result.by_key["lift"].answered, result.by_key["lift"].households) == (3, 3, 3)
    assert [one.key for one in items.orderable(Entrance("3", "2"))] == ["a"]


def test_a_menu_with_all_of_it_comes_back_from_its_document_and_one_without_has_the_digest_it_had() -> None:
    ways = (Alternative("x", "X", unit_cost=5, quantity=100), Alternative("y", "Y"))
    full = menu(
        item("a", excludes=("b",), needs=("b",), pays=SPLIT, own_money=True, stairwells=(Entrance("1", "2"),)),
        item("b", alternatives=ways),
    )
    full = replace(full, tiers=(Tier("better", "B", cap=7),))
    assert menu_from_document(full.document()) == full
    assert menu_from_document(full.document()).digest == full.digest
    plain = Menu("m", "m", 1, (Tier("t", "T"),), (replace(item("a"), tier="t"),))
    assert set(plain.document()["items"][0]) == {
        *("key", "name", "tier", "about", "must", "unit", "unit_cost", "quantity"),
        *("buildings", "alternatives", "infeasible", "icon"),
    }
    assert plain.document()["tiers"] == [{"key": "t", "name": "T"}]


@pytest.mark.parametrize("ranking", [Ranking(), BY_POINTS, Ranking(RankBy.SHARE, 5)])
def test_terms_keep_their_ranking_and_older_ones_their_digest(ranking: Ranking) -> None:
    fixed = terms(ranking=ranking)
    assert Terms.from_document(fixed.document()) == fixed
    assert ("ranking" in fixed.document()) is (ranking != Ranking())
