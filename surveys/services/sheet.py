"""Everything that the committee's own papers are made of: a poll that is over with nothing hidden."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from surveys.core.outcome import PublicOutcome
from surveys.core.outcome.telling import exact
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll
from surveys.core.priorities import Examination
from surveys.services.outcome import decide
from surveys.store.db import Connection


@dataclass(frozen=True, slots=True)
class SheetRecord:
    """What a poll came to, exactly: `digest` is that of the exact outcome, `examined` the checks beside its list."""

    poll: Poll
    outcome: PublicOutcome
    digest: str
    examined: Examination | None


def sheet_record(session: Connection, scope: Jurisdiction, poll_id: int, *, now: datetime) -> SheetRecord:
    """What the committee's papers tell. Raises `NotFound` outside `scope`, and `NotAllowed` with the state of a poll that
    runs."""
    decided = decide(session, scope, poll_id, now=now)
    return SheetRecord(decided.poll, exact(decided), decided.digest, decided.examined)
