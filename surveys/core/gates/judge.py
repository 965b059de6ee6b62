"""The five gates as functions of a result and of findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from surveys.core.gates.finding import Finding, FindingStatus, check_finding
from surveys.core.gates.gate import ASKS, Asking, Checkpoint, Gate
from surveys.core.rules import Conclusion, Instrument, Lock, Reach, Result, Rule


class State(StrEnum):
    """What a gate, or all five together, come to."""

    PASSED = "passed"
    FAILED = "failed"
    UNDETERMINED = "undetermined"


class Reason(StrEnum):
    """Why a gate stands as it does."""

    CONSENTED = "consented"
    NOT_CONSENTED = "not_consented"
    OUT_OF_REACH = "out_of_reach"
    SAMPLE_INSUFFICIENT = "sample_insufficient"
    NOTHING_TO_COUNT = "nothing_to_count"
    NO_CONSENT_RULE = "no_consent_rule"
    POLL_OPEN = "poll_open"
    FOUND = "found"
    PROMISED = "promised"
    FOUND_FAILING = "found_failing"
    NOT_FOUND_YET = "not_found_yet"
    FINDING_EXPIRED = "finding_expired"
    PROMISE_NOT_KEPT = "promise_not_kept"
    WAIVED = "waived"


class Change(StrEnum):
    """What would change a gate's verdict."""

    NOTHING = "nothing"
    MORE_ANSWERS = "more_answers"
    MORE_CONSENT = "more_consent"
    CLOSE_POLL = "close_poll"
    CHOOSE_RULE = "choose_rule"
    COMPLETE_ROSTER = "complete_roster"
    RECORD_FINDING = "record_finding"
    RENEW_FINDING = "renew_finding"
    MEND_AND_RECORD = "mend_and_record"
    KEEP_PROMISE = "keep_promise"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One gate's verdict: passed, failed or undetermined, because ..., and what would change it.

    A computed gate that hasn't passed needs what its `result` needs.
    """

    gate: Gate
    checkpoint: Checkpoint
    state: State
    reason: Reason
    change: Change
    finding: Finding | None = None
    result: Result | None = None

    def document(self) -> dict[str, Any]:
        """The verdict as a JSON document; the result stands in it by its rule's key."""
        return {
            "gate": self.gate.value,
            "number": self.gate.number,
            "checkpoint": self.checkpoint.value,
            "state": self.state.value,
            "reason": self.reason.value,
            "change": self.change.value,
            "needs": self.result.document()["needs"] if self.result and self.state is not State.PASSED else {},
            "finding": self.finding.document() if self.finding else None,
            "rule": self.result.rule.key if self.result else None,
        }


@dataclass(frozen=True, slots=True)
class Judgement:
    """All five gates at one checkpoint, and what they come to together."""

    checkpoint: Checkpoint
    verdicts: tuple[Verdict, ...]

    @property
    def state(self) -> State:
        """Failed if one gate fails, passed if all five pass, undetermined otherwise."""
        states = {verdict.state for verdict in self.verdicts}
        if State.FAILED in states:
            return State.FAILED
        return State.PASSED if states == {State.PASSED} else State.UNDETERMINED

    @property
    def valid_until(self) -> date | None:
        """The last day on which every finding behind a passed gate still holds; None where none of them ends."""
        ends = (v.finding.valid_until for v in self.verdicts if v.state is State.PASSED and v.finding)
        return min((end for end in ends if end), default=None)

    @property
    def rule(self) -> Rule | None:
        """The rule that the first gate rests on; None where there is none, or a waiver stands in its place."""
        first = self.verdicts[0]
        return first.result.rule if first.result and first.reason is not Reason.WAIVED else None

    def standing(self, state: State) -> tuple[Verdict, ...]:
        """The gates in one state, in their order."""
        return tuple(verdict for verdict in self.verdicts if verdict.state is state)

    def document(self) -> dict[str, Any]:
        """The judgement as a JSON document."""
        return {
            "checkpoint": self.checkpoint.value,
            "state": self.state.value,
            "valid_until": self.valid_until.isoformat() if self.valid_until else None,
            "open": {
                "conditions": list(self.rule.conditions) if self.rule else [],
                "unconfirmed": bool(self.rule and not self.rule.confirmed_by),
            },
            "gates": [verdict.document() for verdict in self.verdicts],
        }


def judge(
    results: Sequence[Result],
    findings: Iterable[Finding],
    *,
    on: date,
    closed: bool,
    checkpoint: Checkpoint = Checkpoint.C1,
) -> Judgement:
    """The five gates on one day; `closed` tells whether the poll has ended. Findings with problems don't count."""
    sound = [finding for finding in findings if not check_finding(finding)]
    decisive = {gate: latest(sound, gate, checkpoint) for gate in Gate}
    verdicts = [_willingness(deciding(results), decisive[Gate.WILLINGNESS], checkpoint, on, closed)]
    verdicts += [_found(gate, decisive[gate], checkpoint, on) for gate in Gate if gate is not Gate.WILLINGNESS]
    return Judgement(checkpoint, tuple(verdicts))


def judge_running(findings: Iterable[Finding], *, on: date, checkpoint: Checkpoint = Checkpoint.C1) -> Judgement:
    """The gates while people still answer: of the first nothing is known before the poll has ended, unless it is waived."""
    whole = judge((), findings, on=on, closed=False, checkpoint=checkpoint)
    running = Verdict(Gate.WILLINGNESS, checkpoint, State.UNDETERMINED, Reason.POLL_OPEN, Change.CLOSE_POLL)
    first, *others = whole.verdicts
    return replace(whole, verdicts=(first if first.reason is Reason.WAIVED else running, *others))


def deciding(results: Sequence[Result]) -> Result | None:
    """The result that the first gate rests on: the first consultation that asks for consent in the whole compound. What a
    consultation would come to by the bars of a decision is a comparison and decides nothing."""
    asked = (r for r in results if r.decides and r.rule.reach is Reach.COMPOUND)
    return next((r for r in asked if r.rule.instrument is Instrument.CONSULTATION), None)


def latest(findings: Iterable[Finding], gate: Gate, checkpoint: Checkpoint) -> Finding | None:
    """The finding that speaks for a gate at a checkpoint: the last one in time of this and the earlier checkpoints, as what
    was seen later is what is so; of two at one moment that of the later checkpoint, and else the one that holds back more.

    Earlier checkpoints carry over, save where a gate asks to be found anew.
    """
    able = [f for f in findings if f.gate is gate and f.checkpoint <= checkpoint]
    if ASKS[checkpoint][gate] is Asking.ANEW:
        able = [f for f in able if f.checkpoint is checkpoint]
    return max(able, key=lambda f: (f.decided_at, f.checkpoint, _HOLDS_BACK.index(f.status)), default=None)


_HOLDS_BACK = (
    FindingStatus.PASS,
    FindingStatus.WAIVED,
    FindingStatus.CONDITIONAL,
    FindingStatus.UNKNOWN,
    FindingStatus.EXPIRED,
    FindingStatus.FAIL,
)


def _willingness(result: Result | None, waiver: Finding | None, checkpoint: Checkpoint, on: date, closed: bool) -> Verdict:
    if waiver and waiver.status is FindingStatus.WAIVED and not _lapsed(waiver, on):
        waived = (State.PASSED, Reason.WAIVED, Change.NOTHING)
        return Verdict(Gate.WILLINGNESS, checkpoint, *waived, finding=waiver, result=result)
    state, reason, change = _weigh(result, closed)
    return Verdict(Gate.WILLINGNESS, checkpoint, state, reason, change, result=result)


def _weigh(result: Result | None, closed: bool) -> tuple[State, Reason, Change]:
    if result is None:
        return State.UNDETERMINED, Reason.NO_CONSENT_RULE, Change.CHOOSE_RULE
    if result.lock is Lock.FAILED:
        return State.FAILED, Reason.OUT_OF_REACH, Change.MORE_CONSENT
    if not closed and result.lock is Lock.OPEN and result.conclusion is not Conclusion.UNDECIDABLE:
        return State.UNDETERMINED, Reason.POLL_OPEN, Change.CLOSE_POLL
    return CONCLUSIONS[result.conclusion]


CONCLUSIONS: Mapping[Conclusion, tuple[State, Reason, Change]] = {
    Conclusion.PASSED: (State.PASSED, Reason.CONSENTED, Change.NOTHING),
    Conclusion.NOT_PASSED: (State.FAILED, Reason.NOT_CONSENTED, Change.MORE_CONSENT),
    Conclusion.INSUFFICIENT: (State.UNDETERMINED, Reason.SAMPLE_INSUFFICIENT, Change.MORE_ANSWERS),
    Conclusion.UNDECIDABLE: (State.UNDETERMINED, Reason.NOTHING_TO_COUNT, Change.COMPLETE_ROSTER),
}
"""What the first gate comes to once answering has ended."""


def _found(gate: Gate, finding: Finding | None, checkpoint: Checkpoint, on: date) -> Verdict:
    return Verdict(gate, checkpoint, *_read(finding, ASKS[checkpoint][gate], checkpoint, on), finding=finding)


def _read(finding: Finding | None, asks: Asking, checkpoint: Checkpoint, on: date) -> tuple[State, Reason, Change]:
    if finding is None or finding.status is FindingStatus.UNKNOWN:
        return State.UNDETERMINED, Reason.NOT_FOUND_YET, Change.RECORD_FINDING
    if finding.status is FindingStatus.FAIL:
        return State.FAILED, Reason.FOUND_FAILING, Change.MEND_AND_RECORD
    if _lapsed(finding, on):
        return State.UNDETERMINED, Reason.FINDING_EXPIRED, Change.RENEW_FINDING
    if finding.status is FindingStatus.WAIVED:
        return State.PASSED, Reason.WAIVED, Change.NOTHING
    if finding.status is FindingStatus.CONDITIONAL:
        return _promise(finding, asks, checkpoint)
    return State.PASSED, Reason.FOUND, Change.NOTHING


def _promise(finding: Finding, asks: Asking, checkpoint: Checkpoint) -> tuple[State, Reason, Change]:
    """A promise carries an application; before works start it has to be a fact, which nobody has looked at yet where the
    promise is an earlier checkpoint's."""
    if asks is Asking.FACT_OR_PROMISE:
        return State.PASSED, Reason.PROMISED, Change.KEEP_PROMISE
    if finding.checkpoint < checkpoint and ASKS[finding.checkpoint][finding.gate] is Asking.FACT_OR_PROMISE:
        return State.UNDETERMINED, Reason.NOT_FOUND_YET, Change.RECORD_FINDING
    return State.FAILED, Reason.PROMISE_NOT_KEPT, Change.KEEP_PROMISE


def _lapsed(finding: Finding, on: date) -> bool:
    return finding.status is FindingStatus.EXPIRED or (finding.valid_until is not None and finding.valid_until < on)
