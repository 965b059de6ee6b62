"""Files that prove what was found: made anew before anything is kept, and shown to nobody but the desk."""

from __future__ import annotations

from surveys.core.errors import NotAllowed, Problem, Rejected
from surveys.core.evidence import (
    LARGEST,
    MOST_PAGES,
    MOST_PIXELS,
    EvidenceFile,
    EvidenceKind,
    EvidenceLine,
    brought_as,
)
from surveys.core.place import Jurisdiction
from surveys.services.darkroom import Undeveloped, developed
from surveys.store import evidence as stored
from surveys.store import poll as stored_poll
from surveys.store.db import Connection


def evidence_file(content: bytes) -> EvidenceFile:
    """What a file that somebody brought shows, ready to be kept.

    Raises `Rejected`: evidence_empty, evidence_large, evidence_type, and what `developed` refuses.
    """
    if not content:
        raise Rejected([Problem("evidence_empty", "files")])
    if len(content) > LARGEST:
        raise Rejected([Problem("evidence_large", "files", value=str(len(content)))])
    if not (kind := brought_as(content)):
        raise Rejected([Problem("evidence_type", "files", value=content[:16].hex())])
    try:
        made, pages, shown = developed(content, kind, most_pixels=MOST_PIXELS, most_pages=MOST_PAGES)
    except Undeveloped as refused:
        raise Rejected([Problem(refused.code, "files", detail=refused.detail)]) from refused
    return EvidenceFile(EvidenceKind(made), pages, shown)


def evidence(session: Connection, scope: Jurisdiction, poll_id: int, digest: str) -> EvidenceFile:
    """One file of a poll. Raises `NotFound` outside `scope`, and `NotAllowed`: no_evidence, where the poll has none with
    this digest."""
    found = stored.one(session, stored_poll.poll(session, scope, poll_id).id, digest)
    if found is None:
        raise NotAllowed("no_evidence")
    return found


def evidence_lines(session: Connection, scope: Jurisdiction, poll_id: int) -> dict[str, EvidenceLine]:
    """Which files a poll has, by digest. Raises `NotFound` outside `scope`."""
    return stored.lines(session, stored_poll.poll(session, scope, poll_id).id)
