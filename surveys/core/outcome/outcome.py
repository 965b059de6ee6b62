"""Everything that one poll came to, exact, put together from its answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from surveys.core.ballot import Ballot, Capacity
from surveys.core.canonical import digest
from surveys.core.co_owner import NOBODY_ELSE, CoOwned, acted_for, conflicting
from surveys.core.gates import Checkpoint, Finding, Judgement, course, judge
from surveys.core.mandate import Mandate, with_mandates
from surveys.core.matter import Matter, matters_of
from surveys.core.menu import Menu
from surveys.core.outcome.amended import AmendedRoster
from surveys.core.outcome.entered import EnteredForms, RecheckFigures
from surveys.core.outcome.list_document import list_document
from surveys.core.outcome.matters import MatterRuling, may_be_told
from surveys.core.poll import Poll, PollState, Terms
from surveys.core.priorities import Examination, PriorityList
from surveys.core.questionnaire import Edition
from surveys.core.roster import Roster
from surveys.core.rules import Result, Rule, SilenceEvidence, apply, rule_from_document
from surveys.core.tally import Counting, DeliveryRecord, Scope, Tally

FORMAT = "sheet-v1"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What one rule says in one scope, over this tally."""

    rule: Rule
    scope: Scope
    result: Result
    tally: Tally

    def document(self) -> dict[str, Any]:
        """The ruling as a JSON document."""
        return {"rule": self.rule.document(), "scope": self.scope.document(), "result": self.result.document()}


@dataclass(frozen=True)
class Outcome:
    """What one compound's poll came to: who took part, what each rule says, the five gates, and the priority list; and
    beside it, by key, the matters that owners decided together in it, and how its roster was put right.

    Every figure is exact: for auditors, and for nothing that leaves the committee, which is made from `public`. `receipts`
    are those of the ballots that are counted as households, sorted, so that their order tells nothing. `later` is what the
    checkpoints after the first came to, as far as they began.
    """

    poll: Poll
    terms: Terms
    state: PollState
    menu: Menu
    tally: Tally
    rulings: tuple[Ruling, ...]
    judgement: Judgement
    listed: PriorityList
    receipts: Mapping[Capacity, tuple[str, ...]]
    examined: Examination | None = None
    matters: Mapping[str, MatterRuling] = field(default_factory=dict)
    amended: AmendedRoster | None = None
    entered: EnteredForms | None = None
    rechecked: RecheckFigures | None = None
    later: tuple[Judgement, ...] = ()

    def document(self) -> dict[str, Any]:
        """The outcome as a JSON document; the same ballots in any order give the same bytes."""
        decided = {"matters": [one.document() for one in self.matters.values()]} if self.matters else {}
        later = {"later": [one.document() for one in self.later]} if self.later else {}
        return {
            **self.heading(),
            "tally": self.tally.document(),
            "rulings": [ruling.document() for ruling in self.rulings],
            "judgement": self.judgement.document(),
            "list": list_document(self.listed),
            "checks": self.examined.document() if self.examined else None,
            **decided,
            **({"amended": asdict(self.amended)} if self.amended else {}),
            **({"entered": asdict(self.entered)} if self.entered else {}),
            **({"rechecked": asdict(self.rechecked)} if self.rechecked else {}),
            **later,
        }

    def heading(self) -> dict[str, Any]:
        """What the poll was, and the terms that were fixed before it opened."""
        compound = self.poll.compound
        return {
            "format": FORMAT,
            "compound": compound.name,
            "street": compound.street.name,
            "area": compound.area.name if compound.area else None,
            "wave": self.poll.wave.title,
            "state": self.state.value,
            "ended_at": self.poll.ended_at.isoformat(),
            "manifest": self.terms.document(),
            "manifest_digest": self.terms.digest,
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the exact document. Not for posting: from it, suppressed cells could be found by trial."""
        return digest(self.document())


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What the count needs beside the ballots: households by id, what is on record about silence, who acts for owners, and
    how the roster was put right."""

    invalid: Collection[int] = frozenset()
    delivered: Collection[int] = frozenset()
    silence: SilenceEvidence | None = None
    mandates: tuple[Mandate, ...] = ()
    co_owned: CoOwned = NOBODY_ELSE
    amended: AmendedRoster | None = None
    entered: EnteredForms | None = None
    rechecked: RecheckFigures | None = None


NOTHING = OnRecord()


def assemble(
    poll: Poll,
    roster: Roster,
    edition: Edition,
    menu: Menu,
    ballots: Sequence[Ballot],
    *,
    findings: Iterable[Finding],
    listed: PriorityList,
    examined: Examination | None = None,
    now: datetime,
    on: date,
    checkpoint: Checkpoint = Checkpoint.C1,
    on_record: OnRecord = NOTHING,
) -> Outcome:
    """What a poll that has been opened comes to, at `now`, which is the day `on` in the compound's zone, by the rules of its
    terms; `examined` are the checks beside the list. Raises `ValueError` without terms."""
    if poll.terms is None:
        raise ValueError("the poll was never opened")
    state, count = poll.state(now), _Counted(roster, edition, menu, ballots, on_record)
    rulings = tuple(count.rulings(poll.terms.rules))
    judgement, *later = _judged(rulings, tuple(findings), on, state.ended, checkpoint)
    return Outcome(
        poll=poll,
        terms=poll.terms,
        state=PollState.CLOSED if state.ended else state,  # publishing a sheet doesn't change what it says
        menu=menu,
        tally=count.tally(Scope(), False),
        rulings=rulings,
        judgement=judgement,
        listed=listed,
        receipts=_receipts(roster, ballots),
        examined=examined,
        matters={matter.key: count.matter(matter) for matter in matters_of(poll.terms)},
        amended=on_record.amended,
        entered=on_record.entered,
        rechecked=on_record.rechecked,
        later=tuple(later),
    )


def _judged(
    rulings: Sequence[Ruling], findings: Sequence[Finding], on: date, closed: bool, checkpoint: Checkpoint
) -> Sequence[Judgement]:
    """The whole course for the first checkpoint; a later one that is asked for alone."""
    results = [ruling.result for ruling in rulings]
    if checkpoint is Checkpoint.C1:
        return course(results, findings, on=on, closed=closed).judgements
    return (judge(results, findings, on=on, closed=closed, checkpoint=checkpoint),)


def _receipts(roster: Roster, ballots: Sequence[Ballot]) -> dict[Capacity, tuple[str, ...]]:
    homes = {household.id for household in roster.households if household.kind.is_household}
    counted = [ballot for ballot in ballots if ballot.household in homes]
    return {who: tuple(sorted(ballot.receipt for ballot in counted if ballot.capacity is who)) for who in Capacity}


class _Counted:
    """The poll's ballots, counted once for each scope and treatment of parking that a rule asks for."""

    def __init__(self, roster: Roster, edition: Edition, menu: Menu, ballots: Sequence[Ballot], on_record: OnRecord) -> None:
        self._roster, self._edition, self._menu = roster, edition, menu
        self._ballots, self._on_record = ballots, on_record
        self._counting = self._of(ballots)
        self._done: dict[tuple[Scope, bool], Tally] = {}

    def tally(self, scope: Scope, parking: bool) -> Tally:
        if (scope, parking) not in self._done:
            self._done[scope, parking] = self._counting.tally(self._edition, scope=scope, parking=parking)
        return self._done[scope, parking]

    def _of(self, ballots: Sequence[Ballot]) -> Counting:
        record = DeliveryRecord(self._on_record.invalid, self._on_record.delivered)
        return Counting(self._roster, self._menu, ballots, record)

    def matter(self, matter: Matter) -> MatterRuling:
        """What a matter came to, from the answers to its own question alone."""
        owned = self._on_record.co_owned.within(matter, self._on_record.mandates)
        held = with_mandates(self._ballots, matter, self._on_record.mandates)
        ballots = owned.as_one(held, matter)
        edition = replace(self._edition, questions=(matter.question,))
        counting = self._of(ballots)
        found = counting.tally(edition, scope=matter.scope, parking=matter.rule.parking, question=matter.question)
        result = apply(matter.rule, found, self._on_record.silence)
        homes = {h.id for h in self._roster.households if matter.scope.covers(h)}
        return MatterRuling(
            matter,
            result,
            found,
            homes=found.votes.households.total,
            open=may_be_told(self._roster, matter, self._answered),
            mandated=acted_for(homes, held, matter, owned),
            undecided=conflicting(homes, held, matter, owned),
        )

    @cached_property
    def _answered(self) -> frozenset[int]:
        """The households of which an owner's answer came."""
        beside = (vote.household for vote in self._on_record.co_owned.votes)
        return frozenset((*(b.household for b in self._ballots if b.capacity is Capacity.OWNER), *beside))

    def rulings(self, documents: Iterable[Mapping[str, Any]]) -> Iterable[Ruling]:
        for rule in map(rule_from_document, documents):
            for scope in rule.scopes(self._roster):
                found = self.tally(scope, rule.parking)
                result = apply(rule, found, self._on_record.silence)
                yield Ruling(rule, scope, result, found)
