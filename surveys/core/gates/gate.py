"""The five gates as one table: who is judged by each, who decides, and what each asks at which checkpoint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Gate(StrEnum):
    """The five conditions, in their order; a compound is not renovated when one doesn't hold."""

    WILLINGNESS = "willingness"
    COMMITTEE = "committee"
    CLEARANCE = "clearance"
    COOPERATION = "cooperation"
    MANAGEMENT = "management"

    @property
    def number(self) -> int:
        """The gate's number, from 1."""
        return list(Gate).index(self) + 1


class Checkpoint(StrEnum):
    """When the gates are checked: at application, before works start, at acceptance."""

    C1 = "C1"
    C2 = "C2"
    C3 = "C3"

    @property
    def before(self) -> Checkpoint | None:
        """The one that has to be passed first; None for the first."""
        place = list(Checkpoint).index(self)
        return list(Checkpoint)[place - 1] if place else None


class Decider(StrEnum):
    """The office that found: neighbourhood committee, street, urban management, or the district's housing bureau."""

    COMMITTEE = "committee"
    STREET = "street"
    URBAN = "urban"
    BUREAU = "bureau"


class Judged(StrEnum):
    """Who is judged by a gate: owners, their committee, the property company, the neighbourhood committee, the street."""

    OWNERS = "owners"
    OWNERS_COMMITTEE = "owners_committee"
    MANAGER = "manager"
    COMMITTEE = "committee"
    STREET = "street"


@dataclass(frozen=True, slots=True)
class GateRule:
    """Who is judged by a gate, and who may find; `promisable` where a promise in writing carries an application, `waivable`
    where the bureau may waive it: what it decides itself it needn't."""

    judged: frozenset[Judged]
    deciders: frozenset[Decider]
    promisable: bool = False
    waivable: bool = True


_NEAR = frozenset({Decider.COMMITTEE, Decider.STREET, Decider.BUREAU})
GATE_RULES: Mapping[Gate, GateRule] = {
    # The count decides; nobody finds it.
    Gate.WILLINGNESS: GateRule(frozenset({Judged.OWNERS}), frozenset()),
    # A committee exists or doesn't: it can't be promised.
    Gate.COMMITTEE: GateRule(frozenset({Judged.OWNERS, Judged.OWNERS_COMMITTEE}), _NEAR),
    # The compound's side never judges its own clearance.
    Gate.CLEARANCE: GateRule(
        frozenset({Judged.OWNERS, Judged.OWNERS_COMMITTEE, Judged.MANAGER, Judged.COMMITTEE}),
        frozenset({Decider.STREET, Decider.URBAN, Decider.BUREAU}),
        promisable=True,
    ),
    # Street and committee never judge their own cooperation; the level above does.
    Gate.COOPERATION: GateRule(frozenset({Judged.COMMITTEE, Judged.STREET}), frozenset({Decider.BUREAU}), waivable=False),
    Gate.MANAGEMENT: GateRule(frozenset({Judged.OWNERS_COMMITTEE, Judged.MANAGER}), _NEAR, promisable=True),
}
DECIDERS: Mapping[Gate, frozenset[Decider]] = {gate: rule.deciders for gate, rule in GATE_RULES.items()}
PROMISABLE = frozenset(gate for gate, rule in GATE_RULES.items() if rule.promisable)


class Asking(StrEnum):
    """What a gate asks at a checkpoint: the count of the answers; that it was found, now or before and still holds; the same
    or a promise in writing; that a promise has become a fact; that it is found anew at this very checkpoint."""

    COUNT = "count"
    FOUND = "found"
    FACT_OR_PROMISE = "fact_or_promise"
    FACT = "fact"
    ANEW = "anew"


ASKS: Mapping[Checkpoint, Mapping[Gate, Asking]] = {
    Checkpoint.C1: {
        Gate.WILLINGNESS: Asking.COUNT,
        Gate.COMMITTEE: Asking.FOUND,
        Gate.CLEARANCE: Asking.FACT_OR_PROMISE,
        Gate.COOPERATION: Asking.FOUND,
        Gate.MANAGEMENT: Asking.FACT_OR_PROMISE,
    },
    Checkpoint.C2: {
        Gate.WILLINGNESS: Asking.COUNT,
        Gate.COMMITTEE: Asking.FOUND,
        Gate.CLEARANCE: Asking.FACT,
        Gate.COOPERATION: Asking.FOUND,
        Gate.MANAGEMENT: Asking.FACT,
    },
    Checkpoint.C3: {
        Gate.WILLINGNESS: Asking.COUNT,
        Gate.COMMITTEE: Asking.FOUND,
        Gate.CLEARANCE: Asking.FACT,
        Gate.COOPERATION: Asking.FOUND,
        Gate.MANAGEMENT: Asking.ANEW,
    },
}
"""What each gate asks at each checkpoint; nothing else says so."""
