"""Photographs of paper forms: what was read off each, and which pages of a form have one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from surveys.core.paper_form import PaperForm
from surveys.core.paper_reading import PageReading

MOST_PHOTOS = 20
"""Files that are taken at once."""
KEPT_AFTER_FINAL = timedelta(days=365)
"""How long a photograph is kept after the final notice."""
KEPT_WITHOUT_FINAL = timedelta(days=730)
"""How long it is kept after closing where none was posted."""


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
        """Of each page the photograph that left the fewest boxes unsure, by page; the later of equal ones."""
        found: dict[int, FormPhoto] = {}
        for photo in self.photos:
            if photo.reading and not photo.reading.unread and (unsure := photo.reading.unsure) is not None:
                before = found.get(photo.page)
                if before is None or before.reading is None or unsure <= before.reading.unsure:
                    found[photo.page] = photo
        return tuple(found[page] for page in sorted(found))


def photographed(
    forms: Iterable[PaperForm], pages: dict[int, tuple[int, ...]], photos: Iterable[FormPhoto]
) -> tuple[PhotographedForm, ...]:
    """The forms that have a photograph, in the order of their serials; `pages` is by form."""
    by_form: dict[int | None, list[FormPhoto]] = {}
    for photo in photos:
        by_form.setdefault(photo.form, []).append(photo)
    known = sorted((form for form in forms if form.id in by_form), key=lambda form: form.serial)
    return tuple(PhotographedForm(form, pages[form.id], tuple(by_form[form.id])) for form in known)
