"""What is to be done today (今天要办): for one member of staff, in their place, by a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from surveys.core.due import DUE_FOR, NEXT_STEPS, Due, DueKind, Dues, by_urgency
from surveys.core.fitting import filled
from surveys.core.gates import Checkpoint, Finding, FindingStatus, Gate
from surveys.core.place import CHINA
from surveys.core.poll import Poll, PollState
from surveys.core.print_run import HANDED_OUT
from surveys.core.rules import Check
from surveys.core.second import CONFIRMED_WITHIN, RIGHTS_FOR
from surveys.core.staff import Staff
from surveys.services.compound_list import lacking_of
from surveys.services.gates import running_out
from surveys.services.offices import offices
from surveys.store import document as stored_document
from surveys.store import due as stored
from surveys.store import gates as stored_gates
from surveys.store import place as stored_place
from surveys.store import poll as stored_poll
from surveys.store.db import Connection
from surveys.store.entry_lot import entered_forms

CLOSING_WITHIN = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Desk:
    """One look at what is unfinished in somebody's place: `polls` end soonest first, `hangs` says until when each notice
    does."""

    session: Connection
    staff: Staff
    now: datetime
    polls: Sequence[Poll]
    hangs: Mapping[int, date]
    objections: Mapping[int, int]

    def standing(self, *states: PollState) -> list[Poll]:
        """The polls in these states."""
        return [poll for poll in self.polls if poll.state(self.now) in states]

    def numbered(self, kind: DueKind, counts: Mapping[int, int], *, when: Callable[[Poll], datetime]) -> Iterable[Due]:
        """One thing for each poll that a count names."""
        return [Due(kind, poll, counts[poll.id], when(poll)) for poll in self.polls if counts.get(poll.id)]

    def ids(self, *states: PollState) -> list[int]:
        """Their numbers."""
        return [poll.id for poll in self.standing(*states)]


def _seconds(desk: Desk) -> Iterable[Due]:
    named = {poll.id: poll for poll in desk.polls}
    for second in stored.asked_for(desk.session, list(named)):
        theirs = desk.staff.may(RIGHTS_FOR[second.proposal.act]) and second.asked_by != desk.staff.username
        if theirs and second.waits(desk.now):
            until = second.asked_at + CONFIRMED_WITHIN
            yield Due(DueKind.SECOND, named[second.proposal.poll_id], when=until, about=second.proposal.act.value)


def _checks(desk: Desk) -> Iterable[Due]:
    """Typed in forms that nobody looked at again, until the result is out."""
    typed = entered_forms(desk.session, desk.ids(PollState.OPEN, PollState.PAUSED, PollState.CLOSED))
    left = {poll_id: found.forms - found.confirmed for poll_id, found in typed.items()}
    return desk.numbered(DueKind.CHECK, left, when=lambda poll: poll.ended_at)


def _review(desk: Desk) -> Iterable[Due]:
    closed = desk.standing(PollState.CLOSED)
    return [Due(DueKind.REVIEW, poll, when=poll.ended_at) for poll in closed if poll.reviewed_at is None]


def _publish(desk: Desk) -> Iterable[Due]:
    closed = desk.standing(PollState.CLOSED)
    return [Due(DueKind.PUBLISH, poll, when=poll.reviewed_at) for poll in closed if poll.reviewed_at]


def _answer(desk: Desk) -> Iterable[Due]:
    return desk.numbered(DueKind.ANSWER, desk.objections, when=lambda poll: comes_down(desk.hangs.get(poll.id), desk.now))


def _finalise(desk: Desk) -> Iterable[Due]:
    for poll in desk.standing(PollState.PUBLISHED):
        until = desk.hangs.get(poll.id)
        if until and until < desk.now.astimezone(CHINA).date() and not desk.objections.get(poll.id):
            yield Due(DueKind.FINALISE, poll, when=comes_down(until, desk.now))


def _closing(desk: Desk) -> Iterable[Due]:
    running = desk.standing(PollState.OPEN, PollState.PAUSED)
    return [Due(DueKind.CLOSING, p, when=p.closes_at) for p in running if p.closes_at - desk.now <= CLOSING_WITHIN]


def _waiting(desk: Desk) -> Iterable[Due]:
    found = stored.undecided(desk.session, desk.ids(PollState.OPEN, PollState.PAUSED))
    return desk.numbered(DueKind.WAITING, found, when=lambda poll: poll.closes_at)


def _disputes(desk: Desk) -> Iterable[Due]:
    found = stored.disowned(desk.session, [poll.id for poll in desk.polls])
    return desk.numbered(DueKind.DISPUTE, found, when=lambda poll: poll.ended_at)


def _amendments(desk: Desk) -> Iterable[Due]:
    """Requests to amend a frozen roster; those that others asked for are theirs to decide, which their page says."""
    found = stored.unamended(desk.session, [poll.id for poll in desk.polls])
    return desk.numbered(DueKind.AMEND, found, when=lambda poll: poll.ended_at)


def _prints(desk: Desk) -> Iterable[Due]:
    handed_out = desk.standing(*sorted(HANDED_OUT))
    found = stored.unprinted(desk.session, [poll.id for poll in handed_out])
    return [Due(DueKind.PRINT, poll, when=poll.opens_at) for poll in handed_out if poll.id in found]


def _menus(desk: Desk) -> Iterable[Due]:
    """The drafts with items of the menu that nobody has estimated."""
    digests = stored_poll.menu_digests(desk.session, desk.ids(PollState.DRAFT))
    menus = stored_document.menus(desk.session, set(digests.values()))
    for poll in desk.standing(PollState.DRAFT):
        menu = menus[digests[poll.id]]
        if left := len(menu.items) - filled(menu):
            yield Due(DueKind.MENU, poll, left, poll.opens_at)


def _drafts(desk: Desk) -> Iterable[Due]:
    waves: dict[int, list[Poll]] = {}
    for poll in desk.standing(PollState.DRAFT):
        waves.setdefault(poll.wave.id, []).append(poll)
    return [Due(DueKind.OPEN, drafts[0], len(drafts), drafts[0].opens_at) for drafts in waves.values()]


def _gates(desk: Desk) -> Iterable[Due]:
    """The gates that this office may find and nobody has, of polls that were opened."""
    opened = [poll for poll in desk.polls if poll.terms is not None]
    mine = [gate for gate in Gate if gate is not Gate.WILLINGNESS and offices(desk.staff, gate)]
    found = stored_gates.findings(desk.session, [poll.id for poll in opened]) if mine else {}
    for poll in opened:
        if left := sum(not _found(found.get(poll.id, ()), gate) for gate in mine):
            yield Due(DueKind.GATES, poll, left)


def _found(findings: Iterable[Finding], gate: Gate) -> bool:
    last = [one for one in findings if one.gate is gate and one.checkpoint is Checkpoint.C1][-1:]
    return any(one.status is not FindingStatus.UNKNOWN for one in last)


def _running_out(desk: Desk) -> Iterable[Due]:
    """Findings that run out within 30 days, or did lately."""
    total, _found = running_out(desk.session, desk.staff.scope, now=desk.now, limit=1)
    return [Due(DueKind.RUNNING_OUT, None, total)] if total else []


def comes_down(until: date | None, now: datetime) -> datetime:
    """When a notice's last day is over; now where nothing hangs."""
    return datetime.combine(until + timedelta(days=1), time(), CHINA) if until else now


def _plans(desk: Desk) -> Iterable[Due]:
    """Compounds that no poll was ever made for."""
    number = stored.without_polls(desk.session, desk.staff.scope)
    return [Due(DueKind.PLAN, None, number)] if number else []


FINDERS: Mapping[DueKind, Callable[[Desk], Iterable[Due]]] = {
    DueKind.SECOND: _seconds,
    DueKind.CHECK: _checks,
    DueKind.REVIEW: _review,
    DueKind.PUBLISH: _publish,
    DueKind.ANSWER: _answer,
    DueKind.FINALISE: _finalise,
    DueKind.CLOSING: _closing,
    DueKind.WAITING: _waiting,
    DueKind.DISPUTE: _disputes,
    DueKind.AMEND: _amendments,
    DueKind.PRINT: _prints,
    DueKind.MENU: _menus,
    DueKind.OPEN: _drafts,
    DueKind.PLAN: _plans,
    DueKind.GATES: _gates,
    DueKind.RUNNING_OUT: _running_out,
}
"""What looks for each kind; a kind without a row keeps the desk from opening."""


@dataclass(frozen=True, slots=True)
class Today:
    """What somebody has to do, for each poll that closes soon what it still needs to have in, and what comes next where
    nothing is due: which poll, and when it begins, ends or may be finalised."""

    dues: Dues
    lacking: Mapping[int, tuple[Check, ...]]
    coming: tuple[Poll, datetime] | None
    empty: bool
    """Whether there is no compound yet."""


def today(session: Connection, staff: Staff, *, now: datetime) -> Today:
    """Everything that is due to this member of staff in their place."""
    polls = stored_poll.unfinished(session, staff.scope)
    ids = [poll.id for poll in polls]
    hangs, objections = stored.last_days(session, ids), stored.open_objections(session, ids)
    desk = Desk(session, staff, now, polls, hangs, objections)
    dues = by_urgency(due for kind in DueKind if staff.may(DUE_FOR[kind]) for due in FINDERS[kind](desk))
    closing = [due.poll for due in dues.shown if due.kind is DueKind.CLOSING and due.poll]
    empty = not stored_place.has_compounds(session, staff.scope)
    return Today(dues, lacking_of(session, closing), _coming(desk), empty)


@dataclass(frozen=True, slots=True)
class NextStep:
    """What comes next in these polls, if anything is due; else the poll that something comes in next, and when. `mine` tells
    whether it is for whoever asks to do."""

    due: Due | None
    mine: bool
    coming: tuple[Poll, datetime] | None
    polls: int


def next_step(session: Connection, staff: Staff, polls: Sequence[Poll], *, now: datetime) -> NextStep:
    """What comes next in these polls, which the caller has already found within a scope, whoever has to do it."""
    ids = [poll.id for poll in polls]
    hangs, objections = stored.last_days(session, ids), stored.open_objections(session, ids)
    desk = Desk(session, staff, now, polls, hangs, objections)
    found = by_urgency(due for kind in DueKind if kind in NEXT_STEPS for due in FINDERS[kind](desk)).shown
    due = next((one for one in found if staff.may(DUE_FOR[one.kind])), next(iter(found), None))
    return NextStep(due, due is not None and staff.may(DUE_FOR[due.kind]), _coming(desk), len(polls))


def unplanned(session: Connection, staff: Staff) -> int:
    """How many compounds within reach no poll was ever made for."""
    return stored.without_polls(session, staff.scope)


def _coming(desk: Desk) -> tuple[Poll, datetime] | None:
    moments = [(poll, when) for poll in desk.polls if (when := _next(desk, poll)) and when > desk.now]
    return min(moments, key=lambda found: found[1], default=None)


def _next(desk: Desk, poll: Poll) -> datetime | None:
    match poll.state(desk.now):
        case PollState.DRAFT | PollState.SCHEDULED:
            return poll.opens_at
        case PollState.OPEN | PollState.PAUSED:
            return poll.closes_at
        case _:
            return comes_down(desk.hangs.get(poll.id), desk.now)
