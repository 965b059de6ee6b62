"""The street's queue of a poll: ballots that wait and ballots that are disowned, with how and when each came, never what it
says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from surveys.core.ballot import Capacity, Channel, Revision, last_acts
from surveys.core.form_entry import PaperMark
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll, PollState
from surveys.core.roster import Household
from surveys.core.waiting import Dispute, Waiting
from surveys.services.waiting import hands, hands_at
from surveys.store import ballot as stored_ballot
from surveys.store import form_entry
from surveys.store import poll as stored_poll
from surveys.store import waiting as stored
from surveys.store.db import Connection
from surveys.store.form_entry import PhotoPage
from surveys.store.turnout import Cast


@dataclass(frozen=True, slots=True)
class Pending:
    """How many ballots of a poll wait for a decision, and how many that were disowned wait for an answer."""

    waiting: int
    disputed: int


@dataclass(frozen=True, slots=True)
class PaperBehind:
    """The form that a ballot was typed in from: its serial, what was seen on it beside the answers, its photographs."""

    serial: int
    marks: frozenset[PaperMark]
    photos: tuple[PhotoPage, ...]


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A ballot that waits, or waited, and the household `first` whose ballot `stands`; None where none stands there now.
    `issued_anew` are the letters of the later household; who is among `hands` doesn't decide. Beside those that were typed
    in from a form is that."""

    waits: Waiting
    first: Household
    stands: Cast | None
    issued_anew: tuple[tuple[datetime, str], ...]
    hands: frozenset[str]
    paper: PaperBehind | None = None
    first_paper: PaperBehind | None = None


@dataclass(frozen=True, slots=True)
class DisputeLine:
    """A ballot that was disowned: how it came last, by which letter of its household or from which form, and whether it
    still `stands`; who is among `hands` doesn't answer."""

    dispute: Dispute
    came: Cast
    letter: int
    issued_anew: tuple[tuple[datetime, str], ...]
    stands: bool
    hands: frozenset[str]
    paper: PaperBehind | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """The whole queue of a poll, the first first."""

    poll: Poll
    state: PollState
    waiting: tuple[WaitingLine, ...]
    disputes: tuple[DisputeLine, ...]

    def waits(self, waiting_id: int | None) -> WaitingLine | None:
        """One ballot of it that waits, or waited."""
        return next((line for line in self.waiting if line.waits.id == waiting_id), None)

    def disputed(self, dispute_id: int | None) -> DisputeLine | None:
        """One ballot of it that was disowned."""
        return next((line for line in self.disputes if line.dispute.id == dispute_id), None)


def pending(session: Connection, poll_id: int) -> Pending:
    """How much of a poll's queue nobody dealt with yet."""
    return Pending(*stored.undecided(session, poll_id))


def queue(session: Connection, scope: Jurisdiction, poll_id: int, *, now: datetime) -> Queue:
    """The street's queue of a poll. Raises `NotFound` outside `scope`."""
    poll = stored_poll.poll(session, scope, poll_id)
    waiting = tuple(_waiting(session, poll_id, waits) for waits in stored.of_poll(session, poll_id))
    disputes = tuple(_disputed(session, poll_id, dispute) for dispute in stored.disputes(session, poll_id))
    return Queue(poll, poll.state(now), waiting, disputes)


def _waiting(session: Connection, poll_id: int, waits: Waiting) -> WaitingLine:
    visit = stored_ballot.visit(session, waits.beside)
    assert visit is not None
    last = last_acts(stored_ballot.history(session, waits.beside)).get(waits.capacity)
    stands = _cast(last) if last and last.standing else None
    anew = stored.voided(session, waits.home.id)
    said = _of(stored_ballot.history(session, waits.home.id), waits.capacity, waits.since)
    papers = (_behind(session, poll_id, said[-1] if said else None), _behind(session, poll_id, last))
    return WaitingLine(waits, visit.household, stands, anew, hands(session, poll_id, waits), *papers)


def _behind(session: Connection, poll_id: int, kept: Revision | None) -> PaperBehind | None:
    if kept is None or kept.channel is not Channel.PAPER:
        return None
    found = form_entry.of_revision(session, poll_id, kept.household, kept.capacity, kept.revision)
    if found is None or found.form is None:
        return None
    photos = form_entry.photo_pages(session, [found.form]).get(found.form, ())
    return PaperBehind(form_entry.serial(session, found.form), found.marks, photos)


def _disputed(session: Connection, poll_id: int, dispute: Dispute) -> DisputeLine:
    kept = _of(stored_ballot.history(session, dispute.home.id), dispute.capacity, dispute.since)
    standing = any(one.standing for one in kept)
    anew, touched = stored.voided(session, dispute.home.id), hands_at(session, poll_id, {dispute.home.id})
    behind = _behind(session, poll_id, kept[-1])
    return DisputeLine(dispute, _cast(kept[-1]), kept[0].epoch, anew, standing, touched, behind)


def queue_photo(
    session: Connection, scope: Jurisdiction, poll_id: int, photo_id: int, username: str, *, now: datetime
) -> bytes | None:
    """A photograph of a form in the queue, for whoever may decide about it; None for a hand in it. Raises `NotFound` outside
    `scope`."""
    found = queue(session, scope, poll_id, now=now)
    waiting = [(paper, line.hands) for line in found.waiting for paper in (line.paper, line.first_paper)]
    behind = [*waiting, *((line.paper, line.hands) for line in found.disputes)]
    seen = any(p and username not in touched and photo_id in {one.id for one in p.photos} for p, touched in behind)
    return form_entry.photo(session, poll_id, photo_id)[1] if seen else None


def _of(history: Iterable[Revision], capacity: Capacity, since: int) -> list[Revision]:
    return [kept for kept in history if (kept.capacity, kept.since) == (capacity, since) and not kept.withdrawn]


def _cast(kept: Revision) -> Cast:
    return Cast(kept.household, kept.capacity, kept.channel, kept.entered_by, kept.revision, kept.cast_at)
