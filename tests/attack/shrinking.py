"""A leak made small: the same compound with whatever isn't needed for it left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from time import monotonic

from surveys.core.ballot import Answer
from surveys.core.roster import Roster
from surveys.services.outcome import Dossier
from tests.attack.attacker import Leak, attack
from tests.attack.cases import Case
from tests.attack.deciding import without_home

SECONDS = 60
"""After so long the smallest so far has to do."""


def shrunk(case: Case, leak: Leak) -> tuple[Case, Leak]:
    """The smallest case found, and what leaks of it to those who know the same."""
    until, found = monotonic() + SECONDS, (case, leak)
    smaller = True
    while smaller and monotonic() < until:
        smaller = False
        for change in _changes(found[0], leak):
            if monotonic() > until:
                break
            less = _made(found[0], change)
            if less != found[0] and (still := _leak(less, leak)):
                found, smaller = (less, still), True
    return found


def described(case: Case) -> str:
    """What is left of a case, in a few lines."""
    dossier, lines = case.dossier, [case.name]
    for home in dossier.roster.households:
        cast = {seat[1].value: dict(ballot.answers) for seat, ballot in case.ballots.items() if seat[0] == home.id}
        place = f"{home.building}-{home.unit}-{home.id} {home.kind.value} {home.area} {home.owner}"
        lines.append(f"  {place}: {cast}")
    lines += [f"  rule {rule}" for rule in dossier.terms.rules]
    lines += [f"  matter {matter}" for matter in dossier.terms.matters]
    lines += [f"  item {item}" for item in dossier.menu.items]
    lines.append(f"  choose {dossier.menu.choose}, budget {dossier.terms.budget}, notices {len(case.notices)}")
    return "\n".join(lines)


def _leak(case: Case, leak: Leak) -> Leak | None:
    known = frozenset(leak.known)
    return next(iter(attack(case, only=known).leaks), None) if known <= set(case.households) else None


_Change = Callable[[Dossier], Dossier]


def _made(case: Case, change: _Change) -> Case:
    return Case(case.name, tuple((change(dossier), now) for dossier, now in case.notices))


def _changes(case: Case, leak: Leak) -> Iterator[_Change]:
    dossier = case.dossier
    if len(case.notices) > 1:
        yield lambda d: replace(d, findings=dossier.findings, silence=dossier.silence)
    for rule in dossier.terms.rules:
        yield lambda d, rule=rule: _termed(d, rules=tuple(one for one in d.terms.rules if one != rule))
    for matter in dossier.terms.matters:
        yield lambda d, matter=matter: _termed(d, matters=tuple(one for one in d.terms.matters if one != matter))
    for item in dossier.menu.items:
        yield lambda d, item=item: _without_item(d, item.key)
    for question in dossier.edition.questions:
        if not question.role:
            yield lambda d, key=question.key: replace(
                d, edition=replace(d.edition, questions=tuple(q for q in d.edition.questions if q.key != key))
            )
    for home in dossier.roster.households:
        if home.id not in leak.known:
            yield lambda d, gone=home.id: _without_home(d, gone)


def _termed(dossier: Dossier, **fixed: object) -> Dossier:
    terms = replace(dossier.terms, **fixed)  # type: ignore[arg-type]
    return replace(dossier, terms=terms, poll=replace(dossier.poll, terms=terms))


def _without_item(dossier: Dossier, key: str) -> Dossier:
    items = tuple(item for item in dossier.menu.items if item.key != key)
    cast = tuple(replace(ballot, answers=_less(ballot.answers, key)) for ballot in dossier.ballots)
    return replace(dossier, menu=replace(dossier.menu, items=items), ballots=cast)


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


def _without_home(dossier: Dossier, gone: int) -> Dossier:
    homes = tuple(home for home in dossier.roster.households if home.id != gone)
    cast = tuple(ballot for ballot in dossier.ballots if ballot.household != gone)
    silence = dossier.silence
    if silence:
        silence = replace(silence, undelivered=tuple(one for one in silence.undelivered if one != gone))
    held = tuple(one for one in dossier.mandates if one.household != gone)
    owned = without_home(dossier.co_owned, gone)
    return replace(dossier, roster=Roster(homes), ballots=cast, silence=silence, mandates=held, co_owned=owned)
