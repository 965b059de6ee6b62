"""What people responsible found about the gates: append-only."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import insert, select

from surveys.core.canonical import canonical
from surveys.core.gates import Checkpoint, Decider, Finding, FindingStatus, Gate
from surveys.store.db import Connection
from surveys.store.records import FindingRecord, table_of

findings_t = table_of(FindingRecord)


def find(session: Connection, poll_id: int, finding: Finding) -> None:
    """Write a finding down; those before it stay."""
    values = finding.document() | {
        "poll_id": poll_id,
        "decided_at": finding.decided_at,
        "valid_until": finding.valid_until,
        "evidence": canonical(finding.evidence).decode(),
        "files": canonical(finding.files).decode() if finding.files else None,
    }
    session.execute(insert(findings_t).values(values))


def standing(session: Connection, poll_id: int, gate: Gate, checkpoint: Checkpoint) -> Finding | None:
    """What stands about one gate at one checkpoint."""
    found = findings_t.c.poll_id == poll_id, findings_t.c.gate == gate.value, findings_t.c.checkpoint == checkpoint.value
    row = session.execute(select(findings_t).where(*found).order_by(findings_t.c.id.desc()).limit(1)).one_or_none()
    return _finding(row) if row else None


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
        files=tuple(json.loads(row.files or "[]")),
    )
