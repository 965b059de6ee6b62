"""Which office a member of staff speaks for when a gate is looked at, and who never does because they are judged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from surveys.core.errors import NotAllowed
from surveys.core.gates import DECIDERS, GATE_RULES, Decider, FindingStatus, Gate, Judged
from surveys.core.place import Compound
from surveys.core.staff import Actor, Right, Role, Staff
from surveys.services.second import let_in
from surveys.store import staff as stored_staff
from surveys.store.db import Connection

OFFICES: Mapping[Decider, Right] = {
    Decider.BUREAU: Right.FOR_BUREAU,
    Decider.URBAN: Right.FOR_URBAN,
    Decider.STREET: Right.FOR_STREET,
    Decider.COMMITTEE: Right.FOR_COMMITTEE,
}
"""By which right one speaks for an office; for an office without one nobody does."""

_ROLES: Mapping[Judged, Role] = {
    Judged.OWNERS_COMMITTEE: Role.OWNERS,
    Judged.COMMITTEE: Role.COMMITTEE,
    Judged.STREET: Role.STREET,
}
"""The accounts of those who are judged; owners and property companies have none."""


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
    rule = GATE_RULES[gate]
    waiver = (FindingStatus.WAIVED,) if rule.waivable and speaks_for(by, Decider.BUREAU) else ()
    if gate is Gate.WILLINGNESS:
        return waiver
    promise = (FindingStatus.CONDITIONAL,) if rule.promisable else ()
    return (FindingStatus.PASS, *promise, FindingStatus.FAIL, *waiver)


def refuse_judged(session: Connection, gate: Gate, compound: Compound, by: Actor, now: datetime) -> None:
    """Keep from a gate whoever is judged by it, and whoever lately let them in or was let in by them: it may be one person.

    Raises `NotAllowed`: judged_self, judged_made.
    """
    if not isinstance(by, Staff):
        return
    judged = {_ROLES[one] for one in GATE_RULES[gate].judged if one in _ROLES}
    if by.role in judged:
        raise NotAllowed("judged_self")
    for member in stored_staff.members(session):
        here = member.role in judged and not member.disabled_at and member.scope.covers(compound)
        if here and let_in(session, member.username, by.username, now):
            raise NotAllowed("judged_made", name=member.name)
