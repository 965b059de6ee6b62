"""Forms of a poll with boxes where `tests/camera/forms.py` draws them, and photographs of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from random import Random

import cv2

from surveys.core.paper_form import FormBatch, PaperForm, form_number
from surveys.core.poll import Poll
from surveys.store.db import Connection
from surveys.store.paper_form import form_numbered, keep_layout, next_numbers
from tests.camera.forms import clean, layout
from tests.camera.pens import Pen, write
from tests.services.typed_in import told_batch

INK = Pen((40, 40, 40), 4)


def forms_of(session: Connection, poll: Poll, *homes: int | None, at: datetime, pages: int = 1) -> tuple[PaperForm, ...]:
    """A batch of forms, one for each of these homes; with two pages, their second is like the first."""
    assert poll.terms
    boxes = layout().boxes
    here = replace(layout(), edition=poll.terms.edition, menu=poll.terms.menu, pages=pages)
    here = replace(here, boxes=tuple(replace(box, page=page) for page in range(1, pages + 1) for box in boxes))
    keep_layout(session, here)
    number, serial = next_numbers(session, poll.id)
    batch = FormBatch(number, at, "li", "li", "", "", False, not any(homes), len(homes), here.digest)
    numbers = {form_number(Random(f"{poll.id} {serial + n}").randbytes(8)): home for n, home in enumerate(homes)}
    told_batch(session, poll.id, batch, serial, numbers)
    return tuple(form_numbered(session, poll.id, number) for number in numbers)


def picture_of(form: PaperForm | str, *kinds: str, page: int = 1, quality: int = 95) -> bytes:
    """A photograph of a page of a form, its first boxes marked so, as a scanner would make it."""
    number = form if isinstance(form, str) else form.number
    drawn = clean(number=number, leaf=page).copy()
    for box, kind in zip(layout().boxes[::4], kinds, strict=False):
        write(drawn, box, kind, INK, Random(5))
    return cv2.imencode(".jpg", drawn, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
