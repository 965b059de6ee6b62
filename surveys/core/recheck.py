"""The recheck after closing: homes drawn by dice, asked anew by somebody who doesn't know what was typed in for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from surveys.core.ballot import Capacity, Channel
from surveys.core.canonical import digest
from surveys.core.outcome.entered import RecheckFigures
from surveys.core.roster import Household
from surveys.core.sampling import drawn


class RecheckOutcome(StrEnum):
    """What came of a visit: the home answered anew and both were compared, nobody was there, or it didn't want to."""

    COMPARED = "compared"
    AWAY = "away"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RecheckDoor:
    """A home whose ballot staff typed in, as it stood when the list was locked, and what came of asking it anew. `by` typed
    that ballot in, `hands` are all who ever typed anything in there."""

    serial: int
    home: Household
    capacity: Capacity
    revision: int
    content: str
    channel: Channel
    by: str
    hands: frozenset[str] = frozenset()
    outcome: RecheckOutcome | None = None
    differs: tuple[str, ...] = ()
    visited_by: str = ""
    visited_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether somebody still has to go there; where nobody was in, one may go again."""
        return self.outcome in (None, RecheckOutcome.AWAY)

    def line(self) -> Mapping[str, Any]:
        """What of it goes into the digest of the list."""
        return {
            "serial": self.serial,
            "household": self.home.id,
            "capacity": self.capacity.value,
            "revision": self.revision,
            "content": self.content,
            "channel": self.channel.value,
            "by": self.by,
        }


@dataclass(frozen=True, slots=True)
class Recheck:
    """All homes of a poll whose ballots staff typed in, locked once after closing under a digest; the dice were rolled once
    after that, and `size` homes are asked anew."""

    digest: str
    salt: str
    size: int
    locked_at: datetime
    locked_by: str
    dice: str = ""
    witnesses: str = ""
    rolled_at: datetime | None = None
    rolled_by: str = ""
    doors: tuple[RecheckDoor, ...] = ()

    @property
    def chosen(self) -> tuple[RecheckDoor, ...]:
        """The homes that are asked anew, in the order in which they were drawn; none before the dice were rolled."""
        if self.rolled_at is None:
            return ()
        by_serial = {str(door.serial): door for door in self.doors}
        return tuple(by_serial[serial] for serial in drawn(self.digest, self.dice, by_serial, self.size))

    @property
    def hands(self) -> frozenset[str]:
        """Who typed any of it in."""
        return frozenset().union(*(door.hands for door in self.doors))

    def figures(self, whether: Collection[str]) -> RecheckFigures:
        """What came of it in numbers; `whether` are the questions in which somebody agrees or doesn't."""
        came = [door for door in self.chosen if door.outcome is RecheckOutcome.COMPARED]
        return RecheckFigures(
            drawn=len(self.chosen),
            compared=len(came),
            whether=sum(not {"capacity", *whether} & set(door.differs) for door in came),
            equal=sum(not door.differs for door in came),
            away=sum(door.outcome is RecheckOutcome.AWAY for door in self.chosen),
            refused=sum(door.outcome is RecheckOutcome.REFUSED for door in self.chosen),
        )


def recheck_digest(salt: str, doors: Iterable[RecheckDoor]) -> str:
    """The digest of the list over everything that was typed in, which is written on paper before the dice are rolled."""
    return digest({"salt": salt, "doors": [door.line() for door in sorted(doors, key=lambda door: door.serial)]})
