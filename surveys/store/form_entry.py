"""What was typed in: one row a typing in, beside the form that it was read from, and the photographs of that form."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, insert, or_, select, update

from surveys.core.ballot import Capacity, Channel
from surveys.core.errors import NotFound
from surveys.core.form_entry import FormEntry, PaperMark, Transcript
from surveys.core.paper_form import PaperForm
from surveys.store.db import Connection
from surveys.store.paper_form import batches_t, entries_t, form_of, forms_t, found_forms
from surveys.store.paper_form_records import FormPhotoRecord
from surveys.store.records import table_of

photos_t = table_of(FormPhotoRecord)
_COLUMNS = (
    *(entries_t.c[name] for name in ("id", "form_id", "household_id", "capacity", "channel", "by", "at", "revision")),
    *(entries_t.c[name] for name in ("marks", "undone_at", "lot")),
)


@dataclass(frozen=True, slots=True)
class PhotoPage:
    """A photograph of one page of a form."""

    id: int
    page: int


def add(session: Connection, poll_id: int, new: FormEntry, said: Transcript, content: str) -> FormEntry:
    """Write down the typing in that counts; `content` is what it says, as ballots keep it."""
    values = {
        "poll_id": poll_id,
        "form_id": new.form,
        "round": 1,
        "household_id": new.household,
        "capacity": new.capacity.value,
        "content": content,
        "channel": new.channel.value,
        "by": new.by,
        "at": new.at,
        "seconds": said.seconds,
        "photo_read": said.photo_read,
        "revision": new.revision,
        "marks": ",".join(sorted(said.marks)),
    }
    added = session.execute(insert(entries_t).values(values).returning(entries_t.c.id)).scalar_one()
    return one(session, poll_id, added)


def one(session: Connection, poll_id: int, entry_id: int) -> FormEntry:
    """One typing in that counts or counted. Raises `NotFound`."""
    found = _found(session, _counted(poll_id).where(entries_t.c.id == entry_id))
    if not found:
        raise NotFound("form_entry", str(entry_id))
    return found[0]


def of_revision(session: Connection, poll_id: int, household: int, capacity: Capacity, revision: int) -> FormEntry | None:
    """The typing in that became this revision; None where it came in another way."""
    query = _counted(poll_id).where(entries_t.c.household_id == household, entries_t.c.capacity == capacity.value)
    found = _found(session, query.where(entries_t.c.revision == revision, entries_t.c.undone_at.is_(None)))
    return found[-1] if found else None


def typed_by(session: Connection, poll_id: int, username: str, since: datetime) -> tuple[FormEntry, ...]:
    """What somebody typed in since then and didn't undo, the first first."""
    mine = (entries_t.c.by == username, entries_t.c.at >= since, entries_t.c.undone_at.is_(None))
    return _found(session, _counted(poll_id).where(*mine))


def _counted(poll_id: int) -> Select[Any]:
    query = select(*_COLUMNS).where(entries_t.c.poll_id == poll_id, entries_t.c.round == 1)
    return query.order_by(entries_t.c.id)


def _found(session: Connection, query: Select[Any]) -> tuple[FormEntry, ...]:
    return tuple(_entry(row) for row in session.execute(query))


def _entry(row: Any) -> FormEntry:
    return FormEntry(
        id=row.id,
        form=row.form_id,
        household=row.household_id,
        capacity=Capacity(row.capacity),
        channel=Channel(row.channel),
        by=row.by,
        at=row.at,
        revision=row.revision,
        marks=frozenset(PaperMark(mark) for mark in row.marks.split(",") if mark),
        undone_at=row.undone_at,
        locked=row.lot is not None,
    )


def undo(session: Connection, entry_id: int, at: datetime) -> None:
    """Write down that a typing in was taken back; its form may be typed in again."""
    session.execute(update(entries_t).where(entries_t.c.id == entry_id).values(undone_at=at))


def held(session: Connection, form: PaperForm) -> PaperForm:
    """A form as it is once nobody else does anything with it until the end."""
    session.execute(select(forms_t.c.id).where(forms_t.c.id == form.id).with_for_update())
    return form_of(session.execute(found_forms().where(forms_t.c.id == form.id)).one())


def tie(session: Connection, form_id: int, household: int | None) -> None:
    """Say whose home a blank form is, or that it is nobody's again."""
    session.execute(update(forms_t).where(forms_t.c.id == form_id).values(household_id=household))


def is_blank(session: Connection, form_id: int) -> bool:
    """Whether a form was printed for no home."""
    query = select(batches_t.c.blank).join_from(forms_t, batches_t, batches_t.c.id == forms_t.c.batch_id)
    return bool(session.execute(query.where(forms_t.c.id == form_id)).scalar_one())


def serial(session: Connection, form_id: int) -> int:
    """Which of its poll's forms this is."""
    return int(session.execute(select(forms_t.c.serial).where(forms_t.c.id == form_id)).scalar_one())


def is_entered(session: Connection, form_id: int) -> bool:
    """Whether a form was typed in, and not undone."""
    query = select(func.count()).where(
        entries_t.c.form_id == form_id, entries_t.c.round == 1, entries_t.c.undone_at.is_(None)
    )
    return bool(session.execute(query).scalar_one())


def ending(session: Connection, poll_id: int, household: int, tail: str) -> tuple[PaperForm, ...]:
    """The forms of a home, and those of nobody, whose number ends like this: whoever types it holds the paper."""
    theirs = or_(forms_t.c.household_id == household, forms_t.c.household_id.is_(None))
    query = found_forms().where(forms_t.c.poll_id == poll_id, theirs, forms_t.c.number.endswith(tail, autoescape=True))
    return tuple(form_of(row) for row in session.execute(query.order_by(forms_t.c.serial).limit(3)))


def photo_pages(session: Connection, form_ids: Collection[int]) -> Mapping[int, tuple[PhotoPage, ...]]:
    """The photographs of these forms, page after page."""
    query = select(photos_t.c.form_id, photos_t.c.id, photos_t.c.page).where(photos_t.c.form_id.in_(form_ids))
    found: dict[int, list[PhotoPage]] = {}
    for row in session.execute(query.order_by(photos_t.c.page, photos_t.c.id)):
        found.setdefault(row.form_id, []).append(PhotoPage(row.id, row.page))
    return {form: tuple(pages) for form, pages in found.items()}


def photo(session: Connection, poll_id: int, photo_id: int) -> tuple[int | None, bytes]:
    """Which form a photograph shows, and its JPEG. Raises `NotFound`."""
    query = select(photos_t.c.form_id, photos_t.c.content).where(photos_t.c.poll_id == poll_id, photos_t.c.id == photo_id)
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound("form_photo", str(photo_id))
    return row.form_id, row.content


def readings(session: Connection, form_id: int) -> tuple[Mapping[str, Any], ...]:
    """What was read from each photograph of a form."""
    query = select(photos_t.c.reading).where(photos_t.c.form_id == form_id).order_by(photos_t.c.page, photos_t.c.id)
    return tuple(json.loads(text) for text in session.scalars(query) if text)


def hands(session: Connection, homes: Collection[int]) -> frozenset[str]:
    """Who had a form of any of these homes in hand: printed, issued, took it back, photographed or typed it in."""
    joined = forms_t.join(batches_t, batches_t.c.id == forms_t.c.batch_id)
    forms = select(batches_t.c.by, forms_t.c.issued_by, forms_t.c.returned_by).select_from(joined)
    theirs = forms_t.c.household_id.in_(homes)
    found = {name for row in session.execute(forms.where(theirs)) for name in row}
    shot = select(photos_t.c.by).join_from(photos_t, forms_t, forms_t.c.id == photos_t.c.form_id).where(theirs)
    typed = select(entries_t.c.by).where(entries_t.c.household_id.in_(homes))
    return frozenset(found | set(session.scalars(shot)) | set(session.scalars(typed))) - {""}
