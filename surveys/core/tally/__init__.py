"""The count of one poll: its figures and how they come about."""

from surveys.core.tally.count import tally
from surveys.core.tally.figures import (
    WHOLE,
    Basis,
    Count,
    Options,
    Part,
    QuestionCount,
    Scope,
    Share,
    Stake,
    Tally,
    Votes,
)
from surveys.core.tally.positions import owners_of

__all__ = [
    "WHOLE",
    "Basis",
    "Count",
    "Options",
    "Part",
    "QuestionCount",
    "Scope",
    "Share",
    "Stake",
    "Tally",
    "Votes",
    "owners_of",
    "tally",
]
