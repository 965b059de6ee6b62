"""The five gates: what was found about each, and what they come to."""

from surveys.core.gates.finding import (
    DECIDERS,
    PROMISABLE,
    Checkpoint,
    Decider,
    Finding,
    FindingStatus,
    Gate,
    check_finding,
    finding_from_document,
)
from surveys.core.gates.judge import (
    CONCLUSIONS,
    Change,
    Judgement,
    Reason,
    State,
    Verdict,
    deciding,
    judge,
    judge_running,
    latest,
)

__all__ = [
    "CONCLUSIONS",
    "DECIDERS",
    "PROMISABLE",
    "Change",
    "Checkpoint",
    "Decider",
    "Finding",
    "FindingStatus",
    "Gate",
    "Judgement",
    "Reason",
    "State",
    "Verdict",
    "check_finding",
    "deciding",
    "finding_from_document",
    "judge",
    "judge_running",
    "latest",
]
