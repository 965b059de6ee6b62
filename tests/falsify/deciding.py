"""Matters in the compounds of the search: in any scope, by any of the law's rules, voted on by owners, by whoever acts for
them, and by two owners of one home who may disagree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random

from surveys.core.ballot import Ballot, Capacity, Channel
from surveys.core.co_owner import CoOwned, CoVote, Settlement
from surveys.core.mandate import Mandate, MandateKind
from surveys.core.matter import CO_OWNERS, MANDATED, MYSELF, OTHER, VOTER, Matter
from surveys.core.matter_file import usual_rule
from surveys.core.menu import Decision
from surveys.core.roster import Roster
from surveys.core.rules import Rule, Silence
from surveys.core.tally import Scope
from surveys.services.outcome import Dossier
from tests.core.small_polls import PRESETS, START
from tests.falsify.ruling import CLAUSE

CHOICES = ("yes", "yes", "yes", "no", "abstain")


def with_decisions(rng: Random, d: Dossier) -> Dossier:
    """The same compound with up to two matters, in half of the cases."""
    matters = [_matter(rng, n, d.roster) for n in range(rng.choice((0, 0, 1, 2)))]
    if not matters:
        return d
    ballots = tuple(_voted(rng, ballot, d.roster, matters) for ballot in d.ballots)
    terms = replace(d.terms, matters=tuple(matter.document() for matter in matters))
    homes = [ballot.household for ballot in ballots if ballot.answers.get(VOTER) == MANDATED]
    owned = _co_owned(rng, ballots, matters)
    homes += [vote.household for vote in owned.votes if vote.voter == MANDATED]
    mandates = tuple(_mandate(rng, n, home) for n, home in enumerate(dict.fromkeys(homes)))
    poll = replace(d.poll, terms=terms)
    return replace(d, poll=poll, terms=terms, ballots=ballots, mandates=mandates, co_owned=owned)


def _matter(rng: Random, number: int, roster: Roster) -> Matter:
    decision, home = rng.choice(list(Decision)), rng.choice(roster.households)
    scope = rng.choice((Scope(), Scope(), Scope((home.building,)), Scope((home.building,), home.unit)))
    return Matter(f"m{number}", "要决定的事", decision, scope, _rule(rng, usual_rule(PRESETS.values(), decision)))


def _rule(rng: Random, rule: Rule) -> Rule:
    rule = replace(rule, parking=rng.random() < 0.1)
    return replace(rule, silence=Silence.FOLLOWS_MAJORITY, clause=CLAUSE) if rng.random() < 0.2 else rule


def _voted(rng: Random, ballot: Ballot, roster: Roster, matters: list[Matter]) -> Ballot:
    home = next(home for home in roster.households if home.id == ballot.household)
    asked = [matter for matter in matters if matter.scope.covers(home)]
    if not asked or ballot.capacity is not Capacity.OWNER:
        return ballot
    voter = rng.choice((MYSELF,) * 6 + (CO_OWNERS[0], MANDATED, OTHER))
    said = {} if voter == OTHER else {matter.question.key: rng.choice(CHOICES) for matter in asked}
    return replace(ballot, answers={**ballot.answers, VOTER: voter, **said})


def _mandate(rng: Random, number: int, home: int) -> Mandate:
    named = rng.choice(((), ("m0",)))
    since = rng.choice((None, None, START + timedelta(minutes=1000)))
    return Mandate(number, home, MandateKind.PROXY, "赵", "文1", named, "li", rng.choice(("wang", "wang", "")), since)


def _co_owned(rng: Random, ballots: tuple[Ballot, ...], matters: list[Matter]) -> CoOwned:
    homes = [ballot.household for ballot in ballots if ballot.answers.get(VOTER) in (*CO_OWNERS, MANDATED)]
    votes = tuple(vote for home in homes for vote in _beside(rng, home, matters))
    settled = tuple(
        Settlement(v.household, rng.choice((*CO_OWNERS[:3], MANDATED)), "议过", "字条", "li")
        for v in votes
        if rng.random() < 0.4
    )
    return CoOwned(votes, settled)


def _beside(rng: Random, home: int, matters: list[Matter]) -> Iterator[CoVote]:
    """What others voted, also whoever's own ballot stands again by now, and whoever acts for an owner."""
    for voter in rng.choice(((CO_OWNERS[1],), CO_OWNERS[1:3], CO_OWNERS[:1], CO_OWNERS[:2], (CO_OWNERS[1], MANDATED))):
        said = {VOTER: voter, **{matter.question.key: rng.choice(CHOICES) for matter in matters if rng.random() < 0.9}}
        at = START + timedelta(minutes=rng.choice((0, 500, 2000, 9500)))
        yield CoVote(home, voter, said, Channel.PHONE, "", f"C{home}{voter}", at)
