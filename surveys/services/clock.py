"""The machine's clock: whether it is behind what was done already, and somebody at the machine who says that it is right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from surveys.core.act import moment_value
from surveys.core.errors import Problem, Rejected
from surveys.core.life import LONGEST_REASON
from surveys.core.staff import Actor, Right, needs
from surveys.store import clock as stored
from surveys.store import entry
from surveys.store.db import Connection


@dataclass(frozen=True, slots=True)
class ClockState:
    """What the clock shows, the time of the newest act, and whether nothing is taken because the clock is behind that."""

    at: datetime
    newest: datetime | None
    behind: bool


def clock_state(session: Connection, *, now: datetime) -> ClockState:
    """How the clock stands to what was done already."""
    newest = stored.newest(session)
    return ClockState(now, newest, stored.is_behind(now, newest))


@needs(Right.SETTINGS)
def accept_clock(session: Connection, reason: str, *, by: Actor, now: datetime) -> ClockState:
    """Take the clock for right though something is on record from later, and write down who said so and why. Where it isn't
    behind, nothing happens. Raises `Rejected` where the reason lacks."""
    state = clock_state(session, now=now)
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        detail = {"most": LONGEST_REASON, "count": len(reason)}
        raise Rejected([Problem("reason_too_long" if reason else "reason_empty", "reason", detail=detail)])
    if state.behind and state.newest:
        stored.accept(session, now)
        entry.enter(session, "clock_accepted", by=by, now=now, newest=moment_value(state.newest), reason=reason)
    return state
