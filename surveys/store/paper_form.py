"""Paper forms: the batches that they were printed in, and each of them with what became of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, func, insert, select

from surveys.core.canonical import canonical
from surveys.core.errors import NotFound
from surveys.core.paper_form import FormBatch, FormLayout, PaperForm, layout_from_document
from surveys.store.db import Connection
from surveys.store.paper_form_records import FormBatchRecord, FormEntryRecord, FormLayoutRecord, PaperFormRecord
from surveys.store.records import insert_for, table_of
from surveys.store.staff import staff_t

layouts_t, batches_t = table_of(FormLayoutRecord), table_of(FormBatchRecord)
forms_t, entries_t = table_of(PaperFormRecord), table_of(FormEntryRecord)
_BATCH = ("number", "at", "by", "building", "unit", "big", "blank", "forms", "layout")
_FORM = ("id", "serial", "number", "issued_at", "issued_by", "issued_to", "returned_at", "returned_by")
_END = ("spoiled_at", "spoiled_by", "spoiled_why", "confirmed_at")
FIRST = (entries_t.c.form_id == forms_t.c.id) & (entries_t.c.round == 1) & entries_t.c.undone_at.is_(None)
"""Joins a form with the typing in that counts."""


def keep_layout(session: Connection, layout: FormLayout) -> None:
    """Keep where the boxes of forms stand, unless it is kept."""
    values = {"digest": layout.digest, "document": canonical(layout.document()).decode()}
    session.execute(insert_for(session.dialect.name, FormLayoutRecord).values(values).on_conflict_do_nothing())


def layout(session: Connection, digest: str) -> FormLayout:
    """The layout with this digest. Raises `NotFound`."""
    text = session.scalar(select(layouts_t.c.document).where(layouts_t.c.digest == digest))
    if text is None:
        raise NotFound("form_layout", digest)
    return layout_from_document(json.loads(text))


def next_numbers(session: Connection, poll_id: int) -> tuple[int, int]:
    """The number of the next batch of a held poll, and the serial of the first form in it."""
    batches = select(func.coalesce(func.max(batches_t.c.number), 0) + 1).where(batches_t.c.poll_id == poll_id)
    serials = select(func.coalesce(func.max(forms_t.c.serial), 0) + 1).where(forms_t.c.poll_id == poll_id)
    return int(session.execute(batches).scalar_one()), int(session.execute(serials).scalar_one())


def add_batch(session: Connection, poll_id: int, batch: FormBatch, first: int, homes: Mapping[str, int | None]) -> None:
    """Write down a batch of a held poll with its forms, of which `homes` names the number and the home of each in the order
    of their serials, the first of which is `first`. Raises `IntegrityError` of the database where a number is taken."""
    values = {name: getattr(batch, name) for name in _BATCH} | {"poll_id": poll_id}
    added = session.execute(insert(batches_t).values(values).returning(batches_t.c.id)).scalar_one()
    rows = [
        {"poll_id": poll_id, "batch_id": added, "serial": serial, "number": number, "household_id": home}
        for serial, (number, home) in enumerate(homes.items(), start=first)
    ]
    session.execute(insert(forms_t), rows)


def taken(session: Connection, numbers: list[str]) -> frozenset[str]:
    """Which of these numbers some form has already, of whatever poll."""
    return frozenset(session.execute(select(forms_t.c.number).where(forms_t.c.number.in_(numbers))).scalars())


def batches(session: Connection, poll_id: int) -> tuple[FormBatch, ...]:
    """The batches of a poll, the first first."""
    who = func.coalesce(staff_t.c.name, batches_t.c.by).label("who")
    joined = batches_t.outerjoin(staff_t, staff_t.c.username == batches_t.c.by)
    query = select(batches_t, who).select_from(joined).where(batches_t.c.poll_id == poll_id).order_by(batches_t.c.number)
    return tuple(FormBatch(who=row.who, **{name: getattr(row, name) for name in _BATCH}) for row in session.execute(query))


def form_numbered(session: Connection, poll_id: int, number: str) -> PaperForm:
    """The form of a poll with this number. Raises `NotFound`."""
    row = session.execute(found_forms().where(forms_t.c.poll_id == poll_id, forms_t.c.number == number)).one_or_none()
    if row is None:
        raise NotFound("paper_form", number)
    return form_of(row)


def found_forms() -> Select[Any]:
    """Every form with its batch and the typing in that counts, to be confined by whoever asks."""
    entry = entries_t.c.at.label("entered_at"), entries_t.c.by.label("entered_by")
    joined = forms_t.join(batches_t, batches_t.c.id == forms_t.c.batch_id).outerjoin(entries_t, FIRST)
    return select(forms_t, batches_t.c.number.label("batch"), *entry).select_from(joined)


def form_of(row: Any) -> PaperForm:
    """The form in a row of `found_forms`."""
    plain = {name: getattr(row, name) for name in (*_FORM, *_END)}
    entry = {"entered_at": row.entered_at, "entered_by": row.entered_by or ""}
    return PaperForm(poll=row.poll_id, batch=row.batch, household=row.household_id, **plain, **entry)


def poll_forms(session: Connection, poll_id: int) -> tuple[PaperForm, ...]:
    """All forms of a poll in the order of their serials."""
    query = found_forms().where(forms_t.c.poll_id == poll_id).order_by(forms_t.c.serial)
    return tuple(form_of(row) for row in session.execute(query))
