"""Reviewing entries (复核标记): what asks for a look, and a mark with a reason by somebody who didn't type them in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from surveys.core.act import turned
from surveys.core.ballot import WITHDRAWN, Revision
from surveys.core.code import Keys
from surveys.core.entry_lot import LotRuling
from surveys.core.entry_mark import (
    LONGEST_REASON,
    Mark,
    MarkedAs,
    PaperShare,
    ReviewedEntry,
    SignFound,
    evidence,
    paper_shares,
)
from surveys.core.errors import NotAllowed, NotEntitled, PollNotOpen, Problem, Rejected
from surveys.core.place import Jurisdiction
from surveys.core.plain_text import visible_text
from surveys.core.poll import Poll, PollState
from surveys.core.staff import Actor, Right, needs
from surveys.core.submission import Origin, Submission
from surveys.core.waiting import WaitingRuling
from surveys.services.casting import Sending, add, begin
from surveys.services.code import Door
from surveys.services.entry_check import check_page
from surveys.services.entry_lot import CHECKED_IN
from surveys.services.waiting import refuse_hand
from surveys.store import ballot as stored_ballot
from surveys.store import entry, entry_lot, waiting
from surveys.store import entry_mark as stored
from surveys.store import poll as stored_poll
from surveys.store.clock import moment
from surveys.store.db import Connection


@dataclass(frozen=True, slots=True)
class EntryReview:
    """The entries of a poll that weren't undone, what asks for a look about them, and how buildings stand out."""

    poll: Poll
    state: PollState
    entries: tuple[ReviewedEntry, ...]
    evidence: Mapping[int, tuple[SignFound, ...]]
    shares: tuple[PaperShare, ...]

    def entry(self, entry_id: int) -> ReviewedEntry:
        """One of them. Raises `NotAllowed`: no_entry."""
        found = next((one for one in self.entries if one.id == entry_id), None)
        if found is None:
            raise NotAllowed("no_entry")
        return found


def entry_review(
    session: Connection, scope: Jurisdiction, poll_id: int, *, now: datetime, hold: bool = False
) -> EntryReview:
    """Everything about the entries of a poll that a reviewer looks at, never what they say. Raises `NotFound` outside
    `scope`."""
    poll = stored_poll.poll(session, scope, poll_id, hold=hold)
    now = moment(session, now)
    entries = stored.reviewed(session, poll_id)
    shares = paper_shares(stored.answers_on_paper(session, poll_id))
    return EntryReview(poll, poll.state(now), entries, evidence(entries), shares)


@needs(Right.REVIEW)
def mark_entry(
    session: Connection,
    scope: Jurisdiction,
    poll_id: int,
    entry_id: int,
    mark: Mark,
    *,
    reason: str,
    keys: Keys,
    random: bytes,
    by: Actor,
    now: datetime,
) -> None:
    """Write down what was found about an entry, as one who didn't type it in. What is void counts for nothing: the ballot
    that it became is taken back, where that still stands, and the household may answer anew.

    Raises `NotEntitled`: what is void is for the street to say; `NotFound`, `Rejected` where the reason lacks,
    `PollNotOpen`, and `NotAllowed`: no_entry, void_before, beside_owner, had_a_hand, hand_invited.
    """
    if mark is Mark.VOID and not by.may(Right.ANSWER):
        raise NotEntitled(Right.ANSWER)
    found = entry_review(session, scope, poll_id, now=now, hold=True)
    now = moment(session, now)
    if found.state not in CHECKED_IN:
        raise PollNotOpen(found.state)
    one = found.entry(entry_id)
    refuse_hand(session, {one.by}, by.username, now)
    if one.marked and one.marked.mark is Mark.VOID:
        raise NotAllowed("void_before")
    reason = visible_text(reason).strip()
    if not reason or len(reason) > LONGEST_REASON:
        detail = {"most": LONGEST_REASON, "count": len(reason)}
        raise Rejected([Problem("text_too_long" if reason else "mark_reason", "reason", detail=detail)])
    if mark is Mark.VOID:
        _take_back(session, found.poll, one, _Taking(by, keys, random, now))
    stored.add_mark(session, poll_id, entry_id, MarkedAs(mark, reason, by.username, now))
    before = {"mark": one.marked.mark.value, "reason": one.marked.reason} if one.marked else {}
    told = turned(before, {"mark": mark.value, "reason": reason})
    entry.enter(session, "entry_marked", by=by, now=now, poll_id=poll_id, household=one.home.id, entry=entry_id, **told)


@dataclass(frozen=True, slots=True)
class _Taking:
    """Who takes a ballot back, and with what its receipt is made."""

    by: Actor
    keys: Keys
    random: bytes
    now: datetime


def _take_back(session: Connection, poll: Poll, one: ReviewedEntry, act: _Taking) -> None:
    """Take back what came of an entry: the ballot that it became, or that a check put in its place, also where it waits."""
    if one.revision is None:
        raise NotAllowed("beside_owner")
    for waits in waiting.at_home(session, one.home.id):
        if waits.open and (waits.home.id, waits.capacity, waits.since) == (one.home.id, one.capacity, one.revision):
            waiting.decide(session, waits.id, WaitingRuling.TAKEN_BACK, at=act.now, by=act.by.username)
    put = [check for check in entry_lot.checks_on(session, poll.id, one.id) if check.ruling is LotRuling.SECOND]
    pages, homes = {check_page(check) for check in put}, {one.home.id, *(check.household for check in put)}
    for home in sorted(homes):
        for kept in stored_ballot.history(session, home):
            first = (kept.household, kept.capacity, kept.revision) == (one.home.id, one.capacity, one.revision)
            if kept.standing and (first or Submission.read(kept.submission).page in pages):
                _withdraw(session, poll, one, kept, act)


def _withdraw(session: Connection, poll: Poll, one: ReviewedEntry, kept: Revision, act: _Taking) -> None:
    visit = stored_ballot.visit(session, kept.household)
    if visit is None or visit.gone:
        return
    page = f"entry-void-{one.id:06d}"
    door = Door(kept.household, visit.epoch, poll.id)
    errand = begin(session, Sending(door, Origin(page), kept.channel, act.by, act.keys, act.random, act.now))
    add(session, errand, kept.capacity, WITHDRAWN, Submission(page))
