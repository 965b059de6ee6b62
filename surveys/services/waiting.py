"""Ballots that wait (待定票): when one does, and who decides about it; and ballots that their household disowns."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from surveys.core.ballot import Capacity, Revision, last_acts
from surveys.core.errors import NotAllowed, NotFound, PollNotOpen, Problem, Rejected
from surveys.core.place import Jurisdiction
from surveys.core.plain_text import visible_text
from surveys.core.poll import Poll, PollState
from surveys.core.staff import Actor, Right, Staff, needs
from surveys.core.submission import Other, Submission
from surveys.core.waiting import LONGEST_PAPER, LONGEST_WHY, Waiting, WaitingReason, WaitingRuling
from surveys.services.casting import AtDoor, add
from surveys.services.code import Door
from surveys.services.household import answer_page
from surveys.services.second import apart
from surveys.store import ballot as stored_ballot
from surveys.store import entry, form_entry
from surveys.store import poll as stored_poll
from surveys.store import staff as stored_staff
from surveys.store import waiting as stored
from surveys.store.clock import moment
from surveys.store.co_owner import co_owned_of
from surveys.store.db import Connection

LONGEST_SAID = 300


@dataclass(frozen=True, slots=True)
class Beside:
    """Why a ballot waits, and in which household the one stands that it waits for."""

    reason: WaitingReason
    household: int


def beside(session: Connection, errand: AtDoor, capacity: Capacity) -> Beside | None:
    """What a new ballot has to wait for; None where it counts at once, or is refused.

    One by a letter that was issued after the first was cast waits for that; an owner's from another flat waits for the
    first that the owner cast, unless the same browser cast it. What staff fill in waits for no other staff's entry; what
    they type in waits for whatever stands, and the household's own for what they typed in, if it says so.
    Raises `NotAllowed`: kept_first, where such a one waited and was refused.
    """
    stands = errand.stands(capacity)
    found = _of_flats(session, errand) if stands is None and capacity is Capacity.OWNER else None
    if stands and not errand.act.by and not errand.theirs(stands):
        later = stands.epoch < errand.visit.epoch or errand.waits_already(capacity) is not None
        found = Beside(WaitingReason.REISSUED, errand.visit.household.id) if later else None
    found = _of_paper(session, errand, capacity) or found
    if found and any(
        _refused(waits, errand, capacity, found) for waits in stored.at_home(session, errand.visit.household.id)
    ):
        raise NotAllowed("kept_first", capacity=capacity)
    return found


def _of_paper(session: Connection, errand: AtDoor, capacity: Capacity) -> Beside | None:
    """What is typed in waits for what the household said itself, if only that it took it back, and for another that staff
    entered; what they fill in by its code for what was typed in; and a household's own, if it says so, for either."""
    act, home, stands = errand.act, errand.visit.household.id, errand.stands(capacity)
    if act.typed and any(not kept.entered_by for kept in errand.of(capacity)):
        return Beside(WaitingReason.TYPED, home)
    if act.typed and stands:
        return Beside(WaitingReason.TYPED_TWICE, home)
    if act.by and stands and _is_typed(session, errand, stands):
        return Beside(WaitingReason.TYPED_TWICE, home)
    own = not act.by and stands is not None and bool(stands.entered_by) and not errand.theirs(stands)
    return Beside(WaitingReason.OWN, home) if own and act.origin.other is Other.WAIT else None


def _is_typed(session: Connection, errand: AtDoor, kept: Revision) -> bool:
    at = (kept.household, kept.capacity, kept.revision)
    return bool(kept.entered_by) and form_entry.of_revision(session, errand.visit.poll.id, *at) is not None


def _of_flats(session: Connection, errand: AtDoor) -> Beside | None:
    act, home = errand.act, errand.visit.household
    others = stored.cast_for_owner(session, errand.visit.poll.id, home.owner, home.id)
    if not others or (act.by and all(entered for _, _, entered in others)):
        return None
    if any(act.holds.get(household) == since for household, since, _ in others):
        return None
    return Beside(WaitingReason.FLAT, others[0][0])


def _refused(waits: Waiting, errand: AtDoor, capacity: Capacity, found: Beside) -> bool:
    """Whether one of this household was refused already, for the same first ballot and by the same letter."""
    same = (waits.home.id, waits.capacity, waits.beside) == (errand.visit.household.id, capacity, found.household)
    began = [kept.epoch for kept in errand.history if (kept.capacity, kept.since) == (capacity, waits.since)]
    return same and waits.ruling is WaitingRuling.KEPT and errand.visit.epoch in began


def wait(
    session: Connection, errand: AtDoor, capacity: Capacity, content: str, submission: Submission, *, why: Beside
) -> Revision:
    """Add a ballot that waits; sent again from where it came, it takes the place of what waits there."""
    kept = errand.waits_already(capacity)
    home = errand.visit.household.id
    here = [waits for waits in stored.at_home(session, home) if (waits.home.id, waits.capacity) == (home, capacity)]
    since = kept.since if kept and any(waits.open and waits.since == kept.since for waits in here) else 0
    added = add(session, errand, capacity, content, submission, since=since, waiting=True)
    since, poll_id = added.since, errand.visit.poll.id
    stored.begin(session, poll_id, home, capacity=capacity, since=since, reason=why.reason, beside=why.household)
    return added


def no_longer(session: Connection, errand: AtDoor, capacity: Capacity) -> None:
    """What waits and was cast from here is taken back, because what comes now counts at once: nothing stands any more."""
    if (kept := errand.waits_already(capacity)) is None:
        return
    home = errand.visit.household.id
    for waits in stored.at_home(session, home):
        if waits.open and (waits.home.id, waits.capacity, waits.since) == (home, capacity, kept.since):
            stored.decide(session, waits.id, WaitingRuling.TAKEN_BACK, at=errand.act.now)


def decide_at_home(session: Connection, door: Door, waiting_id: int, ruling: WaitingRuling, *, now: datetime) -> Waiting:
    """What a household decides itself: whoever cast the first ballot takes the later one or keeps theirs; whoever cast the
    later one takes it back. Decided alike again, nothing happens.

    Raises `CodeRefused`, `PollNotOpen`, `NotFound`, and `NotAllowed`: cast_elsewhere where this door opens no such ballot,
    decided_before.
    """
    known = stored.one(session, door.poll_id, waiting_id)
    for home in sorted({door.household_id, known.home.id, known.beside}):  # in one order, whoever of both decides
        stored_ballot.hold(session, home)
    now = moment(session, now)
    view = answer_page(session, door, now=now)
    found = next((waits for waits in view.waiting if waits.id == waiting_id), None)
    if found is None:
        raise NotFound("waiting", str(waiting_id))
    first = found.beside == door.household_id and found.capacity in view.opened and not found.reason.first_typed
    later = found.home.id == door.household_id and door.casts.get(found.capacity) == found.since
    if not (later if ruling is WaitingRuling.TAKEN_BACK else first):
        raise NotAllowed("cast_elsewhere", capacity=found.capacity)
    return _decided(session, view.poll, found, ruling, now=now)


def _decided(
    session: Connection,
    poll: Poll,
    found: Waiting,
    ruling: WaitingRuling,
    *,
    now: datetime,
    by: str = "",
    paper: str = "",
    why: str = "",
) -> Waiting:
    if not found.open:
        if found.ruling is ruling:
            return found
        raise NotAllowed("decided_before")
    if (state := poll.state(now)) is not PollState.OPEN:
        raise PollNotOpen(state)
    if ruling is WaitingRuling.TAKEN:
        _let_count(session, poll.id, found)
    now = moment(session, now)
    stored.decide(session, found.id, ruling, at=now, by=by, paper=paper, why=why)
    return stored.one(session, poll.id, found.id)


def _let_count(session: Connection, poll_id: int, found: Waiting) -> None:
    stored_ballot.hold(session, found.home.id)
    history = stored_ballot.history(session, found.home.id)
    said = [kept for kept in history if kept.waiting and (kept.capacity, kept.since) == (found.capacity, found.since)]
    stored_ballot.count(session, poll_id, said[-1])


def hands(session: Connection, poll_id: int, waits: Waiting) -> frozenset[str]:
    """Who printed a letter of either household, or entered anything for them: none of them decides."""
    return hands_at(session, poll_id, {waits.home.id, waits.beside})


def hands_at(session: Connection, poll_id: int, homes: Collection[int]) -> frozenset[str]:
    """Who printed a letter of any of these households, had a paper form of theirs in hand, or entered anything for them,
    another owner's vote too."""
    entered = {kept.entered_by for home in homes for kept in stored_ballot.history(session, home)}
    beside = {vote.entered_by for home in homes for vote in co_owned_of(session, home).votes}
    printed = {*stored.printed_by(session, poll_id, homes), *form_entry.hands(session, homes)}
    return frozenset({*entered, *beside, *printed} - {""})


def refuse_hand(session: Connection, hands: Collection[str], username: str, now: datetime) -> None:
    """Keep from a decision whoever had a hand in what it is about, by an account of somebody else too. Raises `NotAllowed`:
    had_a_hand, or hand_invited where the account that had and theirs may be one person's, as far as `apart` can tell."""
    if username in hands:
        raise NotAllowed("had_a_hand")
    if not all(apart(session, hand, username, now) for hand in hands):
        raise NotAllowed("hand_invited")


@needs(Right.ANSWER)
def decide(
    session: Connection,
    scope: Jurisdiction,
    poll_id: int,
    waiting_id: int,
    *,
    take: bool,
    paper: str,
    why: str,
    by: Actor,
    now: datetime,
) -> Waiting:
    """Decide on a signed request which of two ballots counts, as one who neither printed their letters nor entered any.

    Raises `NotFound`, `Rejected` with what lacks or is too long, `NotAllowed`: had_a_hand, hand_invited, role_entered,
    decided_before, and `PollNotOpen`: what is undecided then stays so, and the first counts.
    """
    poll = stored_poll.poll(session, scope, poll_id, hold=True)
    now = moment(session, now)
    found = stored.one(session, poll_id, waiting_id)
    paper, why = visible_text(paper).strip(), visible_text(why).strip()
    if problems := [*_missing("paper", paper, LONGEST_PAPER), *_missing("why", why, LONGEST_WHY)]:
        raise Rejected(problems)
    refuse_hand(session, hands(session, poll_id, found), by.username, now)
    _refuse_role(session, found, by)
    ruling = WaitingRuling.TAKEN if take else WaitingRuling.KEPT
    done = _decided(session, poll, found, ruling, now=now, by=by.username, paper=paper, why=why)
    if found.open:
        told = {"household": found.home.id, "waiting": found.id, "ruling": ruling.value, "paper": paper, "why": why}
        entry.enter(session, "waiting_decided", by=by, now=now, poll_id=poll_id, **told)
    return done


def _refuse_role(session: Connection, found: Waiting, by: Actor) -> None:
    """Where one of the two was typed in, nobody decides whose role typed it. Raises `NotAllowed`: role_entered."""
    if not found.reason.typed or not isinstance(by, Staff):
        return
    stands = last_acts(stored_ballot.history(session, found.beside)).get(found.capacity)
    typists = {found.entered_by, stands.entered_by if stands else ""} - {""}
    if any(member.role == by.role for name in typists if (member := stored_staff.member(session, name))):
        raise NotAllowed("role_entered")


def _missing(field: str, text: str, most: int) -> tuple[Problem, ...]:
    if not text:
        return (Problem(f"waiting_{field}", field),)
    return (Problem("text_too_long", field, detail={"most": most, "count": len(text)}),) if len(text) > most else ()


def disown(session: Connection, door: Door, capacity: Capacity, said: str, *, now: datetime) -> None:
    """Send a ballot that stands to the street's queue, because its household says that it isn't theirs; it still stands.

    Raises `CodeRefused`, and `NotAllowed`: nothing_cast.
    """
    view = answer_page(session, door, now=now)
    last = view.last.get(capacity)
    if last is None or not last.standing:
        raise NotAllowed("nothing_cast")
    text = visible_text(said).strip()[:LONGEST_SAID]
    home, since = view.household.id, last.since
    stored.disown(session, view.poll.id, home, capacity=capacity, since=since, said=text, at=now)


@needs(Right.ANSWER)
def answer_dispute(
    session: Connection, scope: Jurisdiction, poll_id: int, dispute_id: int, text: str, *, by: Actor, now: datetime
) -> None:
    """Write down what was found out about a ballot that was disowned, once, as one who had no hand in it; the ballot stays
    as it is. Raises `NotFound`, `Rejected`, and `NotAllowed`: answered_before, had_a_hand, hand_invited."""
    stored_poll.poll(session, scope, poll_id, hold=True)
    now = moment(session, now)
    found = next((one for one in stored.disputes(session, poll_id) if one.id == dispute_id), None)
    if found is None:
        raise NotFound("dispute", str(dispute_id))
    text = visible_text(text).strip()
    if problems := _missing("answer", text, LONGEST_WHY):
        raise Rejected(problems)
    if found.closed_at is not None:
        if found.answer == text:
            return
        raise NotAllowed("answered_before")
    refuse_hand(session, hands_at(session, poll_id, {found.home.id}), by.username, now)
    stored.answer_dispute(session, dispute_id, text, by=by.username, at=now)
    about = {"household": found.home.id, "dispute": dispute_id}
    entry.enter(session, "dispute_answered", by=by, now=now, poll_id=poll_id, answer=text, **about)
