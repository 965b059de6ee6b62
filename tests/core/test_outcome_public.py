"""What may be told of an outcome: what is hidden, what hangs on it, and what stays."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from surveys.core.ballot import Capacity
from surveys.core.errors import NotAllowed, Rejected
from surveys.core.menu import Alternative, Menu
from surveys.core.outcome import Hidden, Outcome, PublicOutcome, Why, document, exact, from_document, public, told
from surveys.core.priorities import Status, examine
from surveys.core.roster import Roster, UnitKind
from surveys.core.rules import Conclusion, Reach
from surveys.core.tally import Basis
from tests.core.small_polls import EDITION, MENU, PRESETS, START, home, rule, vote
from tests.core.test_outcome import RULES, district, made, poll

SPECIAL = PRESETS["civil-278-special"]


def voted(numbers: dict[str, int], area: int = 5001) -> Outcome:
    """So many owners of each mind, large and small among them alike, and five who said nothing."""
    said = [choice for choice, number in numbers.items() for _ in range(number)]
    Random(1).shuffle(said)
    roster = Roster(tuple(home(n, area=area + 7 * n) for n in range(len(said) + 5)))
    return made(roster, *(vote(n, choice) for n, choice in enumerate(said)), asked=poll(SPECIAL))


COSTED = Menu("m", "m", 3, MENU.tiers, tuple(replace(item, unit_cost=1, quantity=100) for item in MENU.items))


def ordered(supports: dict[str, int], answered: int, menu: Menu = COSTED) -> PublicOutcome:
    """Of `answered` households the first so many ordered each item."""
    ballots = [vote(n, needs=tuple(key for key, by in supports.items() if n <= by)) for n in range(1, answered + 1)]
    return public(made(Roster(tuple(home(n) for n in range(1, answered + 1))), *ballots, menu=menu))


def test_nothing_is_told_while_people_still_answer() -> None:
    with pytest.raises(NotAllowed, match="open"):
        public(made(Roster((home(1), home(2))), vote(1), now=START + timedelta(days=1)))


def test_households_and_heads_are_told_to_the_last() -> None:
    found = public(voted({"yes": 3, "no": 1}))
    for basis in (Basis.HOUSEHOLDS, Basis.OWNERS):
        count = found.turnout.counts[basis]
        assert (count.total, count.part, count.yes, count.no, count.abstain) == (9, 4, 3, 1, 0)


def test_a_building_tells_only_whether_its_rule_is_met_and_a_small_one_not_even_that() -> None:
    nine_tenths = poll(PRESETS["shanghai-lift-2014-building"])
    roster = Roster(tuple(home(n, building="1" if n < 4 else "2") for n in range(1, 124)))

    def told_of(*refusing: int) -> list[object]:
        ballots = [vote(n, "no" if n in refusing else "yes") for n in range(1, 124) if n not in (1, 2)]
        return [ruling.conclusion for ruling in public(made(roster, *ballots, asked=nine_tenths)).rulings]

    assert told_of() == [Conclusion.NOT_PASSED, Conclusion.PASSED]  # two of three didn't answer: that tells it
    assert told_of(3)[0] is Conclusion.NOT_PASSED
    answered = [vote(n) for n in range(1, 124)]
    small = public(made(roster, *answered, asked=nine_tenths)).rulings[0]
    assert small.rule.reach is Reach.BUILDING
    assert isinstance(small.conclusion, Hidden), "met would say that all three agree"
    assert (small.checks, small.lock) == ((), None)


def test_nothing_public_says_whether_the_rest_could_still_change_it() -> None:
    roster, ballots = district()
    found = public(made(roster, *ballots))
    assert {ruling.lock for ruling in found.rulings} == {None}
    assert {check.lock for ruling in found.rulings for check in ruling.checks} == {None}


@pytest.mark.parametrize(
    ("support", "answered", "shown"),
    [(7, 14, 7), (6, 14, (0, 6)), (8, 14, (8, 14)), (0, 40, (0, 6)), (40, 40, (34, 40)), (33, 40, 33), (5, 11, (0, 11))],
)
def test_a_support_is_told_between_few_and_nearly_all(support: int, answered: int, shown: object) -> None:
    figure = ordered({"lift": support}, answered).by_item["lift"].support
    assert (figure if told(figure) else (figure.low, figure.high)) == shown


def test_where_eleven_answered_neither_rank_nor_tie_nor_what_is_done_is_told() -> None:
    found = ordered({"lift": 6, "green": 5}, 11)
    for line in (found.by_item["lift"], found.by_item["green"]):
        assert isinstance(line.rank, Hidden)
        assert line.tied_with == ()
        assert isinstance(line.status, Hidden)
    assert document(found) == document(ordered({"lift": 3, "green": 9}, 11))


def test_items_that_few_ordered_stand_in_the_menus_order_behind_the_others() -> None:
    kinds = [replace(MENU.items[1], key=key, name=key, unit_cost=100, quantity=100) for key in "abcd"]
    menu = Menu("m", "m", 3, MENU.tiers, tuple(kinds))
    asked = poll(*RULES, budget=None)

    def lines(supports: dict[str, int]) -> list[tuple[str, object]]:
        ballots = [vote(n, needs=tuple(key for key, by in supports.items() if n <= by)) for n in range(1, 31)]
        found = public(made(Roster(tuple(home(n) for n in range(1, 31))), *ballots, menu=menu, asked=asked))
        return [(line.item, line.rank if told(line.rank) else None) for line in found.listed.lines]

    assert lines({"a": 3, "b": 12, "c": 5, "d": 20}) == [("d", 1), ("b", 2), ("a", None), ("c", None)]
    assert lines({"a": 5, "b": 12, "c": 3, "d": 20}) == lines({"a": 3, "b": 12, "c": 5, "d": 20})


def test_what_is_done_is_told_where_it_is_the_same_for_every_hidden_support() -> None:
    """The money is enough for two of the three: the told one is done; of the other two only one can't be."""
    costs = {"a": 5, "b": 5, "c": 9}
    kinds = [replace(MENU.items[1], key=key, name=key, unit_cost=cost, quantity=100) for key, cost in costs.items()]
    menu = Menu("m", "m", 3, MENU.tiers, tuple(kinds))
    ballots = [vote(n, needs=tuple(key for key, by in (("a", 15), ("b", 4), ("c", 2)) if n <= by)) for n in range(1, 31)]
    asked = poll(*RULES, budget=10)
    found = public(made(Roster(tuple(home(n) for n in range(1, 31))), *ballots, menu=menu, asked=asked))
    assert found.by_item["a"].status is Status.IN
    assert isinstance(found.by_item["b"].status, Hidden)
    assert found.by_item["c"].status is Status.SKIPPED
    assert found.listed.spent == Hidden(Why.FOLLOWS, 5, 10)


def test_an_item_of_some_buildings_with_few_answers_leaves_no_trace_in_the_others() -> None:
    kinds = [replace(MENU.items[1], key=key, name=key, unit_cost=6, quantity=100) for key in "abc"]
    kinds[0] = replace(kinds[0], buildings=("9",))
    menu = Menu("m", "m", 3, MENU.tiers, tuple(kinds))
    roster = Roster(tuple(home(n, building="9" if n < 4 else "1") for n in range(1, 41)))

    def wanted(lift: int) -> PublicOutcome:
        def order(n: int) -> tuple[str, ...]:
            return tuple(key for key, by in (("a", lift), ("b", 30), ("c", 12)) if n <= by)

        ballots = [vote(n, needs=order(n)) for n in range(1, 41)]
        return public(made(roster, *ballots, menu=menu, asked=poll(*RULES, budget=12)))

    assert document(wanted(3)) == document(wanted(0))
    assert wanted(3).by_item["b"].status is Status.IN
    assert isinstance(wanted(3).by_item["c"].status, Hidden)


def test_an_alternative_is_told_only_with_all_the_others() -> None:
    ways = (Alternative("x", "X"), Alternative("y", "Y"))
    menu = Menu("m", "m", 3, MENU.tiers, (replace(MENU.items[1], alternatives=ways),))

    def chose(first: int) -> dict[str, object]:
        ballots = [vote(n, needs=("lift",), **{"needs.how": {"lift": "x" if n <= first else "y"}}) for n in range(1, 21)]
        ballots += [vote(n) for n in range(21, 41)]
        found = public(made(Roster(tuple(home(n) for n in range(1, 41))), *ballots, menu=menu))
        return dict(found.by_item["lift"].ways)

    assert chose(9) == {"x": 9, "y": 11}
    assert all(isinstance(figure, Hidden) for figure in chose(18).values())


def test_a_building_is_told_beside_the_others_or_none_is() -> None:
    def agreeing(in_second: int) -> list[object]:
        roster = Roster(tuple(home(n, building=str(n % 2)) for n in range(60)))
        ballots = [vote(n, "yes" if (n % 2 == 0 and n < 40) or (n % 2 and n < 2 * in_second) else "no") for n in range(60)]
        return [building.yes for building in public(made(roster, *ballots)).turnout.buildings]

    assert agreeing(15) == [20, 15]
    assert all(isinstance(figure, Hidden) for figure in agreeing(4))


def test_what_a_building_ordered_is_told_only_where_every_building_is() -> None:
    asked = poll(*RULES)
    assert asked.terms

    def parts(in_second: int) -> list[tuple[str, int]]:
        roster = Roster(tuple(home(n, building=str(n % 2)) for n in range(60)))
        wants = [n for n in range(60) if (n % 2 == 0 and n < 40) or (n % 2 and n < 2 * in_second)]
        ballots = [vote(n, needs=("lift",) if n in wants else ()) for n in range(60)]
        examined = examine(MENU, EDITION, roster, ballots, asked.terms, draws=20)
        found = public(made(roster, *ballots, asked=asked, examined=examined))
        return [(part.building, part.support) for part in found.by_item["lift"].parts]

    assert parts(15) == [("0", 20), ("1", 15)]
    assert parts(4) == []


def test_questions_are_told_where_no_option_is_found_by_subtraction() -> None:
    def answered(*steps: int) -> dict[str, object]:
        said = [str(step) for step, number in enumerate(steps, 1) for _ in range(number)]
        ballots = [vote(n, lift=step) for n, step in enumerate(said)]
        found = public(made(Roster(tuple(home(n) for n in range(len(said)))), *ballots))
        (lift,) = [q for q in found.turnout.questions if (q.key, q.capacity) == ("lift", Capacity.OWNER)]
        return {key: figure if told(figure) else None for key, figure in lift.counts.items()}

    assert answered(20, 10, 9, 12, 8) == {"1": 20, "2": 10, "3": 9, "4": 12, "5": 8}
    assert answered(20, 10, 9, 4, 3) == {"1": 20, "2": 10, "3": 9, "4": None, "5": None}
    assert answered(50, 1, 0, 0, 0) == dict.fromkeys("12345")


def test_the_receipts_tell_how_many_were_counted_and_leave_parking_out() -> None:
    roster = Roster((home(1), home(2), home(3, kind=UnitKind.PARKING)))
    ballots = [replace(vote(n), receipt=code) for n, code in ((1, "Z"), (2, "A"), (3, "M"))]
    found = public(made(roster, *ballots, replace(vote(1, "no", Capacity.OCCUPANT), receipt="T")))
    assert found.receipts == {Capacity.OWNER: ("A", "Z"), Capacity.OCCUPANT: ("T",)}


def test_names_and_papers_of_a_finding_stay_with_the_committee() -> None:
    roster, ballots = district()
    shown, kept = (told_of(made(roster, *ballots)).judgement.gates[1].finding for told_of in (public, exact))
    assert shown
    assert kept
    assert (shown.note, shown.decided_by, shown.evidence) == ("registered", None, None)
    assert (kept.decided_by, kept.evidence) == ("Wang", ("paper 7",))


def test_the_committees_sheet_hides_nothing() -> None:
    roster, ballots = district(12)
    assert "hidden" not in json.dumps(document(exact(made(roster, *ballots))))


@pytest.mark.parametrize("told_of", [public, exact])
def test_a_document_is_read_as_it_was_written(told_of: object) -> None:
    roster, ballots = district()
    asked = poll(*RULES, rule(Basis.AREA, consent="1/2", parking=True))
    found = told_of(made(roster, *ballots, asked=asked))  # type: ignore[operator]
    assert from_document(json.loads(json.dumps(document(found)))) == found


@pytest.mark.parametrize(
    "change", [{"format": "sheet-v1"}, {"rulings": 3}, {"exact": 1}, {"judgement": {}}, {"receipts": {"nobody": []}}]
)
def test_another_document_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(Rejected):
        from_document(document(public(voted({"yes": 3}))) | change)
