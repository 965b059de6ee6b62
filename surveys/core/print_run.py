"""A print run: a making of letters that is written down, so that every paper can be traced to whoever printed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from surveys.core.errors import Problem

LONGEST_REMARK = 200


class PrintReason(StrEnum):
    """Why letters were printed: for the first time, again as they were, or anew with other secrets."""

    FIRST = "first"
    SPOILT = "spoilt"
    LOST = "lost"
    SEEN = "seen"
    OWNER = "owner"
    OTHER = "other"


AGAIN = (PrintReason.SPOILT, PrintReason.OTHER)
"""Why the same letters are printed again; a lost one may be read by whoever finds it, so that one is issued anew."""
ANEW = (PrintReason.LOST, PrintReason.SEEN, PrintReason.OWNER, PrintReason.OTHER)
"""Why a home gets other secrets, so that its old letter opens nothing."""


@dataclass(frozen=True, slots=True)
class PrintRun:
    """One run: `number` counts a poll's from 1, `by` is a user name and `who` is whose, `building` and `unit` are empty
    where it covered all of them, `left_out` are the homes that had answered."""

    number: int
    at: datetime
    by: str
    who: str
    building: str
    unit: str
    big: bool
    reason: PrintReason
    remark: str
    letters: int
    left_out: int


def reason_problems(reason: PrintReason | None, remark: str, allowed: tuple[PrintReason, ...]) -> tuple[Problem, ...]:
    """What keeps a reason from being written down."""
    if reason not in allowed:
        return (Problem("print_unsaid", "reason"),)
    if reason is PrintReason.OTHER and not remark:
        return (Problem("print_remark", "remark"),)
    if len(remark) > LONGEST_REMARK:
        return (Problem("print_long", "remark", detail={"most": LONGEST_REMARK, "count": len(remark)}),)
    return ()
