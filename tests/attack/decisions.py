"""The room of what owners decide together: all matters at once, as whoever votes in one votes in every one that is asked."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from random import Random

from surveys.core.ballot import Answers, Ballot, Capacity
from surveys.core.mandate import with_mandates
from surveys.core.matter import CO_OWNERS, MANDATED, MYSELF, OTHER, VOTER, Matter, matters_of
from surveys.core.outcome import Hidden, told
from surveys.core.outcome.listing import public_list
from surveys.core.outcome.matters import MatterRuling, may_be_told
from surveys.core.outcome.matters_told import public_matters
from surveys.core.outcome.outcome import Outcome
from surveys.core.outcome.public import PublicMatter
from surveys.core.outcome.telling import _decided as decided
from surveys.core.roster import Household, UnitKind
from surveys.core.rules import CheckKind, Conclusion, SilenceEvidence, apply_totals
from surveys.core.tally import Basis, owners_of
from surveys.core.tally.count import _part as part_of
from surveys.core.tally.count import _rows as rows_of
from surveys.core.tally.positions import DeliveryRecord, positions
from tests.attack.cases import Case, Seat, World, light_outcome
from tests.attack.deciding import VOTES
from tests.attack.figures import Name
from tests.attack.rooms import Known, Room, Seen, Target

VOTED = "voted"
"""What is asked of a household beside its votes: whether it voted on matters at all."""
_BLANK = ""
_SOME = 40
_Ways = Mapping[str, str]
"""One household's vote by matter."""


class Decisions(Room):
    """A household's choices are its vote in each matter, or that it cast none, and whether it voted at all."""

    def __init__(self, case: Case) -> None:
        self.matters = matters_of(case.dossier.terms)
        super().__init__(case, (VOTER, *(matter.question.key for matter in self.matters)))
        homes = case.dossier.roster.households
        heads = list(owners_of(homes).values())
        self._alone = {home.id for home, head in zip(homes, heads, strict=True) if heads.count(head) == 1}
        apart = {one.household for one in (*case.dossier.mandates, *case.dossier.co_owned.votes)}
        self._alone -= apart | {home for (home, _), answers in self.answers.items() if answers.get(VOTER) == MANDATED}
        self._full = light_outcome(case.dossier, now=case.notices[0][1])
        self._listed = public_list(self._full)
        follows = any(one.rule.silence_may_count for one in self.matters)
        self._silences = list(dict.fromkeys(dossier.silence for dossier, _ in case.notices if follows)) or [None]

    def asked(self, household: int) -> Sequence[Matter]:
        """The matters that a household decides with others."""
        return self._asked[household]

    @cached_property
    def _asked(self) -> Mapping[int, Sequence[Matter]]:
        return {home.id: [one for one in self.matters if one.scope.covers(home)] for home in self.homes.values()}

    def holds(self, seat: Seat) -> bool:
        """Owners' ballots where something is decided; parking votes where its rule says so."""
        home = self.homes[seat[0]]
        mine = [one for one in matters_of(self.case.dossier.terms) if one.scope.covers(home)]
        return seat[1] is Capacity.OWNER and any(one.rule.parking or home.kind is not UnitKind.PARKING for one in mine)

    def look(self, world: World) -> Seen:
        """Every matter as it is told in each notice, and the list with what waits for owners to decide."""
        cast, seen = self.cast(world), []
        exact: dict[Name, int] = {}
        for silence in self._silences:
            rulings = {one.key: self._ruled(one, cast, silence) for one in self.matters}
            outcome = replace(self._full, matters=rulings)
            shown = public_matters(rulings.values(), exact=False)
            seen.append((shown, decided(self._listed, outcome, exact=False)))
            exact = dict(_hidden(outcome, shown))
        return Seen(seen, exact)

    def _ruled(self, matter: Matter, cast: Sequence[Ballot], silence: SilenceEvidence | None) -> MatterRuling:
        """What a matter comes to, counted without what of its tally is never published."""
        dossier, full = self.case.dossier, self._full.matters[matter.key]
        votes = dossier.co_owned.as_one(with_mandates(cast, matter, dossier.mandates), matter)
        own = {one.household: one for one in votes}
        found = positions(matter.question, self._inside[matter.key], own, {}, self._delivered(silence), owners=self._heads)
        counts = part_of("", "", rows_of(self._inside[matter.key], found, {}, {})).votes
        totals = {basis: counts.on(basis) for basis in matter.rule.bases}
        answered = {one.household for one in (*cast, *dossier.co_owned.votes)}
        told_of = may_be_told(dossier.roster, matter, answered)
        return replace(full, result=apply_totals(matter.rule, totals, silence), open=told_of)

    @cached_property
    def _inside(self) -> Mapping[str, Sequence[Household]]:
        homes = self.homes.values()
        return {
            one.key: [h for h in homes if one.scope.covers(h) and (one.rule.parking or h.kind is not UnitKind.PARKING)]
            for one in self.matters
        }

    @cached_property
    def _heads(self) -> Mapping[int, str]:
        return owners_of(self.homes.values())

    def _delivered(self, silence: SilenceEvidence | None) -> DeliveryRecord:
        if silence is None or not silence.complete:
            return DeliveryRecord()
        return DeliveryRecord(delivered=self.homes.keys() - set(silence.undelivered))

    def choices(self, seat: Seat, answers: Answers) -> Mapping[str, Hashable]:
        """The vote by the matter's key as the ballot has it, where it counts."""
        found: dict[str, Hashable] = {one.key: self._counts(seat, answers, one) for one in self.asked(seat[0])}
        return {**found, VOTED: any(vote != _BLANK for vote in found.values())}

    def _counts(self, seat: Seat, answers: Answers, matter: Matter) -> str:
        mandates = (one for one in self.case.dossier.mandates if one.household == seat[0])
        if answers.get(VOTER) == MANDATED and not any(one.covers(matter.key) for one in mandates):
            return _BLANK
        return str(answers.get(matter.question.key, _BLANK))

    def group(self, seat: Seat) -> Hashable:
        """Owners of one home alike in one stairwell, for whom nobody acts and with whom nobody owns."""
        home = self.homes[seat[0]]
        if home.id not in self._alone or not home.kind.is_household:
            return seat[0]
        return home.building, home.unit, home.area

    def is_open(self, target: Target, known: Known) -> bool:
        """No count of votes is published."""
        return True

    def values(self, name: Name, known: Known) -> int:
        """Values of a count over the plainest worlds, whatever is told."""
        return len({found.get(name) for found in self._plainest(known)})

    @cached_property
    def _plain(self) -> dict[Known, list[Mapping[Name, int]]]:
        return {}

    def _plainest(self, known: Known) -> list[Mapping[Name, int]]:
        """The counts where all vote alike, none votes, or all but one or two."""
        if known not in self._plain:
            unknown = self.unknown(known)
            worlds: list[World] = [{seat: self._all(seat, vote) for seat in unknown} for vote in (*VOTES, _BLANK)]
            worlds += [{**worlds[0], **{seat: self._all(seat, _BLANK) for seat in unknown[:some]}} for some in (1, 2)]
            worlds += [{**worlds[0], **{seat: self._all(seat, "no") for seat in unknown[:some]}} for some in (1, 2)]
            worlds += [{**worlds[1], **{seat: self._all(seat, "abstain") for seat in unknown[:some]}} for some in (1, 2)]
            self._plain[known] = [{**self.look(world).exact} for world in worlds]
        return self._plain[known]

    def _answer(self, seat: Seat, votes: _Ways) -> Answers:
        """Votes on every matter that is asked, or none."""
        before = self.answers[seat].get(VOTER)
        voter = before if before in CO_OWNERS else MYSELF
        asked = self.asked(seat[0])
        if not any(votes.values()):
            return {VOTER: OTHER}
        return {VOTER: voter, **{one.question.key: votes.get(one.key) or "abstain" for one in asked}}

    def _all(self, seat: Seat, vote: str) -> Answers:
        return self._answer(seat, {one.key: vote for one in self.asked(seat[0])})

    def _told_so(self, seat: Seat, *, turned: str) -> Answers:
        """What makes of each matter what it came to, where that is told: all agree, or all refuse."""
        untold = {name[1] for name in self.seen.exact if name[2] == "verdict"} if turned else set()
        votes = {one.key: turned if one.key in untold else self._leaning[one.key] for one in self.asked(seat[0])}
        return self._answer(seat, votes)

    @cached_property
    def _leaning(self) -> Mapping[str, str]:
        return {key: "yes" if one.passed else "no" for key, one in self._full.matters.items()}

    def _bases(self, known: Known) -> list[World]:
        """As it is; all voting so that each matter comes to the same; and so that what isn't told comes to either."""
        unknown = self.unknown(known)
        return [{}, *({seat: self._told_so(seat, turned=turned) for seat in unknown} for turned in ("", "yes", "no"))]

    def openings(self, known: Known, rng: Random) -> Iterator[World]:
        """All vote so that each matter comes to the same, but some who don't vote, refuse or agree."""
        unknown = self.unknown(known)
        for base in self._bases(known):
            yield base
            for some in (1, 2, 6):
                for vote in (_BLANK, *VOTES):
                    yield {**base, **{s: self._all(s, vote) for s in rng.sample(unknown, min(some, len(unknown)))}}

    def proposals(self, target: Target, known: Known, rng: Random) -> Iterator[World]:
        """The target votes otherwise, and others so that it comes to the same."""
        seat, unknown = target.seat, self.unknown(known)
        others = [{one.key: rng.choice(VOTES) for one in self.asked(seat[0])} for _ in range(_SOME)]
        alike = [{one.key: vote for one in self.asked(seat[0])} for vote in (_BLANK, *VOTES)]
        for base in self._bases(known):
            for votes in (*alike, *others):
                yield {**base, seat: self._answer(seat, votes)}
        yield from ({seat: self.answers[one], one: self.answers[seat]} for one in self._like(seat, unknown, rng))
        for votes in (*alike, *others):
            some = rng.sample(unknown, rng.randint(1, len(unknown)))
            mixed = {one: self._all(one, rng.choice((_BLANK, *VOTES))) for one in some}
            yield {**rng.choice(self._bases(known)), **mixed, seat: self._answer(seat, votes)}

    def spread(self, name: Name, known: Known, rng: Random) -> Iterator[World]:
        """Some vote otherwise in one matter, or not at all, and others so that it comes to the same."""
        unknown = self.unknown(known)
        for _ in range(8 * _SOME if unknown else 0):
            base, vote = dict(rng.choice(self._bases(known))), rng.choice((_BLANK, *VOTES))
            for seat in rng.sample(unknown, min(len(unknown), rng.choice((1, 1, 2, 3, 4, 6, 10)))):
                base[seat] = self._moved(seat, base.get(seat, self.answers[seat]), name[1], vote)
            yield base
            seat = rng.choice(unknown)
            yield from ({seat: self.answers[one], one: self.answers[seat]} for one in self._like(seat, unknown, rng)[:2])

    def _like(self, seat: Seat, unknown: Sequence[Seat], rng: Random) -> Sequence[Seat]:
        """Others with whom it may change places: one home each, asked the same, and answered otherwise."""
        found = [one for one in unknown if one[0] in self._alone and self.answers[one] != self.answers[seat]]
        same = [one for one in found if self.asked(one[0]) == self.asked(seat[0])]
        return rng.sample(same, min(_SOME, len(same))) if seat[0] in self._alone else []

    def _moved(self, seat: Seat, answers: Answers, key: str, vote: str) -> Answers:
        votes = {one.key: self._counts(seat, answers, one) for one in self.asked(seat[0])}
        if vote == _BLANK:
            return self._answer(seat, {})
        return self._answer(seat, {**votes, key: vote} if key in votes else votes)


def _hidden(outcome: Outcome, shown: Sequence[PublicMatter]) -> Iterator[tuple[Name, int]]:
    """What of each matter isn't told: whether it passed, who took part, agreed, and refused, by heads and by area."""
    for one in shown:
        ruling = outcome.matters[one.key]
        if isinstance(one.ruling.conclusion, Hidden):
            yield ("matter", one.key, "verdict"), list(Conclusion).index(ruling.result.conclusion)
        found = {(c.kind, c.basis) for c in one.ruling.checks if told(c.actual)}
        for basis in (Basis.OWNERS, Basis.AREA):
            for what, value in _counts(ruling, basis):
                kind = {"part": CheckKind.PARTICIPATION, "yes": CheckKind.CONSENT}.get(what)
                if (kind, basis) not in found:
                    yield ("matter", one.key, basis.value, what), value


def _counts(ruling: MatterRuling, basis: Basis) -> Iterator[tuple[str, int]]:
    count = ruling.result.counts[basis]
    yield from (("part", count.part), ("yes", count.yes), ("no", count.no), ("abstain", count.abstain))
