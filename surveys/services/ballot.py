"""A household at its door: casting, taking back, putting back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from surveys.core.answers import read_answers
from surveys.core.ballot import UNDO_WITHIN, WITHDRAWN, Capacity, Channel, Revision, plain_answers
from surveys.core.canonical import canonical
from surveys.core.co_owner import CoVote
from surveys.core.code import Keys, receipt_code
from surveys.core.errors import CoOwnerVoted, NotAllowed, Problem, Rejected
from surveys.core.form_entry import left_open
from surveys.core.kind import Accepted, Fields
from surveys.core.matter import CO_OWNERS, MANDATED, OTHER, VOTER, matters_of
from surveys.core.staff import Actor, Right, needs
from surveys.core.submission import Late, Origin, Other, Submission, repetition
from surveys.services.casting import AtDoor, Sending, add, begin, refuse_unless_next, refuse_unless_open, refuse_void
from surveys.services.code import Door
from surveys.services.household import documents
from surveys.services.waiting import beside, no_longer, wait
from surveys.store import contact
from surveys.store.co_owner import add_co_vote, co_owned_of
from surveys.store.db import Connection
from surveys.store.mandate import mandates_for


def cast(
    session: Connection,
    door: Door,
    fields: Fields,
    *,
    origin: Origin,
    keys: Keys,
    random: bytes,
    now: datetime,
    holds: Mapping[int, int] | None = None,
) -> Revision:
    """Accept what the household says on its own phone; a later ballot in the same capacity takes the place of the earlier.

    `holds` are the owner's ballots of other households that were cast from the same browser. By a letter issued after
    another ballot was cast, or where the owner answered for another flat elsewhere, it waits (`services.waiting`).

    The same content sent again gives its first revision again, even after closing. Raises `PollNotOpen`, `Rejected` with
    every problem of the answers, and `NotAllowed`: cast_elsewhere where a ballot stands that this door doesn't open; stale
    where something was cast after the page was made; kept_first where one that waited was refused before; overtaken where
    the same page has sent later answers; whose, with its capacity, where the ballot that was edited would stand beside this
    one and `origin.other` doesn't say what becomes of it.
    """
    act = Sending(door, origin, Channel.PHONE, None, keys, random, now, holds or {})
    return accept_answers(session, begin(session, act), fields)


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
    errand = begin(session, Sending(door, origin, channel, by, keys, random, now))
    if not by.scope.covers(errand.visit.poll.compound):
        raise NotAllowed("out_of_reach")
    return accept_answers(session, errand, fields)


def accept_answers(session: Connection, errand: AtDoor, fields: Fields, blank: Collection[str] = ()) -> Revision:
    """Accept answers as `cast` says; `blank` are questions that a paper leaves open. Another owner's vote that is typed in
    is kept beside the first before anything waits."""
    if not errand.sent:
        refuse_unless_open(errand)
    edition, menu = documents(session, errand.visit.poll, errand.visit.household)
    capacity, answers = read_answers(left_open(edition, blank), menu, errand.visit.household.entrance, fields)
    if errand.act.channel is Channel.CALL and answers.get(VOTER) not in (None, OTHER):
        raise NotAllowed("matter_by_call")
    if answers.get(VOTER) == MANDATED:
        answers = as_mandated(session, errand, answers)
    refuse_void(errand, capacity)
    content = canonical(plain_answers(answers)).decode()
    found = repetition(errand.history, errand.act.submission, capacity, content)
    if isinstance(found, Revision):
        return found
    if errand.act.typed:
        _keep_beside(session, errand, capacity, answers)
    waits = beside(session, errand, capacity)
    if waits is None:
        _keep_beside(session, errand, capacity, answers)
    refuse_unless_open(errand)
    if found is Late.OVERTAKEN:
        raise NotAllowed("overtaken")
    if waits:
        return wait(session, errand, capacity, content, found, why=waits)
    refuse_unless_next(errand, capacity)
    no_longer(session, errand, capacity)
    return add(session, errand, capacity, content, _settle_other(session, errand, capacity, found))


def as_mandated(session: Connection, errand: AtDoor, answers: Accepted) -> Accepted:
    """What somebody who acts for the owner may answer: the matters of a mandate that was confirmed, entered by staff with
    the paper before them. Raises `Rejected`: mandate_missing."""
    held = [mandate for mandate in mandates_for(session, errand.visit.household.id) if mandate.confirmed_by]
    if errand.act.by is None or not held:
        raise Rejected([Problem("mandate_missing", VOTER)])
    assert errand.visit.poll.terms is not None
    matters = {matter.question.key: matter.key for matter in matters_of(errand.visit.poll.terms)}
    kept = {key for key in answers if key not in matters or any(mandate.covers(matters[key]) for mandate in held)}
    return {key: answer for key, answer in answers.items() if key in kept}


def _keep_beside(session: Connection, errand: AtDoor, capacity: Capacity, answers: Accepted) -> None:
    """Where another owner's vote on matters stands for this home, keep this one beside it, also where somebody gives it for
    an owner. Raises `CoOwnerVoted` then, and `NotAllowed`: own_co_vote where that owner voted beside it without staff."""
    stands = errand.stands(Capacity.OWNER) if capacity is Capacity.OWNER else None
    voter = str(answers.get(VOTER, ""))
    voters = (*CO_OWNERS, MANDATED)
    if stands is None or voter not in voters:
        return
    first = str(stands.ballot().answers.get(VOTER, ""))
    if first == voter or first not in voters:
        return
    refuse_unless_open(errand)
    act, home = errand.act, errand.visit.household.id
    if act.typed and any(vote.voter == voter and not vote.entered_by for vote in co_owned_of(session, home).votes):
        raise NotAllowed("own_co_vote")
    said = {key: answer for key, answer in answers.items() if key.startswith("matter-")}
    receipt = receipt_code(f"{home}|{voter}|{act.submission}", act.random)
    by = act.by.username if act.by else ""
    vote = CoVote(home, voter, plain_answers(said), act.channel, by, receipt, act.now)
    raise CoOwnerVoted(add_co_vote(session, errand.visit.poll.id, vote, str(act.submission)).receipt)


def _settle_other(session: Connection, errand: AtDoor, capacity: Capacity, number: Submission) -> Submission:
    """Whoever corrects who they are, owner or occupant, says whether the ballot cast as the other one goes.

    Returns the number that is left for the new ballot.
    """
    act = errand.act
    sent = errand.sent
    before = act.origin.editing or (sent.capacity if sent and not sent.waiting else capacity)
    if before is capacity or errand.stands(before) is None:
        return number
    refuse_unless_next(errand, before)
    match act.origin.other:
        case None | Other.WAIT:
            raise NotAllowed("whose", capacity=before)
        case Other.WITHDRAW:
            contact.drop(session, act.door.household_id, before)
            add(session, errand, before, WITHDRAWN, number)
            return Submission(number.page, number.attempt + 1)
        case Other.KEEP:
            return number


def withdraw(
    session: Connection, door: Door, capacity: Capacity, *, origin: Origin, keys: Keys, random: bytes, now: datetime
) -> Revision:
    """Take the household's answers in this capacity back (撤回).

    Raises `PollNotOpen`, and `NotAllowed`: nothing_cast where none stand, cast_elsewhere and stale as `cast` does.
    """
    errand = begin(session, Sending(door, origin, Channel.PHONE, None, keys, random, now))
    if errand.sent:
        return errand.sent
    refuse_unless_open(errand)
    if not errand.stands(capacity):
        raise NotAllowed("nothing_cast")
    refuse_unless_next(errand, capacity)
    contact.drop(session, door.household_id, capacity)  # what was left to be called back goes with the answers
    return add(session, errand, capacity, WITHDRAWN, errand.act.submission)


def undo(
    session: Connection, door: Door, capacity: Capacity, *, origin: Origin, keys: Keys, random: bytes, now: datetime
) -> Revision:
    """Put back what stood before the last revision, if that is at most ten minutes old: earlier answers, or none. What took
    another's place after waiting brings that one back for nobody.

    Undoing is a revision like every other. Raises as `withdraw` does, and `NotAllowed`: too_late_to_undo.
    """
    errand = begin(session, Sending(door, origin, Channel.PHONE, None, keys, random, now))
    act = errand.act
    if errand.sent:
        return errand.sent
    refuse_unless_open(errand)
    last = errand.last(capacity)
    if last is None:
        raise NotAllowed("nothing_cast")
    if act.now - last.cast_at > UNDO_WITHIN:
        raise NotAllowed("too_late_to_undo")
    if act.door.casts.get(capacity) != last.since:
        raise NotAllowed("cast_elsewhere", capacity=capacity)
    if origin.seen.get(capacity) != last.revision:
        raise NotAllowed("stale", capacity=capacity)
    if last.waiting:
        raise NotAllowed("too_late_to_undo")
    before = _before(errand, last)
    return add(session, errand, capacity, before.content if before else WITHDRAWN, act.submission, since=last.since)


def _before(errand: AtDoor, last: Revision) -> Revision | None:
    earlier = [kept for kept in errand.history if kept.capacity is last.capacity and kept.revision < last.revision]
    own = [kept for kept in earlier if kept.since == last.since]
    return next(reversed(own or [kept for kept in earlier if not kept.waiting]), None)
