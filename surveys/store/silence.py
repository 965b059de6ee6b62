"""What is on record about silence: append-only."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import insert, select

from surveys.core.canonical import canonical
from surveys.core.rules import SilenceEvidence
from surveys.core.staff import Actor
from surveys.store.db import Connection
from surveys.store.records import SilenceEvidenceRecord, table_of

silence_t = table_of(SilenceEvidenceRecord)


def keep_silence(session: Connection, poll_id: int, evidence: SilenceEvidence, *, by: Actor, now: datetime) -> None:
    """Write down what is on record about silence; what was written before stays."""
    values = evidence.document() | {"undelivered": canonical(evidence.undelivered).decode()}
    session.execute(insert(silence_t).values(poll_id=poll_id, recorded_by=by.username, recorded_at=now, **values))


def silence(session: Connection, poll_ids: Collection[int]) -> dict[int, SilenceEvidence]:
    """What stands on record about silence, by poll; the polls of which nothing does are left out."""
    query = select(silence_t).where(silence_t.c.poll_id.in_(poll_ids)).order_by(silence_t.c.id)
    return {
        row.poll_id: SilenceEvidence(row.clause, row.delivery, row.warning, tuple(json.loads(row.undelivered)))
        for row in session.execute(query)
    }
