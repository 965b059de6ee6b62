"""Tables that leave for spreadsheets: what they are made of, and that those with names or exact figures left."""

from __future__ import annotations

from datetime import datetime

from surveys.core.errors import NotAllowed
from surveys.core.outcome import PublicOutcome
from surveys.core.outcome.telling import exact
from surveys.core.place import Compound, Jurisdiction
from surveys.core.poll import Poll
from surveys.core.roster_file import RosterRow, numbered
from surveys.core.staff import Actor, Right, needs
from surveys.services.compound import CompoundDesk, poll_desk
from surveys.services.edition import roster_words
from surveys.services.notice import notice_desk
from surveys.store import entry
from surveys.store import place as stored_place
from surveys.store import poll as stored
from surveys.store import roster as stored_roster
from surveys.store.db import Connection


def compound_within(session: Connection, scope: Jurisdiction, compound_id: int) -> Compound:
    """One compound. Raises `NotFound` outside `scope`."""
    return stored_place.compound(session, scope, compound_id)


def ended_poll(session: Connection, scope: Jurisdiction, poll_id: int, *, now: datetime) -> Poll:
    """A poll that has ended. Raises `NotFound` outside `scope`, and `NotAllowed` with the state of one that runs."""
    poll = stored.poll(session, scope, poll_id)
    if not (state := poll.state(now)).ended:
        raise NotAllowed(state.value)
    return poll


def opened_desk(session: Connection, scope: Jurisdiction, poll_id: int, *, now: datetime) -> CompoundDesk:
    """A poll door by door. Raises `NotFound` outside `scope`, and `NotAllowed`: draft, which has no doors yet."""
    desk = poll_desk(session, scope, poll_id, now=now)
    if desk.poll is None or desk.poll.terms is None:
        raise NotAllowed("draft")
    return desk


def listed_outcome(
    session: Connection, scope: Jurisdiction, poll_id: int, *, exactly: bool, now: datetime
) -> tuple[Poll, PublicOutcome]:
    """What a list is made of: what hangs or, before the first notice, what it would say; with `exactly`, what nobody but the
    office is told. Raises `NotFound` outside `scope`, and `NotAllowed` with the state of a poll that runs."""
    desk = notice_desk(session, scope, poll_id, now=now)
    hanging = desk.hanging.outcome if desk.hanging else None
    return desk.exact.poll, exact(desk.exact) if exactly else hanging or desk.outcome


def roster_rows(session: Connection, scope: Jurisdiction, compound_id: int) -> tuple[Compound, tuple[RosterRow, ...]]:
    """The living roster as a file has to have it to come back unchanged. Raises `NotFound` outside `scope`."""
    compound = stored_place.compound(session, scope, compound_id)
    return compound, tuple(numbered(stored_roster.listed(session, compound_id), roster_words()))


@needs(Right.ROSTER)
def take_roster(
    session: Connection, scope: Jurisdiction, compound_id: int, *, digest: str, by: Actor, now: datetime
) -> None:
    """Write down that a roster with its names and telephones leaves, as the file with this digest. Raises as
    `roster_rows`."""
    compound = stored_place.compound(session, scope, compound_id)
    entry.enter(session, "roster_exported", by=by, now=now, compound=compound.id, digest=digest)


@needs(Right.REVIEW)
def take_list(session: Connection, scope: Jurisdiction, poll_id: int, *, digest: str, by: Actor, now: datetime) -> None:
    """Write down that the exact list leaves, as the file with this digest. Raises as `ended_poll`."""
    poll = ended_poll(session, scope, poll_id, now=now)
    entry.enter(session, "list_exported", by=by, now=now, poll_id=poll.id, digest=digest)
