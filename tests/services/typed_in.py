"""Forms that were printed for a poll's homes, or blank, as tests of typing in need them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select, update

from surveys.core.canonical import digest
from surveys.core.form_register import rows_of
from surveys.core.paper_form import FormBatch, FormLayout, PaperForm, form_number
from surveys.core.poll import Poll
from surveys.core.staff import Installation
from surveys.store.db import Connection
from surveys.store.entry import enter
from surveys.store.paper_form import add_batch, form_numbered, forms_t, keep_layout, next_numbers


def printed(session: Connection, poll: Poll, *homes: int | None, at: datetime, by: str = "yin") -> tuple[PaperForm, ...]:
    """One form for each of these homes, blank where it is None."""
    assert poll.terms
    layout = FormLayout(poll.terms.edition, poll.terms.menu, False, 2, ())
    keep_layout(session, layout)
    number, first = next_numbers(session, poll.id)
    blank = all(home is None for home in homes)
    batch = FormBatch(number, at, by, by, "", "", False, blank, len(homes), layout.digest)
    numbers = {form_number(bytes([poll.id, 7, number, n]) * 4): home for n, home in enumerate(homes)}
    told_batch(session, poll.id, batch, first, numbers)
    return tuple(form_numbered(session, poll.id, one) for one in numbers)


def told_batch(session: Connection, poll_id: int, batch: FormBatch, first: int, numbers: Mapping[str, int | None]) -> None:
    """Write a batch of forms down, with its act, as whoever prints them does."""
    add_batch(session, poll_id, batch, first, numbers)
    told = {name: getattr(batch, name) for name in ("building", "unit", "forms", "layout")}
    told |= {"batch": batch.number, "big": int(batch.big), "blank": int(batch.blank), "digest": digest([*numbers])}
    told["serials"] = rows_of(range(first, first + batch.forms))[0]
    enter(session, "forms_printed", by=Installation(batch.by), now=batch.at, poll_id=poll_id, **told)


def handed_in(session: Connection, form: PaperForm, *, at: datetime, by: str = "shou") -> None:
    """Write down that a form came back."""
    session.execute(update(forms_t).where(forms_t.c.id == form.id).values(returned_at=at, returned_by=by))


def spoil(session: Connection, form: PaperForm, *, at: datetime) -> None:
    """Write down that a form counts for nothing."""
    why = {"spoiled_at": at, "spoiled_by": "shou", "spoiled_why": "重印"}
    session.execute(update(forms_t).where(forms_t.c.id == form.id).values(why))


def home_of(session: Connection, form: PaperForm) -> int | None:
    """Whose home a form is now."""
    return session.execute(select(forms_t.c.household_id).where(forms_t.c.id == form.id)).scalar_one()
