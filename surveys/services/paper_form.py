"""Paper questionnaires: the batches that they are printed in, each form with a number of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from surveys.core.canonical import digest
from surveys.core.errors import NotAllowed, NotFound, Problem, Rejected
from surveys.core.form_register import rows_of
from surveys.core.paper_form import FormBatch, FormLayout, form_number
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll
from surveys.core.roster import Household
from surveys.core.staff import Actor, Right, needs
from surveys.services.form_plan import FormPlan, FormsWanted, plan_forms
from surveys.services.print_run import opened
from surveys.store import entry, form_register
from surveys.store import paper_form as stored
from surveys.store import staff as stored_staff
from surveys.store.clock import moment
from surveys.store.db import Connection

Random = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class FormSides:
    """The sides that the forms of a batch share, as PDF, and where their boxes stand."""

    content: bytes
    layout: FormLayout


@dataclass(frozen=True, slots=True)
class NumberedForm:
    """One form as it is printed: its number, and the door that it goes to; none on a blank one."""

    number: str
    serial: int
    building: str = ""
    unit: str = ""
    room: str = ""


@dataclass(frozen=True, slots=True)
class PrintedForms:
    """The forms of one batch, with the sides that they share."""

    poll: Poll
    batch: FormBatch
    sides: FormSides
    forms: tuple[NumberedForm, ...]


@needs(Right.LETTERS)
def print_forms(
    session: Connection,
    scope: Jurisdiction,
    poll_id: int,
    wanted: FormsWanted,
    pressed: Mapping[str, FormSides],
    *,
    random: Random,
    by: Actor,
    now: datetime,
) -> tuple[PrintedForms, ...]:
    """Forms with numbers of their own, a batch for each of the sides that `pressed` has by its key, once it is written down
    who prints them.

    Raises as `plan_forms` does, and `Rejected`: forms_moved, where homes were amended since the sides were made.
    """
    opened(session, scope, poll_id, hold=True)
    now = moment(session, now)
    plans = plan_forms(session, scope, poll_id, wanted, now=now)
    if any(plan.asked.key not in pressed for plan in plans):
        raise Rejected([Problem("forms_moved", "building")])
    return tuple(_batch(session, plan, wanted, pressed[plan.asked.key], random=random, by=by, now=now) for plan in plans)


def _batch(
    session: Connection,
    plan: FormPlan,
    wanted: FormsWanted,
    sides: FormSides,
    *,
    random: Random,
    by: Actor,
    now: datetime,
) -> PrintedForms:
    poll, member = plan.asked.poll, stored_staff.member(session, by.username)
    numbers = _numbers(session, len(plan.homes), random)
    batch, first = stored.next_numbers(session, poll.id)
    blank, building, unit = plan.asked.blank, wanted.building, wanted.unit
    made = FormBatch(
        number=batch,
        at=now,
        by=by.username,
        who=member.name if member else by.username,
        building="" if blank else building,
        unit="" if blank else unit,
        big=wanted.big,
        blank=blank,
        forms=len(numbers),
        layout=sides.layout.digest,
    )
    stored.keep_layout(session, sides.layout)
    homes = dict(zip(numbers, plan.homes, strict=True))
    stored.add_batch(session, poll.id, made, first, {number: home.id if home else None for number, home in homes.items()})
    forms = tuple(_numbered(number, serial, home) for serial, (number, home) in enumerate(homes.items(), start=first))
    kept: list[list[str | int]] = [[form.number, form.serial, form.building, form.unit, form.room] for form in forms]
    form_register.keep_sides(session, poll.id, batch, sides.content, kept)
    _enter_batch(session, poll.id, made, first, numbers, by=by, now=now)
    return PrintedForms(poll, made, sides, forms)


def _enter_batch(
    session: Connection, poll_id: int, made: FormBatch, first: int, numbers: Sequence[str], *, by: Actor, now: datetime
) -> None:
    entry.enter(
        session,
        "forms_printed",
        by=by,
        now=now,
        poll_id=poll_id,
        batch=made.number,
        building=made.building,
        unit=made.unit,
        forms=made.forms,
        serials=rows_of(range(first, first + made.forms))[0],
        big=int(made.big),
        blank=int(made.blank),
        layout=made.layout,
        digest=digest(list(numbers)),
    )


def _numbered(number: str, serial: int, home: Household | None) -> NumberedForm:
    return NumberedForm(number, serial, *((home.building, home.unit, home.room) if home else ()))


def _numbers(session: Connection, count: int, random: Random) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        fresh = [form_number(random(8)) for _ in range(count - len(found))]
        found |= dict.fromkeys(number for number in fresh if number not in stored.taken(session, fresh))
    return list(found)


def printed_batches(
    session: Connection, scope: Jurisdiction, poll_id: int, numbers: Sequence[int]
) -> tuple[PrintedForms, ...]:
    """Batches as they were printed. Raises `NotFound`."""
    poll = opened(session, scope, poll_id)
    known = {batch.number: batch for batch in stored.batches(session, poll_id)}
    if strange := [number for number in numbers if number not in known]:
        raise NotFound("form_batch", str(strange[0]))
    return tuple(_as_printed(session, poll, known[number]) for number in numbers)


def _as_printed(session: Connection, poll: Poll, batch: FormBatch) -> PrintedForms:
    content, forms = form_register.kept_sides(session, poll.id, batch.number)
    sides = FormSides(content, stored.layout(session, batch.layout))
    return PrintedForms(poll, batch, sides, tuple(NumberedForm(*form) for form in forms))


@needs(Right.LETTERS)
def print_forms_again(
    session: Connection, scope: Jurisdiction, poll_id: int, number: int, *, by: Actor, now: datetime
) -> PrintedForms:
    """A batch once more, the same to the byte, once that is written down: a printer that jammed, a download that broke off.

    Raises `NotFound`, and `NotAllowed` with the state of a poll that takes no answers any more.
    """
    poll = opened(session, scope, poll_id, hold=True)
    now = moment(session, now)
    if not (state := poll.state(now)).running:
        raise NotAllowed(state.value)
    (printed,) = printed_batches(session, scope, poll_id, [number])
    entry.enter(session, "forms_printed_again", by=by, now=now, poll_id=poll_id, batch=number, forms=printed.batch.forms)
    return printed
