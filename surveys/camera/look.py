"""One look at a photograph of a poll: which page of which form it shows, and what is in its boxes."""

from __future__ import annotations

from collections.abc import Callable

from surveys.core.paper_reading import PageReading, Sighting, Unread
from surveys.services.paper_photo import NamedForm


def look_at(content: bytes, named: Callable[[str | None], NamedForm]) -> Sighting:
    """What a developed picture shows, a few tenths of a second's work; `named` says what the number on it means."""
    from surveys.camera.reader import read_page
    from surveys.camera.straight import straightened

    seen = straightened(content)
    form = named(seen.number)
    if seen.picture is None and (seen.number is None or form.layout):
        return Sighting(seen.number, seen.page or 0, PageReading(unread=Unread.NO_PAGE))
    if form.layout is None or seen.picture is None or seen.page is None:
        return Sighting(seen.number, 0, PageReading(unread=form.unread or Unread.NO_CODE))
    return Sighting(seen.number, seen.page, read_page(seen.picture, form.layout, seen.page))


def page_picture(content: bytes) -> bytes | None:
    """The page on a photograph as it would lie on a scanner, as JPEG, four dots a millimetre; None where it isn't found."""
    from surveys.camera.straight import pressed, straightened

    flat = straightened(content).picture
    return None if flat is None else pressed(flat)
