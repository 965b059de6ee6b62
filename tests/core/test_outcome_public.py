"""What may be told of an outcome: what is hidden, what hangs on it, and what stays."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from surveys.core.ballot import Capacity
from surveys.core.errors import NotAllowed, Rejected
from surveys.core.outcome import Hidden, PublicOutcome, document, from_document, told
from surveys.core.outcome.telling import exact, public
from surveys.core.roster import Roster, UnitKind
from surveys.core.rules import Conclusion, Instrument, Of, Reach, Rule
from surveys.core.tally import Basis
from tests.core.small_polls import PRESETS, START, home, rule, vote
from tests.core.test_outcome import RULES, district, made, poll


def test_nothing_is_told_while_people_still_answer() -> None:
    with pytest.raises(NotAllowed, match="open"):
        public(made(Roster((home(1), home(2))), vote(1), now=START + timedelta(days=1)))


def test_households_and_heads_are_told_to_the_last() -> None:
    ballots = [vote(n, "no" if n == 4 else "yes") for n in range(1, 5)]
    found = public(made(Roster(tuple(home(n) for n in range(1, 10))), *ballots))
    for basis in (Basis.HOUSEHOLDS, Basis.OWNERS):
        count = found.turnout.counts[basis]
        assert (count.total, count.part, count.yes, count.no, count.abstain) == (9, 4, 3, 1, 0)


def test_a_building_tells_whether_its_rule_is_met_only_where_the_turnout_tells_it() -> None:
    nine_tenths = poll(PRESETS["shanghai-lift-2014-building"])
    roster = Roster(tuple(home(n, building="1" if n < 4 else "2") for n in range(1, 124)))
    answered = [vote(n) for n in range(1, 124)]
    first, second = public(made(roster, *answered[2:], asked=nine_tenths)).rulings
    assert first.conclusion is Conclusion.NOT_PASSED, "two of three didn't answer"
    assert isinstance(second.conclusion, Hidden)
    small = public(made(roster, *answered, asked=nine_tenths)).rulings[0]
    assert isinstance(small.conclusion, Hidden), "met would say that all three agree"
    assert (small.checks, small.lock) == ((), None)


def test_nothing_public_says_whether_the_rest_could_still_change_it() -> None:
    roster, ballots = district()
    found = public(made(roster, *ballots))
    assert {ruling.lock for ruling in found.rulings} == {None}
    assert {check.lock for ruling in found.rulings for check in ruling.checks} == {None}


def test_a_building_is_told_beside_the_others_or_none_is() -> None:
    def agreeing(in_second: int) -> list[object]:
        roster = Roster(tuple(home(n, building=str(n % 2)) for n in range(60)))
        ballots = [vote(n, "yes" if (n % 2 == 0 and n < 40) or (n % 2 and n < 2 * in_second) else "no") for n in range(60)]
        return [building.yes for building in public(made(roster, *ballots)).turnout.buildings]

    assert agreeing(15) == [20, 15]
    assert all(isinstance(figure, Hidden) for figure in agreeing(4))


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


@pytest.mark.parametrize("kind", [UnitKind.PARKING, UnitKind.STORAGE])
def test_the_receipts_tell_how_many_were_counted_and_leave_parking_and_storage_out(kind: UnitKind) -> None:
    roster = Roster((home(1), home(2), home(3, kind=kind)))
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
        from_document(document(public(made(Roster((home(1),)), vote(1)))) | change)


def agreeing_in(*buildings: tuple[int, int], rules: tuple[Rule, ...], areas: tuple[int, ...] = ()) -> PublicOutcome:
    """Of so many homes in each building, all of which answer, the first so many agree."""
    doors = [(str(at), n < yes) for at, (size, yes) in enumerate(buildings) for n in range(size)]
    sizes = dict(enumerate(areas))
    roster = Roster(tuple(home(n, area=sizes.get(int(at), 10000), building=at) for n, (at, _) in enumerate(doors, 1)))
    ballots = [vote(n, "yes" if agrees else "no") for n, (_, agrees) in enumerate(doors, 1)]
    return public(made(roster, *ballots, asked=poll(*rules)))


BY_BUILDING = rule(Basis.OWNERS, consent=">1/2", reach=Reach.BUILDING)


@pytest.mark.parametrize(
    ("one", "other", "rules"),
    [
        (((15, 15), (15, 7)), ((15, 14), (15, 8)), (BY_BUILDING,)),
        (((70, 70), (70, 62)), ((70, 69), (70, 63)), (PRESETS["shanghai-lift-2014-building"],)),
        (((16, 8), (4, 1)), ((16, 7), (4, 2)), (BY_BUILDING, rule(Basis.OWNERS, consent="1/2", reach=Reach.STAIRWELL))),
    ],
)
def test_what_one_building_came_to_tells_nothing_of_another(one: object, other: object, rules: tuple[Rule, ...]) -> None:
    """Beside the published total, one building's conclusion told that every home of the other agreed."""
    assert document(agreeing_in(*one, rules=rules)) == document(agreeing_in(*other, rules=rules))  # type: ignore[misc]


def test_a_building_that_is_the_whole_compound_says_what_the_compound_does() -> None:
    found = agreeing_in((15, 15), rules=(BY_BUILDING,))
    assert found.rulings[0].conclusion is Conclusion.PASSED


@pytest.mark.parametrize("answer", ["no", "", "abstain"])
def test_an_owner_of_a_parking_space_alone_leaves_no_trace(answer: str) -> None:
    roster = Roster((*(home(n) for n in range(1, 31)), home(31, area=1200, kind=UnitKind.PARKING)))
    asked = poll(rule(Basis.OWNERS, Basis.AREA, consent="1/2", of=Of.ALL, parking=True, instrument=Instrument.DECISION))
    ballots = [vote(n, "yes" if n <= 20 else "no") for n in range(1, 31)]

    def told_of(parking: str) -> PublicOutcome:
        return public(made(roster, *ballots, vote(31, parking), asked=asked))

    assert document(told_of(answer)) == document(told_of("no"))
