"""The life of a poll once it is open: longer, paused, ended, called off, looked over; each with who did it, when and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from surveys.core.act import made, moment_value, turned
from surveys.core.errors import NotAllowed, Problem, Rejected
from surveys.core.life import STEPS, PollChange, Step, overlaps, reason_problems, span_problems
from surveys.core.notice import Notice
from surveys.core.objection import Objection
from surveys.core.place import CHINA, Jurisdiction
from surveys.core.poll import Poll, PollState
from surveys.core.seal import HeadWhy
from surveys.core.second import Grave, Second
from surveys.core.staff import Actor, Right, Staff, needs
from surveys.services.end import with_end
from surveys.services.seal import seal_poll
from surveys.services.second import apart
from surveys.store import amendment, entry, entry_lot, gates, notice, objection, second
from surveys.store import draft as stored_draft
from surveys.store import life as stored
from surveys.store import poll as stored_poll
from surveys.store.clock import moment
from surveys.store.db import Connection

_ACTS = {
    Step.EXTEND: "poll_extended",
    Step.PAUSE: "poll_paused",
    Step.RESUME: "poll_resumed",
    Step.CLOSE: "poll_closed",
    Step.CANCEL: "poll_cancelled",
}
_ONCE = {Step.OPEN: "poll_opened", Step.REVIEW: "poll_reviewed"}
"""What is told of these steps beyond their time stands in the ledger alone."""


@dataclass(frozen=True, slots=True)
class Life:
    """Everything that was done with a poll as a whole, and how many `amendments` to its roster wait for a decision, and
    how many typed in forms are `unchecked`."""

    poll: Poll
    state: PollState
    changes: tuple[PollChange, ...]
    notices: tuple[Notice, ...]
    objections: tuple[Objection, ...]
    beside: tuple[Poll, ...]
    waiting: tuple[Second, ...] = ()
    confirmed: tuple[Second, ...] = ()
    did: Mapping[Step, str] = field(default_factory=dict)
    amendments: int = 0
    unchecked: int = 0

    @property
    def open_objections(self) -> int:
        """How many objections nobody answered yet."""
        return sum(found.open for found in self.objections)

    @property
    def hangs(self) -> Notice | None:
        """The notice that objections are taken to: the last that isn't final."""
        return next((posted for posted in reversed(self.notices) if not posted.final), None)

    def still_up(self, now: datetime) -> bool:
        """Whether its days aren't over."""
        return self.hangs is not None and now.astimezone(CHINA).date() <= self.hangs.until

    def may_be(self, step: Step, *, now: datetime) -> bool:
        """Whether the step can be taken as things stand, by whoever has the right."""
        blocked = step is Step.FINALISE and (self.open_objections > 0 or self.still_up(now))
        return self.state in STEPS[step].states and not blocked

    def asked_by(self, change: PollChange) -> str:
        """Who asked for an early end that another confirmed; empty where one did it alone."""
        act, by = str(change.step), change.by
        asked = (one.asked_by for one in self.confirmed if (str(one.proposal.act), one.confirmed_by) == (act, by))
        return next((name for name in asked if name != by), "")

    def asked_to_post(self, posted: Notice) -> str:
        """Who asked for a notice that another confirmed; empty where one did it alone."""
        asked = (one for one in self.confirmed if one.proposal.what.get("number") == posted.number)
        return next((one.asked_by for one in asked if one.confirmed_by == posted.published_by != one.asked_by), "")

    def last(self, step: Step) -> PollChange | None:
        """The last change of this kind."""
        return next((change for change in reversed(self.changes) if change.step is step), None)


def life(session: Connection, scope: Jurisdiction, poll_id: int, *, now: datetime) -> Life:
    """The life of a poll within `scope` until now. Raises `NotFound`."""
    poll = stored_poll.poll(session, scope, poll_id)
    did = stored.doers(session, poll_id, _ONCE.values())
    return Life(
        poll=poll,
        state=poll.state(now),
        changes=stored.changes(session, poll_id),
        notices=notice.notices(session, poll_id),
        objections=objection.objections(session, poll_id),
        beside=beside(session, poll, now=now),
        waiting=tuple(one for act in Grave for one in second.waiting(session, poll_id, act) if one.waits(now)),
        confirmed=second.confirmed(session, poll_id),
        did={step: did[act] for step, act in _ONCE.items() if act in did},
        amendments=amendment.waiting(session, poll_id),
        unchecked=entry_lot.unconfirmed(session, poll_id),
    )


def changes(session: Connection, poll_id: int) -> tuple[PollChange, ...]:
    """What was changed in a poll, for everybody, the first first."""
    return stored.changes(session, poll_id)


def change(session: Connection, scope: Jurisdiction, poll_id: int, number: int) -> tuple[Poll, PollChange]:
    """One change of a poll within `scope`. Raises `NotFound`."""
    return stored_poll.poll(session, scope, poll_id), stored.change_numbered(session, poll_id, number)


def beside(session: Connection, poll: Poll, *, now: datetime) -> tuple[Poll, ...]:
    """The other polls of the compound that ask, or will, while this one does."""
    others = stored_poll.polls(session, Jurisdiction(compound=poll.compound.id))
    return tuple(
        other
        for other in others
        if other.id != poll.id and other.state(now) not in (PollState.DRAFT, PollState.CANCELLED) and overlaps(poll, other)
    )


def refuse_beside(session: Connection, poll: Poll, *, meant: bool, now: datetime) -> None:
    """Raise `Rejected` (asked_twice) where another poll of the compound asks at the same time and nobody said that this is
    meant."""
    found = () if meant else beside(session, poll, now=now)
    if found:
        titles = "、".join(other.wave.title for other in found)
        raise Rejected([Problem("asked_twice", "meant", value=titles, detail={"compound": poll.compound.name})])


def held(session: Connection, scope: Jurisdiction, poll_id: int, step: Step, now: datetime) -> Poll:
    """The poll, held until the transaction ends, its end written down where the announced time is over. Raises `NotAllowed`
    with its state where that has no such step."""
    poll = stored_poll.poll(session, scope, poll_id, hold=True)
    now = moment(session, now)
    poll = with_end(session, poll, now)
    if (state := poll.state(now)) not in STEPS[step].states:
        raise NotAllowed(state.value)
    return poll


@dataclass(frozen=True, slots=True)
class _Told:
    """A change that residents are told of, as it is being made."""

    poll: Poll
    step: Step
    reason: str
    by: Actor
    now: datetime


def _tell(session: Connection, told: _Told, until: datetime | None = None, **times: datetime | None) -> Poll:
    """Write down a change and why. Raises `Rejected` where no reason is given."""
    poll, reason = told.poll, told.reason.strip()
    if problems := reason_problems(reason):
        raise Rejected(problems)
    stored.set_times(session, poll.id, **times)
    stored.add(session, poll.id, PollChange(0, told.step, told.now, told.by.username, reason, until))
    before = {name: moment_value(getattr(poll, name)) for name in times}
    both = turned(before, {name: moment_value(time) for name, time in times.items()})
    entry.enter(session, _ACTS[told.step], by=told.by, now=told.now, poll_id=poll.id, reason=reason, **both)
    return replace(poll, **times)  # type: ignore[arg-type]


@needs(Right.STEER)
def extend(
    session: Connection,
    scope: Jurisdiction,
    poll_id: int,
    until: datetime,
    *,
    reason: str,
    long: bool = False,
    meant: bool = False,
    by: Actor,
    now: datetime,
) -> Poll:
    """Take answers until later (延期): what the letters say no longer holds, so residents are told why.

    Raises `NotFound`, `NotAllowed` with a state in which there is nothing to extend, and `Rejected` with all that is wrong:
    no reason, not later, more than half a year unless that is `long` on purpose, beside another poll unless that is `meant`.
    """
    poll = held(session, scope, poll_id, Step.EXTEND, now)
    now = moment(session, now)
    later = until > poll.closes_at
    problems = (
        *reason_problems(reason.strip()),
        *(() if later else [Problem("not_later", "until", detail={"closes": poll.closes_at.isoformat()})]),
        *(replace(strange, field="until") for strange in span_problems(poll.opens_at, until, long=long) if later),
    )
    if problems:
        raise Rejected(problems)
    refuse_beside(session, replace(poll, closes_at=until), meant=meant, now=now)
    return _tell(session, _Told(poll, Step.EXTEND, reason, by, now), until, closes_at=until)


@needs(Right.STEER)
def pause(session: Connection, scope: Jurisdiction, poll_id: int, *, reason: str, by: Actor, now: datetime) -> Poll:
    """Take no answers for the time being (暂停); the closing time stays, and can be extended. Raises as `extend` does."""
    poll = held(session, scope, poll_id, Step.PAUSE, now)
    now = moment(session, now)
    return _tell(session, _Told(poll, Step.PAUSE, reason, by, now), paused_at=now)


@needs(Right.STEER)
def resume(session: Connection, scope: Jurisdiction, poll_id: int, *, reason: str, by: Actor, now: datetime) -> Poll:
    """Take answers again. Raises as `extend` does."""
    poll = held(session, scope, poll_id, Step.RESUME, now)
    now = moment(session, now)
    return _tell(session, _Told(poll, Step.RESUME, reason, by, now), paused_at=None)


@needs(Right.CLOSE)
def close(session: Connection, scope: Jurisdiction, poll_id: int, *, reason: str, by: Actor, now: datetime) -> Poll:
    """End a poll before its announced time (提前截止). Closing again changes nothing. Raises as `extend` does."""
    poll = stored_poll.poll(session, scope, poll_id, hold=True)
    now = moment(session, now)
    if poll.state(now).ended:
        return with_end(session, poll, now)
    poll = held(session, scope, poll_id, Step.CLOSE, now)
    closed = _tell(session, _Told(poll, Step.CLOSE, reason, by, now), closed_at=now)
    seal_poll(session, poll_id, HeadWhy.CLOSED, now=now)
    return closed


@needs(Right.STEER)
def cancel(session: Connection, scope: Jurisdiction, poll_id: int, *, reason: str, by: Actor, now: datetime) -> Poll:
    """Call a poll off for good (撤销): it is never counted, and what was answered is kept. Raises as `extend` does."""
    poll = held(session, scope, poll_id, Step.CANCEL, now)
    now = moment(session, now)
    return _tell(session, _Told(poll, Step.CANCEL, reason, by, now), cancelled_at=now)


@needs(Right.REVIEW)
def review(session: Connection, scope: Jurisdiction, poll_id: int, *, by: Actor, now: datetime) -> Poll:
    """Say that the result was looked over (复核) before it is posted. Looking over again changes nothing.

    Raises `NotAllowed`: its state, entered_for_others for a member of staff who wrote answers down for others here, or
    hand_invited where they may have done so by another account.
    """
    poll = held(session, scope, poll_id, Step.REVIEW, now)
    now = moment(session, now)
    if poll.reviewed_at is not None:
        return poll
    if isinstance(by, Staff):
        _refuse_enterer(session, poll_id, by, now)
    stored.set_times(session, poll_id, reviewed_at=now)
    entry.enter(session, "poll_reviewed", by=by, now=now, poll_id=poll_id, **made({"reviewed_at": moment_value(now)}))
    return replace(poll, reviewed_at=now)


def _refuse_enterer(session: Connection, poll_id: int, by: Staff, now: datetime) -> None:
    entered = stored.enterers(session, poll_id)
    if by.username in entered:
        raise NotAllowed("entered_for_others")
    if not all(apart(session, one, by.username, now) for one in entered):
        raise NotAllowed("hand_invited")


@needs(Right.PLAN)
def drop(session: Connection, scope: Jurisdiction, poll_id: int, *, by: Actor, now: datetime) -> Poll:
    """Delete a draft. Raises `NotFound`, and `NotAllowed` with the state of a poll that was opened, or found_before."""
    return drop_draft(session, held(session, scope, poll_id, Step.DROP, now), by, now)


def drop_draft(session: Connection, poll: Poll, by: Actor, now: datetime) -> Poll:
    """Delete a draft that the caller may delete. Raises `NotAllowed`: found_before, where something was found about it: that
    is kept for good."""
    if gates.findings(session, [poll.id])[poll.id]:
        raise NotAllowed("found_before", compound=poll.compound.name)
    entry.enter(session, "poll_dropped", by=by, now=now, poll_id=poll.id, wave=poll.wave.id)
    stored_draft.drop(session, poll.id)
    return poll
