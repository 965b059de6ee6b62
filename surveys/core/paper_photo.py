"""Photographs of paper forms: what was read off each, and which pages of a form have one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from surveys.core.paper_form import PaperForm
from surveys.core.paper_reading import PageReading

MOST_PHOTOS = 20
"""Files that are taken at once."""


@dataclass(frozen=True, slots=True)
class FormPhoto:
    """A photograph in a poll; `form` and `page` are what its QR says, None and 0 where it says nothing of this poll. It has
    no `reading` before a camera looked."""

    id: int
    form: int | None
    page: int
    digest: str
    by: str
    who: str
    at: datetime
    reading: PageReading | None


@dataclass(frozen=True, slots=True)
class PhotographedForm:
    """A form with the photographs of its pages, the earlier ones first, and the numbers of all its pages that have boxes."""

    form: PaperForm
    pages: tuple[int, ...]
    photos: tuple[FormPhoto, ...]

    @property
    def missing(self) -> tuple[int, ...]:
        """The pages that no photograph could be read of."""
        read = {photo.page for photo in self.photos if photo.reading and not photo.reading.unread}
        return tuple(page for page in self.pages if page not in read)

    @property
    def best(self) -> tuple[FormPhoto, ...]:
        """Of each page the photograph that leads, by page."""
        by_page = {page: leading(photo for photo in self.photos if photo.page == page) for page in self.pages}
        return tuple(photo for photo in by_page.values() if photo)


def leading(photos: Iterable[FormPhoto]) -> FormPhoto | None:
    """Of photographs of one page that which leaves the fewest boxes unsure, the later of equal ones; None where none was
    read."""
    found: tuple[int, FormPhoto] | None = None
    for photo in photos:
        if photo.reading and not photo.reading.unread and (found is None or photo.reading.unsure <= found[0]):
            found = photo.reading.unsure, photo
    return found[1] if found else None


def photographed(
    forms: Iterable[PaperForm], pages: dict[int, tuple[int, ...]], photos: Iterable[FormPhoto]
) -> tuple[PhotographedForm, ...]:
    """The forms that have a photograph, in the order of their serials; `pages` is by form."""
    by_form: dict[int | None, list[FormPhoto]] = {}
    for photo in photos:
        by_form.setdefault(photo.form, []).append(photo)
    known = sorted((form for form in forms if form.id in by_form), key=lambda form: form.serial)
    return tuple(PhotographedForm(form, pages[form.id], tuple(by_form[form.id])) for form in known)
