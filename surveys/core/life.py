"""The life of a poll: what may be done with it in which state, and by whom; whatever stands in no row is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from surveys.core.errors import Problem
from surveys.core.poll import Poll, PollState
from surveys.core.staff import Right

LONGEST_POLL = timedelta(days=180)
"""How long answers may be taken without somebody saying that so long is meant: a year typed wrong opens a poll for ever."""
LONGEST_REASON = 200


class Step(StrEnum):
    """One thing that is done with a poll as a whole."""

    OPEN = "open"
    DROP = "drop"
    EXTEND = "extend"
    PAUSE = "pause"
    RESUME = "resume"
    CLOSE = "close"
    CANCEL = "cancel"
    REVIEW = "review"
    PUBLISH = "publish"
    OBJECT = "object"
    ANSWER = "answer"
    FINALISE = "finalise"


@dataclass(frozen=True, slots=True)
class Allowed:
    """In which states a step may be taken, by which right, and whether it says why."""

    states: frozenset[PollState]
    right: Right
    reasoned: bool = False


_RUNNING = frozenset(state for state in PollState if state.running)
STEPS: Mapping[Step, Allowed] = {
    Step.OPEN: Allowed(frozenset({PollState.DRAFT}), Right.OPEN),
    Step.DROP: Allowed(frozenset({PollState.DRAFT}), Right.PLAN),
    Step.EXTEND: Allowed(_RUNNING, Right.STEER, reasoned=True),
    Step.PAUSE: Allowed(_RUNNING - {PollState.PAUSED}, Right.STEER, reasoned=True),
    Step.RESUME: Allowed(frozenset({PollState.PAUSED}), Right.STEER, reasoned=True),
    Step.CLOSE: Allowed(_RUNNING, Right.CLOSE, reasoned=True),
    Step.CANCEL: Allowed(_RUNNING | {PollState.CLOSED}, Right.STEER, reasoned=True),
    Step.REVIEW: Allowed(frozenset({PollState.CLOSED}), Right.REVIEW),
    Step.PUBLISH: Allowed(frozenset({PollState.CLOSED, PollState.PUBLISHED}), Right.PUBLISH),
    Step.OBJECT: Allowed(frozenset({PollState.PUBLISHED}), Right.OBJECTIONS),
    Step.ANSWER: Allowed(frozenset({PollState.PUBLISHED}), Right.ANSWER),
    Step.FINALISE: Allowed(frozenset({PollState.PUBLISHED}), Right.PUBLISH),
}
"""What every step needs, in the order of a poll's life."""


@dataclass(frozen=True, slots=True)
class PollChange:
    """A step that changed what residents were told: `number` counts a poll's from 1, `until` is a new closing time."""

    number: int
    step: Step
    at: datetime
    by: str
    reason: str
    until: datetime | None = None


def reason_problems(reason: str) -> tuple[Problem, ...]:
    """What keeps a reason from being printed."""
    if not reason:
        return (Problem("reason_empty", "reason"),)
    if len(reason) > LONGEST_REASON:
        return (Problem("reason_too_long", "reason", detail={"most": LONGEST_REASON, "count": len(reason)}),)
    return ()


def span_problems(opens_at: datetime, closes_at: datetime, *, long: bool) -> tuple[Problem, ...]:
    """What is strange about two dates; `long` says that a poll of more than half a year is meant."""
    if closes_at <= opens_at:
        return (Problem("closes_before_opening", "closes_at", value=closes_at.isoformat()),)
    days = (closes_at - opens_at).days
    if not long and closes_at - opens_at > LONGEST_POLL:
        return (Problem("open_too_long", "closes_at", detail={"days": days, "most": LONGEST_POLL.days}),)
    return ()


def overlaps(one: Poll, other: Poll) -> bool:
    """Whether both ask the same people at the same time: one question twice, and two letters at a door."""
    return one.opens_at < other.ended_at and other.opens_at < one.ended_at
