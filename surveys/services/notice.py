"""Publishing a result: what may hang in the stairwell is frozen as it stands, and corrected only by a further notice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from hashlib import sha256

from surveys.core.act import Value, turned
from surveys.core.errors import NotAllowed, NotFound, Problem, Rejected
from surveys.core.life import STEPS, Step
from surveys.core.notice import Notice
from surveys.core.objection import Objection
from surveys.core.outcome import PublicOutcome, outcome_digest
from surveys.core.outcome.outcome import Outcome
from surveys.core.outcome.telling import public
from surveys.core.place import CHINA, DISTRICT, Jurisdiction
from surveys.core.poll import Poll
from surveys.core.seal import HeadWhy, typed_head
from surveys.core.staff import Actor, Right, needs
from surveys.services.end import with_end
from surveys.services.open_row import open_package
from surveys.services.outcome import decide, poll_record
from surveys.services.seal import heads, seal_poll
from surveys.store import entry, objection
from surveys.store import notice as stored
from surveys.store import open_row as stored_row
from surveys.store import poll as stored_poll
from surveys.store.clock import moment
from surveys.store.db import Connection

NOTICE_DAYS, LONGEST_NOTICE = 7, 366
"""Days that a notice is up, at least (公示期不少于7日) and at most; the day of posting isn't counted."""
LONGEST_REASON = 200
PRESSED_WITHIN = timedelta(minutes=10)
"""How long pressing the paper of a draft may take before what it says has to be looked at again."""


@dataclass(frozen=True)
class NoticeDesk:
    """Everything that publishing is decided on: the outcome as it stands now, what of it may be told, what was posted
    before, and what was objected to."""

    exact: Outcome
    outcome: PublicOutcome
    notices: tuple[Notice, ...]
    objections: tuple[Objection, ...]

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

    def final_refusal(self, now: datetime) -> str:
        """Why nothing can be posted as final yet; empty where it can."""
        if self.hanging is None or self.differs:
            return "correct_first"
        if any(found.open for found in self.objections):
            return "objections_open"
        if self.exact.amended and self.exact.amended.waiting:
            return "amendments_open"
        return "notice_still_up" if now.astimezone(CHINA).date() <= self.hanging.until else ""


def earliest_end(now: datetime) -> date:
    """The first day on which a notice that is posted now may come down."""
    return now.astimezone(CHINA).date() + timedelta(days=NOTICE_DAYS)


def notice_desk(session: Connection, scope: Jurisdiction, poll_id: int, *, now: datetime) -> NoticeDesk:
    """What a notice would say now. Raises `NotFound` outside `scope` and `NotAllowed` with the state of a poll that runs."""
    exact = decide(session, scope, poll_id, now=now)
    notices, objections = stored.notices(session, poll_id), objection.objections(session, poll_id)
    return NoticeDesk(exact, public(exact), notices, objections)


@needs(Right.PUBLISH)
def draft(
    session: Connection,
    scope: Jurisdiction,
    poll_id: int,
    *,
    until: date,
    reason: str = "",
    seen: str = "",
    final: bool = False,
    by: Actor,
    now: datetime,
) -> Notice:
    """The notice that `publish` would post now, up to and including the day `until`, so that its paper can be pressed.

    A later notice corrects the earlier and says why. `seen` is the digest of what was looked at before; anything else is not
    posted. What is `final` repeats the last notice once its days are over and every objection is answered.

    Raises `NotFound` outside `scope`, `NotAllowed` with the state of a poll that runs or is final, or as not_reviewed,
    nothing_to_correct, correct_first, objections_open, amendments_open or notice_still_up, and `Rejected` with all that is
    wrong: the days, the reason of a correction, or an outcome that has changed since.
    """
    desk = notice_desk(session, scope, poll_id, now=now)
    if seen not in ("", desk.digest):
        raise Rejected([*_problems(desk, until, reason.strip(), final, now), Problem("changed_since", "seen")])
    return _opened(session, scope, _drafted(desk, _Asked(until, reason.strip(), final, by.username), now))[0]


def _opened(session: Connection, scope: Jurisdiction, notice: Notice, head: str | None = None) -> tuple[Notice, bytes]:
    """The notice with the digest of what is published beside it, and that file: with the ledger up to the last head, or the
    one that a draft names, as acts may be sealed while its paper is pressed."""
    known = heads(session, notice.poll_id)
    if head is None:
        head = typed_head(known[-1]) if known else ""
    size = next((one.size for one in known if typed_head(one) == head), 0)
    content = open_package(session, poll_record(session, scope, notice.poll_id), notice, size)
    return replace(notice, opened=sha256(content).hexdigest(), head=head), content


@dataclass(frozen=True, slots=True)
class _Asked:
    """What somebody asks to be posted."""

    until: date
    reason: str
    final: bool
    by: str


def _drafted(desk: NoticeDesk, asked: _Asked, now: datetime) -> Notice:
    if why := _refusal(desk, asked, now):
        raise NotAllowed(why)
    if problems := _problems(desk, asked.until, asked.reason, asked.final, now):
        raise Rejected(problems)
    corrected = asked.reason if desk.notices and not asked.final else ""
    number = len(desk.notices) + 1
    return Notice(
        desk.exact.poll.id, number, now, asked.by, asked.until, corrected, desk.digest, desk.outcome, final=asked.final
    )


def _refusal(desk: NoticeDesk, asked: _Asked, now: datetime) -> str:
    """Why a notice can't be posted at all now; empty where it can."""
    poll = desk.exact.poll
    if (state := poll.state(now)) not in STEPS[Step.PUBLISH].states:
        return state.value
    if poll.reviewed_at is None:
        return "not_reviewed"
    if asked.final:
        return desk.final_refusal(now)
    return "nothing_to_correct" if not desk.differs and desk.standing and desk.standing.until == asked.until else ""


@needs(Right.PUBLISH)
def publish(session: Connection, scope: Jurisdiction, notice: Notice, pdf: bytes, *, by: Actor, now: datetime) -> Notice:
    """Post a draft with the paper that was pressed from it: both are frozen, and printing again gives the same bytes.

    Raises what `draft` raises, and `Rejected` (changed_since) where the outcome or the notices before it are no longer those
    that the draft was made of, or it wasn't made just now.
    """
    poll = stored_poll.poll(session, scope, notice.poll_id, hold=True)
    now = moment(session, now)
    with_end(session, poll, now)
    made_at = notice.published_at
    desk = notice_desk(session, scope, notice.poll_id, now=made_at)
    drafted = _drafted(desk, _Asked(notice.until, notice.reason, notice.final, by.username), made_at)
    again, content = _opened(session, scope, drafted, notice.head)
    if again != notice or not timedelta() <= now - made_at <= PRESSED_WITHIN:
        raise Rejected([Problem("changed_since", "seen")])
    stored.post(session, notice, desk.exact.digest, pdf)
    stored_row.keep(session, notice, content)
    act = "published_final" if notice.final else "published"
    sides = turned(_posted(desk.standing) if desk.standing else {}, _posted(notice))
    digests = {"sheet": desk.exact.digest, "pdf": sha256(pdf).hexdigest(), "rows": notice.opened}
    told = {"reason": notice.reason, **digests, **sides}
    entry.enter(session, act, by=by, now=now, poll_id=notice.poll_id, **told)
    seal_poll(session, notice.poll_id, HeadWhy.PUBLISHED, now=now)
    return notice


def _posted(notice: Notice) -> dict[str, Value]:
    final = int(notice.final)
    return {"notice": notice.number, "digest": notice.digest, "until": notice.until.isoformat(), "final": final}


def _problems(desk: NoticeDesk, until: date, reason: str, final: bool, now: datetime) -> list[Problem]:
    problems = []
    if until < earliest_end(now):
        earliest = {"earliest": earliest_end(now).isoformat()}
        problems.append(Problem("notice_too_short", "until", value=until.isoformat(), detail=earliest))
    latest = earliest_end(now) + timedelta(days=LONGEST_NOTICE - NOTICE_DAYS)
    if until > latest:
        problems.append(Problem("notice_too_long", "until", detail={"latest": latest.isoformat()}))
    if desk.notices and not reason and not final:
        problems.append(Problem("correction_without_reason", "reason"))
    if len(reason) > LONGEST_REASON:
        problems.append(Problem("reason_too_long", "reason", detail={"most": LONGEST_REASON, "count": len(reason)}))
    return problems


@dataclass(frozen=True, slots=True)
class Published:
    """A poll with everything that was posted of it, the first notice first; `found_at` is when something was found about its
    gates last."""

    poll: Poll
    notices: tuple[Notice, ...]
    found_at: datetime | None = None

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
    notices, found_at = stored.notices_and_found(session, poll_id)
    if not notices:
        raise NotFound("notice", str(poll_id))
    return Published(poll, notices, found_at)


def opened_file(session: Connection, poll_id: int, number: int) -> bytes:
    """What everybody gets beside a notice, byte for byte as it was made when that was posted. Raises `NotFound` where there
    is none."""
    return stored_row.kept(session, poll_id, number)


def posted_pdf(session: Connection, scope: Jurisdiction, poll_id: int, number: int) -> bytes:
    """The paper of a notice, byte for byte as it was pressed when it was posted.

    Raises `NotFound` outside `scope`, and where there is none or it is shown no more.
    """
    stored_poll.poll(session, scope, poll_id)
    return stored.printed(session, poll_id, number)
