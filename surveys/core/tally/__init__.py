"""The count of one poll: its figures and how they come about."""

from surveys.core.tally.count import Counting, came_in, tally
from surveys.core.tally.positions import DeliveryRecord, owners_of
from surveys.core.tally.votes import (
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

__all__ = [
    "WHOLE",
    "Basis",
    "Count",
    "Counting",
    "DeliveryRecord",
    "Options",
    "Part",
    "QuestionCount",
    "Scope",
    "Share",
    "Stake",
    "Tally",
    "Votes",
    "came_in",
    "owners_of",
    "tally",
]
