"""Walking the ordered items down the common money: what fits is carried out, what doesn't waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from surveys.core.menu import Menu
from surveys.core.priorities.line import Line, Status


def walk(lines: Sequence[Line], menu: Menu, budget: int | None) -> list[Line]:
    """The lines with their final status, the running total, and what was left before each.

    An item that needs one that comes later is considered right after it, and waits if that one isn't carried out; so does,
    among those with money of their own, one that needs another of them.
    Without a budget nothing is walked: everything keeps its place.
    """
    caps = {tier.key: tier.cap for tier in menu.tiers if tier.cap is not None}
    walked = _Walk(budget, caps, {line.item.key: line.status for line in lines if line.status in _HELD})
    for line in lines:
        walked.consider(line)
    for line in [line for held in walked.held.values() for line in held]:
        walked.settle(line, True)  # those that need each other in a circle
    return walked.lines


_HELD = (Status.RANKED, Status.OWN)


@dataclass
class _Walk:
    """The walk so far. `ahead` are the items that are still to come, by their status, where they can be held back; `done`
    those that are carried out, `held` the lines that are held back until the item they need has been considered."""

    budget: int | None
    caps: dict[str, int]
    ahead: dict[str, Status]
    total: int = 0
    by_tier: Counter[str] = field(default_factory=Counter)
    done: set[str] = field(default_factory=set)
    held: dict[str, list[Line]] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)

    def consider(self, line: Line) -> None:
        """Settle a line, or hold it back, and then those that were held back for it."""
        key = line.item.key
        lacking = [need for need in line.item.needs if need not in self.done]
        later = next((need for need in lacking if self.ahead.get(need) is line.status), None)
        if self.budget is not None and later is not None:
            self.held.setdefault(later, []).append(line)
            return
        self.ahead.pop(key, None)
        self.settle(line, bool(lacking))
        for held in self.held.pop(key, []):
            self.consider(held)

    def settle(self, line: Line, lacks: bool) -> None:
        """Give a line its place, its status and what is left after it."""
        left = None if self.budget is None else self.budget - self.total
        room = self.caps[line.item.tier] - self.by_tier[line.item.tier] if line.item.tier in self.caps else None
        status = self._status(line, lacks, left, room)
        if status in (Status.MUST, Status.IN):
            self.total += line.drawn
            self.by_tier[line.item.tier] += line.drawn
        if status in (Status.MUST, Status.IN, Status.OWN):
            self.done.add(line.item.key)
        self.lines.append(replace(line, status=status, total=self.total, left=left, room=room))

    def _status(self, line: Line, lacks: bool, left: int | None, room: int | None) -> Status:
        if left is None or line.status not in (Status.RANKED, Status.OWN):
            return line.status
        if lacks:
            return Status.WAITING
        if line.status is Status.OWN:
            return Status.OWN
        if not line.drawn:
            return Status.IN  # even where the must-do items alone take more than there is
        if line.drawn > left:
            return Status.SKIPPED
        return Status.CAPPED if room is not None and line.drawn > room else Status.IN
