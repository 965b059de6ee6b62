"""What is published beside a notice: one file for each, kept as it was made."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import insert, select

from surveys.core.ballot import Capacity
from surveys.core.errors import NotFound
from surveys.core.notice import Notice
from surveys.store.ballot import ballots_t, revisions_t
from surveys.store.db import Connection
from surveys.store.open_row_records import OpenPackageRecord
from surveys.store.records import table_of

packages_t = table_of(OpenPackageRecord)


def keep(session: Connection, notice: Notice, content: bytes) -> None:
    """Keep the file of a notice, once and for all. Raises `ValueError` on one that isn't the notice's."""
    if sha256(content).hexdigest() != notice.opened:
        raise ValueError("another file than the notice says")
    values = {"poll_id": notice.poll_id, "number": notice.number, "digest": notice.opened, "head": notice.head}
    session.execute(insert(packages_t).values(**values, content=content))


def kept(session: Connection, poll_id: int, number: int) -> bytes:
    """The file of a notice. Raises `NotFound` where an earlier release posted it."""
    query = select(packages_t.c.content).where(packages_t.c.poll_id == poll_id, packages_t.c.number == number)
    found: bytes | None = session.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFound("notice", str(number))
    return found


def began(session: Connection, poll_id: int) -> dict[tuple[int, Capacity], int]:
    """In which revision each ballot that counts was first cast: its receipt key hangs on that."""
    query = select(revisions_t.c.household_id, revisions_t.c.capacity, revisions_t.c.since).join_from(
        ballots_t, revisions_t, revisions_t.c.id == ballots_t.c.revision_id
    )
    rows = session.execute(query.where(ballots_t.c.poll_id == poll_id)).all()
    return {(household, Capacity(capacity)): since for household, capacity, since in rows}
