"""Projects that a rule finds equal: in what they are, and what parts them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise

from surveys.core.pb.election import PbElection, PbProject


class EqualIn(StrEnum):
    """In what: ballots naming them, points, the part of its cost that each asks of its supporters, or the moment at which
    its supporters can pay for it."""

    VOTES = "votes"
    POINTS = "points"
    PRICE = "price"
    MOMENT = "moment"


class TieKey(StrEnum):
    """What parts equal projects, in this order: lower cost, more ballots, the id as a string."""

    COST = "cost"
    VOTES = "votes"
    ID = "id"


@dataclass(frozen=True, slots=True)
class Tie:
    """Project ids in tie order; `parted_by` has the keys without which they wouldn't stand so.

    Equal in votes or points, they are looked at in this order. Equal in price or moment, the first is taken, `parted_by`
    says by what it beats each of the others, and those are looked at anew. `raising`: they were equal not at the share that
    counts, but on the way there or at the next one, which cost too much.
    """

    items: tuple[str, ...]
    equal_in: EqualIn
    parted_by: tuple[TieKey, ...]
    raising: bool = False


def tie(election: PbElection, items: Sequence[int], equal_in: EqualIn, *, raising: bool = False) -> Tie:
    """A tie of the projects at these places of the tie order."""
    projects = [election.tie_order[item] for item in sorted(items)]
    ordered = equal_in in (EqualIn.VOTES, EqualIn.POINTS)
    pairs = pairwise(projects) if ordered else ((projects[0], other) for other in projects[1:])
    used = {_parting(election, better, worse) for better, worse in pairs}
    return Tie(tuple(project.id for project in projects), equal_in, tuple(key for key in TieKey if key in used), raising)


def equal_groups(items: Iterable[int], merit: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """The groups of equal merit among these items, the best first."""
    ordered = sorted(items, key=lambda item: (-merit[item], item))
    groups = (tuple(group) for _, group in groupby(ordered, key=merit.__getitem__))
    return (group for group in groups if len(group) > 1)


def _parting(election: PbElection, better: PbProject, worse: PbProject) -> TieKey:
    if better.cost != worse.cost:
        return TieKey.COST
    return TieKey.VOTES if election.votes[better.id] != election.votes[worse.id] else TieKey.ID
