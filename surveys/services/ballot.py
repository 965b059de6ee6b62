"""A household at its door: casting, taking back, putting back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from surveys.core.answers import read_answers
from surveys.core.ballot import UNDO_WITHIN, WITHDRAWN, Capacity, Channel, Revision, plain_answers
from surveys.core.canonical import canonical
from surveys.core.co_owner import CoVote
from surveys.core.code import Keys, receipt_code, receipt_key, receipt_key_hash
from surveys.core.errors import CoOwnerVoted, NotAllowed, PollNotOpen, Problem, Rejected
from surveys.core.kind import Accepted, Fields
from surveys.core.matter import CO_OWNERS, MANDATED, OTHER, VOTER, matters_of
from surveys.core.poll import PollState
from surveys.core.staff import Actor, Right, needs
from surveys.core.submission import Late, Origin, Other, Submission, of_page, repetition
from surveys.services.code import Door
from surveys.services.household import checked, documents
from surveys.store import ballot as stored
from surveys.store import contact
from surveys.store.co_owner import add_co_vote
from surveys.store.db import Connection
from surveys.store.mandate import mandates_for

_RECEIPTS = 5  # of 50 bits each: the second is needed once in a thousand million ballots


@dataclass(frozen=True, slots=True)
class _Act:
    """What is the same for every revision, whatever it says; `by` fills in for the household."""

    door: Door
    origin: Origin
    channel: Channel
    by: Actor | None
    keys: Keys
    random: bytes
    now: datetime

    @property
    def submission(self) -> Submission:
        """The number that the form was sent under."""
        return Submission.read(self.origin.submission)


@dataclass(frozen=True, slots=True)
class _Errand:
    """A household at its door with something to do, and all that it did before."""

    visit: stored.Visit
    history: tuple[Revision, ...]
    act: _Act

    @property
    def sent(self) -> Revision | None:
        """The latest revision that was sent from the same page before."""
        return next((kept for kept in reversed(self.history) if of_page(kept, self.act.submission)), None)

    def of(self, capacity: Capacity) -> list[Revision]:
        """The revisions in one capacity, the earliest first."""
        return [kept for kept in self.history if kept.capacity is capacity]

    def last(self, capacity: Capacity) -> Revision | None:
        """The latest revision in one capacity."""
        return next(reversed(self.of(capacity)), None)

    def stands(self, capacity: Capacity) -> Revision | None:
        """The revision that counts in one capacity."""
        last = self.last(capacity)
        return None if last is None or last.withdrawn else last


def cast(
    session: Connection, door: Door, fields: Fields, *, origin: Origin, keys: Keys, random: bytes, now: datetime
) -> Revision:
    """Accept what the household says on its own phone; a later ballot in the same capacity takes the place of the earlier.

    The same content sent again gives its first revision again, even after closing. Raises `PollNotOpen`, `Rejected` with
    every problem of the answers, and `NotAllowed`: cast_elsewhere where a ballot stands that this door doesn't open; stale
    where something was cast after the page was made; overtaken where the same page has sent later answers; whose, with its
    capacity, where the ballot that was edited would stand beside this one and `origin.other` doesn't say what becomes of it.
    """
    return _accept(session, _begin(session, _Act(door, origin, Channel.PHONE, None, keys, random, now)), fields)


@needs(Right.FILL_IN)
def fill_in(
    session: Connection,
    door: Door,
    fields: Fields,
    *,
    origin: Origin,
    channel: Channel,
    by: Actor,
    keys: Keys,
    random: bytes,
    now: datetime,
) -> Revision:
    """Accept what the household said on paper, at its door or when called (代填), as `cast` does.

    Raises `NotAllowed` besides: out_of_reach; own_ballot where it would replace what the household said itself; and
    matter_by_call, as owners vote in writing. What others filled in is replaced, if the form was made from it.
    """
    errand = _begin(session, _Act(door, origin, channel, by, keys, random, now))
    if not by.scope.covers(errand.visit.poll.compound):
        raise NotAllowed("out_of_reach")
    return _accept(session, errand, fields)


def _accept(session: Connection, errand: _Errand, fields: Fields) -> Revision:
    if not errand.sent:
        _refuse_unless_open(errand)
    edition, menu = documents(session, errand.visit.poll, errand.visit.household)
    capacity, answers = read_answers(edition, menu, errand.visit.household.entrance, fields)
    if errand.act.channel is Channel.CALL and answers.get(VOTER) not in (None, OTHER):
        raise NotAllowed("matter_by_call")
    if answers.get(VOTER) == MANDATED:
        answers = _as_mandated(session, errand, answers)
    _keep_beside(session, errand, capacity, answers)
    content = canonical(plain_answers(answers)).decode()
    found = repetition(errand.history, errand.act.submission, capacity, content)
    if isinstance(found, Revision):
        return found
    _refuse_unless_open(errand)
    if found is Late.OVERTAKEN:
        raise NotAllowed("overtaken")
    _refuse_unless_next(errand, capacity)
    return _add(session, errand, capacity, content, _settle_other(session, errand, capacity, found))


def _as_mandated(session: Connection, errand: _Errand, answers: Accepted) -> Accepted:
    """What somebody who acts for the owner may answer: the matters of a mandate that was confirmed, entered by staff with
    the paper before them. Raises `Rejected`: mandate_missing."""
    held = [mandate for mandate in mandates_for(session, errand.visit.household.id) if mandate.confirmed_by]
    if errand.act.by is None or not held:
        raise Rejected([Problem("mandate_missing", VOTER)])
    assert errand.visit.poll.terms is not None
    matters = {matter.question.key: matter.key for matter in matters_of(errand.visit.poll.terms)}
    kept = {key for key in answers if key not in matters or any(mandate.covers(matters[key]) for mandate in held)}
    return {key: answer for key, answer in answers.items() if key in kept}


def _keep_beside(session: Connection, errand: _Errand, capacity: Capacity, answers: Accepted) -> None:
    """Where another owner's vote on matters stands for this home, keep this one beside it, also where somebody gives it for
    an owner. Raises `CoOwnerVoted` then."""
    stands = errand.stands(Capacity.OWNER) if capacity is Capacity.OWNER else None
    voter = str(answers.get(VOTER, ""))
    voters = (*CO_OWNERS, MANDATED)
    if stands is None or voter not in voters:
        return
    first = str(stands.ballot().answers.get(VOTER, ""))
    if first == voter or first not in voters:
        return
    _refuse_unless_open(errand)
    act, home = errand.act, errand.visit.household.id
    said = {key: answer for key, answer in answers.items() if key.startswith("matter-")}
    receipt = receipt_code(f"{home}|{voter}|{act.submission}", act.random)
    by = act.by.username if act.by else ""
    vote = CoVote(home, voter, plain_answers(said), act.channel, by, receipt, act.now)
    raise CoOwnerVoted(add_co_vote(session, errand.visit.poll.id, vote, str(act.submission)).receipt)


def _refuse_unless_next(errand: _Errand, capacity: Capacity) -> None:
    """Refuse what would replace a ballot that isn't theirs who send it, or that they haven't seen."""
    act, last, stands = errand.act, errand.last(capacity), errand.stands(capacity)
    if act.by and any(not kept.entered_by for kept in errand.of(capacity)):
        raise NotAllowed("own_ballot")
    ours = last is not None and of_page(last, act.submission)
    if stands and not act.by and not ours and act.door.casts.get(capacity) != stands.since:
        raise NotAllowed("cast_elsewhere", capacity=capacity)
    if last and not ours and act.origin.seen.get(capacity) != last.revision:
        raise NotAllowed("stale", capacity=capacity)


def _settle_other(session: Connection, errand: _Errand, capacity: Capacity, number: Submission) -> Submission:
    """Whoever corrects who they are, owner or occupant, says whether the ballot cast as the other one goes.

    Returns the number that is left for the new ballot.
    """
    act = errand.act
    before = act.origin.editing or (errand.sent.capacity if errand.sent else capacity)
    if before is capacity or errand.stands(before) is None:
        return number
    _refuse_unless_next(errand, before)
    match act.origin.other:
        case None:
            raise NotAllowed("whose", capacity=before)
        case Other.WITHDRAW:
            contact.drop(session, act.door.household_id, before)
            _add(session, errand, before, WITHDRAWN, number)
            return Submission(number.page, number.attempt + 1)
        case Other.KEEP:
            return number


def withdraw(
    session: Connection, door: Door, capacity: Capacity, *, origin: Origin, keys: Keys, random: bytes, now: datetime
) -> Revision:
    """Take the household's answers in this capacity back (撤回).

    Raises `PollNotOpen`, and `NotAllowed`: nothing_cast where none stand, cast_elsewhere and stale as `cast` does.
    """
    errand = _begin(session, _Act(door, origin, Channel.PHONE, None, keys, random, now))
    if errand.sent:
        return errand.sent
    _refuse_unless_open(errand)
    if not errand.stands(capacity):
        raise NotAllowed("nothing_cast")
    _refuse_unless_next(errand, capacity)
    contact.drop(session, door.household_id, capacity)  # what was left to be called back goes with the answers
    return _add(session, errand, capacity, WITHDRAWN, errand.act.submission)


def undo(
    session: Connection, door: Door, capacity: Capacity, *, origin: Origin, keys: Keys, random: bytes, now: datetime
) -> Revision:
    """Put back what stood before the last revision, if that is at most ten minutes old: earlier answers, or none.

    Undoing is a revision like every other. Raises as `withdraw` does, and `NotAllowed`: too_late_to_undo.
    """
    errand = _begin(session, _Act(door, origin, Channel.PHONE, None, keys, random, now))
    if errand.sent:
        return errand.sent
    _refuse_unless_open(errand)
    own = errand.of(capacity)
    if not own:
        raise NotAllowed("nothing_cast")
    if now - own[-1].cast_at > UNDO_WITHIN:
        raise NotAllowed("too_late_to_undo")
    if door.casts.get(capacity) != own[-1].since:
        raise NotAllowed("cast_elsewhere", capacity=capacity)
    if origin.seen.get(capacity) != own[-1].revision:
        raise NotAllowed("stale", capacity=capacity)
    before = own[-2] if len(own) > 1 else None
    content = before.content if before else WITHDRAWN
    return _add(session, errand, capacity, content, errand.act.submission, since=own[-1].since)


def _begin(session: Connection, act: _Act) -> _Errand:
    Submission.read(act.origin.submission)
    visit = checked(stored.visit(session, act.door.household_id, hold=True), act.door)
    return _Errand(visit, stored.history(session, act.door.household_id), act)


def _refuse_unless_open(errand: _Errand) -> None:
    state = errand.visit.poll.state(errand.act.now)
    if state is not PollState.OPEN:
        raise PollNotOpen(state)


def _add(
    session: Connection, errand: _Errand, capacity: Capacity, content: str, submission: Submission, *, since: int = 0
) -> Revision:
    """Add the next revision; the household is held, so that nobody adds another in between.

    What replaces a ballot keeps its receipt key; what is cast where none stands begins anew, and so does what a household
    says itself after others filled in for it: they have seen that key.
    """
    act, terms = errand.act, errand.visit.poll.terms
    assert terms is not None
    last, stands = errand.last(capacity), errand.stands(capacity)
    number = last.revision + 1 if last else 1
    began = stands.since if stands and bool(stands.entered_by) == bool(act.by) else number
    new = Revision(
        household=errand.visit.household.id,
        capacity=capacity,
        revision=number,
        content=content,
        channel=act.channel,
        edition=terms.edition,
        menu=terms.menu,
        entered_by=act.by.username if act.by else "",
        submission=str(submission),
        receipt="",
        since=since or began,
        cast_at=act.now,
        standing=content != WITHDRAWN,
    )
    key = receipt_key_hash(receipt_key(act.keys, new.household, capacity, new.since))
    for attempt in range(_RECEIPTS):
        receipt = receipt_code(f"{new.household}|{submission}", act.random + bytes([attempt]))
        if stored.add(session, errand.visit.poll.id, numbered := replace(new, receipt=receipt), key):
            return numbered
    raise RuntimeError("no free receipt")
