"""What waits at the desk for one member of staff: each thing with its kind, the poll it is about, and its moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from surveys.core.place import Compound
from surveys.core.poll import Poll
from surveys.core.staff import Right


class DueKind(StrEnum):
    """What is to be done, the most urgent kind first."""

    SECOND = "second"
    CHECK = "check"
    REVIEW = "review"
    PUBLISH = "publish"
    ANSWER = "answer"
    FINALISE = "finalise"
    CLOSING = "closing"
    WAITING = "waiting"
    DISPUTE = "dispute"
    AMEND = "amend"
    PRINT = "print"
    MENU = "menu"
    OPEN = "open"
    PLAN = "plan"
    GATES = "gates"
    RUNNING_OUT = "running_out"


DUE_FOR: Mapping[DueKind, Right] = {
    DueKind.SECOND: Right.LOOK,
    DueKind.CHECK: Right.REVIEW,
    DueKind.REVIEW: Right.REVIEW,
    DueKind.PUBLISH: Right.PUBLISH,
    DueKind.ANSWER: Right.ANSWER,
    DueKind.FINALISE: Right.PUBLISH,
    DueKind.CLOSING: Right.LETTERS,
    DueKind.WAITING: Right.ANSWER,
    DueKind.DISPUTE: Right.ANSWER,
    DueKind.AMEND: Right.ANSWER,
    DueKind.PRINT: Right.LETTERS,
    DueKind.MENU: Right.MENU,
    DueKind.OPEN: Right.OPEN,
    DueKind.PLAN: Right.PLAN,
    DueKind.GATES: Right.FIND,
    DueKind.RUNNING_OUT: Right.FIND,
}
"""Whose it is to do; for a second person, also the right of the act itself."""

NEXT_STEPS = frozenset(DueKind) - {DueKind.GATES, DueKind.RUNNING_OUT, DueKind.PLAN, DueKind.MENU, DueKind.AMEND}
"""What may be the next step of a poll; what isn't is done beside it."""
SHOWN_AT_ONCE = 5
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do. `number` is how many of it, `when` the moment that it waits for or, where past, has waited since;
    None where nothing hurries. `about` names what it is about more closely, such as the act that a second person confirms.
    """

    kind: DueKind
    poll: Poll | None
    number: int = 1
    when: datetime | None = None
    about: str = ""
    compound: Compound | None = None


@dataclass(frozen=True, slots=True)
class Dues:
    """What is due, the most urgent first, and of each kind how many more there are than are shown."""

    shown: tuple[Due, ...]
    more: Mapping[DueKind, int]


def by_urgency(found: Iterable[Due]) -> Dues:
    """What waits longest or ends soonest comes first, what has no moment last; of one kind no more than can be read."""
    order = list(DueKind)
    ranked = sorted(found, key=lambda due: (due.when or _NEVER, order.index(due.kind)))
    shown, counted = [], dict.fromkeys(DueKind, 0)
    for due in ranked:
        counted[due.kind] += 1
        if counted[due.kind] <= SHOWN_AT_ONCE:
            shown.append(due)
    return Dues(tuple(shown), {kind: n - SHOWN_AT_ONCE for kind, n in counted.items() if n > SHOWN_AT_ONCE})
