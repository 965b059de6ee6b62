"""A false sentence made small: the same compound with whatever isn't needed for it left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from time import monotonic
from typing import Any

from surveys.core.ballot import Answer
from surveys.core.roster import Roster
from surveys.services.outcome import Dossier
from tests.falsify.judging import Falsehood, falsehoods

SECONDS = 30
"""After so long the smallest so far has to do."""
Judge = Callable[[Dossier], tuple[int, list[Falsehood]]]


def shrunk(dossier: Dossier, falsehood: Falsehood, judge: Judge = falsehoods) -> tuple[Dossier, Falsehood]:
    """The smallest compound found with a falsehood of the same kind, and that falsehood."""
    until, found, smaller = monotonic() + SECONDS, (dossier, falsehood), True
    while smaller and monotonic() < until:
        smaller = False
        for less in _smaller(found[0]):
            if monotonic() > until:
                break
            if (still := _same(less, falsehood, judge)) is not None:
                found, smaller = (less, still), True
                break
    return found


def _same(dossier: Dossier, falsehood: Falsehood, judge: Judge) -> Falsehood | None:
    try:
        return next((one for one in judge(dossier)[1] if one.kind == falsehood.kind), None)
    except Exception:  # what isn't a compound any more is no example
        return None


def _smaller(d: Dossier) -> Iterator[Dossier]:
    """The dossier with one thing less: a household, an item, a rule, a ballot, a finding, a matter, the proof of silence."""
    homes = d.roster.households
    if len(homes) > 3:
        for half in (homes[: len(homes) // 2], homes[len(homes) // 2 :]):
            yield _with_homes(d, {home.id for home in half})
    for rule in d.terms.rules:
        yield _termed(d, rules=tuple(one for one in d.terms.rules if one != rule))
    for matter in getattr(d.terms, "matters", ()):
        yield _termed(d, matters=tuple(one for one in d.terms.matters if one != matter))
    for item in d.menu.items:
        yield _without_item(d, item.key)
    for home in homes:
        yield _with_homes(d, {one.id for one in homes} - {home.id})
    for ballot in d.ballots:
        yield replace(d, ballots=tuple(one for one in d.ballots if one is not ballot))
    for finding in d.findings:
        yield replace(d, findings=tuple(one for one in d.findings if one is not finding))
    if d.silence:
        yield replace(d, silence=None)


def _termed(d: Dossier, **fixed: Any) -> Dossier:
    terms = replace(d.terms, **fixed)
    return replace(d, terms=terms, poll=replace(d.poll, terms=terms))


def _with_homes(d: Dossier, kept: set[int]) -> Dossier:
    roster = Roster(tuple(home for home in d.roster.households if home.id in kept))
    silence = d.silence and replace(d.silence, undelivered=tuple(n for n in d.silence.undelivered if n in kept))
    fewer = replace(d, roster=roster, ballots=tuple(b for b in d.ballots if b.household in kept), silence=silence)
    return _termed(fewer, roster=roster.digest)


def _without_item(d: Dossier, gone: str) -> Dossier:
    items = tuple(
        replace(
            item,
            excludes=tuple(key for key in item.excludes if key != gone),
            needs=tuple(key for key in item.needs if key != gone),
        )
        for item in d.menu.items
        if item.key != gone
    )
    menu = replace(d.menu, items=items)
    fewer = replace(d, menu=menu, ballots=tuple(replace(b, answers=_less(b.answers, gone)) for b in d.ballots))
    return _termed(fewer, menu=menu.digest, lots=tuple(key for key in d.terms.lots if key != gone))


def _less(answers: Mapping[str, Answer], gone: str) -> dict[str, Answer]:
    kept: dict[str, Answer] = {}
    for key, answer in answers.items():
        if isinstance(answer, tuple):
            kept[key] = tuple(one for one in answer if one != gone)
        elif isinstance(answer, Mapping):
            kept[key] = {one: way for one, way in answer.items() if one != gone}
        else:
            kept[key] = answer
    return kept


def described(d: Dossier) -> str:
    """What is left of a compound, in a few lines."""
    lines = []
    cast = {(ballot.household, ballot.capacity.value): dict(ballot.answers) for ballot in d.ballots}
    for home in d.roster.households:
        said = {who: cast[home.id, who] for who in ("owner", "occupant") if (home.id, who) in cast}
        owner = home.owner or "nobody known"
        lines.append(f"  {home.building}-{home.unit}-{home.id} {home.kind.value} {home.area} of {owner}: {said}")
    lines += [f"  rule {rule}" for rule in d.terms.rules]
    lines += [f"  matter {matter}" for matter in getattr(d.terms, "matters", ())]
    lines += [f"  item {item}" for item in d.menu.items]
    lines += [f"  found {finding.gate.value} {finding.status.value} {finding.checkpoint.value}" for finding in d.findings]
    lines.append(f"  choose {d.menu.choose}, budget {d.terms.budget}, {d.terms.ranking.by.value}, silence {d.silence}")
    return "\n".join(lines)
