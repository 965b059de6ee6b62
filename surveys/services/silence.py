"""Writing down what is on record about silence (不表态)."""

from __future__ import annotations

from datetime import datetime

from surveys.core.act import Value, turned
from surveys.core.canonical import canonical
from surveys.core.errors import NotAllowed, Problem, Rejected
from surveys.core.place import Jurisdiction
from surveys.core.rules import SilenceEvidence
from surveys.core.staff import Actor, Right, needs
from surveys.services.outcome import poll_record
from surveys.store import entry
from surveys.store import silence as stored_silence
from surveys.store.db import Connection


@needs(Right.SILENCE)
def record_silence_evidence(
    session: Connection, scope: Jurisdiction, poll_id: int, evidence: SilenceEvidence, *, by: Actor, now: datetime
) -> None:
    """Write down what is on record about silence, or withdraw it by leaving parts empty; the latest stands, none is erased.

    Raises `NotFound` outside `scope`, `NotAllowed`: draft, or no_silence_clause where no rule of the poll lets silence
    count, and `Rejected` with every household that isn't the poll's.
    """
    dossier = poll_record(session, scope, poll_id)
    if not dossier.clauses:
        raise NotAllowed("no_silence_clause")
    known = {household.id for household in dossier.roster.households}
    if strange := [Problem("unknown", "undelivered", value=str(h)) for h in evidence.undelivered if h not in known]:
        raise Rejected(strange)
    stored_silence.keep_silence(session, poll_id, evidence, by=by, now=now)
    told = turned(_evidence(dossier.silence) if dossier.silence else {}, _evidence(evidence))
    entry.enter(session, "silence_recorded", by=by, now=now, poll_id=poll_id, **told)


def _evidence(evidence: SilenceEvidence) -> dict[str, Value]:
    return {**evidence.document(), "undelivered": canonical(list(evidence.undelivered)).decode()}
