"""What the five conditions come to, as it may be told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from surveys.core.gates import (
    CONCLUSIONS,
    Change,
    Checkpoint,
    Course,
    Finding,
    FindingStatus,
    Gate,
    Judgement,
    Reason,
    State,
    Verdict,
    judge,
)
from surveys.core.gates.course import walked
from surveys.core.outcome.figures import Hidden, Why
from surveys.core.outcome.outcome import Outcome, Ruling
from surveys.core.outcome.public import PublicFinding, PublicGate, PublicJudgement
from surveys.core.outcome.public_rulings import PublicRuling
from surveys.core.outcome.rulings import exact_needs, lock_is_public
from surveys.core.rules import Conclusion

_FOLLOWS = Hidden(Why.FOLLOWS)


def exact_judgement(found: Judgement) -> PublicJudgement:
    """The five conditions with nothing hidden."""
    gates = tuple(_found(verdict, True) for verdict in found.verdicts)
    return PublicJudgement(found.checkpoint, found.state, found.valid_until, gates, *_open(found))


def told_course(posted: PublicJudgement, findings: Iterable[Finding], *, on: date) -> Course[PublicJudgement]:
    """How far a compound has come since its result was posted, as it may be told: the first condition stays as it was
    posted, unless it was waived since, or its waiver is over. Where that one isn't told, nothing after it is."""
    known = tuple(findings)

    def told_at(checkpoint: Checkpoint, day: date) -> PublicJudgement:
        found = judge((), known, on=day, closed=True, checkpoint=checkpoint)
        first = _first(posted.gates[0], found.verdicts[0])
        gates = (first, *(_found(verdict, False) for verdict in found.verdicts[1:]))
        told = replace(posted, checkpoint=checkpoint, state=_together(gates), valid_until=_end(gates), gates=gates)
        return replace(told, conditions=(), unconfirmed="") if first.reason is Reason.WAIVED else told

    return walked(known, told_at, lambda one: one.state is State.PASSED, on)


def _first(posted: PublicGate, now: Verdict) -> PublicGate:
    if now.reason is Reason.WAIVED:
        return _found(now, False)
    if posted.reason is not Reason.WAIVED:
        return posted
    over = (State.UNDETERMINED, Reason.FINDING_EXPIRED, Change.RENEW_FINDING)
    return PublicGate(Gate.WILLINGNESS, *over, (), posted.finding, posted.rule)


def _end(gates: Iterable[PublicGate]) -> date | None:
    ends = (gate.finding.valid_until for gate in gates if gate.state is State.PASSED and gate.finding)
    return min((end for end in ends if end), default=None)


def _together(gates: Iterable[PublicGate]) -> State | Hidden:
    states = {gate.state for gate in gates}
    if State.FAILED in states:
        return State.FAILED
    if any(isinstance(state, Hidden) for state in states):
        return _FOLLOWS
    return State.UNDETERMINED if State.UNDETERMINED in states else State.PASSED


def _open(found: Judgement) -> tuple[tuple[str, ...], str]:
    """What the rule behind the first condition asks for beside its numbers, and its name where nobody confirmed it."""
    if found.rule is None:
        return (), ""
    return found.rule.conditions, "" if found.rule.confirmed_by.strip() else found.rule.name


def judgement(outcome: Outcome, rulings: Sequence[PublicRuling], *, exact: bool) -> PublicJudgement:
    """The five conditions, resting on the rulings as they are told."""
    found = outcome.judgement
    by_result = {id(one.result): (one, ruling) for one, ruling in zip(outcome.rulings, rulings, strict=True)}
    gates = tuple(
        _computed(verdict, *by_result[id(verdict.result)], hushed=bool(outcome.amended and outcome.amended.late))
        if not exact and verdict.result is not None and verdict.reason is not Reason.WAIVED
        else _found(verdict, exact)
        for verdict in found.verdicts
    )
    return PublicJudgement(found.checkpoint, _state(gates, found), found.valid_until, gates, *_open(found))


def _state(gates: Sequence[PublicGate], found: Judgement) -> State | Hidden:
    """What the five come to, where a hidden one doesn't change it."""
    states = {gate.state for gate in gates}
    if State.FAILED in states or not any(isinstance(state, Hidden) for state in states):
        return found.state
    return _FOLLOWS


def _found(verdict: Verdict, exact: bool) -> PublicGate:
    return PublicGate(
        gate=verdict.gate,
        state=verdict.state,
        reason=verdict.reason,
        change=verdict.change,
        needs=tuple(exact_needs(verdict.result)) if verdict.result and verdict.state is not State.PASSED else (),
        finding=_finding(verdict.finding, exact) if verdict.finding else None,
        rule=verdict.result.rule.key if verdict.result else None,
    )


def _computed(verdict: Verdict, decisive: Ruling, ruling: PublicRuling, *, hushed: bool) -> PublicGate:
    """The first condition. Whether those who stayed away could still change it is told only where public counts tell it."""
    conclusion, tells = ruling.conclusion, lock_is_public(decisive) and not hushed
    if isinstance(conclusion, Hidden) or (conclusion is Conclusion.INSUFFICIENT and not tells):
        return PublicGate(Gate.WILLINGNESS, _FOLLOWS, _FOLLOWS, _FOLLOWS, (), None, ruling.rule.key)
    state, reason, change = CONCLUSIONS[conclusion]
    if tells:
        state, reason, change = verdict.state, verdict.reason, verdict.change
    return PublicGate(Gate.WILLINGNESS, state, reason, change, ruling.needs, None, ruling.rule.key)


def _finding(finding: Finding, exact: bool) -> PublicFinding:
    return PublicFinding(
        status=finding.status,
        decider=finding.decider,
        decided_at=finding.decided_at,
        valid_until=finding.valid_until,
        note=finding.note,
        decided_by=finding.decided_by if exact else None,
        evidence=finding.evidence if exact or finding.status is FindingStatus.WAIVED else None,
        files=finding.files if exact else (),
    )
