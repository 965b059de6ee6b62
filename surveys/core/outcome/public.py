"""What a poll came to, as it may be told: every figure is a number or hidden.

The committee's exact sheet is the same type with nothing hidden. Areas are in hundredths of a square metre, money in fen
(1/100 yuan). What only the committee reads is None in what is public.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from surveys.core.ballot import Capacity, Channel
from surveys.core.gates import Change, Checkpoint, Decider, FindingStatus, Gate, Reason, State
from surveys.core.outcome.figures import Figure, Hidden, told
from surveys.core.poll import PollState
from surveys.core.priorities import Status, TieBreak
from surveys.core.rules import Bar, CheckKind, Conclusion, Lock, Rule
from surveys.core.tally import Basis, Scope

FORMAT = "outcome-v2"


@dataclass(frozen=True, slots=True)
class Heading:
    """Which poll it was, and the terms that were fixed before it opened, by their digest. Times are UTC."""

    poll: int
    compound: str
    street: str
    area: str | None
    wave: int
    title: str
    state: PollState
    opens_at: datetime
    closes_at: datetime
    ended_at: datetime
    choose: int
    tiers: Mapping[str, str]
    buildings: tuple[str, ...]
    terms_digest: str


@dataclass(frozen=True, slots=True)
class PublicCount:
    """How one basis stands on the consent question. `answered` gave a ballot, `part` a valid answer to the question."""

    total: int
    answered: int
    part: Figure
    yes: Figure
    no: Figure
    abstain: Figure
    blank: Figure
    invalid: Figure


@dataclass(frozen=True, slots=True)
class PublicBuilding:
    """One building in households: `answered` gave an owner's ballot, `reached` one in either capacity."""

    building: str
    total: int
    reached: int
    answered: int
    part: Figure
    yes: Figure
    no: Figure
    abstain: Figure


@dataclass(frozen=True, slots=True)
class PublicOpinions:
    """The occupants' answers to the consent question, in households: they bind nobody."""

    total: int
    answered: int
    part: Figure
    yes: Figure
    no: Figure
    abstain: Figure


@dataclass(frozen=True, slots=True)
class PublicQuestion:
    """How often each option of a question was named; `blank` counts the ballots that named none."""

    key: str
    kind: str
    capacity: Capacity
    ballots: int
    blank: Figure
    counts: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Turnout:
    """Who took part, and how they stand on the consent question. `estimated` is the floor area known only by estimate, and
    all; `conflicts` counts owners whose units disagree."""

    counts: Mapping[Basis, PublicCount]
    opinions: PublicOpinions
    reached: int
    channels: Mapping[Capacity, Mapping[Channel, int]]
    estimated: tuple[int, int]
    conflicts: int | None
    unsold: int
    buildings: tuple[PublicBuilding, ...]
    questions: tuple[PublicQuestion, ...]


@dataclass(frozen=True, slots=True)
class PublicCheck:
    """One bar of a rule on one basis. `most` is what it comes to where all of the rest return and agree, and `most_needed`
    what would pass then."""

    kind: CheckKind
    basis: Basis
    bar: Bar
    actual: Figure
    whole: Figure
    needed: Figure
    most: Figure
    most_needed: Figure
    ok: bool | Hidden
    lock: Lock | None

    @property
    def out_of_reach(self) -> bool:
        """Whether it is told that even all of the rest are too few."""
        return told(self.most) and told(self.most_needed) and self.most < self.most_needed


@dataclass(frozen=True, slots=True)
class PublicNeed:
    """What one basis still needs: how many of those whose answer may still come must return, and how many of just so many
    must agree; both None where it is out of reach."""

    basis: Basis
    returns: Figure | None
    agree: Figure | None


@dataclass(frozen=True, slots=True)
class PublicRuling:
    """What one rule says in one scope. `with_silence` is what it comes to with the silent counted, where that is allowed;
    `empty` are the bases with nobody to count. `needs` are there where the rule is met nowhere for certain; `filled` are the
    noes without which a passing rule would have had too few who take part, by basis."""

    rule: Rule
    scope: Scope
    conclusion: Conclusion | Hidden
    checks: tuple[PublicCheck, ...]
    empty: tuple[Basis, ...]
    lock: Lock | None
    with_silence: Conclusion | Hidden | None
    needs: tuple[PublicNeed, ...] = ()
    filled: Mapping[Basis, int] = field(default_factory=dict)

    @property
    def out_of_reach(self) -> bool:
        """Whether it is told that the rule can't be met whatever the rest answer."""
        return any(need.returns is None for need in self.needs)


@dataclass(frozen=True, slots=True)
class PublicFinding:
    """What an office found about a gate."""

    status: FindingStatus
    decider: Decider
    decided_at: datetime
    valid_until: date | None
    note: str
    decided_by: str | None
    evidence: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class PublicGate:
    """One of the five conditions. `needs` are those of the ruling that it rests on, where that doesn't hold."""

    gate: Gate
    state: State | Hidden
    reason: Reason | Hidden
    change: Change | Hidden
    needs: tuple[PublicNeed, ...]
    finding: PublicFinding | None
    rule: str | None


@dataclass(frozen=True, slots=True)
class PublicJudgement:
    """The five conditions at one checkpoint, and what they come to. Open even where all five hold are `conditions`, what the
    rule that the first rests on asks for beside its numbers, and `unconfirmed`, that rule where nobody confirmed it."""

    checkpoint: Checkpoint
    state: State | Hidden
    valid_until: date | None
    gates: tuple[PublicGate, ...]
    conditions: tuple[str, ...] = ()
    unconfirmed: str = ""

    @property
    def settled(self) -> bool:
        """Whether all five hold and nothing beside them is open."""
        return self.state is State.PASSED and not self.conditions and not self.unconfirmed


@dataclass(frozen=True, slots=True)
class PublicPart:
    """How many of one building's `answered` ordered an item."""

    building: str
    answered: int
    support: int


@dataclass(frozen=True, slots=True)
class PublicLine:
    """One item of the list.

    `households` and `answered` are those of its scope. `named` counts who put it among the most urgent, `tops` how many
    first, second and third. `opinion` is the occupants' (support, answers). `total` is the money committed down to this
    line, `left` what the budget had before it. `parts` are the buildings that it concerns, empty
    where they may not be told.
    """

    item: str
    name: str
    tier: str
    buildings: tuple[str, ...]
    infeasible: str
    cost: int | None
    voted: bool
    status: Status | Hidden
    rank: Figure | None
    tied_with: tuple[str, ...]
    decided_by: TieBreak | None
    households: int
    answered: int
    support: Figure
    named: Figure
    tops: tuple[int, ...] | None
    ways: Mapping[str, Figure]
    opinion: tuple[Figure, int]
    total: Figure
    left: Figure | None
    parts: tuple[PublicPart, ...]


@dataclass(frozen=True, slots=True)
class PublicList:
    """The priority list. `spent` is the money of all that is carried out."""

    budget: int | None
    basic_first: bool
    households: int
    answered: int
    must: int
    spent: Figure
    lines: tuple[PublicLine, ...]

    @property
    def over_budget(self) -> bool:
        """Whether the must-do items alone cost more than the budget."""
        return self.budget is not None and self.must > self.budget


@dataclass(frozen=True)
class PublicOutcome:
    """Everything that a poll came to, as it may be told; with `exact` nothing is hidden, for the committee alone.

    `receipts` are those of the ballots that are counted as households, sorted, so that their order tells nothing.
    """

    heading: Heading
    exact: bool
    turnout: Turnout
    rulings: tuple[PublicRuling, ...]
    judgement: PublicJudgement
    listed: PublicList
    receipts: Mapping[Capacity, tuple[str, ...]]

    @cached_property
    def by_item(self) -> Mapping[str, PublicLine]:
        """Lines by item key."""
        return {line.item: line for line in self.listed.lines}
