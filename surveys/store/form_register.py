"""The register of a poll's paper forms: what is written down about each, how many stand where, and finding one."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, insert, or_, select, update

from surveys.core.canonical import canonical
from surveys.core.errors import NotFound
from surveys.core.form_register import FormsNamed
from surveys.core.paper_form import FormState, PaperForm
from surveys.store.db import Connection
from surveys.store.household import ROOM, amendments_t, households_t
from surveys.store.paper_form import FIRST, batches_t, entries_t, form_of, forms_t, found_forms
from surveys.store.paper_form_records import FormSidesRecord
from surveys.store.records import table_of

sides_t = table_of(FormSidesRecord)
_WHEN = (
    (FormState.SPOILED, forms_t.c.spoiled_at),
    (FormState.CONFIRMED, forms_t.c.confirmed_at),
    (FormState.ENTERED, entries_t.c.at),
    (FormState.RETURNED, forms_t.c.returned_at),
    (FormState.ISSUED, forms_t.c.issued_at),
)
STATE: ColumnElement[str] = case(
    *((at.is_not(None), state.value) for state, at in _WHEN), else_=FormState.PRINTED.value
).label("state")


@dataclass(frozen=True, slots=True)
class RegisterSearch:
    """Which forms are looked for: in which state, in which batch, with a serial, a number, or at one of these homes. What is
    None or 0 doesn't matter."""

    state: FormState | None = None
    batch: int = 0
    serial: int = 0
    number: str = ""
    homes: Collection[int] | None = None


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A form with the door that it was printed for or typed in for; without one the parts are empty."""

    form: PaperForm
    building: str = ""
    unit: str = ""
    room: str = ""


def form_sums(session: Connection, poll_id: int) -> dict[FormState, int]:
    """How many of a poll's forms are in each state; they add up to all that were printed."""
    joined = forms_t.outerjoin(entries_t, FIRST)
    query = select(STATE, func.count()).select_from(joined).where(forms_t.c.poll_id == poll_id).group_by(STATE)
    found = {FormState(state): number for state, number in session.execute(query)}
    return {state: found.get(state, 0) for state in FormState}


def forms_named(session: Connection, poll_id: int, named: FormsNamed) -> tuple[PaperForm, ...]:
    """Those of these forms that a poll has, by serial."""
    rows = [forms_t.c.serial.between(first, last) for first, last in named.rows]
    query = found_forms().where(forms_t.c.poll_id == poll_id, or_(*rows, forms_t.c.number.in_(named.numbers)))
    return tuple(map(form_of, session.execute(query.order_by(forms_t.c.serial))))


def form_anywhere(session: Connection, number: str) -> PaperForm | None:
    """The form with this number, of whatever poll; None where there is none."""
    row = session.execute(found_forms().where(forms_t.c.number == number)).one_or_none()
    return form_of(row) if row else None


def write_step(session: Connection, ids: Collection[int], values: Mapping[str, Any]) -> None:
    """Write the same down about several forms of a held poll."""
    session.execute(update(forms_t).where(forms_t.c.id.in_(ids)).values(**values))


def homes_with_forms(session: Connection, poll_id: int) -> frozenset[int]:
    """The homes of a poll for which a form was printed or typed in that isn't void."""
    query = select(forms_t.c.household_id).where(forms_t.c.poll_id == poll_id, forms_t.c.household_id.is_not(None))
    return frozenset(session.scalars(query.where(forms_t.c.spoiled_at.is_(None))))


def polls_with_names(session: Connection) -> list[int]:
    """The polls of whose forms it stands to whom they were given."""
    return list(session.scalars(select(forms_t.c.poll_id).where(forms_t.c.issued_to != "").distinct()))


def forget_names(session: Connection, poll_ids: Collection[int]) -> None:
    """Take from these polls' forms to whom they were given."""
    session.execute(update(forms_t).where(forms_t.c.poll_id.in_(poll_ids), forms_t.c.issued_to != "").values(issued_to=""))


def keep_sides(session: Connection, poll_id: int, number: int, content: bytes, forms: Sequence[Sequence[str | int]]) -> None:
    """Keep the sides of a batch and what was set on them for each form."""
    batch = select(batches_t.c.id).where(batches_t.c.poll_id == poll_id, batches_t.c.number == number).scalar_subquery()
    session.execute(insert(sides_t).values(batch_id=batch, content=content, forms=canonical(forms).decode()))


def kept_sides(session: Connection, poll_id: int, number: int) -> tuple[bytes, list[list[Any]]]:
    """What `keep_sides` kept of a batch. Raises `NotFound`."""
    query = select(sides_t.c.content, sides_t.c.forms).join(batches_t, batches_t.c.id == sides_t.c.batch_id)
    row = session.execute(query.where(batches_t.c.poll_id == poll_id, batches_t.c.number == number)).one_or_none()
    if row is None:
        raise NotFound("form_batch", str(number))
    return bytes(row.content), json.loads(row.forms)


def register(
    session: Connection, poll_id: int, search: RegisterSearch, *, first: int = 0, size: int | None = None
) -> tuple[RegisterLine, ...]:
    """The forms of a poll that are looked for, by serial, `size` of them after `first`."""
    door = (households_t.c.building, households_t.c.unit, ROOM.label("room"))
    home, amended = households_t.c.id == forms_t.c.household_id, amendments_t.c.holds_for == households_t.c.id
    query = found_forms().add_columns(*door).outerjoin(households_t, home).outerjoin(amendments_t, amended)
    query = query.where(*_wanted(poll_id, search)).order_by(forms_t.c.serial).offset(first).limit(size)
    return tuple(
        RegisterLine(form_of(row), row.building or "", row.unit or "", row.room or "") for row in session.execute(query)
    )


def register_count(session: Connection, poll_id: int, search: RegisterSearch) -> int:
    """How many forms of a poll are looked for."""
    joined = forms_t.join(batches_t, batches_t.c.id == forms_t.c.batch_id).outerjoin(entries_t, FIRST)
    query = select(func.count()).select_from(joined).where(*_wanted(poll_id, search))
    return session.execute(query).scalar_one()


def _wanted(poll_id: int, search: RegisterSearch) -> list[ColumnElement[bool]]:
    found = [forms_t.c.poll_id == poll_id]
    if search.state:
        found.append(search.state.value == STATE.element)
    if search.batch:
        found.append(batches_t.c.number == search.batch)
    if search.serial:
        found.append(forms_t.c.serial == search.serial)
    if search.number:
        found.append(forms_t.c.number == search.number)
    if search.homes is not None:
        found.append(forms_t.c.household_id.in_(search.homes))
    return found
