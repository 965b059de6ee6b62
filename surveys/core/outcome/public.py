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
from surveys.core.menu import Decision, Estimated, Payer, RankBy, Ranking
from surveys.core.outcome.amended import AmendedRoster
from surveys.core.outcome.entered import EnteredForms, RecheckFigures
from surveys.core.outcome.figures import Figure, Hidden
from surveys.core.outcome.public_rulings import PublicNeed, PublicRuling
from surveys.core.poll import PollState
from surveys.core.priorities import Status, TieBreak
from surveys.core.roster import Entrance
from surveys.core.tally import Basis

FORMAT = "outcome-v2"


LATER = {"later": True}
"""Marks a field that documents posted earlier don't have: it means its default there, and stands in none that says so."""


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
class PublicMatter:
    """What the owners within the ruling's scope, who hold `homes` households, came to in one matter. `mandated` counts those
    for which somebody else voted, with a paper, `undecided` those whose owners disagree; for the committee alone."""

    key: str
    wording: str
    decision: Decision
    item: str
    homes: int
    ruling: PublicRuling
    mandated: int | None = None
    undecided: int | None = None


@dataclass(frozen=True, slots=True)
class PublicFinding:
    """What an office found about a gate. A waiver's papers are told to everybody; `files` are for the committee alone."""

    status: FindingStatus
    decider: Decider
    decided_at: datetime
    valid_until: date | None
    note: str
    decided_by: str | None
    evidence: tuple[str, ...] | None
    files: tuple[str, ...] = field(default=(), metadata=LATER)


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
        """Whether all five hold and nothing is open: no promise among them, and nothing beside them."""
        still = self.conditions or self.unconfirmed or self.resting_on(Reason.PROMISED)
        return self.state is State.PASSED and not still

    def resting_on(self, reason: Reason) -> tuple[Gate, ...]:
        """The conditions that stand as they do for this reason."""
        return tuple(gate.gate for gate in self.gates if gate.reason is reason)


@dataclass(frozen=True, slots=True)
class PublicPart:
    """How many of one building's `answered` ordered an item."""

    building: str
    answered: int
    support: int


@dataclass(frozen=True, slots=True)
class PublicLine:
    """One item of the list.

    `cost` is the estimate; `drawn` what the item takes from the common money, None where nobody knows; `pays` who bears how
    much, in fen, empty where the common money bears all. `way` is the name of the alternative that the cost is for. `rivals`
    can't be done beside it (of an excluded one those that keep it out), `needs` must be. `households` and `answered` are
    those of its scope. `named` counts who put it among the most urgent, `tops` how many first, second and third. `opinion`
    is the occupants' (support, answers). `total` is the common money committed down to this line, `left` what the budget had
    before it, `room` what its class might still take. `parts` are the buildings that it concerns, empty where they may not
    be told.
    """

    item: str
    name: str
    tier: str
    buildings: tuple[str, ...]
    infeasible: str
    cost: Figure | None
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
    stairwells: tuple[Entrance, ...] = field(default=(), metadata=LATER)
    drawn: Figure | None = field(default=None, metadata=LATER)
    own_money: bool = field(default=False, metadata=LATER)
    pays: tuple[tuple[Payer, int], ...] = field(default=(), metadata=LATER)
    decision: Decision | None = field(default=None, metadata=LATER)
    rivals: tuple[str, ...] = field(default=(), metadata=LATER)
    needs: tuple[str, ...] = field(default=(), metadata=LATER)
    room: Figure | None = field(default=None, metadata=LATER)
    way: str = field(default="", metadata=LATER)


@dataclass(frozen=True, slots=True)
class PublicList:
    """The priority list. `spent` is the common money of all that is carried out, `estimated` who made the estimates.
    Documents from before the ranking was declared were ordered by share."""

    budget: int | None
    basic_first: bool
    households: int
    answered: int
    must: int
    spent: Figure
    lines: tuple[PublicLine, ...]
    ranking: Ranking = field(default=Ranking(RankBy.SHARE), metadata=LATER)
    estimated: Estimated | None = field(default=None, metadata=LATER)

    @property
    def over_budget(self) -> bool:
        """Whether the must-do items alone cost more than the budget."""
        return self.budget is not None and self.must > self.budget


@dataclass(frozen=True)
class PublicOutcome:
    """Everything that a poll came to, as it may be told; with `exact` nothing is hidden, for the committee alone.

    `receipts` are those of the ballots that are counted as households, sorted, so that their order tells nothing. `later` is
    what the checkpoints after the first came to, on the committee's sheet alone: what was posted isn't rewritten. `amended`
    says how the roster was put right, where it was. What was `rechecked` at doors stands on the sheet alone.
    """

    heading: Heading
    exact: bool
    turnout: Turnout
    rulings: tuple[PublicRuling, ...]
    judgement: PublicJudgement
    listed: PublicList
    receipts: Mapping[Capacity, tuple[str, ...]]
    matters: tuple[PublicMatter, ...] = field(default=(), metadata=LATER)
    amended: AmendedRoster | None = field(default=None, metadata=LATER)
    entered: EnteredForms | None = field(default=None, metadata=LATER)
    rechecked: RecheckFigures | None = field(default=None, metadata=LATER)
    later: tuple[PublicJudgement, ...] = field(default=(), metadata=LATER)

    @cached_property
    def by_item(self) -> Mapping[str, PublicLine]:
        """Lines by item key."""
        return {line.item: line for line in self.listed.lines}
