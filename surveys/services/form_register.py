"""The register of a poll's paper forms (发放和收回登记): given out, come back, made void, and a mistake taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from surveys.core.act import Value
from surveys.core.code import names_door
from surveys.core.errors import NotAllowed, Problem, Rejected
from surveys.core.form_register import (
    LONGEST_NAME,
    LONGEST_WHY,
    FormStep,
    missing_forms,
    read_forms,
    rows_of,
    step_problems,
)
from surveys.core.paging import rows_before
from surveys.core.paper_form import FormBatch, FormState, PaperForm, read_form_number
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll, PollState
from surveys.core.staff import Actor, Right, needs
from surveys.services.print_run import opened
from surveys.store import entry, form_register
from surveys.store import household as stored_household
from surveys.store import paper_form as stored
from surveys.store.clock import moment
from surveys.store.db import Connection
from surveys.store.form_register import RegisterLine, RegisterSearch

PAGE = 50
_ACTS: Mapping[FormStep, str] = {
    FormStep.ISSUE: "forms_issued",
    FormStep.RETURN: "forms_returned",
    FormStep.SPOIL: "forms_spoiled",
    FormStep.UNDO: "forms_taken_back",
}
_BACK: Mapping[FormState, Mapping[str, Any]] = {
    FormState.ISSUED: {"issued_at": None, "issued_by": "", "issued_to": ""},
    FormState.RETURNED: {"returned_at": None, "returned_by": ""},
    FormState.SPOILED: {"spoiled_at": None, "spoiled_by": "", "spoiled_why": ""},
}
"""What is taken back of a form in each state."""


@dataclass(frozen=True, slots=True)
class FormsDesk:
    """A poll's forms: what was printed, how many stand where, and one page of the register."""

    poll: Poll
    state: PollState
    batches: tuple[FormBatch, ...]
    sums: Mapping[FormState, int]
    lines: tuple[RegisterLine, ...]
    found: int
    buildings: Mapping[str, tuple[str, ...]]
    """The stairwells of each building."""


def forms_desk(
    session: Connection,
    scope: Jurisdiction,
    poll_id: int,
    *,
    find: str = "",
    state: FormState | None = None,
    page: int = 1,
    now: datetime,
) -> FormsDesk:
    """A poll's forms, those in `state` that `find` names: by serial, by number, or by door; at most fifty at a time.

    Raises `NotFound` outside `scope` and `NotAllowed`: draft.
    """
    poll = opened(session, scope, poll_id)
    search = _search(session, poll_id, find.strip(), state)
    found = form_register.register_count(session, poll_id, search)
    lines = form_register.register(session, poll_id, search, first=rows_before(page, found, PAGE), size=PAGE)
    buildings: dict[str, dict[str, None]] = {}
    for entrance in stored_household.homes_by_entrance(session, poll_id):
        buildings.setdefault(entrance.building, {})[entrance.unit] = None
    return FormsDesk(
        poll,
        poll.state(now),
        stored.batches(session, poll_id),
        form_register.form_sums(session, poll_id),
        lines,
        found,
        {building: tuple(units) for building, units in buildings.items()},
    )


def _search(session: Connection, poll_id: int, find: str, state: FormState | None) -> RegisterSearch:
    if not find:
        return RegisterSearch(state)
    if find.isascii() and find.isdecimal() and len(find) <= 6:
        return RegisterSearch(state, serial=int(find))
    try:
        return RegisterSearch(state, number=read_form_number(find))
    except Rejected:
        homes = (row.household for row in stored_household.frozen(session, poll_id))
        return RegisterSearch(state, homes=[one.id for one in homes if names_door(find, one.building, one.unit, one.room)])


@needs(Right.LETTERS)
def take_step(
    session: Connection,
    scope: Jurisdiction,
    poll_id: int,
    step: FormStep,
    typed: str,
    *,
    said: str = "",
    by: Actor,
    now: datetime,
) -> tuple[PaperForm, ...]:
    """Write down what became of the forms that `typed` names, of all or of none; `said` is to whom they were given, or why
    they are void. Returns them as they were.

    Raises `NotAllowed` with the state of a poll in which that can't be, and `Rejected` with every reason.
    """
    poll = opened(session, scope, poll_id, hold=True)
    now = moment(session, now)
    state, said = poll.state(now), said.strip()
    if not (state.running if step is FormStep.ISSUE else state not in (PollState.FINAL, PollState.CANCELLED)):
        raise NotAllowed(state.value)
    _check_said(step, said)
    named = read_forms(typed)
    forms = form_register.forms_named(session, poll_id, named)
    if lacking := missing_forms(named, forms):
        raise Rejected([Problem("forms_missing", "forms", value="\u3001".join(lacking))])
    if problems := step_problems(step, forms) or _after_the_end(poll, step, forms, now):
        raise Rejected(problems)
    _write(session, step, forms, said, by=by, now=now)
    _enter(session, poll_id, step, forms, said, by=by, now=now)
    return forms


def _after_the_end(poll: Poll, step: FormStep, forms: tuple[PaperForm, ...], now: datetime) -> tuple[Problem, ...]:
    """Once the poll ended, what came back in time still counts: nobody who sees how it came out takes it from the drawer."""
    if now < poll.ended_at or step not in (FormStep.SPOIL, FormStep.UNDO):
        return ()
    kept = [f.serial for f in forms if f.state is FormState.RETURNED and f.returned_at and f.returned_at <= poll.ended_at]
    return (Problem("form_in_time", "forms", value="\u3001".join(rows_of(kept))),) if kept else ()


def _check_said(step: FormStep, said: str) -> None:
    if step is FormStep.SPOIL and not said:
        raise Rejected([Problem("form_why", "said")])
    most = LONGEST_WHY if step is FormStep.SPOIL else LONGEST_NAME
    if len(said) > most:
        raise Rejected([Problem("form_said_long", "said", detail={"most": most, "count": len(said)})])


def _write(
    session: Connection, step: FormStep, forms: tuple[PaperForm, ...], said: str, *, by: Actor, now: datetime
) -> None:
    if step is FormStep.UNDO:
        for state, values in _BACK.items():
            form_register.write_step(session, [form.id for form in forms if form.state is state], values)
        return
    issued = {"issued_at": now, "issued_by": by.username}
    if step is FormStep.RETURN:
        form_register.write_step(session, [form.id for form in forms if form.issued_at is None], issued)
    values = {
        FormStep.ISSUE: {**issued, "issued_to": said},
        FormStep.RETURN: {"returned_at": now, "returned_by": by.username},
        FormStep.SPOIL: {"spoiled_at": now, "spoiled_by": by.username, "spoiled_why": said},
    }
    form_register.write_step(session, [form.id for form in forms], values[step])


def _enter(
    session: Connection,
    poll_id: int,
    step: FormStep,
    forms: tuple[PaperForm, ...],
    said: str,
    *,
    by: Actor,
    now: datetime,
) -> None:
    about: Mapping[FormStep, dict[str, Value]] = {
        FormStep.ISSUE: {"to": said or None},
        FormStep.RETURN: {},
        FormStep.SPOIL: {"reason": said},
        FormStep.UNDO: {"was": ",".join(sorted({form.state.value for form in forms}))},
    }
    serials = "\u3001".join(rows_of([form.serial for form in forms]))
    count = len(forms)
    entry.enter(session, _ACTS[step], by=by, now=now, poll_id=poll_id, forms=count, serials=serials, **about[step])


def form_told(session: Connection, typed: str) -> FormState | None:
    """What everybody may know of a form: whether it came back, was typed in, was confirmed; None for every other form, and
    for numbers of none. Raises `Rejected`: form_number."""
    form = form_register.form_anywhere(session, read_form_number(typed))
    told = (FormState.RETURNED, FormState.ENTERED, FormState.CONFIRMED)
    return form.state if form and form.state in told else None
