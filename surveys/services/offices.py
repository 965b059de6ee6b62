"""Which office a member of staff speaks for when a gate is looked at."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.core.gates import DECIDERS, PROMISABLE, Decider, FindingStatus, Gate
from surveys.services.staff import Role

# The urban-management office keeps no account of its own: the district writes its findings down.
OFFICES: Mapping[Role, tuple[Decider, ...]] = {
    Role.DISTRICT: (Decider.BUREAU, Decider.URBAN),
    Role.STREET: (Decider.STREET,),
    Role.COMMITTEE: (Decider.COMMITTEE,),
    Role.HELPER: (),
}


def offices(role: Role, gate: Gate) -> tuple[Decider, ...]:
    """The offices for which this role may write down what was found about a gate; none: somebody else looks at it."""
    if gate is Gate.WILLINGNESS:  # computed; the bureau alone may waive it
        return tuple(office for office in OFFICES[role] if office is Decider.BUREAU)
    return tuple(office for office in OFFICES[role] if office in DECIDERS[gate])


def statuses(role: Role, gate: Gate) -> tuple[FindingStatus, ...]:
    """What this role may find about a gate."""
    waiver = (FindingStatus.WAIVED,) if Decider.BUREAU in OFFICES[role] else ()
    if gate is Gate.WILLINGNESS:
        return waiver
    promise = (FindingStatus.CONDITIONAL,) if gate in PROMISABLE else ()
    return (FindingStatus.PASS, *promise, FindingStatus.FAIL, *waiver)
