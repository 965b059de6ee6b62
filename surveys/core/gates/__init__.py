"""The five gates: what was found about each, and what they come to."""

from surveys.core.gates.course import Course, course
from surveys.core.gates.finding import (
    Finding,
    FindingStatus,
    check_finding,
    check_new,
    finding_from_document,
)
from surveys.core.gates.gate import (
    ASKS,
    DECIDERS,
    GATE_RULES,
    PROMISABLE,
    Asking,
    Checkpoint,
    Decider,
    Gate,
    Judged,
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
    "ASKS",
    "CONCLUSIONS",
    "DECIDERS",
    "GATE_RULES",
    "PROMISABLE",
    "Asking",
    "Change",
    "Checkpoint",
    "Course",
    "Decider",
    "Finding",
    "FindingStatus",
    "Gate",
    "Judged",
    "Judgement",
    "Reason",
    "State",
    "Verdict",
    "check_finding",
    "check_new",
    "course",
    "deciding",
    "finding_from_document",
    "judge",
    "judge_running",
    "latest",
]
