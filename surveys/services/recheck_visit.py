"""Going to a home that was drawn after closing: nobody was in, it didn't want to, or it filled a form in anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from surveys.core.act import Value, turned
from surveys.core.canonical import canonical
from surveys.core.entry_lot import differing_answers
from surveys.core.errors import NotAllowed
from surveys.core.form_entry import Transcript
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll
from surveys.core.recheck import RecheckDoor, RecheckOutcome
from surveys.core.staff import Actor, Right, needs
from surveys.services.form_entry import transcribed, visited
from surveys.services.household import documents
from surveys.services.recheck import UNMET, held_recheck, poll_recheck, waiting_door
from surveys.services.second import apart
from surveys.services.second_typing import own_words_of
from surveys.services.waiting import refuse_hand
from surveys.store import entry
from surveys.store import recheck as stored
from surveys.store.clock import moment
from surveys.store.db import Connection


@dataclass(frozen=True, slots=True)
class ToVisit:
    """To which homes one member of staff may go, which of them wait, and how many wait for somebody else."""

    poll: Poll
    open: bool
    doors: tuple[RecheckDoor, ...]
    others: int


def doors_for(session: Connection, scope: Jurisdiction, poll_id: int, who: str, *, now: datetime) -> ToVisit:
    """The homes that were drawn and wait, in the order of doors, for `who` to go to. Raises as `poll_recheck`."""
    found = poll_recheck(session, scope, poll_id, now=now)
    chosen = found.recheck.chosen if found.recheck else ()
    waiting = sorted((door for door in chosen if door.waits), key=lambda door: door.serial)
    others = {hand: apart(session, hand, who, now) for hand in frozenset().union(*(door.hands for door in waiting))}
    mine = tuple(door for door in waiting if all(others[hand] for hand in door.hands))
    return ToVisit(found.poll, found.open, mine, len(waiting) - len(mine))


def drawn_door(
    session: Connection, scope: Jurisdiction, poll_id: int, serial: int, who: str, *, now: datetime
) -> RecheckDoor:
    """A home for `who` to ask anew. Raises as `poll_recheck`, and `NotAllowed`: not_drawn, had_a_hand, hand_invited."""
    door = waiting_door(poll_recheck(session, scope, poll_id, now=now), serial)
    refuse_hand(session, door.hands, who, now)
    return door


@needs(Right.FILL_IN)
def note_recheck(
    session: Connection, scope: Jurisdiction, poll_id: int, serial: int, came: RecheckOutcome, *, by: Actor, now: datetime
) -> None:
    """Write down that nobody was in, after which one may go again, or that the home didn't want to.

    Raises `NotFound`, `PollNotOpen`, and `NotAllowed`: not_drawn, had_a_hand, hand_invited, no_answer.
    """
    door = waiting_door(held_recheck(session, scope, poll_id, now), serial)
    now = moment(session, now)
    refuse_hand(session, door.hands, by.username, now)
    if came not in UNMET:
        raise NotAllowed("no_answer")
    stored.visit(session, poll_id, serial, came, by=by.username, at=now)
    told = {"drawn": serial, **turned(_before(door), {"came": came.value})}
    entry.enter(session, "recheck_unmet", by=by, now=now, poll_id=poll_id, household=door.home.id, **told)


def _before(door: RecheckDoor) -> dict[str, Value]:
    return {"came": door.outcome.value} if door.outcome else {}


@needs(Right.FILL_IN)
def type_recheck(
    session: Connection, scope: Jurisdiction, poll_id: int, serial: int, said: Transcript, *, by: Actor, now: datetime
) -> tuple[str, ...]:
    """Take what a home answered anew, and compare it; it becomes no ballot. Returns in what it differs.

    Raises `Rejected` with every problem of the answers, `NotFound`, `PollNotOpen`, and `NotAllowed`: not_drawn, had_a_hand,
    hand_invited.
    """
    door = waiting_door(held_recheck(session, scope, poll_id, now), serial)
    now = moment(session, now)
    refuse_hand(session, door.hands, by.username, now)
    visit = visited(session, scope, poll_id, door.home.id)
    capacity, content = transcribed(session, visit, said)
    edition, _menu = documents(session, visit.poll, visit.household)
    answers = differing_answers(door.content, content, own_words=own_words_of(edition))
    differs = (*(() if capacity is door.capacity else ("capacity",)), *answers)
    second = stored.keep_answer(session, poll_id, door, said, (capacity, content), by=by.username, at=now)
    stored.visit(session, poll_id, serial, RecheckOutcome.COMPARED, by=by.username, at=now)
    stored.compare(session, poll_id, serial, second, differs)
    after: dict[str, Value] = {"came": RecheckOutcome.COMPARED.value, "second": second}
    told = turned(_before(door), after | {"differs": canonical(list(differs)).decode()})
    entry.enter(session, "recheck_compared", by=by, now=now, poll_id=poll_id, household=door.home.id, drawn=serial, **told)
    return differs
