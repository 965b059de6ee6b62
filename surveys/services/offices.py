"""Which office a member of staff speaks for when a gate is looked at."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.core.gates import DECIDERS, PROMISABLE, Decider, FindingStatus, Gate
from surveys.core.staff import Actor, Right

OFFICES: Mapping[Decider, Right] = {
    Decider.BUREAU: Right.FOR_BUREAU,
    Decider.URBAN: Right.FOR_URBAN,
    Decider.STREET: Right.FOR_STREET,
    Decider.COMMITTEE: Right.FOR_COMMITTEE,
}
"""By which right one speaks for an office; for an office without one nobody does."""


def speaks_for(by: Actor, office: Decider) -> bool:
    """Whether whoever acts may say what this office found."""
    return office in OFFICES and by.may(Right.FIND) and by.may(OFFICES[office])


def offices(by: Actor, gate: Gate) -> tuple[Decider, ...]:
    """The offices for which they may write down what was found about a gate; none: somebody else looks at it."""
    # Willingness is computed; the bureau alone may waive it.
    entitled = {Decider.BUREAU} if gate is Gate.WILLINGNESS else DECIDERS[gate]
    return tuple(office for office in OFFICES if office in entitled and speaks_for(by, office))


def statuses(by: Actor, gate: Gate) -> tuple[FindingStatus, ...]:
    """What they may find about a gate; nothing where no office of theirs looks at it."""
    if not offices(by, gate):
        return ()
    waiver = (FindingStatus.WAIVED,) if speaks_for(by, Decider.BUREAU) else ()
    if gate is Gate.WILLINGNESS:
        return waiver
    promise = (FindingStatus.CONDITIONAL,) if gate in PROMISABLE else ()
    return (FindingStatus.PASS, *promise, FindingStatus.FAIL, *waiver)
