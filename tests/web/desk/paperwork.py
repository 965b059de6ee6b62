"""A poll at the desk with paper in every state: forms printed, photographed, typed in, locked, and doors knocked at."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import cycle, islice

from sqlalchemy import insert

from surveys.core.ballot import Capacity, Channel
from surveys.core.form_entry import FormEntry, Transcript
from surveys.core.paper_form import FormBatch, form_number
from surveys.core.paper_reading import PageReading
from surveys.core.place import DISTRICT
from surveys.core.visit import SentVisit
from surveys.services.entry_lot import lock_lot, roll_dice
from surveys.services.visit import note_visits
from surveys.store import form_entry
from surveys.store.db import Connection, transaction
from surveys.store.household import frozen
from surveys.store.paper_form import add_batch, form_numbered, keep_layout, next_numbers
from surveys.store.paper_photo import write_reading
from tests.factories import LI, WANG
from tests.office import Office
from tests.services.checked import DICE, LAYOUT, WITNESSES


def with_paper(office: Office, forms: int) -> None:
    """So many more forms of the open poll in one batch: all photographed, typed in beside what homes voted, and in a lot of
    their own whose dice were rolled; and as many knocks at doors."""
    now, poll = datetime.now(UTC), office.open
    with office.app.app_context(), transaction() as session:
        batch, first = next_numbers(session, poll.id)
        homes = list(islice(cycle(row.household.id for row in frozen(session, poll.id)), forms))
        numbers = {form_number((n * 7919).to_bytes(8, "big")): home for n, home in enumerate(homes, start=first)}
        keep_layout(session, LAYOUT)
        made = FormBatch(batch, now, "li", "li", "", "", False, False, forms, LAYOUT.digest)
        add_batch(session, poll.id, made, first, numbers)
        for number, home in numbers.items():
            _typed(session, poll.id, number, home, now)
        lot = lock_lot(session, DISTRICT, poll.id, random=bytes(32), by=WANG, now=now)
        roll_dice(session, DISTRICT, poll.id, lot.number, dice=DICE, witnesses=WITNESSES, by=WANG, now=now)
        knocks = [SentVisit(f"knock-{number}", home, "out") for number, home in numbers.items()]
        note_visits(session, DISTRICT, poll.id, knocks, by=LI, now=now)


def _typed(session: Connection, poll_id: int, number: str, home: int, now: datetime) -> None:
    form = form_numbered(session, poll_id, number).id
    values = {"poll_id": poll_id, "form_id": form, "page": 1, "digest": number, "by": "li", "at": now}
    added = insert(form_entry.photos_t).values(content=b"JPEG", reading="", **values).returning(form_entry.photos_t.c.id)
    write_reading(session, session.execute(added).scalar_one(), form, 1, PageReading())
    new = FormEntry(0, form, home, Capacity.OWNER, Channel.PAPER, "li", now, None)
    form_entry.add(session, poll_id, new, Transcript({}, Channel.PAPER, number), "{}")
