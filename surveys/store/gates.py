"""What people responsible found about the gates: append-only."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select

from surveys.core.canonical import canonical
from surveys.core.gates import Checkpoint, Decider, Finding, FindingStatus, Gate
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll
from surveys.store.db import Connection
from surveys.store.place import within
from surveys.store.poll import POLL, POLLS, poll_of, polls_t
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


def running_out(
    session: Connection, scope: Jurisdiction, *, since: date, until: date, offset: int, limit: int
) -> tuple[int, list[tuple[Poll, Finding]]]:
    """Findings that stand and run out between two days, the first first: how many, and some of them. Of a gate stands the
    last of all checkpoints; of polls that were called off nothing runs out."""
    last = select(func.max(findings_t.c.id)).group_by(findings_t.c.poll_id, findings_t.c.gate)
    # Days first: they leave few findings of all that were ever written down.
    soon = findings_t.c.valid_until.between(since, until), findings_t.c.id.in_(last), polls_t.c.cancelled_at.is_(None)
    tables = POLLS.join(findings_t, findings_t.c.poll_id == polls_t.c.id)
    total = session.execute(within(select(func.count(findings_t.c.id)).select_from(tables).where(*soon), scope)).scalar_one()
    of_finding = [column.label(f"found_{column.name}") for column in findings_t.c]
    query = within(select(*POLL, *of_finding).select_from(tables).where(*soon), scope)
    query = query.order_by(findings_t.c.valid_until, findings_t.c.id).offset(offset).limit(limit)
    rows = session.execute(query).all()
    return total, [(poll_of(row), _finding(_Prefixed(row))) for row in rows]


class _Prefixed:
    """The part of a joined row that is a finding's."""

    def __init__(self, row: Any) -> None:
        self._row = row

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, f"found_{name}")
