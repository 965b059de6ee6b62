"""A rule as data: what is counted, how much of it is needed, and which law or paper says so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from surveys.core.roster import Roster
from surveys.core.tally import WHOLE, Basis, Scope


class Instrument(StrEnum):
    """A consultation asks for willingness; a decision binds the owners (Civil Code, art. 278). Never one mixed number."""

    CONSULTATION = "consultation"
    DECISION = "decision"


class Reach(StrEnum):
    """Which scopes a rule is applied in: the compound as one, or every building or stairwell by itself."""

    COMPOUND = "compound"
    BUILDING = "building"
    STAIRWELL = "stairwell"


class Of(StrEnum):
    """Whom the consenting are a share of."""

    PARTICIPANTS = "participants"
    ALL = "all"


class Treatment(StrEnum):
    """Whether an abstention or an invalid ballot takes part, without agreeing, or is left out as if it had not come."""

    TAKES_PART = "takes_part"
    LEFT_OUT = "left_out"


class Silence(StrEnum):
    """Whether the silent may be counted with the majority; only in a decision, and only with evidence."""

    NOT_COUNTED = "not_counted"
    FOLLOWS_MAJORITY = "follows_majority"


@dataclass(frozen=True, slots=True)
class Bar:
    """A share to reach: at least `ratio`, the number itself included, or strictly more (Civil Code, art. 1259)."""

    ratio: Fraction
    strict: bool = False

    def needed(self, whole: int) -> int:
        """The smallest number that passes; of nobody at all, one is needed and none can be had."""
        share = self.ratio.numerator * whole
        return max(1, share // self.ratio.denominator + 1 if self.strict else -(-share // self.ratio.denominator))

    def met(self, part: int, whole: int) -> bool:
        """Whether `part` of `whole` reaches the bar."""
        return part >= self.needed(whole)

    def __str__(self) -> str:
        """The bar in the words that `read_bar` reads."""
        return f"{'more than' if self.strict else 'at least'} {self.ratio.numerator}/{self.ratio.denominator}"


_BAR = re.compile(r"(at least|more than) ([0-9]{1,9})/([0-9]{1,9})")


def read_bar(text: str) -> Bar | None:
    """The bar that a text like `at least 2/3` or `more than 1/2` names; None where it names none that can be reached."""
    found = _BAR.fullmatch(text)
    if not found or not 0 < int(found[2]) <= int(found[3]):
        return None
    bar = Bar(Fraction(int(found[2]), int(found[3])), strict=found[1] == "more than")
    return None if bar.strict and bar.ratio == 1 else bar


@dataclass(frozen=True, slots=True)
class Rule:
    """When a poll has passed.

    `coverage` is the bar of a consultation and `participation` that of a decision; both count valid answers to the consent
    question. A consultation that misses either is an insufficient sample; a decision has then not passed. `conditions` are
    what the source asks for beside the numbers: printed, never computed. `confirmed_by` is who confirmed the rule for use.
    `clause` is what the owners' own rules say about silence, where it may follow the majority; `roll` has posted, door by
    door, who answered, while objections are taken.
    """

    key: str
    name: str
    source: str
    instrument: Instrument
    bases: tuple[Basis, ...]
    coverage: Bar | None = None
    participation: Bar | None = None
    consent: Bar | None = None
    of: Of = Of.PARTICIPANTS
    reach: Reach = Reach.COMPOUND
    parking: bool = False
    abstention: Treatment = Treatment.TAKES_PART
    invalid: Treatment = Treatment.LEFT_OUT
    silence: Silence = Silence.NOT_COUNTED
    conditions: tuple[str, ...] = ()
    confirmed_by: str = ""
    clause: str = ""
    roll: bool = False

    @property
    def silence_may_count(self) -> bool:
        """Whether the silent may be counted at all: never in a consultation, never without the clause that says so."""
        agreed = self.silence is Silence.FOLLOWS_MAJORITY and self.instrument is Instrument.DECISION
        return agreed and bool(self.clause.strip())

    @property
    def of_everybody(self) -> tuple[Bar, ...]:
        """The bars that are a share of everybody who could answer."""
        return tuple(filter(None, (self.coverage, self.participation, self.consent if self.of is Of.ALL else None)))

    def scopes(self, roster: Roster) -> tuple[Scope, ...]:
        """The scopes that the rule is applied in, in door order."""
        if self.reach is Reach.COMPOUND:
            return (WHOLE,)
        if self.reach is Reach.BUILDING:
            return tuple(Scope((building,)) for building in roster.buildings)
        doors = dict.fromkeys((h.building, h.unit) for h in roster.households)
        return tuple(Scope((building,), unit) for building, unit in doors)

    def document(self) -> dict[str, Any]:
        """The rule as a JSON document, in the shape that `rule_from_document` reads; bars that don't stand are left out."""
        bars = {name: getattr(self, name) for name in _BARS}
        return {
            **{name: str(getattr(self, name)) for name in ("key", "name", "source", "confirmed_by", *_CHOICES)},
            **{name: str(bar) for name, bar in bars.items() if bar},
            "bases": [basis.value for basis in self.bases],
            "parking": self.parking,
            "conditions": list(self.conditions),
            **({"clause": self.clause} if self.clause else {}),
            **({"roll": True} if self.roll else {}),
        }


_BARS = ("coverage", "participation", "consent")
_CHOICES: Mapping[str, type[StrEnum]] = {
    "instrument": Instrument,
    "of": Of,
    "reach": Reach,
    "abstention": Treatment,
    "invalid": Treatment,
    "silence": Silence,
}


def rule_from_document(document: Mapping[str, Any]) -> Rule:
    """The rule that `Rule.document` wrote; trusts its shape (a rule from people goes through `read_rules`)."""
    values = dict(document)
    values |= {name: kind(values[name]) for name, kind in _CHOICES.items() if name in values}
    values |= {name: read_bar(values[name]) for name in _BARS if name in values}
    values["bases"] = tuple(Basis(basis) for basis in values["bases"])
    values["conditions"] = tuple(values.get("conditions", ()))
    return Rule(**values)
