"""What a rule says of a count: the outcome, each check with its numbers, and whether the rest can still change it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from surveys.core.rules.need import Need
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

    `most` of `most_whole` is what it comes to where all of the rest return and agree.
    """

    kind: CheckKind
    basis: Basis
    bar: Bar
    actual: int
    whole: int
    most: int
    most_whole: int
    lock: Lock

    @property
    def needed(self) -> int:
        """The smallest number that passes as things stand."""
        return self.bar.needed(self.whole)

    @property
    def lacking(self) -> int:
        """How much more it takes as things stand; 0 where the bar is met."""
        return max(0, self.needed - self.actual)

    @property
    def ok(self) -> bool:
        """Whether the bar is met as things stand."""
        return self.bar.met(self.actual, self.whole)

    @property
    def most_needed(self) -> int:
        """The smallest number that passes where all of the rest return and agree."""
        return self.bar.needed(self.most_whole)

    def document(self) -> dict[str, Any]:
        """The check as a JSON document."""
        return {
            "kind": self.kind.value,
            "basis": self.basis.value,
            "bar": str(self.bar),
            "actual": self.actual,
            "whole": self.whole,
            "needed": self.needed,
            "most": self.most,
            "most_needed": self.most_needed,
            "ok": self.ok,
            "lock": self.lock.value,
        }


@dataclass(frozen=True, slots=True)
class Result:
    """One rule's result over one count. `needs` are what each basis still needs, None where it can't be had; a pass needs
    all at once. `with_silence` is the same with the silent counted, where the rule and the evidence allow it; both are
    printed, this one first."""

    rule: Rule
    conclusion: Conclusion
    checks: tuple[Check, ...]
    counts: Mapping[Basis, Count]
    lock: Lock
    needs: Mapping[Basis, Need | None]
    with_silence: Result | None = None

    @property
    def decides(self) -> bool:
        """Whether the rule speaks of consent at all; one that asks for coverage alone says nothing about willingness."""
        return self.rule.consent is not None

    @property
    def filled(self) -> Mapping[Basis, int]:
        """By basis, how many noes a passing result couldn't have been without: with one no less than so many left out, it
        would not have passed, as those who disagree also take part. Empty where no bar on taking part hangs on them."""
        if self.conclusion is not Conclusion.PASSED:
            return {}
        bars = [check for check in self.checks if check.kind is not CheckKind.CONSENT]
        spare = {basis: min((c.actual - c.needed for c in bars if c.basis is basis), default=None) for basis in self.counts}
        noes = {basis: count.no for basis, count in self.counts.items()}
        return {basis: over + 1 for basis, over in spare.items() if over is not None and over < noes[basis]}

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
            "needs": {basis.value: need and need.document() for basis, need in self.needs.items()},
            "filled_by_noes": {basis.value: number for basis, number in self.filled.items()},
            "with_silence": self.with_silence.document() if self.with_silence else None,
        }


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
