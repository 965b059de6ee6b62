"""Rules: exact at every edge, each check with its integers, several rules side by side and never one number."""

from __future__ import annotations

import csv
from fractions import Fraction

import pytest

from surveys.core.errors import Rejected
from surveys.core.roster import Roster, UnitKind
from surveys.core.rules import (
    CheckKind,
    Conclusion,
    Instrument,
    Lock,
    Need,
    Of,
    Reach,
    Result,
    Treatment,
    apply,
    apply_totals,
    check_totals,
)
from surveys.core.tally import WHOLE, Basis, Count, Scope
from tests.core.small_polls import DATA, PRESETS, both, counted, home, homes, rule, vote

SPECIAL, ORDINARY, XUECHENG = PRESETS["civil-278-special"], PRESETS["civil-278-ordinary"], PRESETS["xuecheng-2021"]
# People, area and their two thirds in real owner votes; three quarters and a majority of a turnout of just two thirds.
SCOPES = [
    (403, 6678397, 269, 4452265, 202, 3339199, 135),
    (53, 536963, 36, 357976, 27, 268482, 19),
    (395, 2922516, 264, 1948344, 198, 1461258, 133),
    (25, 301125, 17, 200750, 13, 150563, 9),
    (16, 308656, 11, 205771, 9, 154329, 6),
    (150, 1448249, 100, 965500, 75, 724125, 51),
    (280, 2483857, 187, 1655905, 141, 1241929, 94),
]


def consultation(total: int, part: int, yes: int) -> Result:
    return apply_totals(XUECHENG, {Basis.HOUSEHOLDS: Count.of(total, part, yes)})


@pytest.mark.parametrize("scope", SCOPES)
def test_the_thresholds_of_real_owner_votes(scope: tuple[int, ...]) -> None:
    people, area, people_part, area_part, people_yes, area_yes, majority = scope

    def result(less_people: int, less_area: int) -> Result:
        yes_people, yes_area = Count.of(people, people_part, people_yes - less_people), area_yes - less_area
        return apply_totals(SPECIAL, both(yes_people, Count.of(area, area_part, yes_area)))

    assert [check.needed for check in result(0, 0).checks] == [people_part, people_yes, area_part, area_yes]
    assert [result(*less).conclusion for less in ((0, 0), (1, 0), (0, 1))] == ["passed", "not_passed", "not_passed"]
    short = both(Count.of(people, people_part - 1, people_yes), Count.of(area, area_part, area_yes))
    assert apply_totals(SPECIAL, short).conclusion is Conclusion.NOT_PASSED
    ordinary = apply_totals(ORDINARY, both(Count.of(people, people_part, majority), Count.of(area, area_part, area_yes)))
    assert ordinary.conclusion is Conclusion.PASSED
    assert ordinary.checks[1].needed == majority


def test_the_scopes_that_were_published() -> None:
    path = DATA / "owner-vote-scopes.csv"
    if not path.exists():
        pytest.skip("the published scopes lie beside the project, not in it")
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 4
    for row in rows:
        people, area = int(row["people_all"]), int(row["area_all_m2"].replace(".", ""))
        checks = apply_totals(SPECIAL, both(Count(people), Count(area))).checks
        wanted = [int(row["people_two_thirds"]), int(row["area_two_thirds_m2"].replace(".", ""))]
        assert [check.needed for check in checks if check.kind is CheckKind.PARTICIPATION] == wanted


def test_two_thirds_of_every_number_up_to_3000() -> None:
    bar = rule(participation="2/3").participation
    wrong = dict.fromkeys(("0.67", "0.667", "0.6667"), 0)
    assert bar
    for whole in range(1, 3001):
        needed = bar.needed(whole)
        assert bar.met(needed, whole)
        assert not bar.met(needed - 1, whole)
        assert 3 * (needed - 1) < 2 * whole <= 3 * needed
        for constant in wrong:
            wrong[constant] += needed < Fraction(constant) * whole
    assert wrong == {"0.67": 2899, "0.667": 1999, "0.6667": 1000}


@pytest.mark.parametrize(
    ("text", "part", "whole", "met"),
    [
        ("2/3", 200, 300, True),
        ("2/3", 199, 300, False),
        ("2/3", 66, 100, False),
        ("2/3", 67, 100, True),
        (">1/2", 100, 200, False),
        (">1/2", 101, 200, True),
        ("3/4", 150, 200, True),
        ("3/4", 149, 200, False),
        ("1/1", 0, 0, False),
    ],
)
def test_a_bar_at_its_edge(text: str, part: int, whole: int, met: bool) -> None:
    bar = rule(consent=text).consent
    assert bar
    assert bar.met(part, whole) is met


def test_xuecheng_at_the_edge_of_its_coverage_and_of_its_consent() -> None:
    assert consultation(7447, 6329, 6329).conclusion is Conclusion.INSUFFICIENT
    assert consultation(7447, 6330, 4220).conclusion is Conclusion.PASSED
    assert consultation(7447, 6330, 4219).conclusion is Conclusion.NOT_PASSED
    assert consultation(7447, 3500, 3500).needs == {Basis.HOUSEHOLDS: Need(2830, 720)}


def test_people_pass_and_area_fails() -> None:
    result = apply_totals(SPECIAL, both(Count.of(100, 100, 90), Count.of(100000, 100000, 74999)))
    assert result.conclusion is Conclusion.NOT_PASSED
    assert [check.ok for check in result.checks] == [True, True, True, False]
    assert (result.checks[3].needed, result.checks[3].actual) == (75000, 74999)


def test_two_rules_on_one_poll_give_two_results() -> None:
    totals = both(Count.of(300, 200, 101), Count.of(3000, 2000, 1001))
    assert [apply_totals(r, totals).conclusion for r in (ORDINARY, SPECIAL)] == ["passed", "not_passed"]


def test_an_abstention_takes_part_and_does_not_agree() -> None:
    found = counted(homes(3), vote(1), vote(2), vote(3, "abstain"))
    assert apply(rule(consent="2/3"), found).conclusion is Conclusion.PASSED
    assert apply(rule(consent="3/4"), found).conclusion is Conclusion.NOT_PASSED
    assert apply(rule(consent="1/1", abstention=Treatment.LEFT_OUT), found).conclusion is Conclusion.PASSED


def test_an_invalid_ballot_is_left_out_or_takes_part_as_the_rule_says() -> None:
    found = counted(homes(2), vote(1), invalid={2})
    assert apply(rule(coverage="1/2", consent="1/1"), found).conclusion is Conclusion.PASSED
    counting = apply(rule(coverage="1/1", consent="1/1", invalid=Treatment.TAKES_PART), found)
    assert [check.ok for check in counting.checks] == [True, False]


def test_with_nobody_or_no_area_nothing_can_be_decided() -> None:
    assert consultation(0, 0, 0).conclusion is Conclusion.UNDECIDABLE
    result = apply_totals(SPECIAL, both(Count.of(2, 2, 2), Count(0)))
    assert (result.conclusion, result.lock) == (Conclusion.UNDECIDABLE, Lock.OPEN)


def test_nobody_answering_passes_nothing() -> None:
    result = apply_totals(rule(consent="1/2"), {Basis.HOUSEHOLDS: Count(10)})
    assert (result.conclusion, result.lock) == (Conclusion.NOT_PASSED, Lock.OPEN)


def test_a_rule_without_consent_says_so() -> None:
    result = apply_totals(PRESETS["naiman-2022"], {Basis.HOUSEHOLDS: Count.of(869, 652, 0)})
    assert result.conclusion is Conclusion.PASSED
    assert not result.decides


def test_consent_of_all_counts_the_silent_in_the_denominator() -> None:
    assert apply(rule(consent="2/3", of=Of.ALL), counted(homes(3), vote(1))).conclusion is Conclusion.NOT_PASSED
    assert apply(rule(consent="2/3"), counted(homes(3), vote(1))).conclusion is Conclusion.PASSED


def test_what_is_missing_counts_that_newcomers_take_part_too() -> None:
    result = consultation(100, 85, 56)
    assert [check.needed for check in result.checks] == [85, 57]
    assert result.needs == {Basis.HOUSEHOLDS: Need(2, 2)}
    assert consultation(100, 58, 58).needs == {Basis.HOUSEHOLDS: Need(27, 0)}
    assert consultation(100, 36, 12).needs == {Basis.HOUSEHOLDS: Need(49, 45)}


def test_what_can_not_be_reached_any_more_is_none() -> None:
    result = consultation(100, 95, 50)
    assert result.needs == {Basis.HOUSEHOLDS: None}
    assert [(check.most, check.most_needed) for check in result.checks] == [(100, 85), (55, 67)]
    assert result.lock is Lock.FAILED
    assert apply_totals(rule(consent="1/1"), {Basis.HOUSEHOLDS: Count.of(9, 2, 1)}).needs == {Basis.HOUSEHOLDS: None}
    assert apply_totals(rule(consent="1/1"), {Basis.HOUSEHOLDS: Count(9)}).needs == {Basis.HOUSEHOLDS: Need(1, 1)}


def test_an_invalid_ballot_that_takes_part_can_be_handed_in_again() -> None:
    counting = rule(consent=">1/2", invalid=Treatment.TAKES_PART)
    assert apply(counting, counted(homes(4), vote(1), invalid={2, 3})).needs == {Basis.HOUSEHOLDS: Need(1, 1)}
    assert apply(counting, counted(homes(5), vote(1), invalid={2, 3, 4})).needs == {Basis.HOUSEHOLDS: Need(2, 2)}


def test_needs_are_told_in_owners_and_area() -> None:
    result = apply_totals(SPECIAL, both(Count.of(403, 255, 255), Count.of(6678397, 4349925, 4349925)))
    assert result.needs == {Basis.OWNERS: Need(14, 0), Basis.AREA: Need(102340, 0)}


def test_an_owner_whose_silent_unit_could_turn_the_vote_is_not_out_of_reach() -> None:
    roster = Roster((home(1, "A"), home(2, "A"), home(3, "B"), home(4, "C")))
    result = apply(rule(Basis.OWNERS, consent="1/1"), counted(roster, vote(1, "no"), vote(3), vote(4)))
    assert (result.lock, result.needs) == (Lock.OPEN, {Basis.OWNERS: Need(1, 1)})


def test_locks_name_what_the_rest_can_not_change() -> None:
    passed = counted(homes(4), vote(1), vote(2), vote(3))
    assert apply(rule(coverage="1/2", consent="2/3"), passed).lock is Lock.PASSED
    failed = counted(homes(4), vote(1, "no"), vote(2, "no"))
    assert apply(rule(coverage="1/2", consent="2/3"), failed).lock is Lock.FAILED
    assert apply(rule(coverage="1/2", consent="1/2"), failed).lock is Lock.OPEN


def test_an_owner_who_can_still_answer_for_another_unit_is_not_locked() -> None:
    roster = Roster((home(1, "one"), home(2, "one")))
    assert apply(rule(Basis.OWNERS, consent="1/2"), counted(roster, vote(1))).lock is Lock.OPEN
    assert apply(rule(Basis.OWNERS, consent="1/2"), counted(roster, vote(1), vote(2))).lock is Lock.PASSED


def test_parking_counts_only_under_a_rule_that_counts_it() -> None:
    roster = Roster((home(1), home(2), home(3, area=20001, kind=UnitKind.PARKING)))
    ballots = [vote(1), vote(2)]
    strict = rule(Basis.AREA, consent="1/2", of=Of.ALL)
    assert apply(strict, counted(roster, *ballots)).conclusion is Conclusion.PASSED
    within = rule(Basis.AREA, consent="1/2", of=Of.ALL, parking=True)
    assert apply(within, counted(roster, *ballots, parking=True)).conclusion is Conclusion.NOT_PASSED
    with pytest.raises(ValueError, match="parking"):
        apply(within, counted(roster, *ballots))


def test_a_rule_is_applied_in_the_scopes_that_it_reaches() -> None:
    roster = Roster((home(1), home(2, unit="2"), home(3, building="2")))
    assert rule(consent="1/2").scopes(roster) == (WHOLE,)
    assert rule(consent="1/2", reach=Reach.BUILDING).scopes(roster) == (Scope(("1",)), Scope(("2",)))
    doors = (Scope(("1",), "1"), Scope(("1",), "2"), Scope(("2",), "1"))
    assert rule(consent="1/2", reach=Reach.STAIRWELL).scopes(roster) == doors


def test_typed_totals_are_checked_whole() -> None:
    wrong = both(Count.of(-1, 5, 7), Count(0))
    assert [(p.code, p.field) for p in check_totals(SPECIAL, wrong)] == [
        ("totals_negative", "owners"),
        ("totals_part_over_all", "owners"),
        ("totals_yes_over_part", "owners"),
    ]
    with pytest.raises(Rejected) as refused:
        apply_totals(SPECIAL, {Basis.OWNERS: Count(1)})
    assert [(p.code, p.field) for p in refused.value.problems] == [("totals_missing", "area")]


def test_a_consultation_and_a_decision_fail_differently_for_want_of_answers() -> None:
    few = {Basis.HOUSEHOLDS: Count.of(100, 10, 10)}
    assert apply_totals(rule(participation="2/3", consent="1/2"), few).conclusion is Conclusion.INSUFFICIENT
    decision = rule(participation="2/3", consent="1/2", instrument=Instrument.DECISION)
    assert apply_totals(decision, few).conclusion is Conclusion.NOT_PASSED
