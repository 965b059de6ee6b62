"""What the owners of a generated compound decide together: matters small and large, who votes for whom, and how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from random import Random

from surveys.core.ballot import Ballot, Capacity, Channel
from surveys.core.co_owner import CoOwned, CoVote, Settlement
from surveys.core.mandate import Mandate, MandateKind
from surveys.core.matter import CO_OWNERS, MANDATED, MYSELF, OTHER, VOTER, Matter, rules_fitting
from surveys.core.menu import Decision
from surveys.core.rules import Bar, Rule, Silence
from surveys.core.tally import WHOLE, Scope
from surveys.services.outcome import Dossier
from tests.core.small_polls import PRESETS

VOTES = ("yes", "no", "abstain")
_LAWFUL = (PRESETS["civil-278-ordinary"], PRESETS["civil-278-special"])
_RULES = (*_LAWFUL, *(replace(rule, participation=Bar(Fraction(3, 4))) for rule in _LAWFUL))


def deciding(rng: Random, dossier: Dossier, number: int, clause: str) -> Dossier:
    """The same compound with so many matters, which its owners' ballots answer too."""
    doors = list(dict.fromkeys(home.entrance for home in dossier.roster.households))
    keys = [item.key for item in dossier.menu.items]
    matters = [_matter(rng, n, doors, keys, clause) for n in range(number)]
    waiting = {one.item: one.decision for one in matters if rng.random() < 0.7}
    items = (replace(item, decision=waiting.get(item.key)) for item in dossier.menu.items)
    menu = replace(dossier.menu, items=tuple(items))
    terms = replace(dossier.terms, menu=menu.digest, matters=tuple(one.document() for one in matters))
    cast = tuple(_voted(rng, dossier, matters))
    return replace(
        dossier,
        poll=replace(dossier.poll, terms=terms),
        terms=terms,
        menu=menu,
        ballots=cast,
        mandates=tuple(_mandates(rng, cast, matters)),
        co_owned=_co_owned(rng, cast, matters),
    )


def _matter(rng: Random, n: int, doors: Sequence[tuple[str, str]], keys: Sequence[str], clause: str) -> Matter:
    decision = rng.choice(list(Decision))
    building, unit = rng.choice(doors)
    others = tuple({building, rng.choice(doors)[0]})
    scope = rng.choice((WHOLE, WHOLE, WHOLE, Scope(others), Scope((building,)), Scope((building,), unit)))
    rule: Rule = rng.choice(rules_fitting(_RULES, decision))
    if rng.random() < 0.15:
        rule = replace(rule, parking=True)
    if rng.random() < 0.15:
        rule = replace(rule, silence=Silence.FOLLOWS_MAJORITY, clause=clause)
    return Matter(f"matter{n}", f"matter {n}", decision, scope, rule, rng.choice(("", *keys)))


def _voted(rng: Random, dossier: Dossier, matters: Sequence[Matter]) -> Iterator[Ballot]:
    """The ballots with what owners vote: most of one mind in each matter, and whoever votes in one votes in all."""
    joins = rng.choice((1.0, 1.0, 0.95, 0.8, 0.4))
    minds = {one: (rng.choice(("yes", "yes", "no", "abstain")), rng.choice((1.0, 1.0, 0.95, 0.8, 0.5))) for one in matters}
    homes = {home.id: home for home in dossier.roster.households}
    for ballot in dossier.ballots:
        mine = [one for one in matters if one.scope.covers(homes[ballot.household])]
        if ballot.capacity is not Capacity.OWNER or not mine:
            yield ballot
        elif rng.random() >= joins:
            yield replace(ballot, answers={**ballot.answers, VOTER: OTHER})
        else:
            voter = rng.choice((*(MYSELF,) * 12, MANDATED, CO_OWNERS[0]))
            said = {one.question.key: _vote(rng, *minds[one]) for one in mine}
            yield replace(ballot, answers={**ballot.answers, VOTER: voter, **said})


def _vote(rng: Random, leaning: str, chance: float) -> str:
    return leaning if rng.random() < chance else rng.choice(VOTES)


def _mandates(rng: Random, cast: Sequence[Ballot], matters: Sequence[Matter]) -> Iterator[Mandate]:
    """For most of those who voted by another's hand: confirmed or not, for all matters or some."""
    for n, ballot in enumerate(b for b in cast if b.answers.get(VOTER) == MANDATED):
        named = () if rng.random() < 0.6 else (rng.choice(matters).key,)
        confirmed = "B" if rng.random() < 0.85 else ""
        if rng.random() < 0.9:
            yield Mandate(n, ballot.household, rng.choice(list(MandateKind)), "Li", "paper", named, "A", confirmed)


def _co_owned(rng: Random, cast: Sequence[Ballot], matters: Sequence[Matter]) -> CoOwned:
    """Some homes of which a second owner voted, alike or not, and what was settled between them."""
    several = [ballot for ballot in cast if ballot.answers.get(VOTER) == CO_OWNERS[0] and rng.random() < 0.6]
    votes = []
    for n, ballot in enumerate(several):
        said: Mapping[str, str] = {
            one.question.key: rng.choice(VOTES) for one in matters if one.question.key in ballot.answers
        }
        at = ballot.cast_at + timedelta(minutes=5)
        votes.append(CoVote(ballot.household, CO_OWNERS[1], {VOTER: CO_OWNERS[1], **said}, Channel.DOOR, "A", f"C{n}", at))
    settled = [vote for vote in votes if rng.random() < 0.5]
    chosen = (Settlement(one.household, rng.choice(CO_OWNERS[:2]), "they agreed", "paper", "A") for one in settled)
    return CoOwned(tuple(votes), tuple(chosen))


def without_home(owned: CoOwned, gone: int) -> CoOwned:
    """The same without a home."""
    return CoOwned(
        tuple(one for one in owned.votes if one.household != gone),
        tuple(one for one in owned.settlements if one.household != gone),
    )


def without_matters(dossier: Dossier) -> Dossier:
    """The same with nothing to decide."""
    terms = replace(dossier.terms, matters=())
    return replace(dossier, terms=terms, poll=replace(dossier.poll, terms=terms))
