"""Notices: what was posted, word for word; append-only."""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import and_, func, insert, literal, select, update

from surveys.core.canonical import canonical, digest
from surveys.core.errors import NotFound, Rejected
from surveys.core.notice import Notice
from surveys.core.outcome import PublicOutcome, document, from_document
from surveys.store.db import Connection, UTCDateTime
from surveys.store.gates import findings_t
from surveys.store.open_row import packages_t
from surveys.store.poll import SHOWN, notices_t, polls_t

_ITS_PACKAGE = and_(packages_t.c.poll_id == notices_t.c.poll_id, packages_t.c.number == notices_t.c.number)
_KEPT = 64
"""Documents kept as read: reading one takes longer than all the rest of its page, and a notice never changes."""


def post(session: Connection, notice: Notice, sheet_digest: str, pdf: bytes) -> None:
    """Write a notice down; those before it stay. `sheet_digest` is that of the exact outcome behind it, `pdf` what is
    hung up: without it, the notice would count as one of those that are shown no more."""
    if notice.outcome is None or notice.outcome.exact or not pdf.startswith(b"%PDF"):
        raise ValueError("a notice is made of what may be told, and hung up")
    values = {
        "poll_id": notice.poll_id,
        "number": notice.number,
        "published_at": notice.published_at,
        "published_by": notice.published_by,
        "until": notice.until,
        "reason": notice.reason,
        "document": canonical(document(notice.outcome)).decode(),
        "sheet_digest": sheet_digest,
        "pdf": pdf,
        "final": notice.final,
    }
    session.execute(insert(notices_t).values(values))
    # Into the poll's own row as well: who waited for it sees nothing else of what was done meanwhile.
    at = literal(notice.published_at, UTCDateTime)  # beside `coalesce` its type isn't known, nor its zone kept
    times = {"published_at": func.coalesce(polls_t.c.published_at, at)}
    if notice.final:
        times["final_at"] = func.coalesce(polls_t.c.final_at, at)
    session.execute(update(polls_t).where(polls_t.c.id == notice.poll_id).values(times))


def notices(session: Connection, poll_id: int) -> tuple[Notice, ...]:
    """The notices of a poll that the caller has already found within a scope, the first one first."""
    return notices_and_found(session, poll_id)[0]


def notices_and_found(session: Connection, poll_id: int) -> tuple[tuple[Notice, ...], datetime | None]:
    """The same, and when something was found about the poll's gates last; None where nothing was, or nothing was posted."""
    columns = [column for column in notices_t.c if column.name != "pdf"]
    last = select(func.max(findings_t.c.decided_at)).where(findings_t.c.poll_id == poll_id).scalar_subquery()
    beside = [packages_t.c.digest.label("opened"), packages_t.c.head]
    query = select(*columns, *beside, SHOWN.label("shown"), last.label("found_at")).join_from(
        notices_t, packages_t, _ITS_PACKAGE, isouter=True
    )
    rows = session.execute(query.where(notices_t.c.poll_id == poll_id).order_by(notices_t.c.number)).all()
    return tuple(map(_notice, rows)), rows[0].found_at if rows else None


def was_posted(session: Connection, poll_id: int) -> bool:
    """Whether anything was posted of a poll, shown or not."""
    return session.execute(select(notices_t.c.number).where(notices_t.c.poll_id == poll_id).limit(1)).first() is not None


def printed(session: Connection, poll_id: int, number: int) -> bytes:
    """The PDF that a notice hung up. Raises `NotFound` where there is none, or it is shown no more."""
    query = select(notices_t.c.pdf).where(notices_t.c.poll_id == poll_id, notices_t.c.number == number)
    found: bytes | None = session.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFound("notice", str(number))
    return found


def _notice(row: Any) -> Notice:
    found, outcome = _read(row.document, row.shown)
    return Notice(
        poll_id=row.poll_id,
        number=row.number,
        published_at=row.published_at,
        published_by=row.published_by,
        until=row.until,
        reason=row.reason,
        digest=found,
        outcome=outcome,
        final=row.final,
        opened=row.opened or "",
        head=row.head or "",
    )


@lru_cache(maxsize=_KEPT)
def _read(text: str, shown: bool) -> tuple[str, PublicOutcome | None]:
    """The digest of a document in its canonical form, and what it tells if it is shown."""
    found = json.loads(text)
    if not shown:
        return str(found["digest"]), None
    try:
        return digest(text.encode()), from_document(found)
    except Rejected:  # of a format that this release doesn't know
        return digest(text.encode()), None
