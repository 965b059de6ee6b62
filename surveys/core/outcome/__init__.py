"""What a poll came to, as it may be told.

The exact outcome and the one gate from it to this stand in modules of their own (`outcome`, `telling`), which an import
contract keeps from everything that makes what leaves the committee.
"""

from surveys.core.outcome.cells import too_few_homes
from surveys.core.outcome.document import document, from_document, outcome_digest
from surveys.core.outcome.figures import Figure, Hidden, Why, told
from surveys.core.outcome.public import (
    Heading,
    PublicBuilding,
    PublicCount,
    PublicFinding,
    PublicGate,
    PublicJudgement,
    PublicLine,
    PublicList,
    PublicMatter,
    PublicOpinions,
    PublicOutcome,
    PublicPart,
    PublicQuestion,
    Turnout,
)
from surveys.core.outcome.public_rulings import PublicCheck, PublicNeed, PublicRuling

__all__ = [
    "Figure",
    "Heading",
    "Hidden",
    "PublicBuilding",
    "PublicCheck",
    "PublicCount",
    "PublicFinding",
    "PublicGate",
    "PublicJudgement",
    "PublicLine",
    "PublicList",
    "PublicMatter",
    "PublicNeed",
    "PublicOpinions",
    "PublicOutcome",
    "PublicPart",
    "PublicQuestion",
    "PublicRuling",
    "Turnout",
    "Why",
    "document",
    "from_document",
    "outcome_digest",
    "told",
    "too_few_homes",
]
