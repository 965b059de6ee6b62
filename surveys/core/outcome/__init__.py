"""What a poll came to: exact, and as it may be told. Nothing leaves the committee but through `public`."""

from surveys.core.outcome.cells import too_few_homes
from surveys.core.outcome.document import document, from_document, outcome_digest
from surveys.core.outcome.figures import Figure, Hidden, Why, told
from surveys.core.outcome.outcome import NOTHING, OnRecord, Outcome, Ruling, assemble
from surveys.core.outcome.public import (
    Heading,
    PublicBuilding,
    PublicCheck,
    PublicCount,
    PublicFinding,
    PublicGate,
    PublicJudgement,
    PublicLine,
    PublicList,
    PublicOpinions,
    PublicOutcome,
    PublicPart,
    PublicQuestion,
    PublicRuling,
    Turnout,
)
from surveys.core.outcome.rulings import exact_judgement, exact_ruling
from surveys.core.outcome.telling import exact, public

__all__ = [
    "NOTHING",
    "Figure",
    "Heading",
    "Hidden",
    "OnRecord",
    "Outcome",
    "PublicBuilding",
    "PublicCheck",
    "PublicCount",
    "PublicFinding",
    "PublicGate",
    "PublicJudgement",
    "PublicLine",
    "PublicList",
    "PublicOpinions",
    "PublicOutcome",
    "PublicPart",
    "PublicQuestion",
    "PublicRuling",
    "Ruling",
    "Turnout",
    "Why",
    "assemble",
    "document",
    "exact",
    "exact_judgement",
    "exact_ruling",
    "from_document",
    "outcome_digest",
    "public",
    "told",
    "too_few_homes",
]
