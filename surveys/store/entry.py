"""What people responsible did and found: append-only."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from surveys.core.canonical import canonical
from surveys.core.gates import Checkpoint, Decider, Finding, FindingStatus, Gate
from surveys.core.rules import SilenceEvidence
from surveys.core.staff import Actor
from surveys.store.db import Connection
from surveys.store.records import EntryRecord, FindingRecord, SilenceEvidenceRecord, table_of

entries_t, findings_t = table_of(EntryRecord), table_of(FindingRecord)
silence_t = table_of(SilenceEvidenceRecord)


def enter(
    session: Connection, act: str, *, by: Actor, now: datetime, poll_id: int | None = None, **detail: str | int | None
) -> None:
    """Write an act into the ledger of acts."""
    values = {"at": now, "actor": by.username, "act": act, "poll_id": poll_id, "detail": canonical(detail).decode()}
    session.execute(insert(entries_t).values(values))


def find(session: Connection, poll_id: int, finding: Finding) -> None:
    """Write a finding down; those before it stay."""
    values = finding.document() | {
        "poll_id": poll_id,
        "decided_at": finding.decided_at,
        "valid_until": finding.valid_until,
        "evidence": canonical(finding.evidence).decode(),
    }
    session.execute(insert(findings_t).values(values))


def findings(session: Connection, poll_ids: Collection[int]) -> dict[int, tuple[Finding, ...]]:
    """The findings about these polls, the earliest first."""
    found: dict[int, list[Finding]] = {poll_id: [] for poll_id in poll_ids}
    query = select(findings_t).where(findings_t.c.poll_id.in_(poll_ids)).order_by(findings_t.c.id)
    for row in session.execute(query):
        found[row.poll_id].append(_finding(row))
    return {poll_id: tuple(rows) for poll_id, rows in found.items()}


def _finding(row: Any) -> Finding:
    return Finding(
        gate=Gate(row.gate),
        checkpoint=Checkpoint(row.checkpoint),
        status=FindingStatus(row.status),
        decider=Decider(row.decider),
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        valid_until=row.valid_until,
        note=row.note,
        evidence=tuple(json.loads(row.evidence)),
    )


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
