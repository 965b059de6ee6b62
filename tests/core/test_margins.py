"""By how many households an item is in or out, held against lists made anew from changed ballots."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from random import Random

import pytest

from surveys.core.ballot import Ballot
from surveys.core.menu import Alternative, Menu, RankBy, Ranking
from surveys.core.poll import Terms
from surveys.core.priorities import Margin, Status, arrange, wishes
from surveys.core.priorities.margins import margins
from surveys.core.roster import Roster
from tests.core.small_compounds import EDITION, ballot, item, menu, roster, terms
from tests.sizes import sized

IN, OUT = True, False


def found(items: Menu, *ballots: Ballot, among: Roster | None = None, fixed: Terms) -> dict[str, Margin]:
    owners = wishes(items, EDITION, among or roster(*"1" * 10), ballots)
    return margins(items, fixed, arrange(items, fixed, owners, owners))


def by_households(
    items: Menu, *ballots: Ballot, among: Roster | None = None, **fixed: object
) -> dict[str, tuple[bool, int | None]]:
    made = found(items, *ballots, among=among, fixed=terms(**fixed))  # type: ignore[arg-type]
    return {key: (margin.carried_out, margin.needed) for key, margin in made.items()}


def test_an_item_falls_out_when_another_takes_its_money() -> None:
    # Of five a has four and b two: with one a is behind b, whatever decides ties, and b with five is before a.
    votes = [ballot(1, "a b"), ballot(2, "a b"), ballot(3, "a"), ballot(4, "a"), ballot(5, "")]
    assert by_households(menu(item("a", 60), item("b", 60)), *votes, budget=100) == {"a": (IN, 3), "b": (OUT, 3)}


def test_what_fits_in_any_case_falls_out_when_nobody_wants_it() -> None:
    assert by_households(menu(item("a", 60)), ballot(1, "a"), ballot(2, "a"), budget=100) == {"a": (IN, 2)}


def test_what_never_fits_has_no_number() -> None:
    assert by_households(menu(item("a", 160)), ballot(1, "a"), ballot(2, ""), budget=100) == {"a": (OUT, None)}


def test_the_households_that_answered_may_be_too_few() -> None:
    votes = [ballot(n, "a") for n in range(1, 6)] + [ballot(6, "lift")]
    items = menu(item("a", 60), item("lift", 60, buildings=("2",)))
    assert by_households(items, *votes, among=roster(*"1" * 5, "2", "2"), budget=100)["lift"] == (OUT, None)


def test_without_a_budget_a_cost_or_supporters_there_is_no_margin() -> None:
    items = menu(item("a"), item("dear", None), item("none"))
    assert by_households(items, ballot(1, "a dear")) == {}
    assert list(by_households(items, ballot(1, "a dear"), budget=500)) == ["a"]


def test_points_decide_by_points() -> None:
    votes = [ballot(1, "a b", "a b"), ballot(2, "a b", "a b")]
    fixed = replace(terms(100), ranking=Ranking(RankBy.POINTS))
    made = found(menu(item("a", 60), item("b", 60), item("c", 0)), *votes, ballot(3, "c"), fixed=fixed)
    assert made == {"a": Margin(IN, 3, True), "b": Margin(OUT, 3, True), "c": Margin(IN, None, True)}


def changed(ballots: list[Ballot], key: str, supporters: tuple[int, ...], homes: tuple[int, ...]) -> list[Ballot]:
    """The ballots if the one no longer ordered the item and the others did, each putting it first or not as it comes."""
    result = []
    for one in ballots:
        order, top = one.answers["needs"], one.answers["top"]
        assert isinstance(order, tuple)
        assert isinstance(top, tuple)
        if one.household in supporters:
            order, top = tuple(k for k in order if k != key), tuple(k if k != key else "" for k in top)
        if one.household in homes:
            order = (*order, key)
        result.append(replace(one, answers={**one.answers, "needs": order, "top": top}))
    return result


def compounds(trials: int) -> Iterator[tuple[Menu, Roster, list[Ballot], Terms]]:
    random = Random(5)
    for trial in range(trials):
        keys = "abcd"
        way = (Alternative("cheap", "C", unit_cost=10), Alternative("dear", "D", unit_cost=70))
        items = menu(
            item("a", random.randrange(90), "basic"),
            item("b", random.randrange(90), buildings=("1",) * random.randrange(2)),
            item("c", random.randrange(90), needs=("a",) * random.randrange(2), excludes=("b",) * random.randrange(2)),
            item("d", random.randrange(90), alternatives=way * random.randrange(2)),
        )
        houses = roster(*"1" * 4, *"2" * 3)
        ballots = []
        for home in houses.households[: random.randrange(1, 8)]:
            keys = [i.key for i in items.orderable(home.entrance) if random.random() < 0.5]
            ballots.append(ballot(home.id, " ".join(keys), " ".join(keys[:2]), d=random.choice(("cheap", "dear"))))
        ranking = random.choice((Ranking(), Ranking(RankBy.SHARE, random.randrange(4))))
        yield (
            items,
            houses,
            ballots,
            replace(terms(random.randrange(200), "d b c a", random.random() < 0.3), ranking=ranking, seed=trial),
        )


def test_whoever_changes_their_mind_the_item_changes_sides() -> None:
    seen = set()
    for items, houses, ballots, fixed in compounds(sized(60, 300, 5000)):
        for key, margin in found(items, *ballots, among=houses, fixed=fixed).items():
            concerned = {home.id for home in houses.households if items.by_key[key].concerns(home.entrance)}
            answered = [one for one in ballots if one.household in concerned]
            willing = {one.household for one in answered if key in one.answers["needs"]}  # type: ignore[operator]
            asked = sorted(willing) if margin.carried_out else sorted({one.household for one in answered} - willing)
            count = len(asked) if margin.needed is None else margin.needed
            for homes in combinations(asked, count):
                turned = changed(ballots, key, homes if margin.carried_out else (), () if margin.carried_out else homes)
                owners = wishes(items, EDITION, houses, turned)
                is_in = arrange(items, fixed, owners, owners).by_key[key].status is Status.IN
                seen.add((margin.carried_out, margin.needed is None))
                if margin.needed is not None:
                    assert is_in is not margin.carried_out, (key, margin, homes)
    assert len(seen) == 3


@pytest.mark.parametrize("ranking", [Ranking(), Ranking(RankBy.SHARE)])
def test_no_fewer_households_would_do_for_sure(ranking: Ranking) -> None:
    """One household less, and it hangs on who it is or on a tie, or the item stays where it is."""
    votes = [ballot(n, "a b"[: 1 + 2 * (n < 4)]) for n in range(1, 8)]
    items = menu(item("a", 60), item("b", 60))
    fixed = replace(terms(100, "a b"), ranking=ranking)
    margin = found(items, *votes, fixed=fixed)["a"]
    assert margin == Margin(IN, 5, False)
    owners = wishes(items, EDITION, roster(*"1" * 10), changed(votes, "a", (4, 5, 6, 7), ()))
    assert arrange(items, fixed, owners, owners).by_key["a"].status is Status.IN
