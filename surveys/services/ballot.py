"""A household at its door: looking, casting, taking back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from surveys.core.answers import read_answers
from surveys.core.ballot import Answers, Ballot, Capacity, Channel
from surveys.core.canonical import canonical
from surveys.core.code import receipt_code
from surveys.core.errors import CodeRefused, NotAllowed, PollNotOpen, Problem, Rejected
from surveys.core.kind import Fields
from surveys.core.menu import Menu
from surveys.core.place import Compound
from surveys.core.poll import Poll, PollState
from surveys.core.questionnaire import Edition
from surveys.core.roster import Household
from surveys.core.staff import Actor, Right, needs
from surveys.services.code import Door
from surveys.store import ballot as stored
from surveys.store import contact, document
from surveys.store.db import Connection

UNDO_WITHIN = timedelta(minutes=10)
_SUBMISSION = re.compile(r"[0-9A-Za-z-]{8,64}")
_RECEIPTS = 5  # of 50 bits each: the second is needed once in a thousand million ballots


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """Everything that one household's page shows."""

    poll: Poll
    state: PollState
    household: Household
    compound: Compound
    edition: Edition
    menu: Menu
    ballots: Mapping[Capacity, Ballot]


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Answers taken back (撤回): none stand in this capacity until the household casts again."""

    capacity: Capacity
    revision: int
    receipt: str


@dataclass(frozen=True, slots=True)
class _Act:
    """What is the same for every revision, whatever it says."""

    submission: str
    channel: Channel
    by: Actor | None
    random: bytes
    now: datetime

    @property
    def entered_by(self) -> str:
        """Who filled in for the household; empty where it speaks for itself."""
        return self.by.username if self.by else ""


@dataclass(frozen=True, slots=True)
class _Errand:
    """A household at its door with something to do, and all that it did before."""

    visit: stored.Visit
    history: tuple[stored.Kept, ...]
    act: _Act

    @property
    def repeated(self) -> stored.Kept | None:
        """The revision that this very submission already made."""
        return next((kept for kept in self.history if kept.submission == self.act.submission), None)

    def of(self, capacity: Capacity) -> list[stored.Kept]:
        """The revisions in one capacity, the earliest first."""
        return [kept for kept in self.history if kept.capacity is capacity]


def answer_page(session: Connection, door: Door, *, now: datetime) -> AnswerPage:
    """What the household sees, in any state of the poll. Raises `CodeRefused`: void where its letter was issued anew."""
    visit, ballots = stored.look(session, door.household_id) or (None, {})
    visit = _checked(visit, door)
    edition, menu = _documents(session, visit.poll)
    return AnswerPage(
        poll=visit.poll,
        state=visit.poll.state(now),
        household=visit.household,
        compound=visit.poll.compound,
        edition=edition,
        menu=menu,
        ballots=ballots,
    )


def _checked(visit: stored.Visit | None, door: Door) -> stored.Visit:
    if visit is None or visit.poll.id != door.poll_id:
        raise CodeRefused("unknown")
    if visit.epoch != door.epoch:
        raise CodeRefused("void")
    return visit


def _documents(session: Connection, poll: Poll) -> tuple[Edition, Menu]:
    assert poll.terms is not None
    return document.edition(session, poll.terms.edition), document.menu(session, poll.terms.menu)


def cast(session: Connection, door: Door, fields: Fields, *, submission: str, random: bytes, now: datetime) -> Ballot:
    """Accept what the household says on its own phone; a later ballot in the same capacity takes the place of the earlier.

    A submission sent twice gives its first ballot again, even after closing. Raises `PollNotOpen`, and `Rejected` with every
    problem of the answers.
    """
    return _accept(session, _begin(session, door, _Act(submission, Channel.PHONE, None, random, now)), fields)


@needs(Right.FILL_IN)
def fill_in(
    session: Connection,
    door: Door,
    fields: Fields,
    *,
    submission: str,
    channel: Channel,
    by: Actor,
    random: bytes,
    now: datetime,
) -> Ballot:
    """Accept what the household said on paper, at its door or when called (代填), as `cast` does.

    Raises `NotAllowed` besides: out_of_reach, or own_ballot where it would replace what the household said itself.
    """
    errand = _begin(session, door, _Act(submission, channel, by, random, now))
    if not by.scope.covers(errand.visit.poll.compound):
        raise NotAllowed("out_of_reach")
    return _accept(session, errand, fields)


def _accept(session: Connection, errand: _Errand, fields: Fields) -> Ballot:
    if errand.repeated:
        return _revision(session, errand, errand.repeated)[0]
    _refuse_unless_open(errand)
    edition, menu = _documents(session, errand.visit.poll)
    capacity, answers = read_answers(edition, menu, errand.visit.household.building, fields)
    return _add(session, errand, capacity, stored.plain_answers(answers))


def withdraw(
    session: Connection, door: Door, capacity: Capacity, *, submission: str, random: bytes, now: datetime
) -> Withdrawal:
    """Take the household's answers in this capacity back (撤回). Raises `NotAllowed`: nothing_cast where none stand."""
    errand = _begin(session, door, _Act(submission, Channel.PHONE, None, random, now))
    if errand.repeated:
        return _withdrawal(_revision(session, errand, errand.repeated)[0])
    _refuse_unless_open(errand)
    if not any(kept.standing for kept in errand.of(capacity)):
        raise NotAllowed("nothing_cast")
    contact.drop(session, door.household_id, capacity)  # what was left to be called back goes with the answers
    return _withdrawal(_add(session, errand, capacity, None))


def undo(
    session: Connection, door: Door, capacity: Capacity, *, submission: str, random: bytes, now: datetime
) -> Ballot | None:
    """Put back what stood before the last revision, if that is at most ten minutes old; None where nothing stood.

    Undoing is a revision like every other. Raises `NotAllowed`: nothing_cast, or too_late_to_undo.
    """
    errand = _begin(session, door, _Act(submission, Channel.PHONE, None, random, now))
    if errand.repeated:
        ballot, withdrawn = _revision(session, errand, errand.repeated)
        return None if withdrawn else ballot
    _refuse_unless_open(errand)
    own = errand.of(capacity)
    if not own:
        raise NotAllowed("nothing_cast")
    if now - own[-1].cast_at > UNDO_WITHIN:
        raise NotAllowed("too_late_to_undo")
    answers: Answers | None = None
    if len(own) > 1:
        before, withdrawn = _revision(session, errand, own[-2])
        answers = None if withdrawn else before.answers
    ballot = _add(session, errand, capacity, answers)
    return None if answers is None else ballot


def _begin(session: Connection, door: Door, act: _Act) -> _Errand:
    if not _SUBMISSION.fullmatch(act.submission):
        raise Rejected([Problem("submission_unreadable", "submission")])
    visit = _checked(stored.visit(session, door.household_id, hold=True), door)
    return _Errand(visit, stored.history(session, door.household_id), act)


def _revision(session: Connection, errand: _Errand, kept: stored.Kept) -> tuple[Ballot, bool]:
    return stored.revision(session, errand.visit.household.id, kept.capacity, kept.revision)


def _refuse_unless_open(errand: _Errand) -> None:
    state = errand.visit.poll.state(errand.act.now)
    if state is not PollState.OPEN:
        raise PollNotOpen(state)


def _add(session: Connection, errand: _Errand, capacity: Capacity, answers: Answers | None) -> Ballot:
    """Add the next revision; the household is held, so that nobody adds another in between."""
    visit = errand.visit
    if errand.act.by and any(not kept.entered_by for kept in errand.of(capacity)):
        raise NotAllowed("own_ballot")
    for attempt in range(_RECEIPTS):
        new = _new_revision(errand, capacity, answers, attempt)
        if stored.add(session, visit.poll.id, visit.household.id, new):
            return _ballot(visit, new, answers or {})
    raise RuntimeError("no free receipt")


def _new_revision(errand: _Errand, capacity: Capacity, answers: Answers | None, attempt: int) -> stored.NewRevision:
    terms, act, earlier = errand.visit.poll.terms, errand.act, errand.of(capacity)
    assert terms is not None
    return stored.NewRevision(
        capacity=capacity,
        revision=earlier[-1].revision + 1 if earlier else 1,
        answers=stored.WITHDRAWN if answers is None else canonical(answers).decode(),
        edition=terms.edition,
        menu=terms.menu,
        channel=act.channel,
        entered_by=act.entered_by,
        submission=act.submission,
        receipt=receipt_code(f"{errand.visit.household.id}|{act.submission}", act.random + bytes([attempt])),
        cast_at=act.now,
    )


def _ballot(visit: stored.Visit, new: stored.NewRevision, answers: Answers) -> Ballot:
    return Ballot(
        household=visit.household.id,
        capacity=new.capacity,
        answers=answers,
        channel=new.channel,
        edition=new.edition,
        menu=new.menu,
        revision=new.revision,
        cast_at=new.cast_at,
        receipt=new.receipt,
    )


def _withdrawal(ballot: Ballot) -> Withdrawal:
    return Withdrawal(ballot.capacity, ballot.revision, ballot.receipt)
