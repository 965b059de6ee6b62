"""The checkpoints one after the other: which began, what each came to, and which may begin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from surveys.core.gates.finding import Finding, check_finding
from surveys.core.gates.gate import Checkpoint
from surveys.core.gates.judge import Judgement, State, judge
from surveys.core.place import CHINA
from surveys.core.rules import Result

Came = TypeVar("Came")
"""What a checkpoint came to, exact or as it is told."""


@dataclass(frozen=True, slots=True)
class Course(Generic[Came]):
    """What the checkpoints that began came to, in their order. `upcoming` is the one that may begin now, with the first
    finding at it; None while the last isn't passed."""

    judgements: tuple[Came, ...]
    upcoming: Checkpoint | None

    @property
    def current(self) -> Came:
        """Of the checkpoint that is looked at now."""
        return self.judgements[-1]


def course(results: Sequence[Result], findings: Iterable[Finding], *, on: date, closed: bool) -> Course[Judgement]:
    """How far a compound has come on one day. A checkpoint begins with the first finding at it, which needs the one before
    passed; that one stands then as it did on the day when it was left, whatever has run out since."""
    known = tuple(findings)

    def judged(checkpoint: Checkpoint, day: date) -> Judgement:
        return judge(results, known, on=day, closed=closed, checkpoint=checkpoint)

    return walked(known, judged, lambda judgement: closed and judgement.state is State.PASSED, on)


def walked(
    findings: Iterable[Finding], judged: Callable[[Checkpoint, date], Came], passed: Callable[[Came], bool], on: date
) -> Course[Came]:
    """The course by what each checkpoint came to on a day, and whether that passes."""
    sound = [finding for finding in findings if not check_finding(finding)]
    found: list[Came] = []
    for checkpoint in Checkpoint:
        if found and not any(f.checkpoint is checkpoint for f in sound):
            return Course(tuple(found), checkpoint)
        left = min((_day(f) for f in sound if f.checkpoint > checkpoint), default=None)
        if left is not None and passed(stood := judged(checkpoint, min(left, on))):
            found.append(stood)
            continue
        found.append(judged(checkpoint, on))
        if not passed(found[-1]):
            break
    return Course(tuple(found), None)


def _day(finding: Finding) -> date:
    return finding.decided_at.astimezone(CHINA).date()
