"""What a count comes to: votes on the three bases, options and figures, each with its denominator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from surveys.core.ballot import Capacity, Channel
from surveys.core.roster import AreaSource, Household


class Basis(StrEnum):
    """What is counted: households by their own ballots, owners as heads, or owners' floor area in hundredths of a m²."""

    HOUSEHOLDS = "households"
    OWNERS = "owners"
    AREA = "area"


class Share(NamedTuple):
    """A figure that never travels without its denominator."""

    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of a compound that decides: all of it, the named buildings, or one stairwell of one building."""

    buildings: tuple[str, ...] = ()
    unit: str | None = None

    def covers(self, household: Household) -> bool:
        """Whether the household lies within this scope."""
        return self.holds(household.building, household.unit)

    def holds(self, building: str, unit: str) -> bool:
        """Whether a stairwell lies within this scope."""
        return (not self.buildings or building in self.buildings) and self.unit in (None, unit)

    def document(self) -> dict[str, Any]:
        """The scope as a JSON document."""
        return {"buildings": list(self.buildings), "unit": self.unit}


WHOLE = Scope()


@dataclass(frozen=True, slots=True)
class Count:
    """How one basis stands on the consent question; `total` is everybody in scope.

    A blank ballot came without an answer to this question; an invalid one was returned and can't be counted; the delivered
    are silent though delivery is on record. The loose votes are those that a still silent unit of the same owner could turn,
    because an owner's latest ballot holds; they are part of yes, no and abstain.
    """

    total: int
    yes: int = 0
    no: int = 0
    abstain: int = 0
    blank: int = 0
    invalid: int = 0
    delivered: int = 0
    loose_yes: int = 0
    loose_no: int = 0
    loose_abstain: int = 0

    @classmethod
    def of(cls, total: int, part: int, yes: int) -> Count:
        """A count known only by who could answer, who took part and who agreed."""
        return cls(total, yes=yes, no=part - yes)

    @property
    def part(self) -> int:
        """Those with a valid answer to the consent question, abstentions included."""
        return self.yes + self.no + self.abstain

    @property
    def answered(self) -> int:
        """Those whose ballot is in, whether or not it answers the consent question."""
        return self.part + self.blank

    @property
    def silent(self) -> int:
        """Those of whom nothing came."""
        return self.total - self.answered - self.invalid

    def __add__(self, other: Count) -> Count:
        return Count(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    def document(self) -> dict[str, int]:
        """The count as a JSON document; the loose votes serve the locks alone and stay out of it."""
        return {
            "total": self.total,
            "answered": self.answered,
            "part": self.part,
            "yes": self.yes,
            "no": self.no,
            "abstain": self.abstain,
            "blank": self.blank,
            "invalid": self.invalid,
            "silent": self.silent,
        }


@dataclass(frozen=True, slots=True)
class Votes:
    """The binding answers on the three bases, side by side and never mixed."""

    households: Count
    owners: Count
    area: Count

    def on(self, basis: Basis) -> Count:
        """The count on one basis."""
        return {Basis.HOUSEHOLDS: self.households, Basis.OWNERS: self.owners, Basis.AREA: self.area}[basis]

    def document(self) -> dict[str, dict[str, int]]:
        """The three counts as a JSON document."""
        return {basis.value: self.on(basis).document() for basis in Basis}


@dataclass(frozen=True, slots=True)
class Part:
    """The whole scope, one building of it (`unit` empty) or one stairwell.

    `votes` bind; `opinions` are the occupants' answers to the consent question, in households; `reached` counts households
    that answered in either capacity. Households and area add up over the parts; owners don't, as one may own in several.
    """

    building: str
    unit: str
    votes: Votes
    opinions: Count
    reached: int

    def document(self) -> dict[str, Any]:
        """The line as a JSON document."""
        return {
            "building": self.building,
            "unit": self.unit,
            "votes": self.votes.document(),
            "opinions": self.opinions.document(),
            "reached": self.reached,
        }


class Stake(NamedTuple):
    """An owner with a valid answer to the consent question: how many ballots the owner gave for households and for others,
    unsold or parking, and the area that stands behind the answer."""

    homes: int
    others: int
    area: int

    @property
    def is_plain(self) -> bool:
        """Whether one ballot, for a home, is all that the owner gave."""
        return self.homes == 1 and not self.others


@dataclass(frozen=True, slots=True)
class Options:
    """How often each option was named, and by how many ballots: those given and those that answer this question."""

    ballots: int
    answered: int
    counts: Mapping[str, int]

    def document(self) -> dict[str, Any]:
        """The figures as a JSON document."""
        return {"ballots": self.ballots, "answered": self.answered, "counts": dict(self.counts)}


@dataclass(frozen=True, slots=True)
class QuestionCount:
    """One question's figures, owners' ballots and occupants' opinions apart. `public` names the capacities of which they may
    be published where they tell of nobody; `optional`: whether it may be left out; `most`: how many options one answer may
    name."""

    key: str
    kind: str
    owners: Options
    occupants: Options
    public: tuple[Capacity, ...] = ()
    optional: bool = True
    most: int = 1

    def document(self) -> dict[str, Any]:
        """The figures as a JSON document."""
        return {"key": self.key, "owners": self.owners.document(), "occupants": self.occupants.document()}


@dataclass(frozen=True, slots=True)
class Tally:
    """Everything counted in one scope. `conflicts` counts the owners whose units answered differently, `sources` the floor
    area by where it comes from, `channels` and `questions` households by their ballots, owners and occupants apart. `stakes`
    are those of the owners with a valid answer to the consent question, ascending: not in the document, they serve to judge
    what a sum of areas would tell. `beside`: how many units that are no households gave a ballot;
    `unsold`: how many the developers still hold. `may_be_blank`: whether the consent question could be left empty."""

    scope: Scope
    parking: bool
    whole: Part
    conflicts: int
    sources: Mapping[AreaSource, int]
    channels: Mapping[Capacity, Mapping[Channel, int]]
    buildings: tuple[Part, ...]
    stairwells: tuple[Part, ...]
    questions: tuple[QuestionCount, ...]
    stakes: tuple[Stake, ...] = ()
    beside: int = 0
    unsold: int = 0
    may_be_blank: bool = True

    @property
    def votes(self) -> Votes:
        """The binding answers of the whole scope."""
        return self.whole.votes

    @property
    def turnout(self) -> Share:
        """Households whose owner's ballot is in, of all."""
        return Share(self.votes.households.answered, self.votes.households.total)

    @property
    def estimated(self) -> Share:
        """Floor area that is only estimated, of all; the sheet has to say so."""
        return Share(self.sources[AreaSource.ESTIMATE], self.votes.area.total)

    def document(self) -> dict[str, Any]:
        """The whole count as a JSON document."""
        return {
            "scope": self.scope.document(),
            "parking": self.parking,
            "whole": self.whole.document(),
            "conflicts": self.conflicts,
            "sources": {source.value: area for source, area in self.sources.items()},
            "channels": {
                capacity.value: {channel.value: number for channel, number in found.items()}
                for capacity, found in self.channels.items()
            },
            "buildings": [part.document() for part in self.buildings],
            "stairwells": [part.document() for part in self.stairwells],
            "questions": [question.document() for question in self.questions],
        }
