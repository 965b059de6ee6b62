"""An approval election with costs and a budget: what the rules beside the headline count on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Election:
    """Items by their place, in the declared tie order: where a rule finds two of them equal, the earlier one wins.

    `ballots` are the distinct ballots (places of the items named, ascending) with their weights; `costs` and `budget` are in
    one unit of money, not below 0.
    """

    costs: tuple[int, ...]
    budget: int
    ballots: Mapping[tuple[int, ...], int]

    @cached_property
    def voters(self) -> int:
        """How many ballots were cast, those that name nothing included."""
        return sum(self.ballots.values())

    @cached_property
    def votes(self) -> tuple[int, ...]:
        """How many ballots name each item."""
        return tuple(sum(self.weights[group] for group in groups) for groups in self.supporters)

    @cached_property
    def weights(self) -> tuple[int, ...]:
        """The weight of each distinct ballot."""
        return tuple(self.ballots.values())

    @cached_property
    def supporters(self) -> tuple[tuple[int, ...], ...]:
        """For each item the distinct ballots that name it, by their place in `ballots`."""
        groups: list[list[int]] = [[] for _ in self.costs]
        for group, ballot in enumerate(self.ballots):
            for item in ballot:
                groups[item].append(group)
        return tuple(map(tuple, groups))

    def cost(self, items: Iterable[int]) -> int:
        """What these items cost together."""
        return sum(self.costs[item] for item in items)

    def walk_down(self, chosen: Iterable[int] = (), merit: Sequence[int] | None = None) -> tuple[int, ...]:
        """`chosen`, then by merit (if not given: ballots naming them) the items that fit what the budget has left, skipping
        those that don't."""
        taken = list(chosen)
        left = self.budget - self.cost(taken)
        merit = self.votes if merit is None else merit
        for item in sorted(range(len(self.costs)), key=lambda item: (-merit[item], item)):
            if item not in taken and self.costs[item] <= left:
                taken.append(item)
                left -= self.costs[item]
        return tuple(taken)
