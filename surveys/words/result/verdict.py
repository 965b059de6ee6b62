"""What came out, and the five conditions; where telling it would tell how somebody chose, who tells it instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from surveys.core.gates import Gate, Reason, State
from surveys.core.outcome import Hidden, PublicFinding, PublicGate, PublicJudgement
from surveys.words.checkpoint import CHECKPOINTS, came_at
from surveys.words.claim import Said, said
from surveys.words.dates import day_in_year
from surveys.words.gates import (
    GATES,
    REFUSALS,
    all_hold_words,
    gate_state_words,
    judgement_claims,
    standing_words,
    still_open_words,
)
from surveys.words.language import _

UNTOLD = "untold"
"""The picture of what isn't told; it has no colour of a verdict."""
_SAID_BY_THE_STATE = (Reason.FOUND, Reason.FOUND_FAILING)


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """What came out, in a few words, with `sign` for its picture, the reasons, and what that means for the list."""

    title: str
    sign: str
    lines: tuple[str, ...]
    of_the_list: str


@dataclass(frozen=True, slots=True)
class GateLine:
    """One of the five conditions; `note` is what the office wrote, in Chinese."""

    name: str
    sign: str
    verdict: str
    why: str
    note: str


def verdict_of(judgement: PublicJudgement) -> VerdictLine:
    """What the five conditions come to."""
    state = judgement.state
    if isinstance(state, Hidden):
        return VerdictLine(
            title=_("结论另行书面告知"),
            sign=UNTOLD,
            lines=(
                _("能不能改造，这次公示不写：写出来，会算出有的人家怎么选。由镇街另行书面告知业主。"),
                *_pending(judgement),
            ),
            of_the_list=_("做不做还要看能不能改造，这份单子先作参考。"),
        )
    reference = "" if state is State.PASSED else _("五项条件还没有都符合，这份单子先作参考。")
    waiting = state is State.PASSED and not judgement.settled
    title = _("可以改造，还有没定的事") if waiting else _(came_at(judgement.checkpoint, state).plain)
    return VerdictLine(
        title=Said(title, *judgement_claims(judgement)),
        sign=State.UNDETERMINED.value if waiting else state.value,
        lines=tuple(_reasons(judgement, state)),
        of_the_list=reference,
    )


def _reasons(judgement: PublicJudgement, state: State) -> Iterator[str]:
    standing = [gate.gate for gate in judgement.gates if gate.state is state]
    match state:
        case State.PASSED:
            yield Said(_("%(conditions)s。", conditions=all_hold_words(judgement)), *judgement_claims(judgement))
        case State.FAILED:
            words = _("因为：%(reasons)s。", reasons=_("；").join(_(REFUSALS[gate]) for gate in standing))
            yield said(words, "verdict", state=state.value, failed=[gate.value for gate in standing])
            yield _("条件都符合了，可以再申报。")
    yield from _pending(judgement)
    if any(gate.reason is Reason.SAMPLE_INSUFFICIENT for gate in judgement.gates):
        words = _("回答的人家不够多，改不改的数只作参考。")
        yield said(words, "gate", gate=Gate.WILLINGNESS.value, reason=Reason.SAMPLE_INSUFFICIENT.value)


def _pending(judgement: PublicJudgement) -> Iterator[str]:
    """What is open still: conditions that are undetermined, and what stands beside them."""
    pending = [_(GATES[gate.gate]) for gate in judgement.gates if gate.state is State.UNDETERMINED]
    still = still_open_words(judgement)
    if pending or still:
        words = _("还没有定的：%(conditions)s。", conditions=_("；").join([*pending, *([still] if still else [])]))
        yield Said(words, *judgement_claims(judgement))


def gate_line(gate: PublicGate) -> GateLine:
    """One of the five conditions."""
    note = _note(gate.finding) if gate.finding else ""
    if isinstance(gate.state, Hidden) or isinstance(gate.reason, Hidden):
        return GateLine(_(GATES[gate.gate]), UNTOLD, _("这里不写"), _("由镇街另行书面告知业主"), note)
    claim = {"gate": gate.gate.value, "state": gate.state.value, "reason": gate.reason.value}
    words = _why(gate, gate.reason)
    why = said(words, "gate", **claim) if words else ""
    return GateLine(_(GATES[gate.gate]), gate.state.value, gate_state_words(gate), why, note)


def _why(gate: PublicGate, reason: Reason) -> str:
    until = gate.finding.valid_until if gate.finding else None
    if until and reason is Reason.WAIVED:
        return _("%(what)s，到%(day)s为止", what=standing_words(gate, reason), day=day_in_year(until))
    if until and reason is Reason.FOUND_FAILING:
        return _("要在%(day)s前整改好", day=day_in_year(until))
    return "" if reason in _SAID_BY_THE_STATE else standing_words(gate, reason)


def _note(finding: PublicFinding) -> str:
    """What the office wrote, and of a waiver the paper that it rests on."""
    return "，".join(part for part in (finding.note, *(finding.evidence or ())) if part)


@dataclass(frozen=True, slots=True)
class CheckpointLine:
    """What a checkpoint came to after the result was posted, with each of the five conditions."""

    title: str
    verdict: str
    sign: str
    lines: tuple[str, ...]
    gates: tuple[GateLine, ...]


def checkpoint_line(judgement: PublicJudgement) -> CheckpointLine:
    """A checkpoint as residents read it."""
    title = _("%(checkpoint)s检查", checkpoint=_(CHECKPOINTS[judgement.checkpoint]))
    gates = tuple(map(gate_line, judgement.gates))
    state = judgement.state
    if isinstance(state, Hidden):
        return CheckpointLine(title, _("结论另行书面告知"), UNTOLD, (), gates)
    came = came_at(judgement.checkpoint, state)
    verdict = Said(_(came.plain), *judgement_claims(judgement))
    lines = (*_failing(judgement), _(came.expect)) if state is State.FAILED else ()
    return CheckpointLine(title, verdict, state.value, lines, gates)


def _failing(judgement: PublicJudgement) -> Iterator[str]:
    failing = [gate.gate for gate in judgement.gates if gate.state is State.FAILED]
    yield _("因为：%(reasons)s。", reasons=_("；").join(_(REFUSALS[gate]) for gate in failing))
