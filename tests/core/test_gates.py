"""The five gates: the first computed, the others found by those entitled to, each with what would change it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import permutations

import pytest

from surveys.core.gates import (
    Change,
    Checkpoint,
    Decider,
    Finding,
    FindingStatus,
    Gate,
    Reason,
    State,
    Verdict,
    check_finding,
    deciding,
    finding_from_document,
    judge,
)
from surveys.core.rules import Instrument, Reach, Result, Rule, apply
from tests.core.small_polls import counted, homes, rule, vote

TODAY = date(2026, 11, 23)
C1, C2, C3 = Checkpoint
BY = {
    Gate.COMMITTEE: Decider.STREET,
    Gate.CLEARANCE: Decider.URBAN,
    Gate.COOPERATION: Decider.BUREAU,
    Gate.MANAGEMENT: Decider.COMMITTEE,
}
RULE = rule(coverage="1/2", consent="2/3")


def found(gate: Gate, status: str = "pass", checkpoint: Checkpoint = C1, **more: object) -> Finding:
    values = {"decider": BY.get(gate, Decider.BUREAU), "decided_by": "Wang", "day": 1, "note": "note", **more}
    day = values.pop("day")
    return Finding(
        gate=gate,
        checkpoint=checkpoint,
        status=FindingStatus(status),
        decided_at=datetime(2026, 11, day, tzinfo=UTC),  # type: ignore[arg-type]
        **values,  # type: ignore[arg-type]
    )


def result(yes: int, no: int, silent: int, asked: Rule = RULE) -> Result:
    votes = [vote(n, "yes" if n <= yes else "no") for n in range(1, yes + no + 1)]
    return apply(asked, counted(homes(yes + no + silent), *votes))


WILLING = result(8, 1, 1)
FOUND = tuple(found(gate) for gate in BY)


def verdict(gate: Gate, *findings: Finding, checkpoint: Checkpoint = C1, on: date = TODAY) -> Verdict:
    judgement = judge([WILLING], findings, on=on, closed=True, checkpoint=checkpoint)
    return judgement.verdicts[gate.number - 1]


def willingness(*results: Result, closed: bool = True, findings: tuple[Finding, ...] = ()) -> Verdict:
    return judge(results, findings, on=TODAY, closed=closed).verdicts[0]


def test_five_gates_stand_in_their_order() -> None:
    judgement = judge([WILLING], FOUND, on=TODAY, closed=True)
    assert [v.gate.number for v in judgement.verdicts] == [1, 2, 3, 4, 5]
    assert judgement.state is State.PASSED
    assert judgement.standing(State.PASSED) == judgement.verdicts


def test_one_failing_gate_fails_all_and_one_open_gate_leaves_all_open() -> None:
    failing = judge([WILLING], (*FOUND[:3], found(Gate.MANAGEMENT, "fail")), on=TODAY, closed=True)
    assert failing.state is State.FAILED
    assert [v.gate for v in failing.standing(State.FAILED)] == [Gate.MANAGEMENT]
    assert judge([WILLING], FOUND[:3], on=TODAY, closed=True).state is State.UNDETERMINED


THREE = {"households": {"returns": 3, "agree": 3}}
TWO = {"households": {"returns": 2, "agree": 2}}


@pytest.mark.parametrize(
    ("outcome", "state", "reason", "change", "needs"),
    [
        (result(8, 1, 1), State.PASSED, Reason.CONSENTED, Change.NOTHING, {}),
        (
            result(5, 4, 6),
            State.FAILED,
            Reason.NOT_CONSENTED,
            Change.MORE_CONSENT,
            THREE,
        ),
        (
            result(2, 1, 7),
            State.UNDETERMINED,
            Reason.SAMPLE_INSUFFICIENT,
            Change.MORE_ANSWERS,
            TWO,
        ),
        (result(0, 4, 6), State.FAILED, Reason.OUT_OF_REACH, Change.MORE_CONSENT, {"households": None}),
        (result(0, 0, 0), State.UNDETERMINED, Reason.NOTHING_TO_COUNT, Change.COMPLETE_ROSTER, {"households": None}),
    ],
)
def test_the_first_gate_follows_the_count(
    outcome: Result, state: State, reason: Reason, change: Change, needs: dict[str, object]
) -> None:
    gate = willingness(outcome)
    assert (gate.state, gate.reason, gate.change, gate.document()["needs"]) == (state, reason, change, needs)
    assert gate.result is outcome


def test_while_the_poll_is_open_the_first_gate_stands_only_where_nothing_can_change() -> None:
    assert willingness(result(7, 1, 2), closed=False).state is State.PASSED
    assert willingness(result(5, 1, 4), closed=False).reason is Reason.POLL_OPEN
    assert willingness(result(0, 4, 6), closed=False).state is State.FAILED
    assert willingness(result(0, 0, 0), closed=False).reason is Reason.NOTHING_TO_COUNT


def test_the_first_gate_rests_on_a_consultation_and_never_on_the_bars_of_a_decision() -> None:
    decision = result(8, 1, 1, rule(consent="1/2", instrument=Instrument.DECISION))
    by_building = result(8, 1, 1, rule(consent="1/2", reach=Reach.BUILDING))
    without = result(8, 1, 1, rule(coverage="1/2"))
    assert deciding([decision, by_building, WILLING]) is WILLING
    assert deciding([without, decision]) is None
    assert willingness(decision).reason is Reason.NO_CONSENT_RULE
    assert deciding([without, by_building]) is None
    assert willingness(without).reason is Reason.NO_CONSENT_RULE
    assert willingness().change is Change.CHOOSE_RULE


@pytest.mark.parametrize(
    ("status", "state", "reason", "change"),
    [
        ("pass", State.PASSED, Reason.FOUND, Change.NOTHING),
        ("fail", State.FAILED, Reason.FOUND_FAILING, Change.MEND_AND_RECORD),
        ("unknown", State.UNDETERMINED, Reason.NOT_FOUND_YET, Change.RECORD_FINDING),
        ("expired", State.UNDETERMINED, Reason.FINDING_EXPIRED, Change.RENEW_FINDING),
        ("waived", State.PASSED, Reason.WAIVED, Change.NOTHING),
        ("conditional", State.PASSED, Reason.PROMISED, Change.KEEP_PROMISE),
    ],
)
def test_a_found_gate_follows_its_finding(status: str, state: State, reason: Reason, change: Change) -> None:
    gate = verdict(Gate.CLEARANCE, found(Gate.CLEARANCE, status, decider=Decider.BUREAU, valid_until=date(2026, 12, 1)))
    assert (gate.state, gate.reason, gate.change) == (state, reason, change)


def test_the_last_finding_holds() -> None:
    first, second = found(Gate.COMMITTEE, "fail", day=1), found(Gate.COMMITTEE, "pass", day=2)
    assert verdict(Gate.COMMITTEE, second, first).state is State.PASSED


def test_a_finding_holds_to_the_last_day_of_its_validity() -> None:
    finding = found(Gate.COMMITTEE, valid_until=TODAY)
    assert verdict(Gate.COMMITTEE, finding).state is State.PASSED
    assert verdict(Gate.COMMITTEE, finding, on=date(2026, 11, 24)).reason is Reason.FINDING_EXPIRED


def test_a_failing_finding_does_not_lapse_into_doubt() -> None:
    finding = found(Gate.COMMITTEE, "fail", valid_until=date(2026, 11, 2))
    assert verdict(Gate.COMMITTEE, finding).state is State.FAILED


def test_the_judgement_is_valid_as_long_as_its_shortest_finding() -> None:
    ends = (date(2027, 5, 1), date(2027, 1, 1), None, date(2028, 1, 1))
    findings = [found(gate, valid_until=end) for gate, end in zip(BY, ends, strict=True)]
    judgement = judge([WILLING], findings, on=TODAY, closed=True)
    assert judgement.valid_until == date(2027, 1, 1)
    assert judgement.document()["valid_until"] == "2027-01-01"
    assert judge([WILLING], FOUND, on=TODAY, closed=True).valid_until is None


def test_a_promise_at_application_has_to_be_a_fact_before_works_start() -> None:
    promise = found(Gate.CLEARANCE, "conditional", valid_until=date(2027, 6, 1))
    assert verdict(Gate.CLEARANCE, promise).reason is Reason.PROMISED
    assert verdict(Gate.CLEARANCE, promise, checkpoint=C2).reason is Reason.NOT_FOUND_YET
    again = found(Gate.CLEARANCE, "conditional", C2, valid_until=date(2027, 6, 1))
    assert verdict(Gate.CLEARANCE, promise, again, checkpoint=C2).reason is Reason.PROMISE_NOT_KEPT
    assert verdict(Gate.CLEARANCE, promise, found(Gate.CLEARANCE, "pass", C2), checkpoint=C2).state is State.PASSED


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_what_was_found_last_stands_whatever_the_checkpoint_and_the_order(order: tuple[int, ...]) -> None:
    findings = [
        found(Gate.CLEARANCE, "pass", C1, day=1),
        found(Gate.CLEARANCE, "pass", C2, day=5),
        found(Gate.CLEARANCE, "fail", C1, day=9),
    ]
    shuffled = [findings[place] for place in order]
    assert verdict(Gate.CLEARANCE, *shuffled, checkpoint=C2).state is State.FAILED
    assert verdict(Gate.CLEARANCE, *shuffled, checkpoint=C1).state is State.FAILED
    mended = found(Gate.CLEARANCE, "pass", C1, day=12)
    assert verdict(Gate.CLEARANCE, mended, *shuffled, checkpoint=C2).state is State.PASSED
    at_once = [found(Gate.CLEARANCE, status, C2, day=20) for status in ("pass", "fail", "unknown")]
    assert verdict(Gate.CLEARANCE, *(at_once[place] for place in order), checkpoint=C2).state is State.FAILED


def test_earlier_findings_carry_over_save_management_at_acceptance() -> None:
    committee, management = found(Gate.COMMITTEE), found(Gate.MANAGEMENT, "pass", C2)
    assert verdict(Gate.COMMITTEE, committee, checkpoint=C3).state is State.PASSED
    assert verdict(Gate.MANAGEMENT, management, checkpoint=C1).reason is Reason.NOT_FOUND_YET
    assert verdict(Gate.MANAGEMENT, management, checkpoint=C2).state is State.PASSED
    assert verdict(Gate.MANAGEMENT, management, checkpoint=C3).reason is Reason.NOT_FOUND_YET
    assert verdict(Gate.MANAGEMENT, management, found(Gate.MANAGEMENT, "pass", C3), checkpoint=C3).state is State.PASSED


def test_the_bureau_alone_waives_and_gives_its_reason() -> None:
    waiver = found(Gate.WILLINGNESS, "waived")
    poor = result(5, 4, 6)
    assert willingness(poor, findings=(waiver,)).reason is Reason.WAIVED
    assert willingness(poor, findings=(found(Gate.WILLINGNESS, "waived", note=" "),)).state is State.FAILED
    assert willingness(poor, findings=(found(Gate.WILLINGNESS, "waived", decider=Decider.STREET),)).state is State.FAILED
    lapsed = found(Gate.WILLINGNESS, "waived", valid_until=date(2026, 11, 22))
    assert willingness(poor, findings=(lapsed,)).state is State.FAILED


@pytest.mark.parametrize(
    ("finding", "codes"),
    [
        (found(Gate.COMMITTEE), []),
        (found(Gate.WILLINGNESS), ["finding_computed"]),
        (found(Gate.COOPERATION, decider=Decider.STREET), ["finding_self_assessed"]),
        (found(Gate.COOPERATION, decider=Decider.COMMITTEE), ["finding_self_assessed"]),
        (found(Gate.CLEARANCE, decider=Decider.COMMITTEE), ["finding_not_entitled"]),
        (found(Gate.COMMITTEE, "waived", decider=Decider.STREET, note=""), ["waiver_not_entitled", "waiver_without_reason"]),
        (found(Gate.COMMITTEE, "fail", note=""), ["finding_without_reason"]),
        (found(Gate.COMMITTEE, decided_by=" "), ["finding_without_name"]),
        (found(Gate.COMMITTEE, valid_until=date(2026, 10, 31)), ["finding_expired_before"]),
        (found(Gate.COMMITTEE, valid_until=date(2026, 11, 1)), []),
        (found(Gate.COMMITTEE, "conditional"), ["finding_not_promisable", "finding_promise_without_date"]),
        (found(Gate.MANAGEMENT, "conditional", valid_until=date(2026, 12, 1)), []),
    ],
)
def test_a_finding_is_refused_with_every_reason(finding: Finding, codes: list[str]) -> None:
    assert [problem.code for problem in check_finding(finding)] == codes


def test_a_refused_finding_never_counts() -> None:
    own = found(Gate.COOPERATION, decider=Decider.STREET)
    assert verdict(Gate.COOPERATION, own).reason is Reason.NOT_FOUND_YET
    assert verdict(Gate.COOPERATION, own, found(Gate.COOPERATION)).state is State.PASSED


def test_a_finding_survives_its_document() -> None:
    for finding in (*FOUND, found(Gate.COMMITTEE, valid_until=TODAY, evidence=("paper 7",))):
        assert finding_from_document(finding.document()) == finding
