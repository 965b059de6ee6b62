"""In which band the area of those who agree lies, as far as that tells of no owner.

How many owners and households agree is published and everybody's area is known, so a sum of areas often tells whose flats
are in it: of flats in three sizes it tells how many of each. A band tells nothing where it is wide enough and not far out,
and only public facts decide where it may end: who took part with which areas, and how many agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from surveys.core.outcome.figures import Figure, Hidden, Why
from surveys.core.tally import Tally

KNOWN = 3
"""How many of the participants the reader may know."""
VALUES = 3
"""How many sums of areas a band leaves, and more."""


@dataclass
class AreaBand:
    """The agreeing area of a tally, in hundredths of a square metre: `low` and `high`, both included, are what the published
    numbers tell; each bar that may be told narrows them.

    An owner who gave one ballot can change places with any other such owner, and each exchange moves the sum by no more than
    the difference of two areas. So with every choice that three known owners, one more, and those with several ballots may
    have made, some sums of the others lie in any band that is wide enough and doesn't lie beyond what these choices leave.
    """

    tally: Tally
    edges: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._plain = tuple(sorted(stake.area for stake in self.tally.stakes if stake.is_plain))
        self._others = tuple(sorted(stake.area for stake in self.tally.stakes if not stake.is_plain))
        self.low, self.high = by_number(self.tally, self.tally.votes.owners.yes)
        self._step = self._plain[-1] - self._plain[0] if self._plain else 0

    @property
    def figure(self) -> Figure:
        """The area that agrees, where the numbers tell it; else between what it lies."""
        return self.low if self.low == self.high else Hidden(Why.AREA, self.low, self.high)

    def tell(self, bar: int) -> bool | None:
        """Whether the agreeing area reaches a bar; None where that would tell of somebody."""
        if self.low < bar <= self.high and self._may_end_at(bar):
            self.edges.append(bar)
            self._narrow(bar)
        return self.reaches(bar)

    def reaches(self, bar: int) -> bool | None:
        """Whether the agreeing area reaches a bar, by what is told already; None where that is open."""
        if self.low >= bar:
            return True
        return False if self.high < bar else None

    def _narrow(self, bar: int) -> None:
        if self.tally.votes.area.yes >= bar:
            self.low = bar
        else:
            self.high = bar - 1

    def _may_end_at(self, bar: int) -> bool:
        apart = all(abs(bar - edge) >= VALUES * self._step for edge in self.edges)
        return apart and all(least < bar <= most for least, most in self._open())

    def _open(self) -> Iterator[tuple[int, int]]:
        """For each number of agreeing owners who gave several ballots, the ends within which any band is open."""
        agree, spare = self.tally.votes.owners.yes, (VALUES - 1) * self._step
        for several in range(min(agree, len(self._others)) + 1):
            number = agree - several
            if number > len(self._plain):
                continue
            least = max(_with_known(self._plain, number, lowest=False), default=None)
            most = min(_with_known(self._plain, number, lowest=True), default=None)
            if least is None or most is None:
                yield 0, 0  # nobody's choice is open
                continue
            yield (
                least + spare + sum(self._others[len(self._others) - several :]),
                most - spare + sum(self._others[:several]),
            )


def by_number(tally: Tally, number: int) -> tuple[int, int]:
    """The least and the most area of so many of those who took part."""
    areas = sorted(stake.area for stake in tally.stakes)
    return sum(areas[:number]), sum(areas[len(areas) - number :])


def numbers_tell(tally: Tally) -> bool:
    """Whether the area of every choice follows from how many chose it, as all chose alike or all areas are equal."""
    owners = tally.votes.owners
    return all(low == high for low, high in (by_number(tally, n) for n in (owners.yes, owners.no, owners.abstain)))


def _with_known(areas: Sequence[int], number: int, *, lowest: bool) -> Iterator[int]:
    """The most (if `lowest`, else the least) area of `number` owners in the worst case: up to three are known, and one more,
    whose choice is looked at, chose as it is least convenient.

    For the most area that is the smallest owners in the choice and the largest out of it, in every mixture of four.
    """
    order = areas if lowest else areas[::-1]
    for pushed in range(KNOWN + 2):
        kept_out = KNOWN + 1 - pushed
        if pushed > number or number - pushed > len(areas) - pushed - kept_out:
            continue  # the numbers that are published tell this by themselves
        rest = order[pushed : len(order) - kept_out]
        yield sum(order[:pushed]) + sum(rest[len(rest) - (number - pushed) :] if number > pushed else ())
