"""The equal-shares check of each item: how near it came to being paid, and where its supporters' money went."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.core.ballot import Ballot
from surveys.core.menu import Menu
from surveys.core.priorities import Backing, SharesStanding, arrange, wishes
from surveys.core.priorities.backing import _Watch, backings, ballots_on
from surveys.core.priorities.election import Election
from surveys.core.priorities.shares import Completion, equal_shares
from tests.core.small_compounds import EDITION, ballot, item, menu, roster, terms
from tests.core.small_elections import elections


def backed(items: Menu, *ballots: Ballot, lots: str, budget: int) -> dict[str, Backing]:
    owners = wishes(items, EDITION, roster(*"1" * 9), ballots)
    return backings(arrange(items, terms(budget, lots), owners, owners), owners)


def test_what_the_supporters_spent_is_told_the_most_money_first() -> None:
    # 45 each. b asks 30 of the first two, a 10 of the first and the third; c's supporter has 5 of its 90 left.
    found = backed(
        menu(item("a", 20), item("b", 60), item("c", 90)), ballot(1, "a b c"), ballot(2, "b"), ballot(3, "a"), lots="a b c",
        budget=135,
    )  # fmt: skip
    assert found["c"].spent_on == ("b", "a")


def test_an_item_taken_with_what_is_left_says_how_near_it_came_and_where_the_money_went() -> None:
    # 50 each, 20 of it for a. b and c ask 60 of one supporter each; both at once are too dear, so the shares stop at 79.50.
    items = menu(item("a", 40), item("b", 60), item("c", 60))
    assert backed(items, ballot(1, "a b"), ballot(2, "a c"), lots="a b c", budget=100) == {
        "a": Backing(SharesStanding.BOUGHT, Fraction(1), ()),
        "b": Backing(SharesStanding.COMPLETED, Fraction(119, 120), ("a",)),
        "c": Backing(SharesStanding.OUT, Fraction(119, 120), ("a",)),
    }


def test_nothing_is_shared_where_must_do_items_take_all_and_more() -> None:
    items = menu(item("safe", 101, must=True), item("a", 1))
    assert backed(items, ballot(1, "a"), lots="a", budget=100)["a"] == Backing(SharesStanding.OUT, Fraction(0), ())


def test_answers_that_differ_only_in_what_has_no_cost_are_the_same_ballot() -> None:
    items = menu(item("a"), item("dear", None))
    owners = wishes(items, EDITION, roster(*"111"), [ballot(1, "a"), ballot(2, "a dear"), ballot(3, "dear")])
    lines = [line for line in arrange(items, terms(), owners, owners).lines if line.item.cost is not None]
    assert ballots_on(lines, owners, 7) == Election((100,), 7, {(0,): 2, (): 1})


@settings(deadline=None)
@given(elections(), st.sampled_from(list(Completion)))
def test_the_check_is_what_single_voters_paid_and_could_have_paid(case: Election, completion: Completion) -> None:
    watch = _Watch(case)
    outcome = equal_shares(case, completion, Fraction(1, 2), watch)
    voters = [ballot for ballot, weight in case.ballots.items() for _ in range(weight)]
    money = [outcome.share] * len(voters)
    near, paid = [Fraction(0)] * len(case.costs), [dict[int, Fraction]() for _ in case.costs]
    waiting = set(range(len(case.costs)))
    for bought in (*outcome.rounds, None):
        part = bought.share if bought else Fraction(1)
        for other in waiting if voters else ():
            cost = case.costs[other]
            could = sum(min(left, part * cost) for left, ballot in zip(money, voters, strict=True) if other in ballot)
            near[other] = max(near[other], Fraction(could) / cost if cost else Fraction(1))
        if bought:
            gave = [
                min(left, bought.price) if bought.item in ballot else 0 for left, ballot in zip(money, voters, strict=True)
            ]
            money = [left - given for left, given in zip(money, gave, strict=True)]
            waiting.remove(bought.item)
            for other in waiting:
                given = [gift for gift, ballot in zip(gave, voters, strict=True) if {other, bought.item} <= set(ballot)]
                if given:
                    paid[other][bought.item] = Fraction(sum(given))
    assert watch.backed == near
    assert [watch.paid[other] for other in waiting] == [paid[other] for other in waiting]
    assert all(watch.backed[bought.item] == 1 for bought in outcome.rounds)
