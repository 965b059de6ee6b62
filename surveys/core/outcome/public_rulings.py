"""What a rule says, as it may be told: each bar, what is still needed, and what a pass hung on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from surveys.core.outcome.figures import Figure, Hidden, told
from surveys.core.rules import Bar, CheckKind, Conclusion, Lock, Rule
from surveys.core.tally import Basis, Scope


@dataclass(frozen=True, slots=True)
class PublicCheck:
    """One bar of a rule on one basis. `most` is what it comes to where all of the rest return and agree, and `most_needed`
    what would pass then."""

    kind: CheckKind
    basis: Basis
    bar: Bar
    actual: Figure
    whole: Figure
    needed: Figure
    most: Figure
    most_needed: Figure
    ok: bool | Hidden
    lock: Lock | None

    @property
    def out_of_reach(self) -> bool:
        """Whether it is told that even all of the rest are too few."""
        return told(self.most) and told(self.most_needed) and self.most < self.most_needed


@dataclass(frozen=True, slots=True)
class PublicNeed:
    """What one basis still needs: how many of those whose answer may still come must return, and how many of just so many
    must agree; both None where it is out of reach."""

    basis: Basis
    returns: Figure | None
    agree: Figure | None


@dataclass(frozen=True, slots=True)
class PublicRuling:
    """What one rule says in one scope. `with_silence` is what it comes to with the silent counted, where that is allowed;
    `empty` are the bases with nobody to count. `needs` are there where the rule is met nowhere for certain; `filled` are the
    noes without which a passing rule would have had too few who take part, by basis."""

    rule: Rule
    scope: Scope
    conclusion: Conclusion | Hidden
    checks: tuple[PublicCheck, ...]
    empty: tuple[Basis, ...]
    lock: Lock | None
    with_silence: Conclusion | Hidden | None
    needs: tuple[PublicNeed, ...] = ()
    filled: Mapping[Basis, int] = field(default_factory=dict)

    @property
    def out_of_reach(self) -> bool:
        """Whether it is told that the rule can't be met whatever the rest answer."""
        return any(need.returns is None for need in self.needs)
