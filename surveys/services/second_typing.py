"""A form that was drawn is typed in again (再录一遍) by somebody else, blind, and compared with the first typing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from surveys.core.act import Value, made
from surveys.core.ballot import Capacity
from surveys.core.canonical import canonical
from surveys.core.entry_lot import LotCheck, LotForm, differing_answers
from surveys.core.errors import NotAllowed, Problem, Rejected
from surveys.core.form_entry import PaperMark, Transcript
from surveys.core.kinds import KINDS
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll
from surveys.core.questionnaire import Edition
from surveys.core.staff import Actor, Right, needs
from surveys.services.entry_lot import CHECKED_IN, PollChecks, held_checks, poll_checks, settle
from surveys.services.form_entry import transcribed, visited
from surveys.services.household import documents
from surveys.services.second import apart
from surveys.services.waiting import refuse_hand
from surveys.store import entry, form_entry
from surveys.store import entry_lot as stored
from surveys.store.clock import moment
from surveys.store.db import Connection


@dataclass(frozen=True, slots=True)
class ToType:
    """What one member of staff may type in again, and how many forms wait for somebody else."""

    poll: Poll
    open: bool
    forms: tuple[LotForm, ...]
    others: int


def forms_for(session: Connection, scope: Jurisdiction, poll_id: int, who: str, *, now: datetime) -> ToType:
    """The forms of a poll that wait to be typed in again by `who`. Raises as `poll_checks`."""
    found = poll_checks(session, scope, poll_id, now=now)
    waiting = [(form, _hands(check, form)) for check in found.lots for form in check.to_type]
    others = {hand: apart(session, hand, who, now) for hand in frozenset().union(*(hands for _form, hands in waiting))}
    mine = tuple(form for form, hands in waiting if all(others[hand] for hand in hands))
    return ToType(found.poll, found.state in CHECKED_IN, mine, len(waiting) - len(mine))


@dataclass(frozen=True, slots=True)
class DrawnForm:
    """A form that somebody is about to type in again; of a blank one only the paper says whose it is."""

    poll: Poll
    form: LotForm
    blank: bool


def drawn_form(session: Connection, scope: Jurisdiction, poll_id: int, number: str, who: str, *, now: datetime) -> DrawnForm:
    """The form with this number for `who` to type in again. Raises as `poll_checks`, and `NotAllowed`: not_drawn,
    had_a_hand, hand_invited."""
    found = poll_checks(session, scope, poll_id, now=now)
    check, form = _waiting(found, number)
    refuse_hand(session, _hands(check, form), who, now)
    return DrawnForm(found.poll, form, form_entry.is_blank(session, form.form))


def _waiting(found: PollChecks, number: str) -> tuple[LotCheck, LotForm]:
    for check in found.lots:
        for form in check.to_type:
            if form.number == number:
                return check, form
    raise NotAllowed("not_drawn")


def _hands(check: LotCheck, form: LotForm) -> frozenset[str]:
    """Who typed a form in before."""
    return frozenset({form.by, *(one.by for one in check.of(form))})


@needs(Right.FILL_IN)
def type_again(
    session: Connection,
    scope: Jurisdiction,
    poll_id: int,
    household_id: int,
    said: Transcript,
    *,
    by: Actor,
    now: datetime,
) -> tuple[str, ...]:
    """Take what somebody else reads on the form that `said` names, and compare it; returns in what it differs from the
    first typing.

    Raises `Rejected` with every problem of the answers, and form_of_another_home, `NotFound`, `PollNotOpen`, and
    `NotAllowed`: not_drawn, had_a_hand, hand_invited.
    """
    check, form = _waiting(held_checks(session, scope, poll_id, now), said.form)
    now = moment(session, now)
    refuse_hand(session, _hands(check, form), by.username, now)
    if household_id != form.home.id and not form_entry.is_blank(session, form.form):
        raise Rejected([Problem("form_of_another_home", "form")])
    visit = visited(session, scope, poll_id, household_id)
    capacity, content = transcribed(session, visit, said)
    edition, _menu = documents(session, visit.poll, visit.household)
    differs = _differing(form, household_id, said, (capacity, content), edition)
    typed = {"household_id": household_id, "capacity": capacity.value, "content": content, "by": by.username, "at": now}
    typed |= {"seconds": said.seconds, "photo_read": said.photo_read, "marks": ",".join(sorted(said.marks))}
    check_id = stored.add_check(session, poll_id, form, typed, differs)
    second = next(one.second for one in stored.checks_of(session, poll_id, check.lot.number) if one.id == check_id)
    turns = made({"first": form.entry, "second": second, "differs": canonical(list(differs)).decode()})
    about: dict[str, Value] = {"household": form.home.id, "check": check_id, "form": form.serial}
    entry.enter(session, "form_typed_again", by=by, now=now, poll_id=poll_id, **about, **turns)
    settle(session, poll_id, check.lot.number, by, now)
    return differs


def _differing(
    form: LotForm, household_id: int, said: Transcript, read: tuple[Capacity, str], edition: Edition
) -> tuple[str, ...]:
    """In what the second typing differs; whether it is signed matters where owners vote."""
    capacity, content = read
    same = {
        "household": form.home.id == household_id,
        "capacity": form.capacity is capacity,
        "signed": form.signed is (PaperMark.SIGNED in said.marks),
    }
    beside = tuple(name for name, holds in same.items() if not holds)
    return (*beside, *differing_answers(form.content, content, own_words=own_words_of(edition)))


def own_words_of(edition: Edition) -> frozenset[str]:
    """The questions that are answered in one's own words."""
    return frozenset(question.key for question in edition.questions if KINDS[question.kind].own_words)
