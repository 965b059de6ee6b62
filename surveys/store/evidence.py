"""Files that prove what was found: in the database, so that a backup has them and every machine sees them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select

from surveys.core.evidence import EvidenceFile, EvidenceKind, EvidenceLine
from surveys.core.staff import Actor
from surveys.store.db import Connection
from surveys.store.office_records import EvidenceRecord
from surveys.store.records import table_of

evidence_t = table_of(EvidenceRecord)


def keep_evidence(session: Connection, poll_id: int, file: EvidenceFile, *, by: Actor, now: datetime) -> None:
    """Keep a file of a poll; the same file once more is the same row."""
    here = evidence_t.c.poll_id == poll_id, evidence_t.c.digest == file.digest
    if session.execute(select(evidence_t.c.id).where(*here)).first():
        return
    values = {"poll_id": poll_id, "digest": file.digest, "kind": file.kind.value, "pages": file.pages}
    values |= {"size": len(file.content), "content": file.content, "added_by": by.username, "added_at": now}
    session.execute(insert(evidence_t).values(values))


def one(session: Connection, poll_id: int, digest: str) -> EvidenceFile | None:
    """A file of a poll; None where it has none with this digest."""
    here = evidence_t.c.poll_id == poll_id, evidence_t.c.digest == digest
    row = session.execute(select(evidence_t).where(*here)).one_or_none()
    return EvidenceFile(EvidenceKind(row.kind), row.pages, row.content) if row else None


def lines(session: Connection, poll_id: int) -> dict[str, EvidenceLine]:
    """The files of a poll without what is in them, by digest."""
    columns = evidence_t.c.digest, evidence_t.c.kind, evidence_t.c.pages, evidence_t.c.size
    found = session.execute(select(*columns).where(evidence_t.c.poll_id == poll_id).order_by(evidence_t.c.id))
    return {row.digest: EvidenceLine(row.digest, EvidenceKind(row.kind), row.pages, row.size) for row in found}
