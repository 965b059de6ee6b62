"""What somebody responsible found out about a gate, and whether it was theirs to find."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from surveys.core.errors import Problem
from surveys.core.gates.gate import DECIDERS, GATE_RULES, PROMISABLE, Checkpoint, Decider, Gate


class FindingStatus(StrEnum):
    """What was found. Conditional: promised in writing with a date, not yet done."""

    UNKNOWN = "unknown"
    PASS = "pass"  # noqa: S105 - a finding, not a password
    CONDITIONAL = "conditional"
    FAIL = "fail"
    EXPIRED = "expired"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Finding:
    """One recorded finding about one gate at one checkpoint; a later one replaces it and nothing is erased.

    `valid_until` is the last day on which it holds, of one that fails the day by which it has to be mended; `note` carries
    the reason of a waiver; `evidence` names papers, `files` are those that were brought, by their digests.
    """

    gate: Gate
    checkpoint: Checkpoint
    status: FindingStatus
    decider: Decider
    decided_by: str
    decided_at: datetime
    valid_until: date | None = None
    note: str = ""
    evidence: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """The finding as a JSON document."""
        return {
            "gate": self.gate.value,
            "checkpoint": self.checkpoint.value,
            "status": self.status.value,
            "decider": self.decider.value,
            "decided_by": self.decided_by,
            "decided_at": self.decided_at.isoformat(),
            "valid_until": self.valid_until.isoformat() if self.valid_until else None,
            "note": self.note,
            "evidence": list(self.evidence),
            **({"files": list(self.files)} if self.files else {}),
        }


def finding_from_document(document: dict[str, Any]) -> Finding:
    """The finding that `Finding.document` wrote down."""
    until = document["valid_until"]
    return Finding(
        gate=Gate(document["gate"]),
        checkpoint=Checkpoint(document["checkpoint"]),
        status=FindingStatus(document["status"]),
        decider=Decider(document["decider"]),
        decided_by=document["decided_by"],
        decided_at=datetime.fromisoformat(document["decided_at"]),
        valid_until=date.fromisoformat(until) if until else None,
        note=document["note"],
        evidence=tuple(document["evidence"]),
        files=tuple(document.get("files", ())),
    )


def check_finding(finding: Finding) -> tuple[Problem, ...]:
    """Everything that keeps a finding from counting: who found it, and what it lacks."""
    return tuple(_problems(finding))


def check_new(finding: Finding) -> tuple[Problem, ...]:
    """Everything that keeps a finding from being written down; of one that was written down earlier less was asked."""
    return (*check_finding(finding), *_lacking(finding))


def _lacking(finding: Finding) -> Iterable[Problem]:
    if finding.status is FindingStatus.UNKNOWN and not finding.note.strip():
        yield Problem("reopened_without_reason", "note")
    if finding.status is not FindingStatus.WAIVED:
        return
    if not GATE_RULES[finding.gate].waivable:
        yield Problem("finding_not_waivable", "status", value=finding.gate)
    if not finding.evidence and not finding.files:
        yield Problem("waiver_without_paper", "evidence")
    if not finding.valid_until:
        yield Problem("waiver_without_end", "valid_until")


def _problems(finding: Finding) -> Iterable[Problem]:
    if not finding.decided_by.strip():
        yield Problem("finding_without_name", "decided_by")
    if finding.valid_until and finding.valid_until < finding.decided_at.date():
        yield Problem("finding_expired_before", "valid_until", value=finding.valid_until.isoformat())
    if finding.status is FindingStatus.WAIVED:
        yield from _waiver(finding)
    elif finding.gate is Gate.WILLINGNESS:
        yield from _computed(finding)
    elif finding.decider not in DECIDERS[finding.gate]:
        code = "finding_self_assessed" if finding.gate is Gate.COOPERATION else "finding_not_entitled"
        yield Problem(code, "decider", value=finding.decider)
    if finding.status is FindingStatus.CONDITIONAL:
        yield from _promise(finding)
    if finding.status is FindingStatus.FAIL and not finding.note.strip():
        yield Problem("finding_without_reason", "note")


def _computed(finding: Finding) -> Iterable[Problem]:
    """The count decides the first; the bureau, which waived it, takes its waiver back."""
    if finding.status is not FindingStatus.UNKNOWN:
        yield Problem("finding_computed", "gate", value=finding.gate)
    elif finding.decider is not Decider.BUREAU:
        yield Problem("waiver_not_entitled", "decider", value=finding.decider)


def _promise(finding: Finding) -> Iterable[Problem]:
    if finding.gate not in PROMISABLE:
        yield Problem("finding_not_promisable", "status", value=finding.gate)
    if not finding.valid_until:
        yield Problem("finding_promise_without_date", "valid_until")


def _waiver(finding: Finding) -> Iterable[Problem]:
    if finding.decider is not Decider.BUREAU:
        yield Problem("waiver_not_entitled", "decider", value=finding.decider)
    if not finding.note.strip():
        yield Problem("waiver_without_reason", "note")
