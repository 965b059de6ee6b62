"""What one person alone doesn't do: it is asked for by one and confirmed by another, bound to exactly what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from surveys.core.canonical import canonical
from surveys.core.staff import Right

CONFIRMED_WITHIN = timedelta(hours=24)


class Grave(StrEnum):
    """An act that takes two people."""

    CLOSE = "close"
    PUBLISH = "publish"
    FINALISE = "finalise"


RIGHTS_FOR: Mapping[Grave, Right] = {
    Grave.CLOSE: Right.CLOSE,
    Grave.PUBLISH: Right.PUBLISH,
    Grave.FINALISE: Right.PUBLISH,
}
"""Which right both of them need."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One such act, with everything that decides what it will do."""

    act: Grave
    poll_id: int
    what: Mapping[str, str | int | None]

    @property
    def digest(self) -> str:
        """Names exactly this: whatever differs has another."""
        return sha256(canonical({"act": str(self.act), "poll": self.poll_id, **self.what})).hexdigest()


@dataclass(frozen=True, slots=True)
class Second:
    """A proposal that waits for a second person, or was confirmed by one."""

    id: int
    proposal: Proposal
    asked_by: str
    asked_at: datetime
    confirmed_by: str = ""

    def waits(self, now: datetime) -> bool:
        """Whether it may still be confirmed."""
        return timedelta() <= now - self.asked_at <= CONFIRMED_WITHIN
