"""Typing in (录入): which form or home is meant, what is written down of it, and taking that back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from surveys.core.answers import read_answers
from surveys.core.ballot import UNDO_WITHIN, WITHDRAWN, Capacity, Channel, Revision
from surveys.core.canonical import canonical
from surveys.core.code import Keys
from surveys.core.errors import CoOwnerVoted, NotAllowed, NotFound, Problem, Rejected
from surveys.core.form_entry import FormEntry, Transcript, left_open, transcript_problems
from surveys.core.paper_form import FormState, PaperForm, read_form_number
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll, PollState
from surveys.core.staff import Actor, Right, needs
from surveys.core.submission import Origin
from surveys.core.waiting import WaitingReason, WaitingRuling
from surveys.services.ballot import accept_answers
from surveys.services.casting import AtDoor, Sending, add, begin, refuse_unless_open
from surveys.services.code import Door
from surveys.services.household import documents
from surveys.store import ballot as stored_ballot
from surveys.store import entry, waiting
from surveys.store import form_entry as stored
from surveys.store import paper_form as stored_form
from surveys.store import poll as stored_poll
from surveys.store.ballot import Visit
from surveys.store.clock import moment
from surveys.store.db import Connection

SHORTEST_TAIL = 4


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of a typing in: its receipt, why it waits, and whether it was kept beside another owner's vote."""

    receipt: str
    waits: WaitingReason | None = None
    beside_owner: bool = False


@needs(Right.FILL_IN)
def enter(
    session: Connection,
    scope: Jurisdiction,
    poll_id: int,
    household_id: int,
    said: Transcript,
    *,
    origin: Origin,
    by: Actor,
    keys: Keys,
    random: bytes,
    now: datetime,
) -> Entered:
    """Write down what a home said on paper, at its door or by telephone; it never takes the place of what stands.

    A paper that was handed in before the poll ended is taken until the result is looked over. Raises `NotFound`, `Rejected`
    with everything that is wrong with form and answers, and `NotAllowed` as `services.ballot.fill_in` does, own_co_vote,
    and kept_first where one that waited was refused before.
    """
    visit = visited(session, scope, poll_id, household_id, hold=True)
    now = moment(session, now)
    form = _checked(session, visit, said)
    late = form is not None and is_late(visit.poll, form, now)
    door = Door(household_id, visit.epoch, poll_id)
    errand = begin(session, Sending(door, origin, said.channel, by, keys, random, now, typed=True, late=late))
    kept, receipt = None, ""
    try:
        kept = accept_answers(session, errand, said.fields, said.blank)
    except CoOwnerVoted as voted:
        receipt = voted.receipt
    if kept and (before := stored.of_revision(session, poll_id, household_id, kept.capacity, kept.revision)):
        return Entered(kept.receipt, _waits(session, before))
    written = _write(session, visit, said, form, kept, by=by, now=now)
    waits = _waits(session, written)
    told = {"form": form.serial if form else None, "channel": said.channel.value, "late": int(late)}
    told |= {"household": household_id, "waits": str(waits) if waits else None}
    entry.enter(session, "form_entered", by=by, now=now, poll_id=poll_id, **told)
    return Entered(kept.receipt if kept else receipt, waits, kept is None)


def _checked(session: Connection, visit: Visit, said: Transcript) -> PaperForm | None:
    """The form that was typed in, None at a door or by telephone. Raises `Rejected` with everything that is wrong."""
    problems, form = list(transcript_problems(said)), None
    if said.channel is Channel.PAPER and said.form.strip():
        form, found = _usable(session, visit, said.form)
        problems += found
    problems += _unreadable(session, visit, said)
    if problems:
        raise Rejected(problems)
    return form


def _unreadable(session: Connection, visit: Visit, said: Transcript) -> tuple[Problem, ...]:
    try:
        transcribed(session, visit, said)
    except Rejected as refused:
        return tuple(refused.problems)
    return ()


def _write(
    session: Connection,
    visit: Visit,
    said: Transcript,
    form: PaperForm | None,
    kept: Revision | None,
    *,
    by: Actor,
    now: datetime,
) -> FormEntry:
    capacity, content = transcribed(session, visit, said)
    if form and form.household is None:
        stored.tie(session, form.id, visit.household.id)
    number = kept.revision if kept else None
    place = (form.id if form else None, visit.household.id, capacity, said.channel, by.username, now, number)
    # Who says that a camera read it first is allowed to be faster.
    read = said.photo_read and form is not None and bool(stored.photo_pages(session, [form.id]))
    return stored.add(session, visit.poll.id, FormEntry(0, *place), replace(said, photo_read=read), content)


def _waits(session: Connection, found: FormEntry) -> WaitingReason | None:
    at = (found.household, found.capacity, found.revision)
    here = waiting.at_home(session, found.household)
    return next((w.reason for w in here if w.open and (w.home.id, w.capacity, w.since) == at), None)


def transcribed(session: Connection, visit: Visit, said: Transcript) -> tuple[Capacity, str]:
    """In which capacity a home speaks, and its answers as ballots keep them: two typings in are compared by these. Raises
    `Rejected`."""
    edition, menu = documents(session, visit.poll, visit.household)
    edition = left_open(edition, said.blank)
    capacity, answers = read_answers(edition, menu, visit.household.entrance, said.fields)
    return capacity, canonical(answers).decode()


def visited(session: Connection, scope: Jurisdiction, poll_id: int, household_id: int, *, hold: bool = False) -> Visit:
    """A home of a poll within reach, counted or not; `hold` as `store.ballot.hold` says. Raises `NotFound`."""
    stored_poll.poll(session, scope, poll_id)
    if hold:
        stored_ballot.hold(session, household_id)
    visit = stored_ballot.visit(session, household_id)
    if visit is None or visit.poll.id != poll_id:
        raise NotFound("household", str(household_id))
    return visit


def is_late(poll: Poll, form: PaperForm, now: datetime) -> bool:
    """Whether a form that comes after the poll ended may still be typed in: it was handed in before, and nobody has looked
    the result over."""
    in_time = form.returned_at is not None and form.returned_at <= poll.ended_at
    return poll.state(now) is PollState.CLOSED and in_time and poll.reviewed_at is None


def _usable(session: Connection, visit: Visit, typed: str) -> tuple[PaperForm | None, tuple[Problem, ...]]:
    """The form that was typed, and why it can't be typed in for this home."""
    try:
        form = form_called(session, visit, typed)
    except Rejected as refused:
        return None, tuple(refused.problems)
    # Looked at anew once it is held: while we waited somebody may have typed it in for another home.
    form = stored.held(session, form)
    return form, form_problems(form, visit.household.id)


def form_called(session: Connection, visit: Visit, typed: str) -> PaperForm:
    """The form with this number, or the one for this home whose number ends with at least four figures like these. Raises
    `Rejected`: form_number, form_unknown, form_tail."""
    tail = "".join(sign for sign in typed if not sign.isspace() and sign != "-")
    if SHORTEST_TAIL <= len(tail) < SHORTEST_TAIL * 2 and tail.isascii() and tail.isdigit():
        found = stored.ending(session, visit.poll.id, visit.household.id, tail)
        if len(found) != 1:
            raise Rejected([Problem("form_tail" if found else "form_unknown", "form", value=tail)])
        return found[0]
    return form_numbered(session, visit.poll.id, typed)


def form_numbered(session: Connection, poll_id: int, typed: str) -> PaperForm:
    """The form of a poll with this number. Raises `Rejected`: form_number, form_unknown."""
    number = read_form_number(typed)
    try:
        return stored_form.form_numbered(session, poll_id, number)
    except NotFound as missing:
        raise Rejected([Problem("form_unknown", "form", value=number)]) from missing


def form_problems(form: PaperForm, household_id: int | None) -> tuple[Problem, ...]:
    """Why a form can't be typed in, for this home if one is known."""
    if form.state is FormState.SPOILED:
        return (Problem("form_spoiled", "form", value=form.spoiled_why),)
    if form.state in (FormState.ENTERED, FormState.CONFIRMED):
        return (Problem("form_entered", "form", value=form.entered_by),)
    if household_id is not None and form.household not in (None, household_id):
        return (Problem("form_of_another_home", "form"),)
    return ()


@needs(Right.FILL_IN)
def undo_entry(
    session: Connection,
    scope: Jurisdiction,
    poll_id: int,
    entry_id: int,
    *,
    by: Actor,
    keys: Keys,
    random: bytes,
    now: datetime,
) -> FormEntry:
    """Take back what one typed in oneself within ten minutes; its form may be typed in again. Undone again, nothing happens.

    Raises `NotFound`, and `NotAllowed`: not_yours, too_late_to_undo, entry_locked once it is in a lot, beside_owner,
    decided_before, waits_beside, and stale where something was cast in its place since; `PollNotOpen`.
    """
    stored_poll.poll(session, scope, poll_id, hold=True)
    now = moment(session, now)
    found = stored.one(session, poll_id, entry_id)
    if found.by != by.username:
        raise NotAllowed("not_yours")
    if found.undone_at:
        return found
    for reason, holds in (
        ("too_late_to_undo", now - found.at > UNDO_WITHIN),
        ("entry_locked", found.locked),
        ("beside_owner", found.revision is None),
    ):
        if holds:
            raise NotAllowed(reason)
    _take_back(session, _at_door(session, scope, poll_id, found, by=by, keys=keys, random=random, now=now), found)
    stored.undo(session, entry_id, now)
    if found.form and stored.is_blank(session, found.form):
        stored.tie(session, found.form, None)
    entry.enter(session, "form_entry_undone", by=by, now=now, poll_id=poll_id, household=found.household)
    return replace(found, undone_at=now)


def _at_door(
    session: Connection,
    scope: Jurisdiction,
    poll_id: int,
    found: FormEntry,
    *,
    by: Actor,
    keys: Keys,
    random: bytes,
    now: datetime,
) -> AtDoor:
    visit = visited(session, scope, poll_id, found.household)
    late = found.at >= visit.poll.ended_at and visit.poll.reviewed_at is None
    door = Door(found.household, visit.epoch, poll_id)
    origin = Origin(f"undo-entry-{found.id:08d}")
    errand = begin(session, Sending(door, origin, found.channel, by, keys, random, now, typed=True, late=late))
    refuse_unless_open(errand)
    return errand


def _take_back(session: Connection, errand: AtDoor, found: FormEntry) -> None:
    """A ballot that waits is taken back; one that counts goes, and nothing stands: it had taken no place of any other."""
    at = (found.household, found.capacity, found.revision)
    mine = next((k for k in errand.history if (k.household, k.capacity, k.revision) == at), None)
    if mine is None:
        raise NotAllowed("stale")
    if mine.waiting:
        waits = next((w for w in waiting.at_home(session, found.household) if (w.home.id, w.capacity, w.since) == at), None)
        if waits is None or not waits.open:
            raise NotAllowed("decided_before")
        waiting.decide(session, waits.id, WaitingRuling.TAKEN_BACK, at=errand.act.now, by="")
        return
    last = errand.last(found.capacity)
    if last is None or last.revision != found.revision:
        raise NotAllowed("stale")
    here = waiting.at_home(session, found.household)
    if any(one.open and (one.beside, one.capacity) == (found.household, found.capacity) for one in here):
        raise NotAllowed("waits_beside")
    add(session, errand, found.capacity, WITHDRAWN, errand.act.submission)
