"""Photographs of paper forms, kept with what was read off them until their time is over."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, insert, select, update

from surveys.core.canonical import canonical
from surveys.core.errors import NotAllowed
from surveys.core.paper_form import FormLayout, PaperForm
from surveys.core.paper_photo import FormPhoto
from surveys.core.paper_reading import PageReading, reading_from_document
from surveys.core.staff import Actor
from surveys.store.db import Connection
from surveys.store.paper_form import batches_t, form_of, forms_t, found_forms, layout
from surveys.store.paper_form_records import FormPhotoRecord
from surveys.store.poll import notices_t, polls_t
from surveys.store.records import table_of
from surveys.store.staff import staff_t

photos_t = table_of(FormPhotoRecord)
_LINE = ("id", "form_id", "page", "digest", "by", "at", "reading")


def kept(session: Connection, poll_id: int, digests: Collection[str]) -> frozenset[str]:
    """Which of these a poll has already."""
    query = select(photos_t.c.digest).where(photos_t.c.poll_id == poll_id, photos_t.c.digest.in_(digests))
    return frozenset(session.execute(query).scalars())


def keep(session: Connection, poll_id: int, pictures: Mapping[str, bytes], *, by: Actor, now: datetime) -> None:
    """Keep pictures of a held poll that it hasn't yet, by their digests, unread."""
    same = {"poll_id": poll_id, "form_id": None, "page": 0, "by": by.username, "at": now, "reading": ""}
    rows = [{**same, "digest": digest, "content": content} for digest, content in pictures.items()]
    session.execute(insert(photos_t), rows)


def photos(session: Connection, poll_id: int, form_id: int | None = None) -> tuple[FormPhoto, ...]:
    """The photographs of a poll, or of one of its forms, without their pictures, the first first."""
    query = _found().where(photos_t.c.poll_id == poll_id).order_by(photos_t.c.id)
    if form_id is not None:
        query = query.where(photos_t.c.form_id == form_id)
    return tuple(_photo(row) for row in session.execute(query))


def photo(session: Connection, poll_id: int, photo_id: int) -> FormPhoto:
    """One photograph of a poll. Raises `NotAllowed`: no_form_photo."""
    row = session.execute(_found().where(photos_t.c.poll_id == poll_id, photos_t.c.id == photo_id)).one_or_none()
    if row is None:
        raise NotAllowed("no_form_photo")
    return _photo(row)


def picture(session: Connection, poll_id: int, photo_id: int) -> bytes:
    """The picture of one photograph of a poll, as JPEG. Raises `NotAllowed`: no_form_photo."""
    query = select(photos_t.c.content).where(photos_t.c.poll_id == poll_id, photos_t.c.id == photo_id)
    content: bytes | None = session.scalar(query)
    if content is None:
        raise NotAllowed("no_form_photo")
    return content


def write_reading(
    session: Connection, photo_id: int, form: int | None, page: int, reading: PageReading, *, leads: bool = True
) -> None:
    """What was read off a photograph, of which form it is, and whether of those of its page it `leads`."""
    values = {"form_id": form, "page": page, "reading": canonical(reading.document(leads=leads)).decode()}
    session.execute(update(photos_t).where(photos_t.c.id == photo_id).values(values))


def drop(session: Connection, photo_ids: Collection[int]) -> int:
    """Delete photographs; returns how many there were."""
    return session.execute(delete(photos_t).where(photos_t.c.id.in_(photo_ids))).rowcount


def blacken(session: Connection, photo_id: int) -> None:
    """Keep of a photograph only that it was there: what it shows is no business of its poll."""
    session.execute(update(photos_t).where(photos_t.c.id == photo_id).values(content=b""))


def form_with_id(session: Connection, form_id: int) -> PaperForm:
    """The form that a photograph shows."""
    return form_of(session.execute(found_forms().where(forms_t.c.id == form_id)).one())


def form_and_layout(session: Connection, number: str) -> tuple[PaperForm, FormLayout] | None:
    """The form with this number in whatever poll it is, with where its boxes stand; None where there is none."""
    row = session.execute(found_forms().add_columns(batches_t.c.layout).where(forms_t.c.number == number)).one_or_none()
    return (form_of(row), layout(session, row.layout)) if row else None


def forms_with_photos(session: Connection, poll_id: int) -> tuple[tuple[PaperForm, ...], dict[int, tuple[int, ...]]]:
    """The forms of a poll that have photographs, and which of each one's pages have boxes."""
    having = select(photos_t.c.form_id).where(photos_t.c.poll_id == poll_id)
    query = found_forms().add_columns(batches_t.c.layout).where(forms_t.c.poll_id == poll_id, forms_t.c.id.in_(having))
    rows = session.execute(query).all()
    layouts = {digest: layout(session, digest) for digest in {row.layout for row in rows}}
    pages = {digest: tuple(sorted({box.page for box in found.boxes})) for digest, found in layouts.items()}
    return tuple(form_of(row) for row in rows), {row.id: pages[row.layout] for row in rows}


def ends(session: Connection) -> list[Any]:
    """For each poll that has photographs: its id, when it closes or closed, and when its last final notice was posted."""
    last = (
        select(notices_t.c.poll_id, func.max(notices_t.c.published_at).label("final_at"))
        .where(notices_t.c.final)
        .group_by(notices_t.c.poll_id)
        .subquery()
    )
    query = (
        select(polls_t.c.id, polls_t.c.closes_at, polls_t.c.closed_at, last.c.final_at)
        .outerjoin(last, and_(last.c.poll_id == polls_t.c.id))
        .where(polls_t.c.id.in_(select(photos_t.c.poll_id).distinct()))
    )
    return list(session.execute(query))


def of_polls(session: Connection, poll_ids: Collection[int]) -> dict[int, list[int]]:
    """The photographs of these polls, by poll."""
    found: dict[int, list[int]] = {}
    for row in session.execute(select(photos_t.c.poll_id, photos_t.c.id).where(photos_t.c.poll_id.in_(poll_ids))):
        found.setdefault(row.poll_id, []).append(row.id)
    return found


def _found() -> Any:
    who = func.coalesce(staff_t.c.name, photos_t.c.by).label("who")
    joined = photos_t.outerjoin(staff_t, staff_t.c.username == photos_t.c.by)
    return select(*(photos_t.c[name] for name in _LINE), who).select_from(joined)


def _photo(row: Any) -> FormPhoto:
    reading = reading_from_document(json.loads(row.reading)) if row.reading else None
    return FormPhoto(row.id, row.form_id, row.page, row.digest, row.by, row.who, row.at, reading)
