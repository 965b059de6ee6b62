"""Where a voted item stands in the walk down the common money, as far as that may be told.

Where an item with a hidden support stands, whether it is carried out, and what is left for the items after it, are functions
of that support: of all that only what is the same for every support that the hidden ones may have is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from surveys.core.menu import Menu
from surveys.core.outcome.figures import Figure, Hidden, Why
from surveys.core.outcome.supports import Voted, Zone
from surveys.core.priorities import PriorityList, Status

FOLLOWS = Hidden(Why.FOLLOWS)
_NEVER = (Status.SKIPPED, Status.CAPPED, Status.EXCLUDED, Status.WAITING)


@dataclass(frozen=True, slots=True)
class Span:
    """The least and the most common money that can be committed, in fen."""

    least: int
    most: int

    @property
    def told(self) -> Figure:
        """The amount, where there is just one."""
        return self.least if self.least == self.most else FOLLOWS


@dataclass(frozen=True, slots=True)
class Place:
    """What is told of a place in the walk: `before` is what is committed before it, `in_class` by items of its class."""

    status: Status | Hidden
    rank: Figure | None
    before: Span
    in_class: Span


def places(
    waiting: Sequence[Voted], voted: Sequence[Voted], listed: PriorityList, menu: Menu, rivals: Rivals
) -> Mapping[str, Place]:
    """The place of each item that is walked: what is the same wherever an item that may stand anywhere is tried, if there is
    just one."""
    anywhere = [one for one in waiting if one.zone is Zone.ANYWHERE]
    if len(anywhere) != 1:
        return _Walk(waiting, voted, listed, menu, rivals).places
    others = [one for one in waiting if one is not anywhere[0]]
    gaps = [one.place + side for one in others if one.zone is Zone.TOLD for side in (-1, 1)]
    tried = [replace(anywhere[0], zone=zone) for zone in (Zone.FIRST, Zone.LAST)]
    tried += [replace(anywhere[0], zone=Zone.TOLD, place=gap) for gap in dict.fromkeys(gaps)]
    walks = [_Walk(sorted([*others, one], key=lambda one: one.key), voted, listed, menu, rivals).places for one in tried]
    return {one.line.item.key: _same([walk[one.line.item.key] for walk in walks], rank_of(one, voted)) for one in waiting}


def rank_of(one: Voted, voted: Sequence[Voted]) -> Figure:
    """The rank, where everything that stands before it is told, save the order among those who share it."""
    others = (other for other in voted if other is not one and not one.is_level_with(other))
    if one.zone is not Zone.TOLD or any(other.precedes(one) is None for other in others):
        return FOLLOWS
    return one.line.rank or 0


def _same(found: Sequence[Place], rank: Figure) -> Place:
    statuses = {place.status for place in found}
    status = statuses.pop() if len(statuses) == 1 else FOLLOWS
    return Place(status, rank, _around([place.before for place in found]), _around([place.in_class for place in found]))


def _around(spans: Sequence[Span]) -> Span:
    return Span(min(span.least for span in spans), max(span.most for span in spans))


class Rivals:
    """Which voted items stand behind one with which they can't both be done."""

    def __init__(self, asked: Sequence[Voted], listed: PriorityList, menu: Menu) -> None:
        self._by_key = {one.line.item.key: one for one in asked}
        self._musts = {line.item.key for line in listed.lines if line.status is Status.MUST}
        self._rivals = {key: menu.rivals(key) for key in self._by_key}

    def excluded(self, one: Voted) -> bool | None:
        """Whether it stands behind such a one; None where that isn't told."""
        key = one.line.item.key
        if not self._rivals[key]:
            return False
        if self._rivals[key] & self._musts:
            return True
        circle = {key}
        while more := {rival for known in circle for rival in self._rivals[known] if rival in self._by_key} - circle:
            circle |= more
        met = [self._by_key[key] for key in circle]
        if all(rival.zone is Zone.TOLD for rival in met) and len({rival.place for rival in met}) == len(met):
            return one.line.status is Status.EXCLUDED
        return False if len(circle) == 1 else None


class _Walk:
    """Each item's place, in the order in which they are told: what comes before one is then known as far as it is told."""

    def __init__(
        self, waiting: Sequence[Voted], voted: Sequence[Voted], listed: PriorityList, menu: Menu, rivals: Rivals
    ) -> None:
        self._waiting, self._listed, self._rivals = waiting, listed, rivals
        self._by_key = {one.line.item.key: one for one in voted}
        self._done = {line.item.key for line in listed.lines if line.status is Status.MUST}
        self._caps = {tier.key: tier.cap for tier in menu.tiers if tier.cap is not None}
        self.places: dict[str, Place] = {}
        for one in waiting:
            before, in_class = self._before(one, ""), self._before(one, one.line.item.tier)
            status = self._status(one, before, in_class)
            self.places[one.line.item.key] = Place(status, rank_of(one, voted), before, in_class)

    def _before(self, one: Voted, tier: str) -> Span:
        """What can be committed before an item, of its class alone where one is named."""
        musts = (line for line in self._listed.lines if line.status is Status.MUST and tier in ("", line.item.tier))
        least = most = sum(line.drawn for line in musts)
        for other in self._waiting:
            if other is one or (tier and other.line.item.tier != tier):
                continue
            for low, high in self._share(other, self._order(other, one)):
                least, most = least + low, most + high
        return Span(least, most)

    def _share(self, other: Voted, before: bool | None) -> Iterator[tuple[int, int]]:
        """What another item can add to what is committed before one."""
        found = self.places.get(other.line.item.key)
        status, (low, high) = found.status if found else FOLLOWS, other.draws
        if before is False or status in _NEVER or self._rivals.excluded(other) is True:
            return
        yield (low if before and status is Status.IN else 0), (high if self._can_fit(low) else 0)

    def _order(self, other: Voted, one: Voted) -> bool | None:
        """Whether another item is considered before one; an item that needs another may be held back until after it."""
        before = other.precedes(one)
        if (before is True and self._floats(other)) or (before is False and self._floats(one)):
            return None
        return before

    def _floats(self, one: Voted) -> bool:
        needs = [need for need in one.line.item.needs if need not in self._done]
        return any(need in self._by_key and self._by_key[need].precedes(one) is not True for need in needs)

    def _can_fit(self, drawn: int) -> bool:
        return self._listed.budget is None or drawn <= self._listed.budget - self._listed.must or not drawn

    def _lacks(self, one: Voted) -> bool | None:
        """Whether something that it needs isn't carried out; None where that isn't told."""
        unknown = False
        for need in one.line.item.needs:
            if need in self._done:
                continue
            found = self.places.get(need)
            if found is None and any(other.line.item.key == need for other in self._waiting):
                unknown = True
            elif found is None or found.status in _NEVER:
                return True
            else:
                unknown = unknown or found.status is not Status.IN
        return None if unknown else False

    def _status(self, one: Voted, before: Span, in_class: Span) -> Status | Hidden:
        excluded, budget = self._rivals.excluded(one), self._listed.budget
        if excluded is not False:
            return Status.EXCLUDED if excluded and one.is_ordered else FOLLOWS
        if budget is None:
            return (Status.RANKED if one.costs else Status.UNCOSTED) if one.is_ordered else FOLLOWS
        lacks = self._lacks(one)
        if lacks is not False:
            return Status.WAITING if lacks and one.is_ordered else FOLLOWS
        return self._by_money(one, before, in_class, budget)

    def _by_money(self, one: Voted, before: Span, in_class: Span, budget: int) -> Status | Hidden:
        low, high = one.draws
        cap = self._caps.get(one.line.item.tier)
        if low and before.least + low > budget:
            return Status.SKIPPED
        if not one.is_ordered or (high and before.most + high > budget):
            return FOLLOWS
        if cap is None or not high or in_class.most + high <= cap:
            return Status.IN
        return Status.CAPPED if in_class.least + low > cap and low else FOLLOWS
