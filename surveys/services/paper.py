"""Printing a paper: it is refused in the wrong state and to the wrong people, its bytes are frozen, and each copy is
written down before it leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from surveys.core.act import Value, turned
from surveys.core.errors import NotEntitled
from surveys.core.paper import PaperCopy, PaperFormat, PaperNotNow, Printable, paper_refusal
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll, PollState
from surveys.core.staff import Actor, Right, needs
from surveys.store import entry
from surveys.store import paper as stored
from surveys.store import poll as stored_poll
from surveys.store import staff as stored_staff
from surveys.store.clock import moment
from surveys.store.db import Connection


@dataclass(frozen=True, slots=True)
class PaperDesk:
    """A poll with the last copy of each of its papers, by their keys."""

    poll: Poll
    state: PollState
    last: Mapping[str, PaperCopy]


@dataclass(frozen=True, slots=True)
class Pressed:
    """A paper as it came from the press, and the digest of what it was pressed from without the moment."""

    format: PaperFormat
    source: str
    content: bytes


def paper_desk(session: Connection, scope: Jurisdiction, poll_id: int, *, now: datetime) -> PaperDesk:
    """What was printed of a poll. Raises `NotFound` outside `scope`."""
    poll = stored_poll.poll(session, scope, poll_id)
    return PaperDesk(poll, poll.state(now), stored.last_copies(session, poll_id))


def printable_poll(
    session: Connection, scope: Jurisdiction, poll_id: int, paper: Printable, *, now: datetime, hold: bool = False
) -> Poll:
    """The poll of which a paper may be printed now. Raises `NotFound` outside `scope`, and `PaperNotNow`."""
    poll = stored_poll.poll(session, scope, poll_id, hold=hold)
    now = moment(session, now)
    if why := paper_refusal(paper, poll.state(now)):
        raise PaperNotNow(why)
    return poll


def pressed_before(session: Connection, poll_id: int, paper: Printable, kind: PaperFormat, source: str) -> bytes | None:
    """The bytes that were pressed from the same source before, of a poll that was found within reach."""
    return stored.pressed_before(session, poll_id, paper.key, kind, source)


@needs(Right.LOOK)
def print_paper(
    session: Connection, scope: Jurisdiction, poll_id: int, paper: Printable, pressed: Pressed, *, by: Actor, now: datetime
) -> tuple[PaperCopy, bytes]:
    """The copy that is made now, and its bytes: pressed from the same source, they are those of the copy before.

    Raises `NotEntitled` without the paper's own right, and as `printable_poll`.
    """
    if not by.may(paper.right):
        raise NotEntitled(paper.right)
    poll = printable_poll(session, scope, poll_id, paper, now=now, hold=True)
    now = moment(session, now)
    member, before = stored_staff.member(session, by.username), stored.last_copies(session, poll_id).get(paper.key)
    content = stored.pressed_before(session, poll_id, paper.key, pressed.format, pressed.source) or pressed.content
    digest = sha256(content).hexdigest()
    number = before.number + 1 if before else 1
    who = member.name if member else by.username
    copy = PaperCopy(paper.key, number, pressed.format, digest, now, by.username, who)
    kept = stored.keep_file(session, poll.id, paper.key, pressed.format, pressed.source, digest=digest, content=content)
    stored.add_copy(session, poll.id, kept, copy)
    told = turned(_told(before) if before else {}, _told(copy))
    entry.enter(session, "paper_printed", by=by, now=now, poll_id=poll.id, printed=paper.key, title=paper.title, **told)
    return copy, content


def _told(copy: PaperCopy) -> dict[str, Value]:
    return {"copy": copy.number, "format": copy.format.value, "digest": copy.digest}


def copy_again(
    session: Connection, scope: Jurisdiction, poll_id: int, paper: Printable, number: int
) -> tuple[PaperCopy, bytes]:
    """A copy that was made, for whoever's form came twice. Raises `NotFound`."""
    stored_poll.poll(session, scope, poll_id)
    return stored.copy_numbered(session, poll_id, paper.key, number)
