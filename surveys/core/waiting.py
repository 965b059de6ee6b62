"""Ballots that wait: cast where another one stands, by somebody who couldn't show that it was theirs.

They count for nothing until whoever cast the first one agrees, or the street decides on a signed request; undecided when the
poll closes, the first counts. So a letter issued anew, or that of another flat, displaces nothing that was cast.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from surveys.core.ballot import Capacity, Channel
from surveys.core.roster import Household

LONGEST_PAPER, LONGEST_WHY = 120, 300


class WaitingReason(StrEnum):
    """Why a ballot waits: its letter was issued after the first one was cast, or its owner answered for another flat; staff
    typed it in where the household had answered itself, or where another had been typed in; or the household answers itself
    where staff had typed one in."""

    REISSUED = "reissued"
    FLAT = "flat"
    TYPED = "typed"
    TYPED_TWICE = "typed_twice"
    OWN = "own"

    @property
    def typed(self) -> bool:
        """Whether staff typed in one of the two."""
        return self in (WaitingReason.TYPED, WaitingReason.TYPED_TWICE, WaitingReason.OWN)

    @property
    def first_typed(self) -> bool:
        """Whether staff typed in the one that stands: its key went through their hands, so that it decides nothing."""
        return self in (WaitingReason.TYPED_TWICE, WaitingReason.OWN)


class WaitingRuling(StrEnum):
    """What became of a ballot that waited: it counts, the first one stays, or whoever cast it took it back."""

    TAKEN = "taken"
    KEPT = "kept"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One that waits, or waited. `since` is the revision in which it began, `beside` the household whose ballot stands, in
    `channel` and at `cast_at` how and when it came last; `decided_by` is empty where a household decided itself."""

    id: int
    home: Household
    capacity: Capacity
    since: int
    reason: WaitingReason
    beside: int
    channel: Channel
    entered_by: str
    cast_at: datetime
    ruling: WaitingRuling | None = None
    decided_at: datetime | None = None
    decided_by: str = ""
    paper: str = ""
    why: str = ""

    @property
    def open(self) -> bool:
        """Whether nobody decided yet."""
        return self.ruling is None


@dataclass(frozen=True, slots=True)
class Dispute:
    """Somebody with a household's letter says that the ballot which stands isn't theirs. It changes nothing:
    the street looks into it, and answers."""

    id: int
    home: Household
    capacity: Capacity
    since: int
    said: str
    at: datetime
    closed_at: datetime | None = None
    closed_by: str = ""
    answer: str = ""

    @property
    def open(self) -> bool:
        """Whether nobody answered yet."""
        return self.closed_at is None
