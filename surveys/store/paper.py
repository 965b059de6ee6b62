"""Which papers were printed, by whom, and their bytes: only ever added to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, func, insert, select

from surveys.core.errors import NotFound
from surveys.core.paper import PaperCopy, PaperFormat
from surveys.store.db import Connection
from surveys.store.paper_records import PaperCopyRecord, PaperFileRecord
from surveys.store.records import table_of
from surveys.store.staff import staff_t

files_t, copies_t = table_of(PaperFileRecord), table_of(PaperCopyRecord)


def pressed_before(session: Connection, poll_id: int, paper: str, kind: PaperFormat, source: str) -> bytes | None:
    """The bytes that were pressed from the same source; None where none were."""
    query = select(files_t.c.content).where(*_same(poll_id, paper, kind, source))
    found = session.execute(query).scalar_one_or_none()
    return None if found is None else bytes(found)


def _same(poll_id: int, paper: str, kind: PaperFormat, source: str) -> tuple[Any, ...]:
    return (
        files_t.c.poll_id == poll_id,
        files_t.c.paper == paper,
        files_t.c.format == kind.value,
        files_t.c.source == source,
    )


def keep_file(
    session: Connection, poll_id: int, paper: str, kind: PaperFormat, source: str, *, digest: str, content: bytes
) -> int:
    """Keep the bytes of a paper of a held poll, or find those that are kept already; which row it is."""
    found = session.execute(select(files_t.c.id).where(*_same(poll_id, paper, kind, source))).scalar_one_or_none()
    if found is not None:
        return int(found)
    values = {"poll_id": poll_id, "paper": paper, "format": kind.value, "source": source}
    added = insert(files_t).values(values | {"digest": digest, "content": content}).returning(files_t.c.id)
    return int(session.execute(added).scalar_one())


def add_copy(session: Connection, poll_id: int, file_id: int, copy: PaperCopy) -> None:
    """Write down a copy of a held poll's paper."""
    values = {"poll_id": poll_id, "paper": copy.paper, "number": copy.number, "file_id": file_id}
    session.execute(insert(copies_t).values(values | {"at": copy.at, "by": copy.by}))


def last_copies(session: Connection, poll_id: int) -> dict[str, PaperCopy]:
    """The last copy of each paper of a poll."""
    last = select(func.max(copies_t.c.id)).where(copies_t.c.poll_id == poll_id).group_by(copies_t.c.paper)
    return {row.paper: _copy(row) for row in session.execute(_found().where(copies_t.c.id.in_(last)))}


def copy_numbered(session: Connection, poll_id: int, paper: str, number: int) -> tuple[PaperCopy, bytes]:
    """One copy with its bytes. Raises `NotFound`."""
    query = _found().add_columns(files_t.c.content)
    query = query.where(copies_t.c.poll_id == poll_id, copies_t.c.paper == paper, copies_t.c.number == number)
    if (row := session.execute(query).first()) is None:
        raise NotFound("paper_copy", f"{paper} {number}")
    return _copy(row), bytes(row.content)


def _found() -> Select[Any]:
    who = func.coalesce(staff_t.c.name, copies_t.c.by).label("who")
    columns = (copies_t.c.paper, copies_t.c.number, copies_t.c.at, copies_t.c.by, files_t.c.format, files_t.c.digest, who)
    joined = copies_t.join(files_t, files_t.c.id == copies_t.c.file_id)
    return select(*columns).select_from(joined.outerjoin(staff_t, staff_t.c.username == copies_t.c.by))


def _copy(row: Row[Any]) -> PaperCopy:
    return PaperCopy(row.paper, row.number, PaperFormat(row.format), row.digest, row.at, row.by, row.who)
