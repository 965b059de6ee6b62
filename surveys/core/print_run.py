"""A print run: a making of letters that is written down, so that every paper can be traced to whoever printed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from surveys.core.errors import Problem
from surveys.core.poll import PollState

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

HANDED_OUT = frozenset({PollState.SCHEDULED, PollState.OPEN})
"""Where letters are printed to be handed out: whoever scans one has to find a page that takes answers, now or soon."""
PRINTABLE: Mapping[PrintReason, frozenset[PollState]] = {
    PrintReason.FIRST: HANDED_OUT,
    PrintReason.SPOILT: HANDED_OUT,
    **dict.fromkeys(ANEW, HANDED_OUT | {PollState.PAUSED}),
}
"""In which states of its poll a letter is printed, by why: a secret that somebody else may have is made void in a pause
too, and the new letter says that nothing is taken for now."""


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
