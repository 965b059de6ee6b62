"""A knock on a door: what came of it, and when somebody comes again. Never what the household chose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from surveys.core.errors import Problem
from surveys.core.place import CHINA
from surveys.core.plain_text import plain_line
from surveys.core.poll import Poll, PollState

LONGEST_REMARK = 40
FARTHEST = timedelta(days=60)
_SUBMISSION = re.compile(r"[0-9A-Za-z-]{8,64}")
_PERSONAL = re.compile(r"(?:\d[\s-]?){7,}")
"""What may be a telephone or an identity number."""


class VisitOutcome(StrEnum):
    """What came of a knock: they say that they answered, nobody in, they refuse, another day, nobody lives there, a letter
    was left; or an earlier one was noted by mistake."""

    ANSWERED = "answered"
    OUT = "out"
    REFUSED = "refused"
    LATER = "later"
    EMPTY = "empty"
    LETTER = "letter"
    UNDONE = "undone"

    @property
    def comes_again(self) -> bool:
        """Whether a next visit may be agreed on with it."""
        return self in (VisitOutcome.OUT, VisitOutcome.LATER, VisitOutcome.LETTER)


class DayPart(StrEnum):
    """When on a day somebody comes."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


@dataclass(frozen=True, slots=True)
class SentVisit:
    """A knock as a phone or a page sends it, every field as it came. `ago` is how many milliseconds before sending it was
    noted by the phone's own clock; `undoes` is the number of the one that was noted by mistake."""

    submission: str
    household: int
    outcome: str
    ago: int = 0
    next_on: str = ""
    next_part: str = ""
    remark: str = ""
    undoes: str = ""


@dataclass(frozen=True, slots=True)
class DoorVisit:
    """A knock as it is kept; `name` is what whoever knocked is called, `came_at` when the server heard of it."""

    submission: str
    household: int
    outcome: VisitOutcome
    at: datetime
    by: str
    name: str
    came_at: datetime
    next_on: date | None = None
    next_part: DayPart | None = None
    remark: str = ""
    undoes: str = ""


def happened_at(ago: int, *, opens_at: datetime, now: datetime) -> datetime:
    """When something was noted: by the server's clock, so many milliseconds before now, neither later than now nor before
    the poll began. What day a phone believes in plays no part."""
    since = timedelta(milliseconds=max(0, min(ago, 10**12)))
    return min(now, max(opens_at, now - since))


def read_visit(sent: SentVisit, poll: Poll, *, by: str, name: str, now: datetime) -> DoorVisit | Problem:
    """The visit that was sent, or the first thing that is wrong with it."""
    at = happened_at(sent.ago, opens_at=poll.opens_at, now=now)
    problem = next(_problems(sent, poll, at, now), None)
    if problem:
        return problem
    return DoorVisit(
        submission=sent.submission,
        household=sent.household,
        outcome=VisitOutcome(sent.outcome),
        at=at,
        by=by,
        name=name,
        came_at=now,
        next_on=date.fromisoformat(sent.next_on) if sent.next_on else None,
        next_part=DayPart(sent.next_part) if sent.next_part else None,
        remark=plain_line(sent.remark),
        undoes=sent.undoes,
    )


def _problems(sent: SentVisit, poll: Poll, at: datetime, now: datetime) -> Iterator[Problem]:
    if not _SUBMISSION.fullmatch(sent.submission):
        yield Problem("visit_number")
    if poll.state(now) in (PollState.DRAFT, PollState.SCHEDULED, PollState.CANCELLED) or at >= poll.ended_at:
        yield Problem("visit_closed")
    if sent.outcome not in list(VisitOutcome):
        yield Problem("visit_outcome", "outcome")
    if (sent.outcome == VisitOutcome.UNDONE) != bool(sent.undoes):
        yield Problem("visit_undone")
    yield from _appointment(sent, at.astimezone(CHINA).date())
    remark = plain_line(sent.remark)
    if len(remark) > LONGEST_REMARK:
        yield Problem("visit_remark_long", "remark", detail={"most": LONGEST_REMARK})
    if _PERSONAL.search(remark):
        yield Problem("visit_remark_personal", "remark")


def _appointment(sent: SentVisit, day: date) -> Iterator[Problem]:
    if not (sent.next_on or sent.next_part):
        if sent.outcome == VisitOutcome.LATER:
            yield Problem("visit_when", "next_on")
        return
    if sent.outcome in list(VisitOutcome) and not VisitOutcome(sent.outcome).comes_again:
        yield Problem("visit_no_next", "next_on")
    if not sent.next_on or sent.next_part not in list(DayPart):
        yield Problem("visit_when", "next_on")
    try:
        wanted = date.fromisoformat(sent.next_on)
    except ValueError:
        yield Problem("visit_day", "next_on")
        return
    if not day <= wanted <= day + FARTHEST:
        yield Problem("visit_day", "next_on")


def standing_visits(visits: tuple[DoorVisit, ...]) -> tuple[DoorVisit, ...]:
    """Those that nobody undid, in the order in which they came."""
    undone = {visit.undoes for visit in visits if visit.outcome is VisitOutcome.UNDONE}
    return tuple(visit for visit in visits if visit.outcome is not VisitOutcome.UNDONE and visit.submission not in undone)
