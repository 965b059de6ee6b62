"""The gates at three checkpoints: one after the other, by one table, and never decided by the one who is judged."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core.gates import (
    ASKS,
    DECIDERS,
    GATE_RULES,
    Asking,
    Checkpoint,
    Decider,
    Finding,
    FindingStatus,
    Gate,
    Judged,
    Judgement,
    State,
    check_finding,
    check_new,
    course,
    finding_from_document,
    judge,
)
from surveys.core.place import CHINA
from tests.core.test_gates import FOUND, TODAY, WILLING, found, result

C1, C2, C3 = Checkpoint
ALIKE = {Judged.COMMITTEE: Decider.COMMITTEE, Judged.STREET: Decider.STREET}
START = datetime(2026, 11, 1, tzinfo=UTC)

findings = st.builds(
    Finding,
    gate=st.sampled_from(Gate),
    checkpoint=st.sampled_from(Checkpoint),
    status=st.sampled_from(FindingStatus),
    decider=st.sampled_from(Decider),
    decided_by=st.just("Wang"),
    decided_at=st.integers(0, 20).map(lambda days: START + timedelta(days=days)),
    valid_until=st.none() | st.integers(10, 40).map(lambda days: date(2026, 11, 1) + timedelta(days=days)),
    note=st.sampled_from(["", "note"]),
    evidence=st.sampled_from([(), ("paper 7",)]),
    files=st.sampled_from([(), ("ab" * 32,)]),
)
many = st.lists(findings, max_size=12)
days = st.integers(0, 45).map(lambda days: date(2026, 11, 1) + timedelta(days=days))


def came(*more: Finding, on: date = TODAY) -> tuple[Judgement, ...]:
    return course([WILLING], (*FOUND, *more), on=on, closed=True).judgements


def test_every_gate_asks_something_at_every_checkpoint() -> None:
    assert {(checkpoint, gate) for checkpoint, asked in ASKS.items() for gate in asked} == {
        (checkpoint, gate) for checkpoint in Checkpoint for gate in Gate
    }
    for gate, rule in GATE_RULES.items():
        assert (ASKS[C1][gate] is Asking.FACT_OR_PROMISE) == rule.promisable
        assert Asking.FACT_OR_PROMISE not in (ASKS[C2][gate], ASKS[C3][gate])


def test_nobody_who_is_judged_decides() -> None:
    for rule in GATE_RULES.values():
        assert not {ALIKE[judged] for judged in rule.judged if judged in ALIKE} & rule.deciders


def test_a_checkpoint_begins_with_its_first_finding_once_the_one_before_is_passed() -> None:
    first = course([WILLING], FOUND, on=TODAY, closed=True)
    assert ([one.checkpoint for one in first.judgements], first.upcoming) == ([C1], C2)
    failing = found(Gate.CLEARANCE, "fail", C2, day=5)
    begun = course([WILLING], (*FOUND, failing), on=TODAY, closed=True)
    assert ([one.checkpoint for one in begun.judgements], begun.upcoming) == ([C1, C2], None)
    assert begun.judgements[-1].state is State.FAILED
    mended = found(Gate.CLEARANCE, "pass", C2, day=6)
    assert course([WILLING], (*FOUND, failing, mended), on=TODAY, closed=True).upcoming is C3
    assert course([WILLING], FOUND, on=TODAY, closed=False).upcoming is None
    assert course([result(5, 4, 6)], (*FOUND, failing), on=TODAY, closed=True).upcoming is None


def test_at_acceptance_management_is_looked_at_anew() -> None:
    works = (found(Gate.CLEARANCE, "pass", C2, day=5), found(Gate.CLEARANCE, "pass", C3, day=9))
    waiting = came(*works)[-1]
    assert (waiting.checkpoint, waiting.state) == (C3, State.UNDETERMINED)
    accepted = came(*works, found(Gate.MANAGEMENT, "pass", C3, day=10))[-1]
    assert accepted.state is State.PASSED
    assert came(*works, found(Gate.MANAGEMENT, "fail", C3, day=10))[-1].state is State.FAILED


def test_what_runs_out_makes_the_checkpoint_undetermined_where_one_is_and_leaves_those_behind() -> None:
    until = date(2026, 11, 20)
    short = found(Gate.COMMITTEE, day=2, valid_until=until)
    before = course([WILLING], (*FOUND, short), on=until, closed=True)
    assert before.judgements[0].state is State.PASSED
    after = course([WILLING], (*FOUND, short), on=until + timedelta(days=1), closed=True)
    assert (after.judgements[0].state, after.upcoming) == (State.UNDETERMINED, None)
    begun = came(short, found(Gate.CLEARANCE, "pass", C2, day=5), on=until + timedelta(days=1))
    assert [one.state for one in begun] == [State.PASSED, State.UNDETERMINED]


def test_a_gate_that_went_back_is_undetermined_and_what_was_found_stays() -> None:
    back = found(Gate.COMMITTEE, "unknown", C1, day=9, note="不是这个小区的备案")
    assert came(back)[0].state is State.UNDETERMINED
    waived = found(Gate.WILLINGNESS, "waived", day=2)
    poor = [result(5, 4, 6)]
    assert judge(poor, (*FOUND, waived), on=TODAY, closed=True).state is State.PASSED
    taken = found(Gate.WILLINGNESS, "unknown", day=3, decider=Decider.BUREAU)
    assert judge(poor, (*FOUND, waived, taken), on=TODAY, closed=True).state is State.FAILED
    assert check_finding(taken) == ()
    assert check_finding(found(Gate.WILLINGNESS, "unknown", decider=Decider.STREET)) != ()


@given(many, days)
def test_a_course_goes_on_only_where_it_passed(known: list[Finding], on: date) -> None:
    walked = course([WILLING], known, on=on, closed=True)
    assert [one.checkpoint for one in walked.judgements] == list(Checkpoint)[: len(walked.judgements)]
    assert all(one.state is State.PASSED for one in walked.judgements[:-1])
    if walked.upcoming:
        assert walked.judgements[-1].state is State.PASSED
        assert walked.upcoming.before is walked.judgements[-1].checkpoint


@given(many, days)
def test_what_is_found_later_never_changes_a_checkpoint_before(known: list[Finding], on: date) -> None:
    early = [one for one in known if one.checkpoint is C1]
    alone = judge([WILLING], early, on=on, closed=True)
    assert judge([WILLING], known, on=on, closed=True) == alone
    walked = course([WILLING], known, on=on, closed=True).judgements[0]
    left = [one.decided_at.astimezone(CHINA).date() for one in known if one.checkpoint > C1 and not check_finding(one)]
    then = judge([WILLING], early, on=min([on, *left]), closed=True)
    assert walked == (then if then.state is State.PASSED else alone)


@given(findings, st.sampled_from(Checkpoint), days)
def test_a_finding_decides_its_gate_by_its_office_alone(finding: Finding, checkpoint: Checkpoint, on: date) -> None:
    verdict = judge([], [finding], on=on, closed=True, checkpoint=checkpoint).verdicts[finding.gate.number - 1]
    if verdict.state is not State.PASSED:
        return
    waived = finding.status is FindingStatus.WAIVED
    assert finding.decider in ({Decider.BUREAU} if waived else DECIDERS[finding.gate])
    assert finding.checkpoint <= checkpoint
    assert finding.valid_until is None or finding.valid_until >= on
    assert finding.status in (FindingStatus.PASS, FindingStatus.CONDITIONAL, FindingStatus.WAIVED)
    if finding.status is FindingStatus.CONDITIONAL:
        assert ASKS[checkpoint][finding.gate] is Asking.FACT_OR_PROMISE
    if ASKS[checkpoint][finding.gate] is Asking.ANEW:
        assert finding.checkpoint is checkpoint


@given(findings)
def test_a_finding_with_files_survives_its_document(finding: Finding) -> None:
    assert finding_from_document(finding.document()) == finding
    assert [one for one in check_finding(finding) if one not in check_new(finding)] == []


@pytest.mark.parametrize(
    ("finding", "codes"),
    [
        (found(Gate.COMMITTEE, "waived", decider=Decider.BUREAU), ["waiver_without_paper", "waiver_without_end"]),
        (
            found(Gate.COOPERATION, "waived", valid_until=TODAY, evidence=("paper",)),
            ["finding_not_waivable"],
        ),
        (found(Gate.WILLINGNESS, "waived", valid_until=TODAY, files=("ab" * 32,)), []),
        (found(Gate.COMMITTEE, "unknown", note=" "), ["reopened_without_reason"]),
    ],
)
def test_what_is_written_down_now_has_to_say_more(finding: Finding, codes: list[str]) -> None:
    assert [problem.code for problem in check_new(finding)] == codes
