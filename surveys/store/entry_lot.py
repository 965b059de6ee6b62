"""Lots of entries, the forms in them, and their second typings. Nothing in them is ever taken back."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, insert, select, update

from surveys.core.ballot import Capacity, Channel
from surveys.core.canonical import canonical
from surveys.core.entry_lot import EntryCheck, EntryLot, LotForm, LotRuling
from surveys.core.entry_mark import Mark
from surveys.core.form_entry import PaperMark
from surveys.core.outcome.entered import EnteredForms
from surveys.store.db import Connection
from surveys.store.entry_lot_records import EntryCheckRecord, EntryLotRecord, EntryMarkRecord
from surveys.store.household import HOMES, HOUSEHOLD, household_of, households_t
from surveys.store.paper_form import entries_t, forms_t
from surveys.store.records import table_of

lots_t, checks_t, marks_t = table_of(EntryLotRecord), table_of(EntryCheckRecord), table_of(EntryMarkRecord)
_later = marks_t.alias()
STANDS_MARKED = ~exists().where(_later.c.entry_id == marks_t.c.entry_id, _later.c.id > marks_t.c.id)
"""Of the marks on an entry the latest, which stands; looked up one by one, so that nobody else's are gone through."""
_seconds = entries_t.alias()
_LOT = ("id", "number", "digest", "salt", "size", "locked_at", "locked_by", "dice", "witnesses")
_ROLLED = ("rolled_at", "rolled_by", "opened_at", "accepted_at")
FIRST_ROUND, SECOND_ROUND = 1, 2
IN_NO_LOT = (
    (entries_t.c.round == FIRST_ROUND)
    & entries_t.c.form_id.is_not(None)
    & entries_t.c.undone_at.is_(None)
    & entries_t.c.lot.is_(None)
)
"""The typings in of forms that count and that no lot holds yet."""


def lots(session: Connection, poll_id: int) -> tuple[EntryLot, ...]:
    """The lots of a poll, the first first."""
    query = select(lots_t).where(lots_t.c.poll_id == poll_id).order_by(lots_t.c.number)
    return tuple(EntryLot(**{name: getattr(row, name) for name in (*_LOT, *_ROLLED)}) for row in session.execute(query))


def in_no_lot(session: Connection, poll_id: int) -> tuple[LotForm, ...]:
    """The forms of a poll that were typed in and are in no lot, in the order in which they were."""
    return _forms(session, poll_id, IN_NO_LOT)


def forms_of(session: Connection, poll_id: int, number: int) -> tuple[LotForm, ...]:
    """The forms of a lot as they were typed in first, whatever became of that since."""
    return _forms(session, poll_id, (entries_t.c.round == FIRST_ROUND) & (entries_t.c.lot == number))


def _forms(session: Connection, poll_id: int, which: ColumnElement[bool]) -> tuple[LotForm, ...]:
    plain = (entries_t.c[name] for name in ("id", "capacity", "content", "channel", "by", "at", "revision", "marks"))
    query: Select[Any] = (
        select(*HOUSEHOLD, *plain, forms_t.c.id.label("form"), forms_t.c.number, forms_t.c.serial)
        .join_from(HOMES, entries_t, entries_t.c.household_id == households_t.c.id)
        .join(forms_t, forms_t.c.id == entries_t.c.form_id)
        .where(entries_t.c.poll_id == poll_id, which)
        .order_by(entries_t.c.id)
    )
    return tuple(
        LotForm(
            entry=row.id,
            form=row.form,
            number=row.number,
            serial=row.serial,
            home=household_of(row),
            capacity=Capacity(row.capacity),
            content=row.content,
            channel=Channel(row.channel),
            by=row.by,
            at=row.at,
            revision=row.revision,
            signed=_signed(row.marks),
        )
        for row in session.execute(query)
    )


def _signed(marks: str) -> bool:
    return PaperMark.SIGNED.value in marks.split(",")


def add_lot(session: Connection, poll_id: int, lot: EntryLot, entries: Collection[int]) -> None:
    """Write down a lot of a held poll with its entries."""
    values = {name: getattr(lot, name) for name in _LOT if name != "id"}
    session.execute(insert(lots_t).values(poll_id=poll_id, **values))
    of_poll = entries_t.c.poll_id == poll_id
    for start in range(0, len(ids := sorted(entries)), 500):
        part = entries_t.c.id.in_(ids[start : start + 500])
        session.execute(update(entries_t).where(of_poll, part).values(lot=lot.number))


def change_lot(session: Connection, lot_id: int, values: Mapping[str, Any]) -> None:
    """Write down what became of a lot of a held poll."""
    session.execute(update(lots_t).where(lots_t.c.id == lot_id).values(values))


def accept(session: Connection, poll_id: int, lot: EntryLot, at: datetime) -> None:
    """Accept a lot, and confirm its forms whose typing in still counts."""
    change_lot(session, lot.id, {"accepted_at": at})
    standing = entries_t.c.undone_at.is_(None), entries_t.c.round == FIRST_ROUND
    theirs = select(entries_t.c.form_id).where(entries_t.c.poll_id == poll_id, entries_t.c.lot == lot.number, *standing)
    session.execute(update(forms_t).where(forms_t.c.id.in_(theirs)).values(confirmed_at=at))


def checks_of(session: Connection, poll_id: int, number: int) -> tuple[EntryCheck, ...]:
    """The second typings of a lot, the first first."""
    return _checks(session, (checks_t.c.poll_id == poll_id) & (entries_t.c.lot == number))


def checks_on(session: Connection, poll_id: int, entry_id: int) -> tuple[EntryCheck, ...]:
    """The second typings beside one typing in."""
    return _checks(session, (checks_t.c.poll_id == poll_id) & (checks_t.c.entry_id == entry_id))


def _checks(session: Connection, which: ColumnElement[bool]) -> tuple[EntryCheck, ...]:
    query = (
        select(checks_t, *(_seconds.c[name] for name in ("by", "at", "household_id", "capacity", "content", "marks")))
        .join_from(checks_t, entries_t, entries_t.c.id == checks_t.c.entry_id)
        .join(_seconds, _seconds.c.id == checks_t.c.second_id)
        .where(which)
        .order_by(checks_t.c.id)
    )
    return tuple(
        EntryCheck(
            id=row.id,
            entry=row.entry_id,
            second=row.second_id,
            by=row.by,
            at=row.at,
            household=row.household_id,
            capacity=Capacity(row.capacity),
            content=row.content,
            signed=_signed(row.marks),
            differs=tuple(json.loads(row.differs)),
            ruling=LotRuling(row.ruling) if row.ruling else None,
            why=row.why,
            decided_by=row.decided_by,
            decided_at=row.decided_at,
        )
        for row in session.execute(query)
    )


def add_check(session: Connection, poll_id: int, form: LotForm, typed: Mapping[str, Any], differs: tuple[str, ...]) -> int:
    """Keep a second typing beside the first; an earlier one of the same form counts no more. Returns its number."""
    earlier = (entries_t.c.form_id == form.form) & (entries_t.c.round == SECOND_ROUND) & entries_t.c.undone_at.is_(None)
    session.execute(update(entries_t).where(earlier).values(undone_at=typed["at"]))
    row = {"poll_id": poll_id, "form_id": form.form, "round": SECOND_ROUND, "channel": form.channel.value, **typed}
    second = session.execute(insert(entries_t).values(row).returning(entries_t.c.id)).scalar_one()
    said = canonical(list(differs)).decode()
    new = insert(checks_t).values(poll_id=poll_id, entry_id=form.entry, second_id=second, differs=said)
    return int(session.execute(new.returning(checks_t.c.id)).scalar_one())


def decide(session: Connection, check_id: int, ruling: LotRuling, *, why: str, by: str, at: datetime) -> None:
    """Write down what a third person found."""
    values = {"ruling": ruling.value, "why": why, "decided_by": by, "decided_at": at}
    session.execute(update(checks_t).where(checks_t.c.id == check_id).values(values))


def unconfirmed(session: Connection, poll_id: int) -> int:
    """How many forms of a poll were typed in and are not confirmed."""
    found = entered_forms(session, [poll_id]).get(poll_id)
    return found.forms - found.confirmed if found else 0


def entered_forms(session: Connection, poll_ids: Collection[int]) -> dict[int, EnteredForms]:
    """How what was typed in for each of these polls was checked and reviewed; polls without any have no entry."""
    queried, void = (func.sum(case((marks_t.c.mark == mark.value, 1), else_=0)) for mark in (Mark.QUERIED, Mark.VOID))
    last = (marks_t.c.entry_id == entries_t.c.id) & STANDS_MARKED
    typed = entries_t.outerjoin(forms_t, forms_t.c.id == entries_t.c.form_id).outerjoin(marks_t, last)
    columns = (func.count(), func.count(forms_t.c.id), func.count(forms_t.c.confirmed_at), queried, void)
    query = (
        select(entries_t.c.poll_id, *columns)
        .select_from(typed)
        .where(entries_t.c.poll_id.in_(poll_ids), entries_t.c.round == FIRST_ROUND, entries_t.c.undone_at.is_(None))
        .group_by(entries_t.c.poll_id)
    )
    return {
        poll_id: EnteredForms(forms, confirmed, number - int(doubted) - int(voided), int(doubted), int(voided))
        for poll_id, number, forms, confirmed, doubted, voided in session.execute(query)
    }
