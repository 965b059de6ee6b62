"""One look at a photograph of a poll: which page of which form it shows, and what is in its boxes."""

from __future__ import annotations

from surveys.core.paper_reading import PageReading, Sighting, Unread
from surveys.core.place import Jurisdiction
from surveys.services.paper_photo import form_photo, form_picture, named_form
from surveys.store.db import Connection


def look_at(session: Connection, scope: Jurisdiction, poll_id: int, photo_id: int) -> Sighting:
    """What the photograph shows, a few tenths of a second's work. Raises `NotFound` outside `scope`."""
    from surveys.camera.reader import read_page
    from surveys.camera.straight import straightened

    form_photo(session, scope, poll_id, photo_id)
    seen = straightened(form_picture(session, scope, poll_id, photo_id))
    named = named_form(session, scope, poll_id, seen.number)
    if seen.picture is None and (seen.number is None or named.layout):
        return Sighting(seen.number, seen.page or 0, PageReading(unread=Unread.NO_PAGE))
    if named.layout is None or seen.picture is None or seen.page is None:
        return Sighting(seen.number, 0, PageReading(unread=named.unread or Unread.NO_CODE))
    return Sighting(seen.number, seen.page, read_page(seen.picture, named.layout, seen.page))


def page_picture(content: bytes) -> bytes | None:
    """The page on a photograph as it would lie on a scanner, as JPEG, four dots a millimetre; None where it isn't found."""
    from surveys.camera.straight import pressed, straightened

    flat = straightened(content).picture
    return None if flat is None else pressed(flat)
