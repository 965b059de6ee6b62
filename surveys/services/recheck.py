"""The recheck after closing (上门重问): the list is locked, dice are rolled before witnesses, drawn homes are asked anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from surveys.core.act import made
from surveys.core.ballot import Capacity
from surveys.core.entry_mark import ReviewedEntry
from surveys.core.errors import NotAllowed, PollNotOpen
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll, PollState
from surveys.core.recheck import Recheck, RecheckDoor, RecheckOutcome, recheck_digest
from surveys.core.sampling import CHECK_RULE
from surveys.core.staff import Actor, Right, needs
from surveys.services.entry_lot import read_roll
from surveys.services.household import documents
from surveys.services.waiting import refuse_hand
from surveys.store import entry, entry_mark
from surveys.store import poll as stored_poll
from surveys.store import recheck as stored
from surveys.store.clock import moment
from surveys.store.db import Connection


@dataclass(frozen=True, slots=True)
class PollRecheck:
    """The recheck of a poll, None before its list is locked; `listed` are the homes that would be on it now."""

    poll: Poll
    state: PollState
    recheck: Recheck | None
    listed: tuple[RecheckDoor, ...]

    @property
    def open(self) -> bool:
        """Whether anything may still be done: the poll has closed, and its result isn't out."""
        return self.state is PollState.CLOSED

    @property
    def locked(self) -> Recheck:
        """The recheck. Raises `NotAllowed`: not_locked."""
        if self.recheck is None:
            raise NotAllowed("not_locked")
        return self.recheck


@dataclass(frozen=True, slots=True)
class DifferingDoor:
    """A home that answered otherwise when it was asked anew: in which questions, and the entry that may be marked, None
    where its ballot came by the home's code."""

    door: RecheckDoor
    questions: tuple[str, ...]
    entry: ReviewedEntry | None


def poll_recheck(
    session: Connection, scope: Jurisdiction, poll_id: int, *, now: datetime, hold: bool = False
) -> PollRecheck:
    """The recheck of a poll. Raises `NotFound` outside `scope`, and `NotAllowed`: draft."""
    poll = stored_poll.poll(session, scope, poll_id, hold=hold)
    now = moment(session, now)
    if poll.terms is None:
        raise NotAllowed("draft")
    found = stored.recheck(session, poll_id)
    return PollRecheck(poll, poll.state(now), found, () if found else stored.typed_ballots(session, poll_id))


def held_recheck(session: Connection, scope: Jurisdiction, poll_id: int, now: datetime) -> PollRecheck:
    """The same of a poll that is held while something is done about it. Raises `PollNotOpen` besides."""
    found = poll_recheck(session, scope, poll_id, now=now, hold=True)
    if not found.open:
        raise PollNotOpen(found.state)
    return found


def differing_doors(session: Connection, found: PollRecheck) -> tuple[DifferingDoor, ...]:
    """The homes that answered otherwise, in the order in which they were drawn."""
    chosen = found.recheck.chosen if found.recheck else ()
    entries = {(one.home.id, one.capacity): one for one in entry_mark.reviewed(session, found.poll.id)}
    return tuple(_differing(session, found.poll, door, entries) for door in chosen if door.differs)


def _differing(
    session: Connection, poll: Poll, door: RecheckDoor, entries: Mapping[tuple[int, Capacity], ReviewedEntry]
) -> DifferingDoor:
    edition, _menu = documents(session, poll, door.home)
    keys = {key.partition(".")[0] for key in door.differs}
    labels = tuple(question.label for question in edition.questions if question.key in keys)
    return DifferingDoor(door, labels, entries.get((door.home.id, door.capacity)))


@needs(Right.REVIEW)
def lock_recheck(
    session: Connection, scope: Jurisdiction, poll_id: int, *, random: bytes, by: Actor, now: datetime
) -> Recheck:
    """Lock the list of all homes whose ballots staff typed in, once; its digest is written on paper before the dice are
    rolled. Raises `NotFound`, `PollNotOpen`, and `NotAllowed`: draft, locked_before, nothing_typed."""
    found = held_recheck(session, scope, poll_id, now)
    now = moment(session, now)
    if found.recheck:
        raise NotAllowed("locked_before")
    if not (doors := found.listed):
        raise NotAllowed("nothing_typed")
    salt, size = random[:16].hex(), CHECK_RULE.size(len(doors))
    new = Recheck(recheck_digest(salt, doors), salt, size, now, by.username, doors=doors)
    stored.add(session, poll_id, new)
    told = made({"digest": new.digest, "size": size})
    entry.enter(session, "recheck_locked", by=by, now=now, poll_id=poll_id, homes=len(doors), **told)
    return new


@needs(Right.REVIEW)
def roll_recheck(
    session: Connection, scope: Jurisdiction, poll_id: int, *, dice: str, witnesses: str, by: Actor, now: datetime
) -> None:
    """Write down what the dice showed, once and after the list was locked; who typed in any of it doesn't.

    Raises `Rejected` with everything that is wrong with the dice and their witnesses, `NotFound`, `PollNotOpen`, and
    `NotAllowed`: not_locked, rolled_before, had_a_hand, hand_invited.
    """
    recheck = held_recheck(session, scope, poll_id, now).locked
    now = moment(session, now)
    if recheck.rolled_at is not None:
        raise NotAllowed("rolled_before")
    refuse_hand(session, recheck.hands, by.username, now)
    rolled = read_roll(dice, witnesses)
    stored.roll(session, poll_id, {**rolled, "rolled_at": now, "rolled_by": by.username})
    entry.enter(session, "recheck_rolled", by=by, now=now, poll_id=poll_id, **made({**rolled}))


def waiting_door(found: PollRecheck, serial: int) -> RecheckDoor:
    """A home that was drawn and that somebody still has to go to. Raises `NotAllowed`: not_drawn."""
    chosen = found.recheck.chosen if found.recheck else ()
    door = next((one for one in chosen if one.serial == serial and one.waits), None)
    if door is None:
        raise NotAllowed("not_drawn")
    return door


UNMET = frozenset({RecheckOutcome.AWAY, RecheckOutcome.REFUSED})
"""What may come of a visit without an answer."""
