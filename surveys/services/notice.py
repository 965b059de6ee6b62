"""Publishing a result: what may hang in the stairwell is frozen as it stands, and corrected only by a further notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from surveys.core.errors import NotAllowed, NotFound, Problem, Rejected
from surveys.core.notice import Notice
from surveys.core.outcome import PublicOutcome, outcome_digest
from surveys.core.outcome.outcome import Outcome
from surveys.core.outcome.telling import public
from surveys.core.place import CHINA, DISTRICT, Jurisdiction
from surveys.core.poll import Poll
from surveys.core.staff import Actor, Right, needs
from surveys.services.outcome import decide
from surveys.store import entry
from surveys.store import notice as stored
from surveys.store import poll as stored_poll
from surveys.store.db import Connection

NOTICE_DAYS, LONGEST_NOTICE = 7, 366
"""Days that a notice is up, at least (公示期不少于7日) and at most; the day of posting isn't counted."""
LONGEST_REASON = 200
PRESSED_WITHIN = timedelta(minutes=10)
"""How long pressing the paper of a draft may take before what it says has to be looked at again."""


@dataclass(frozen=True)
class NoticeDesk:
    """Everything that publishing is decided on: the outcome as it stands now, what of it may be told, and what was posted
    before."""

    exact: Outcome
    outcome: PublicOutcome
    notices: tuple[Notice, ...]

    @property
    def standing(self) -> Notice | None:
        """The last notice; None before the first."""
        return self.notices[-1] if self.notices else None

    @property
    def hanging(self) -> Notice | None:
        """The last notice if its paper was kept; those of releases before 0.3 are shown no more."""
        return self.standing if self.standing and self.standing.outcome else None

    @cached_property
    def digest(self) -> str:
        """The digest of what a notice would say now."""
        return outcome_digest(self.outcome)

    @property
    def differs(self) -> bool:
        """Whether a notice made now would say anything else than the last one."""
        return self.standing is None or self.standing.digest != self.digest


def earliest_end(now: datetime) -> date:
    """The first day on which a notice that is posted now may come down."""
    return now.astimezone(CHINA).date() + timedelta(days=NOTICE_DAYS)


def notice_desk(session: Connection, scope: Jurisdiction, poll_id: int, *, now: datetime) -> NoticeDesk:
    """What a notice would say now. Raises `NotFound` outside `scope` and `NotAllowed` with the state of a poll that runs."""
    exact = decide(session, scope, poll_id, now=now)
    return NoticeDesk(exact, public(exact), stored.notices(session, poll_id))


@needs(Right.PUBLISH)
def draft(
    session: Connection,
    scope: Jurisdiction,
    poll_id: int,
    *,
    until: date,
    reason: str = "",
    seen: str = "",
    by: Actor,
    now: datetime,
) -> Notice:
    """The notice that `publish` would post now, up to and including the day `until`, so that its paper can be pressed.

    A later notice corrects the earlier and says why. `seen` is the digest of what was looked at before; anything else is not
    posted. Raises `NotFound` outside `scope`, `NotAllowed` with the state of a poll that runs or as nothing_to_correct, and
    `Rejected` with all that is wrong: the days, the reason of a correction, or an outcome that has changed since.
    """
    desk = notice_desk(session, scope, poll_id, now=now)
    if seen not in ("", desk.digest):
        raise Rejected([*_problems(desk, until, reason.strip(), now), Problem("changed_since", "seen")])
    return _drafted(desk, until, reason.strip(), by.username, now)


def _drafted(desk: NoticeDesk, until: date, reason: str, by: str, now: datetime) -> Notice:
    if not desk.differs and desk.standing and desk.standing.until == until:
        raise NotAllowed("nothing_to_correct")
    if problems := _problems(desk, until, reason, now):
        raise Rejected(problems)
    corrected = reason if desk.notices else ""
    return Notice(desk.exact.poll.id, len(desk.notices) + 1, now, by, until, corrected, desk.digest, desk.outcome)


@needs(Right.PUBLISH)
def publish(session: Connection, scope: Jurisdiction, notice: Notice, pdf: bytes, *, by: Actor, now: datetime) -> Notice:
    """Post a draft with the paper that was pressed from it: both are frozen, and printing again gives the same bytes.

    Raises what `draft` raises, and `Rejected` (changed_since) where the outcome or the notices before it are no longer those
    that the draft was made of, or it wasn't made just now.
    """
    stored_poll.poll(session, scope, notice.poll_id, hold=True)
    made_at = notice.published_at
    desk = notice_desk(session, scope, notice.poll_id, now=made_at)
    again = _drafted(desk, notice.until, notice.reason, by.username, made_at)
    if again != notice or not timedelta() <= now - made_at <= PRESSED_WITHIN:
        raise Rejected([Problem("changed_since", "seen")])
    stored.post(session, notice, desk.exact.digest, pdf)
    entry.enter(session, "published", by=by, now=made_at, poll_id=notice.poll_id, number=notice.number, digest=notice.digest)
    return notice


def _problems(desk: NoticeDesk, until: date, reason: str, now: datetime) -> list[Problem]:
    problems = []
    if until < earliest_end(now):
        earliest = {"earliest": earliest_end(now).isoformat()}
        problems.append(Problem("notice_too_short", "until", value=until.isoformat(), detail=earliest))
    latest = earliest_end(now) + timedelta(days=LONGEST_NOTICE - NOTICE_DAYS)
    if until > latest:
        problems.append(Problem("notice_too_long", "until", detail={"latest": latest.isoformat()}))
    if desk.notices and not reason:
        problems.append(Problem("correction_without_reason", "reason"))
    if len(reason) > LONGEST_REASON:
        problems.append(Problem("reason_too_long", "reason", detail={"most": LONGEST_REASON, "count": len(reason)}))
    return problems


@dataclass(frozen=True, slots=True)
class Published:
    """A poll with everything that was posted of it, the first notice first."""

    poll: Poll
    notices: tuple[Notice, ...]

    def notice(self, number: int | None = None) -> Notice:
        """The notice of this number, else the one that stands. Raises `NotFound`."""
        if number is None:
            return self.notices[-1]
        if not 0 < number <= len(self.notices):
            raise NotFound("notice", str(number))
        return self.notices[number - 1]


def published(session: Connection, poll_id: int) -> Published:
    """What was posted of a poll, for everybody. Raises `NotFound` where nothing was."""
    poll = stored_poll.poll(session, DISTRICT, poll_id)
    notices = stored.notices(session, poll_id)
    if not notices:
        raise NotFound("notice", str(poll_id))
    return Published(poll, notices)


def posted_pdf(session: Connection, scope: Jurisdiction, poll_id: int, number: int) -> bytes:
    """The paper of a notice, byte for byte as it was pressed when it was posted.

    Raises `NotFound` outside `scope`, and where there is none or it is shown no more.
    """
    stored_poll.poll(session, scope, poll_id)
    return stored.printed(session, poll_id, number)
