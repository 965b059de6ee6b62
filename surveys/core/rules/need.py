"""What is still needed for a pass: how many must come in, and how many of them must agree."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from surveys.core.rules.rule import Bar


@dataclass(frozen=True, slots=True)
class Need:
    """The least that makes every bar on one basis hold: `returns` answer yes or no of those whose answer may still come, and
    among just so many at least `agree` say yes. Households, heads, or hundredths of a square metre taken as divisible."""

    returns: int
    agree: int

    def document(self) -> dict[str, int]:
        """The need as a JSON document."""
        return {"returns": self.returns, "agree": self.agree}


@dataclass(frozen=True, slots=True)
class Ask:
    """One basis as it stands: of `total`, `now` take part and `yes` agree.

    `newcomers` take no part yet and do once they answer. `turners` take part already and don't agree, but may come to: an
    invalid ballot that takes part, or an owner with a unit that is still silent. `turnout` are the bars on who takes part.
    """

    total: int
    now: int
    yes: int
    newcomers: int
    turners: int
    turnout: Sequence[Bar]
    consent: Bar | None
    of_all: bool

    @property
    def least(self) -> Need | None:
        """The least that is needed; None where it can't be had."""
        most = self.newcomers + self.turners
        # One return more that agrees raises what must agree by no more than one, so what is enough stays enough.
        returns = bisect_left(range(most + 1), True, key=lambda number: self._agree(number) <= number)
        return Need(returns, self._agree(returns)) if returns <= most else None

    def _agree(self, returns: int) -> int:
        """How many of so many returns must agree; more than there are where too few can join.

        The fewer of them are newcomers the better, as every newcomer makes the number larger that the consent is a share of.
        """
        joining = max(0, returns - self.turners, *(bar.needed(self.total) - self.now for bar in self.turnout))
        if joining > min(self.newcomers, returns):
            return returns + 1
        if self.consent is None:
            return 0
        return max(0, self.consent.needed(self.total if self.of_all else self.now + joining) - self.yes)
