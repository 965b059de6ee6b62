"""Everything that the committee's own papers are made of: a poll that is over with nothing hidden."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from surveys.core.outcome import PublicOutcome
from surveys.core.outcome.telling import exact
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll
from surveys.core.priorities import Examination
from surveys.core.seal import HeadWhy, typed_head
from surveys.services.compound import CompoundLine, compound_lines
from surveys.services.counting import exact_all
from surveys.services.outcome import decide
from surveys.services.seal import heads
from surveys.store.db import Connection


@dataclass(frozen=True, slots=True)
class SheetRecord:
    """What a poll came to, exactly: `digest` is that of the exact outcome, `examined` the checks beside its list,
    `head` the ledger's checkpoint at the close as it is typed."""

    poll: Poll
    outcome: PublicOutcome
    digest: str
    examined: Examination | None
    head: str = ""


def sheet_record(session: Connection, scope: Jurisdiction, poll_id: int, *, now: datetime) -> SheetRecord:
    """What the committee's papers tell. Raises `NotFound` outside `scope`, and `NotAllowed` with the state of a poll that
    runs."""
    decided = decide(session, scope, poll_id, now=now)
    closed = [typed_head(head) for head in heads(session, poll_id) if head.why is HeadWhy.CLOSED]
    head = closed[-1] if closed else ""
    return SheetRecord(decided.poll, exact(decided), decided.digest, decided.examined, head)


@dataclass(frozen=True, slots=True)
class WaveLine:
    """One compound of a wave: how many answered and, once its poll is over, what it came to exactly."""

    compound: CompoundLine
    outcome: PublicOutcome | None


def wave_record(session: Connection, scope: Jurisdiction, wave_id: int, *, now: datetime) -> tuple[WaveLine, ...]:
    """All compounds of a wave within reach, in the order of places; the checks beside their lists are left out."""
    came = {poll.compound.id: found for poll, found in exact_all(session, scope, now=now, wave_id=wave_id)}
    lines = compound_lines(session, scope, now=now, wave_id=wave_id)
    return tuple(WaveLine(line, came.get(line.compound.id)) for line in lines if line.poll)
