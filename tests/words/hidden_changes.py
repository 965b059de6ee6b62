"""Changes of what a notice hides that leave everything in its class: the pages must not show them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from surveys.core.ballot import Ballot
from surveys.core.outcome import Hidden
from surveys.core.outcome.outcome import Outcome
from surveys.core.outcome.telling import public
from surveys.core.roster import Roster
from surveys.core.rules import CheckKind
from surveys.core.tally import Basis
from tests.words.small_outcomes import MENU


def other_orders(outcome: Outcome, ballots: Sequence[Ballot], own: int) -> Iterator[list[Ballot]]:
    """For each item with a hidden support: somebody else orders it too, or no longer does, so that it stays in its band."""
    lines = public(outcome).by_item
    for line in outcome.listed.lines:
        band = lines[line.item.key].support
        if line.rank is None or not isinstance(band, Hidden):
            continue
        for place, ballot in enumerate(ballots):
            orders = ballot.answers["needs"]
            assert isinstance(orders, tuple)
            more = line.item.key not in orders
            wanted = (*orders, line.item.key) if more else tuple(key for key in orders if key != line.item.key)
            fits = band.low is None or band.high is None or band.low <= line.support + (1 if more else -1) <= band.high
            concerned = MENU.by_key[line.item.key].touches("12"[ballot.household % 2])
            if ballot.household != own and fits and concerned and wanted:
                changed = replace(ballot, answers={**ballot.answers, "needs": wanted})
                yield [*ballots[:place], changed, *ballots[place + 1 :]]
                break


def other_consents(outcome: Outcome, roster: Roster, ballots: Sequence[Ballot], own: int) -> Iterator[list[Ballot]]:
    """Where the area that agrees is hidden: two of one building change sides, households and owners stay as many."""
    checks = [check for ruling in public(outcome).rulings for check in ruling.checks]
    areas = [check for check in checks if check.basis is Basis.AREA and check.kind is CheckKind.CONSENT]
    if not areas or not all(isinstance(check.actual, Hidden) for check in areas):
        return
    area = {household.id: household.area for household in roster.households}
    said = {ballot.household: ballot.answers["consent"] for ballot in ballots if ballot.household != own}
    pairs = combinations(said.items(), 2)
    for (home, one), (other, two) in pairs:
        if one != two and home % 2 == other % 2 and area[home] != area[other]:
            turned = {home: two, other: one}
            yield [
                replace(b, answers={**b.answers, "consent": turned[b.household]}) if b.household in turned else b
                for b in ballots
            ]
            return


def same_sides(one: Outcome, other: Outcome) -> bool:
    """Whether every rule of the whole compound, and every check on an area that is told, comes to the same."""
    told = public(one).rulings
    for ruling, was, now in zip(told, one.rulings, other.rulings, strict=True):
        for check, before, after in zip(ruling.checks, was.result.checks, now.result.checks, strict=False):
            if not isinstance(check.ok, Hidden) and before.ok != after.ok:
                return False
    return True
