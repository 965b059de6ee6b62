"""What the reader who guesses found in the gate itself, each by a small input that gave it away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from surveys.core.ballot import Answer, Capacity
from surveys.core.menu import Item, Menu
from surveys.core.outcome import Hidden, PublicOutcome, document
from surveys.core.outcome.cells import are_tight, exclusive, ticks
from surveys.core.outcome.telling import public
from surveys.core.poll import Poll
from surveys.core.questionnaire import Edition, Question, QuestionRole
from surveys.core.roster import Roster
from surveys.core.rules import Conclusion, Reach, Treatment
from surveys.core.tally import Basis
from tests.core.small_polls import EDITION, MENU, home, rule, vote
from tests.core.test_outcome import made, poll

TOP = Edition("e", "e", "", (*EDITION.questions, Question("top", "top3", "top", QuestionRole.TOP3, from_menu=True)))
BLANK_TOO = Edition("e", "e", "", (replace(EDITION.questions[0], optional=True), *EDITION.questions[1:]))


def of_homes(votes: Sequence[str], asked: Poll, building: str = "1", **more: Any) -> PublicOutcome:
    """One home for each vote, silent where it is None."""
    roster = Roster(tuple(home(n, building=str(n % 2) if building == "two" else building) for n in range(len(votes))))
    return public(made(roster, *(vote(n, said) for n, said in enumerate(votes) if said != "silent"), asked=asked, **more))


def test_whether_somebody_of_one_building_abstained_doesnt_show() -> None:
    asked = poll(rule(Basis.OWNERS, consent="1/2", reach=Reach.BUILDING, abstention=Treatment.LEFT_OUT))
    found = [of_homes(votes, asked, "two") for votes in (["no", "no", "abstain", "no"], ["no", "no", "no", "abstain"])]
    assert document(found[0]) == document(found[1])


def ordered(
    menu: Menu, orders: Sequence[Sequence[str]], budget: int | None = 1000, tops: Sequence[str] = ()
) -> PublicOutcome:
    """The orders of as many homes, and which item each found most urgent."""
    roster = Roster(tuple(home(n) for n in range(len(orders))))
    answers: list[dict[str, Answer]] = [{"needs": tuple(order)} for order in orders]
    for n, top in enumerate(tops):
        answers[n]["top"] = (top,) if top else ()
    asked = poll(budget=budget)
    return public(made(roster, *(vote(n, **said) for n, said in enumerate(answers)), asked=asked, menu=menu, edition=TOP))


def costing(*costs: int | None, choose: int = 3, **more: Any) -> Menu:
    items = tuple(Item(f"i{n}", f"i{n}", "basic", unit_cost=cost, quantity=100) for n, cost in enumerate(costs))
    return Menu("m", "m", choose, MENU.tiers, (*items, *more.get("also", ())))


def test_what_is_left_before_an_item_that_cant_be_done_doesnt_tell_what_was_ordered() -> None:
    menu = costing(100, also=(Item("attic", "attic", "basic", infeasible="no attic"),))
    found = [ordered(menu, orders) for orders in ([["i0"], [], []], [[], [], []])]
    assert document(found[0]) == document(found[1])
    assert isinstance(found[0].by_item["attic"].left, Hidden)


def test_the_order_of_a_tie_that_importance_parts_isnt_told_of_few() -> None:
    """Two items of equal support: whoever stands first was named by one household more."""
    orders = [["i0", "i1"]] * 15 + [[]] * 15
    found = [ordered(costing(100, 100), orders, None, [top]) for top in ("i0", "i1")]
    assert document(found[0]) == document(found[1])
    named = [ordered(costing(100, 100), orders, None, ["i1"] * 16 + ["i0"] * 9) for _ in (1,)]
    assert [line.item for line in named[0].listed.lines] == ["i1", "i0"]


def test_where_a_household_may_order_only_so_many_the_rest_isnt_told_by_the_others() -> None:
    """Thirty who may order one each: 20 and 7 leave three for the third item, and who knows those three knows all."""
    full = [["i0"]] * 20 + [["i1"]] * 7 + [["i2"]] * 3
    found = ordered(costing(1, 1, 1, choose=1), full)
    assert all(isinstance(line.support, Hidden) for line in found.listed.lines)
    spare = ordered(costing(1, 1, 1, choose=2), full)
    assert [line.support for line in spare.listed.lines][:2] == [20, 7]


@pytest.mark.parametrize(
    ("counts", "least", "most", "tight"),
    [
        ([20, 7, Hidden("few", 0, 6)], 0, 30, True),  # type: ignore[arg-type]
        ([20, 7, Hidden("few", 0, 6)], 0, 60, False),  # type: ignore[arg-type]
        ([17, Hidden("few", 0, 6), Hidden("few", 0, 6)], 29, 87, True),  # type: ignore[arg-type]
        ([20, 9], 29, 29, False),
    ],
)
def test_counts_are_tight_where_the_others_leave_less_than_their_band(
    counts: list[Any], least: int, most: int, tight: bool
) -> None:
    assert are_tight(counts, least, most) is tight


def test_few_exclusive_answers_dont_tell_that_nearly_all_chose_alike() -> None:
    assert exclusive([7, 1, 0]) == exclusive([4, 3, 1]) == (Hidden("few", 0, 8),) * 3  # type: ignore[arg-type]


def test_ticks_that_have_to_be_given_are_hidden_where_they_would_follow() -> None:
    """Of 29 who had to tick something 17 ticked the first: the other two come to twelve, six each."""
    shown = ticks([17, 6, 6], 0, 29, most=3, alone=None, required=True)
    assert all(isinstance(figure, Hidden) for figure in shown[:3])
    assert shown[3] == 0


def test_what_excludes_the_rest_leaves_no_room_for_a_hidden_count() -> None:
    """Of 28 eleven had no trouble and fourteen a leak: three at most left it open, and who knows three knows all."""
    shown = ticks([14, 2, 2, 11], 3, 28, most=4, alone=3, required=False)
    assert all(isinstance(figure, Hidden) for figure in shown)
    assert ticks([10, 2, 2, 11], 3, 28, most=4, alone=3, required=False)[0] == 10


def test_whether_an_occupant_left_the_consent_question_open_doesnt_show() -> None:
    def told_of(*said: str) -> PublicOutcome:
        roster = Roster(tuple(home(n) for n in range(len(said))))
        cast = [vote(n, consent, Capacity.OCCUPANT) for n, consent in enumerate(said)]
        return public(made(roster, *cast, edition=BLANK_TOO))

    assert document(told_of("yes", "no", "")) == document(told_of("yes", "no", "yes"))


def test_the_reason_of_the_first_gate_hangs_on_no_vote_that_might_have_been_blank() -> None:
    """The second owner's other flat is silent: an abstention could still be turned, a blank ballot tells of nothing."""
    owners = ["a", "b", "b", "c"]
    roster = Roster(tuple(home(n, owner) for n, owner in enumerate(owners)))

    def told_of(*said: str) -> PublicOutcome:
        ballots = [vote(n, consent) for n, consent in zip((0, 1, 3), said, strict=True)]
        asked = poll(rule(Basis.OWNERS, consent="3/4", of="all"))
        return public(made(roster, *ballots, asked=asked, edition=BLANK_TOO))

    found = [told_of("no", "abstain", ""), told_of("no", "", "abstain")]
    assert document(found[0]) == document(found[1])
    assert found[0].rulings[0].conclusion is Conclusion.NOT_PASSED


def test_where_few_abstained_no_building_tells_how_many_refused() -> None:
    votes = ["yes"] * 30 + ["no"] * 28 + ["abstain"] * 2
    asked = poll(rule(consent="1/2"))
    assert all(isinstance(row.yes, Hidden) for row in of_homes(votes, asked, "two").turnout.buildings)
    told = of_homes([*votes[:58], "no", "no"], asked, "two").turnout.buildings
    assert [(row.yes, row.no, row.abstain) for row in told] == [(15, 15, 0), (15, 15, 0)]
