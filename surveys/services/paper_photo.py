"""Photographs of paper forms: kept, read by a camera, looked at beside what is typed, and forgotten in time.

What a camera read fills in beforehand and counts for nothing: a person confirms every form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from surveys.core.act import Value
from surveys.core.canonical import digest
from surveys.core.errors import NotAllowed, NotFound
from surveys.core.kind import Posting
from surveys.core.kinds import KINDS
from surveys.core.matter import matters_of, with_matters
from surveys.core.menu import Menu
from surveys.core.paper_form import FormLayout, FormState, PaperForm
from surveys.core.paper_photo import FormPhoto, PhotographedForm, leading, photographed
from surveys.core.paper_reading import PageReading, Sighting, Unread, within_limits
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll, PollState
from surveys.core.questionnaire import Edition
from surveys.core.retention import kept_until
from surveys.core.staff import Actor, Right, needs
from surveys.services.edition import matter_pattern
from surveys.store import document, entry
from surveys.store import paper_photo as stored
from surveys.store import poll as stored_poll
from surveys.store.clock import moment
from surveys.store.db import Connection


@dataclass(frozen=True, slots=True)
class PhotoDesk:
    """The photographs of a poll: its forms that have some, those that are unread, and those that nothing was read off."""

    poll: Poll
    state: PollState
    forms: tuple[PhotographedForm, ...]
    waiting: tuple[FormPhoto, ...]
    unreadable: tuple[FormPhoto, ...]

    @property
    def ready(self) -> tuple[PhotographedForm, ...]:
        """The forms that can be looked over and typed in now."""
        return tuple(one for one in self.forms if one.form.state not in DONE and not one.missing)

    @property
    def lacking(self) -> tuple[PhotographedForm, ...]:
        """The forms of which a page is missing."""
        return tuple(one for one in self.forms if one.form.state not in DONE and one.missing)

    @property
    def done(self) -> tuple[PhotographedForm, ...]:
        """The forms that were typed in already, or spoiled."""
        return tuple(one for one in self.forms if one.form.state in DONE)


@dataclass(frozen=True, slots=True)
class KeptPhotos:
    """What became of pictures that were brought: so many are new, and so many the poll had already."""

    new: int
    again: int


@dataclass(frozen=True, slots=True)
class NamedForm:
    """What the number on a photograph means: the form and where its boxes stand, or why it isn't read."""

    form: PaperForm | None
    layout: FormLayout | None
    unread: Unread | None


DONE = frozenset({FormState.ENTERED, FormState.CONFIRMED, FormState.SPOILED})


def photo_desk(session: Connection, scope: Jurisdiction, poll_id: int, *, now: datetime) -> PhotoDesk:
    """What whoever photographs sees. Raises `NotFound` outside `scope`."""
    poll = stored_poll.poll(session, scope, poll_id)
    found = stored.photos(session, poll.id)
    forms, pages = stored.forms_with_photos(session, poll.id)
    waiting = tuple(photo for photo in found if photo.reading is None)
    unreadable = tuple(photo for photo in found if photo.reading and photo.reading.unread)
    return PhotoDesk(poll, poll.state(now), photographed(forms, pages, found), waiting, unreadable)


def photographed_form(session: Connection, scope: Jurisdiction, poll_id: int, form_id: int) -> PhotographedForm:
    """One form with its photographs. Raises `NotFound` outside `scope`, and `NotAllowed`: no_form_photo without any."""
    poll = stored_poll.poll(session, scope, poll_id)
    forms, pages = stored.forms_with_photos(session, poll.id)
    found = photographed((form for form in forms if form.id == form_id), pages, stored.photos(session, poll.id))
    if not found:
        raise NotAllowed("no_form_photo")
    return found[0]


def asked_on(session: Connection, scope: Jurisdiction, poll_id: int) -> tuple[Edition, Menu]:
    """What the forms of an opened poll ask, its matters too. Raises `NotFound` outside `scope` and `NotAllowed`: draft."""
    terms = stored_poll.poll(session, scope, poll_id).terms
    if terms is None:
        raise NotAllowed("draft")
    edition, menu = document.edition(session, terms.edition), document.menu(session, terms.menu)
    return with_matters(edition, matters_of(terms), matter_pattern(), None), menu


def form_photo(session: Connection, scope: Jurisdiction, poll_id: int, photo_id: int) -> FormPhoto:
    """One photograph, without its picture. Raises `NotFound` outside `scope`, and `NotAllowed`: no_form_photo."""
    return stored.photo(session, stored_poll.poll(session, scope, poll_id).id, photo_id)


def form_picture(session: Connection, scope: Jurisdiction, poll_id: int, photo_id: int) -> bytes:
    """The picture of one photograph, as JPEG, until its form is typed in or void. Raises `NotFound` after that, and outside
    `scope`."""
    poll = stored_poll.poll(session, scope, poll_id)
    form = stored.photo(session, poll.id, photo_id).form
    if form is not None and stored.form_with_id(session, form).state in DONE:
        raise NotFound("form_photo", str(photo_id))
    return stored.picture(session, poll.id, photo_id)


def named_form(session: Connection, scope: Jurisdiction, poll_id: int, number: str | None) -> NamedForm:
    """What a number that was read off a photograph of this poll means. Raises `NotFound` outside `scope`."""
    poll = stored_poll.poll(session, scope, poll_id)
    found = form_anywhere(session, number)
    return found if found.form is None or found.form.poll == poll.id else NamedForm(None, None, Unread.OTHER_POLL)


def form_anywhere(session: Connection, number: str | None) -> NamedForm:
    """What a number that was read off a page means, in whatever poll; for whoever sits at the machine itself."""
    if number is None:
        return NamedForm(None, None, Unread.NO_CODE)
    known = stored.form_and_layout(session, number)
    return NamedForm(*known, None) if known else NamedForm(None, None, Unread.OTHER_POLL)


@needs(Right.FILL_IN)
def keep_photos(
    session: Connection, scope: Jurisdiction, poll_id: int, pictures: Sequence[bytes], *, by: Actor, now: datetime
) -> KeptPhotos:
    """Keep developed pictures, unread. Raises `NotFound` outside `scope` and `NotAllowed`: draft, not_collecting."""
    poll = stored_poll.poll(session, scope, poll_id, hold=True)
    now = moment(session, now)
    if poll.terms is None:
        raise NotAllowed("draft")
    if poll.published_at is not None or poll.state(now) is PollState.CANCELLED:
        raise NotAllowed("not_collecting")
    brought = {sha256(picture).hexdigest(): picture for picture in pictures}
    had = stored.kept(session, poll.id, brought)
    new = {name: picture for name, picture in brought.items() if name not in had}
    if new:
        stored.keep(session, poll.id, new, by=by, now=now)
        name = digest(sorted(new))
        entry.enter(session, "form_photos_kept", by=by, now=now, poll_id=poll.id, number=len(new), digest=name)
    return KeptPhotos(len(new), len(pictures) - len(new))


@needs(Right.FILL_IN)
def keep_sightings(
    session: Connection,
    scope: Jurisdiction,
    poll_id: int,
    sightings: Sequence[tuple[bytes, Sighting]],
    *,
    by: Actor,
    now: datetime,
) -> KeptPhotos:
    """Keep developed pictures with what was read off each. Raises what `keep_photos` does."""
    kept = keep_photos(session, scope, poll_id, [picture for picture, _ in sightings], by=by, now=now)
    now = moment(session, now)
    ids = {photo.digest: photo.id for photo in stored.photos(session, poll_id)}
    for picture, sighting in sightings:
        write_reading(session, scope, poll_id, ids[sha256(picture).hexdigest()], sighting, by=by, now=now)
    return kept


@needs(Right.FILL_IN)
def write_reading(
    session: Connection,
    scope: Jurisdiction,
    poll_id: int,
    photo_id: int,
    sighting: Sighting,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Write down what was read off a photograph, once; one of another poll's form is dropped. Raises `NotFound` outside
    `scope`."""
    poll = stored_poll.poll(session, scope, poll_id, hold=True)
    now = moment(session, now)
    photo = stored.photo(session, poll.id, photo_id)
    if photo.reading is not None:
        return
    known = stored.form_and_layout(session, sighting.number) if sighting.number else None
    told: dict[str, Value] = {"digest": photo.digest}
    if known and known[0].poll == poll.id:
        reading = within_limits(sighting.reading, _most(session, known[1]))
        stored.write_reading(session, photo.id, known[0].id, sighting.page, reading)
        _let_lead(session, poll.id, known[0].id, sighting.page)
        told |= {"form": known[0].number, "page": sighting.page}
    else:
        reading = PageReading(unread=sighting.reading.unread or Unread.OTHER_POLL)
        stored.write_reading(session, photo.id, None, 0, reading)
    if reading.unread is Unread.OTHER_POLL:
        stored.blacken(session, photo.id)
    told |= {"boxes": len(reading.boxes), "unsure": reading.unsure, "unread": reading.unread and reading.unread.value}
    entry.enter(session, "form_photo_read", by=by, now=now, poll_id=poll.id, **told)


def _let_lead(session: Connection, poll_id: int, form_id: int, page: int) -> None:
    """Of several photographs of a page one fills in beforehand: that which leaves the least to be looked at."""
    same = [photo for photo in stored.photos(session, poll_id, form_id) if photo.page == page]
    first = leading(same)
    for photo in same:
        if photo.reading and len(same) > 1:
            stored.write_reading(session, photo.id, form_id, page, photo.reading, leads=photo is first)


def _most(session: Connection, layout: FormLayout) -> dict[str, int]:
    """How many boxes of each question may be ticked; parts of an answer take one each, as do questions about a matter."""
    edition, menu = document.edition(session, layout.edition), document.menu(session, layout.menu)
    kinds = {question.key: KINDS[question.kind] for question in edition.questions}
    several = {key for key, kind in kinds.items() if kind.published is Posting.SEVERAL_EACH}
    caps = {question.key: kinds[question.key].most(question, menu) for question in edition.questions}
    return {key: (cap or len(layout.boxes)) if key in several else 1 for key, cap in caps.items()}


@needs(Right.FILL_IN)
def drop_photo(
    session: Connection, scope: Jurisdiction, poll_id: int, photo_id: int, *, by: Actor, now: datetime
) -> FormPhoto:
    """Delete a photograph that nothing was read off. Raises `NotFound` outside `scope` and `NotAllowed`: photo_read."""
    poll = stored_poll.poll(session, scope, poll_id, hold=True)
    now = moment(session, now)
    photo = stored.photo(session, poll.id, photo_id)
    if photo.reading is None or photo.reading.unread is None:
        raise NotAllowed("photo_read")
    stored.drop(session, [photo.id])
    entry.enter(session, "form_photo_dropped", by=by, now=now, poll_id=poll.id, digest=photo.digest)
    return photo


@needs(Right.SETTINGS)
def forget_photos(session: Connection, *, by: Actor, now: datetime) -> int:
    """Delete every photograph whose time is over; returns how many."""
    overdue = [poll_id for poll_id, *ends in stored.ends(session) if now > kept_until(*ends)]
    forgotten = 0
    for poll_id, photo_ids in stored.of_polls(session, overdue).items():
        number = stored.drop(session, photo_ids)
        entry.enter(session, "form_photos_forgotten", by=by, now=now, poll_id=poll_id, number=number)
        forgotten += number
    return forgotten
