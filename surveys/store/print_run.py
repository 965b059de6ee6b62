"""Which letters were printed, by whom and why: only ever added to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, func, insert, select

from surveys.core.errors import NotFound
from surveys.core.print_run import PrintReason, PrintRun
from surveys.store.db import Connection
from surveys.store.household import households_t
from surveys.store.office_records import PrintedLetterRecord, PrintRunRecord
from surveys.store.records import table_of
from surveys.store.staff import staff_t

runs_t, letters_t = table_of(PrintRunRecord), table_of(PrintedLetterRecord)
_KEPT = ("number", "at", "by", "building", "unit", "big", "remark", "letters", "left_out")


def next_number(session: Connection, poll_id: int) -> int:
    """The number of the next run of a held poll."""
    query = select(func.coalesce(func.max(runs_t.c.number), 0) + 1).where(runs_t.c.poll_id == poll_id)
    return int(session.execute(query).scalar_one())


def add(session: Connection, poll_id: int, run: PrintRun, epochs: Mapping[int, int]) -> None:
    """Write down a run of a held poll, and which letter each household has in it."""
    values = {name: getattr(run, name) for name in _KEPT} | {"poll_id": poll_id, "reason": run.reason.value}
    added = session.execute(insert(runs_t).values(values).returning(runs_t.c.id)).scalar_one()
    rows = [{"run_id": added, "household_id": household, "epoch": epoch} for household, epoch in epochs.items()]
    session.execute(insert(letters_t), rows)


def runs(session: Connection, poll_id: int) -> tuple[PrintRun, ...]:
    """The runs of a poll, the first first."""
    return tuple(_run(row) for row in session.execute(_found().where(runs_t.c.poll_id == poll_id).order_by(runs_t.c.number)))


def run_numbered(session: Connection, poll_id: int, number: int) -> tuple[PrintRun, dict[int, int]]:
    """One run of a poll, and which letter each household had in it. Raises `NotFound`."""
    row = session.execute(_found().where(runs_t.c.poll_id == poll_id, runs_t.c.number == number)).first()
    if row is None:
        raise NotFound("print_run", str(number))
    printed = select(letters_t.c.household_id, letters_t.c.epoch).where(letters_t.c.run_id == row.id)
    return _run(row), {row.household_id: row.epoch for row in session.execute(printed)}


def last_printed(session: Connection, poll_id: int) -> dict[int, int]:
    """The last run in which each household's letter was printed, as it is valid now; the others have no entry."""
    joined = runs_t.join(letters_t, letters_t.c.run_id == runs_t.c.id).join(
        households_t, households_t.c.id == letters_t.c.household_id
    )
    query = select(letters_t.c.household_id, func.max(runs_t.c.number).label("number")).select_from(joined)
    query = query.where(runs_t.c.poll_id == poll_id, letters_t.c.epoch == households_t.c.epoch)
    return {row.household_id: row.number for row in session.execute(query.group_by(letters_t.c.household_id))}


def _found() -> Select[Any]:
    who = func.coalesce(staff_t.c.name, runs_t.c.by).label("who")
    return select(runs_t, who).select_from(runs_t.outerjoin(staff_t, staff_t.c.username == runs_t.c.by))


def _run(row: Any) -> PrintRun:
    return PrintRun(who=row.who, reason=PrintReason(row.reason), **{name: getattr(row, name) for name in _KEPT})
