"""One rule over the compounds of an area: each passes by itself, and the pooled figure is information."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from surveys.core.rules.apply import apply, apply_totals
from surveys.core.rules.result import Conclusion, Lock, Result, together
from surveys.core.rules.rule import Rule
from surveys.core.tally import Count, Tally

# What keeps a shared item from passing, the weightiest first.
_WEIGHT = (Conclusion.NOT_PASSED, Conclusion.UNDECIDABLE, Conclusion.INSUFFICIENT, Conclusion.PASSED)


@dataclass(frozen=True, slots=True)
class AreaResult:
    """What a rule says of a matter that several compounds share.

    Each owns its common parts, so it passes only where it passes in every one of them (Civil Code, art. 271 to 278); pooling
    would let a large neighbour outvote a small one. In `pooled`, an owner in two compounds counts as two heads.
    """

    rule: Rule
    compounds: Mapping[str, Result]
    pooled: Result

    @property
    def conclusion(self) -> Conclusion:
        """Passed if every compound has; else what weighs most against it. Undecidable without any compound."""
        found = {result.conclusion for result in self.compounds.values()} or {Conclusion.UNDECIDABLE}
        return min(found, key=_WEIGHT.index)

    @property
    def lock(self) -> Lock:
        """Whether the outcome stands whatever those do who have not answered, in any compound."""
        return together(result.lock for result in self.compounds.values())

    @property
    def against(self) -> tuple[str, ...]:
        """The compounds in which the matter has not passed."""
        return tuple(name for name, result in self.compounds.items() if result.conclusion is not Conclusion.PASSED)

    def document(self) -> dict[str, Any]:
        """The result as a JSON document."""
        return {
            "rule": self.rule.key,
            "outcome": self.conclusion.value,
            "lock": self.lock.value,
            "compounds": {name: result.document() for name, result in self.compounds.items()},
            "pooled": self.pooled.document(),
        }


def apply_in_area(rule: Rule, tallies: Mapping[str, Tally]) -> AreaResult:
    """The rule applied to every affected compound, by its name, and to all of them together for information."""
    pooled = {basis: _sum(tally.votes.on(basis) for tally in tallies.values()) for basis in rule.bases}
    results = {name: apply(rule, tally) for name, tally in tallies.items()}
    return AreaResult(rule, results, apply_totals(rule, pooled))


def _sum(counts: Iterable[Count]) -> Count:
    return sum(counts, Count(0))
