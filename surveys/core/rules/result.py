"""What a rule says of a count: the outcome, each check with its numbers, and whether the rest can still change it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from surveys.core.rules.rule import Bar, Rule
from surveys.core.tally import Basis, Count


class Conclusion(StrEnum):
    """What came out. `INSUFFICIENT`: too few answered a consultation, its figures are for reference only;
    `UNDECIDABLE`: there is nobody or no area to count."""

    PASSED = "passed"
    NOT_PASSED = "not_passed"
    INSUFFICIENT = "insufficient"
    UNDECIDABLE = "undecidable"


class Lock(StrEnum):
    """Whether the outcome stands whatever those do who have not answered."""

    PASSED = "passed"
    FAILED = "failed"
    OPEN = "open"


class CheckKind(StrEnum):
    """Which bar of a rule a check is about."""

    COVERAGE = "coverage"
    PARTICIPATION = "participation"
    CONSENT = "consent"


@dataclass(frozen=True, slots=True)
class Check:
    """One bar on one basis: `actual` of `whole` where `needed` is the smallest number that passes.

    `joining` is the least that newcomers who all agree must add, the growing number of participants considered: households,
    heads or hundredths of a square metre; 0 where the bar is met, None where even all of the rest are too few.
    """

    kind: CheckKind
    basis: Basis
    bar: Bar
    actual: int
    whole: int
    joining: int | None
    lock: Lock

    @property
    def needed(self) -> int:
        """The smallest number that passes as things stand."""
        return self.bar.needed(self.whole)

    @property
    def ok(self) -> bool:
        """Whether the bar is met as things stand."""
        return self.bar.met(self.actual, self.whole)

    @property
    def missing(self) -> int:
        """How far the actual number is from the needed one as things stand."""
        return max(0, self.needed - self.actual)

    def document(self) -> dict[str, Any]:
        """The check as a JSON document."""
        return {
            "kind": self.kind.value,
            "basis": self.basis.value,
            "bar": str(self.bar),
            "actual": self.actual,
            "whole": self.whole,
            "needed": self.needed,
            "missing": self.missing,
            "joining": self.joining,
            "ok": self.ok,
            "lock": self.lock.value,
        }


@dataclass(frozen=True, slots=True)
class Result:
    """One rule's result over one count. `with_silence` is the same with the silent counted, where the rule and the evidence
    allow it; both are printed, this one first."""

    rule: Rule
    conclusion: Conclusion
    checks: tuple[Check, ...]
    counts: Mapping[Basis, Count]
    lock: Lock
    with_silence: Result | None = None

    @property
    def decides(self) -> bool:
        """Whether the rule speaks of consent at all; one that asks for coverage alone says nothing about willingness."""
        return self.rule.consent is not None

    @property
    def shortfall(self) -> Mapping[Basis, int | None]:
        """The least that newcomers who all agree must add on each basis for every check to hold; None where out of reach."""
        joining = {basis: [c.joining for c in self.checks if c.basis is basis] for basis in self.rule.bases}
        return {basis: _most(needs) for basis, needs in joining.items()}

    def document(self) -> dict[str, Any]:
        """The result as a JSON document; the rule stands in it by its key."""
        return {
            "rule": self.rule.key,
            "instrument": self.rule.instrument.value,
            "outcome": self.conclusion.value,
            "decides": self.decides,
            "lock": self.lock.value,
            "counts": {basis.value: count.document() for basis, count in self.counts.items()},
            "checks": [check.document() for check in self.checks],
            "shortfall": {basis.value: need for basis, need in self.shortfall.items()},
            "with_silence": self.with_silence.document() if self.with_silence else None,
        }


def _most(needs: list[int | None]) -> int | None:
    reachable = [need for need in needs if need is not None]
    return max(reachable, default=0) if len(reachable) == len(needs) else None


def together(locks: Iterable[Lock]) -> Lock:
    """The lock of all checks: failed if one can't be met any more, passed if every one stands.

    This is exact though every completion must meet all checks at once: the completion in which everybody left agrees is the
    best one for all checks together, so if each check can be met, that one meets them all; and "all checks hold in all
    completions" is the same as "each check holds in all completions".
    """
    found = set(locks)
    if Lock.FAILED in found:
        return Lock.FAILED
    return Lock.PASSED if found == {Lock.PASSED} else Lock.OPEN
