"""What was published before `core/outcome`, reduced to the facts that told of households."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from surveys.core.outcome.outcome import Outcome
from surveys.core.rules import Check, CheckKind
from surveys.core.tally import WHOLE, Basis

SMALLEST_CELL, SMALLEST_QUESTION, SMALLEST_BREAKDOWN = 5, 10, 20


@dataclass(frozen=True)
class OldLine:
    """One item as it was posted: its rank, which ties share, and its support, None where it was hidden."""

    rank: int
    answered: int
    support: int | None
    scoped: bool


def old_line(rank: int, support: int, answered: int, *, scoped: bool = False) -> OldLine:
    """A line of the old list: supports below five, and those that fewer than five lack, were hidden; the rank stayed."""
    return OldLine(rank, answered, None if _hides(support, answered, scoped) else support, scoped)


def _hides(support: int, answered: int, scoped: bool) -> bool:
    few = 0 < support < SMALLEST_CELL or 0 < answered - support < SMALLEST_CELL
    return few or answered < SMALLEST_QUESTION or (scoped and answered < SMALLEST_BREAKDOWN)


def supports(lines: Sequence[OldLine]) -> list[set[int]]:
    """Every support that fits the order, the ties and the neighbours: equal ranks mean equal shares, and a better rank means
    a greater share. In a chain, what is left when every neighbour agrees is exact."""
    ranks = sorted({line.rank for line in lines})
    shares = [set.intersection(*(_shares(line) for line in lines if line.rank == rank)) for rank in ranks]
    for _ in ranks:
        for above, below in ((n, n + 1) for n in range(len(ranks) - 1)):
            shares[below] = {share for share in shares[below] if any(share < other for other in shares[above])}
            shares[above] = {share for share in shares[above] if any(share > other for other in shares[below])}
    found = dict(zip(ranks, shares, strict=True))
    return [{int(share * line.answered) for share in found[line.rank]} for line in lines]


def _shares(line: OldLine) -> set[Fraction]:
    if line.support is not None:
        return {Fraction(line.support, line.answered)}
    return {Fraction(n, line.answered) for n in range(line.answered + 1) if _hides(n, line.answered, line.scoped)}


def locks(outcome: Outcome) -> list[str]:
    """Whether those who stayed away could still change what a building's rule says."""
    return [ruling.result.lock.value for ruling in outcome.rulings if ruling.scope != WHOLE]


def _consent(outcome: Outcome) -> Check:
    return next(
        check
        for ruling in outcome.rulings
        for check in ruling.result.checks
        if (check.kind, check.basis) == (CheckKind.CONSENT, Basis.AREA)
    )


def missing(outcome: Outcome) -> int:
    """By how much the agreeing area missed its bar: it stood in the words beside the hidden cell."""
    found = _consent(outcome)
    return max(0, found.needed - found.actual)


def per_mille(outcome: Outcome) -> int:
    """How far the bar of the agreeing area was drawn, of a thousand: exact where the check failed."""
    check = _consent(outcome)
    return min(1000 * check.bar.ratio.numerator // check.bar.ratio.denominator, 1000 * check.actual // check.whole)
