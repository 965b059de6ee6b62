"""A household at its door with something to do: what it did before, and one revision more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from surveys.core.ballot import WITHDRAWN, Capacity, Channel, Revision, last_acts
from surveys.core.code import Keys, receipt_code, receipt_key
from surveys.core.errors import CodeRefused, NotAllowed, PollNotOpen
from surveys.core.poll import PollState
from surveys.core.staff import Actor
from surveys.core.submission import Origin, Submission, of_page
from surveys.services.code import Door
from surveys.services.household import checked
from surveys.store import ballot as stored
from surveys.store.clock import moment
from surveys.store.db import Connection

_RECEIPTS = 5  # of 50 bits each: the second is needed once in a thousand million ballots


@dataclass(frozen=True, slots=True)
class Sending:
    """What is the same for every revision, whatever it says; `by` fills in for the household. `holds` are the owner's
    ballots of other households that were cast from the same browser, each with the revision in which it began. What is
    `typed` in takes no place of what stands; `late` is a paper that was handed in before the poll ended."""

    door: Door
    origin: Origin
    channel: Channel
    by: Actor | None
    keys: Keys
    random: bytes
    now: datetime
    holds: Mapping[int, int] = field(default_factory=dict)
    typed: bool = False
    late: bool = False

    @property
    def submission(self) -> Submission:
        """The number that the form was sent under."""
        return Submission.read(self.origin.submission)


@dataclass(frozen=True, slots=True)
class AtDoor:
    """A household at its door with something to do, and all that it did before."""

    visit: stored.Visit
    history: tuple[Revision, ...]
    act: Sending

    @property
    def sent(self) -> Revision | None:
        """The latest revision that was sent from the same page before."""
        return next((kept for kept in reversed(self.history) if of_page(kept, self.act.submission)), None)

    def of(self, capacity: Capacity) -> list[Revision]:
        """The revisions in one capacity that count or counted, the earliest first."""
        return [kept for kept in self.history if kept.capacity is capacity and (kept.standing or not kept.waiting)]

    def last(self, capacity: Capacity) -> Revision | None:
        """The latest act in one capacity on what counts."""
        return last_acts(self.history).get(capacity)

    def stands(self, capacity: Capacity) -> Revision | None:
        """The revision that counts in one capacity."""
        last = self.last(capacity)
        return None if last is None or last.withdrawn else last

    def theirs(self, kept: Revision) -> bool:
        """Whether a ballot was cast from here: by this browser, with its key, or from the same page."""
        return self.act.door.casts.get(kept.capacity) == kept.since or of_page(kept, self.act.submission)

    def waits_already(self, capacity: Capacity) -> Revision | None:
        """What was cast from here in this capacity and waits, or waited."""
        found = (kept for kept in reversed(self.history) if kept.waiting and not kept.standing and kept.capacity is capacity)
        return next((kept for kept in found if self.theirs(kept)), None)


def begin(session: Connection, act: Sending) -> AtDoor:
    """Hold the household and its poll, and take the time then: what is done at the door is done at `act.now` of what is
    returned. Raises `CodeRefused`, `Rejected` where the submission can't be read, `ClockBehind`, and `NotAllowed`:
    amended_out where the household isn't counted any more."""
    Submission.read(act.origin.submission)
    stored.hold(session, act.door.household_id)
    # Looked at anew once it is held: while we waited somebody may have cast, or taken the household out of the count.
    visit, history = stored.look(session, act.door.household_id, held=True) or (None, ())
    if visit:
        act = replace(act, now=moment(session, act.now, known=visit.newest))
        if visit.gone:
            raise NotAllowed("amended_out")
    return AtDoor(checked(visit, act.door, history), history, act)


def refuse_unless_open(errand: AtDoor) -> None:
    """Raises `PollNotOpen`."""
    state = errand.visit.poll.state(errand.act.now)
    if state is not PollState.OPEN and not (errand.act.late and state is PollState.CLOSED):
        raise PollNotOpen(state)


def refuse_void(errand: AtDoor, capacity: Capacity) -> None:
    """A letter that is void opens nothing but what was cast from here. Raises `CodeRefused`: void."""
    last = errand.last(capacity)
    if errand.act.door.epoch == errand.visit.epoch or (last and errand.theirs(last)) or errand.waits_already(capacity):
        return
    raise CodeRefused("void")


def refuse_unless_next(errand: AtDoor, capacity: Capacity) -> None:
    """Refuse what would replace a ballot that isn't theirs who send it, or that they haven't seen. Raises `NotAllowed`."""
    act, last, stands = errand.act, errand.last(capacity), errand.stands(capacity)
    if act.by and any(not kept.entered_by for kept in errand.of(capacity)):
        raise NotAllowed("own_ballot")
    if stands and not act.by and not errand.theirs(stands):
        raise NotAllowed("cast_elsewhere", capacity=capacity)
    ours = last is not None and of_page(last, act.submission)
    if last and not ours and act.origin.seen.get(capacity) != last.revision:
        raise NotAllowed("stale", capacity=capacity)


def add(
    session: Connection,
    errand: AtDoor,
    capacity: Capacity,
    content: str,
    submission: Submission,
    *,
    since: int = 0,
    waiting: bool = False,
) -> Revision:
    """Add the next revision; the household is held, so that nobody adds another in between.

    What replaces a ballot keeps its receipt key; what is cast where none stands, or to wait, begins anew, and so does what a
    household says itself after others filled in for it: they have seen that key.
    """
    stands = None if waiting else errand.stands(capacity)
    number = max((kept.revision for kept in errand.history if kept.capacity is capacity), default=0) + 1
    began = stands.since if stands and bool(stands.entered_by) == bool(errand.act.by) else number
    new = _revision(errand, capacity, content, number, since or began)
    new = replace(new, submission=str(submission), waiting=waiting, standing=content != WITHDRAWN and not waiting)
    key = receipt_key(errand.act.keys, new.household, capacity, new.since)
    for attempt in range(_RECEIPTS):
        receipt = receipt_code(f"{new.household}|{submission}", errand.act.random + bytes([attempt]))
        if stored.add(session, errand.visit.poll.id, numbered := replace(new, receipt=receipt), key):
            return numbered
    raise RuntimeError("no free receipt")


def _revision(errand: AtDoor, capacity: Capacity, content: str, number: int, since: int) -> Revision:
    act, terms = errand.act, errand.visit.poll.terms
    assert terms is not None
    return Revision(
        household=errand.visit.household.id,
        capacity=capacity,
        revision=number,
        content=content,
        channel=act.channel,
        edition=terms.edition,
        menu=terms.menu,
        entered_by=act.by.username if act.by else "",
        submission="",
        receipt="",
        since=since,
        cast_at=act.now,
        standing=True,
        epoch=act.door.epoch,
    )
