"""Where every household and every owner stands on the consent question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from surveys.core.ballots import Ballot
from surveys.core.questionnaire import Consent, Edition, Role
from surveys.core.roster import Household, UnitKind


class Stand(StrEnum):
    """Where one household or owner stands."""

    SILENT = "silent"
    DELIVERED = "delivered"
    INVALID = "invalid"
    BLANK = "blank"
    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


VOTES = frozenset({Stand.YES, Stand.NO, Stand.ABSTAIN})
WEAKEST_FIRST = (Stand.SILENT, Stand.DELIVERED, Stand.INVALID, Stand.BLANK)


class Position(NamedTuple):
    """A stand, and whether a still silent unit of the same owner could turn it."""

    stand: Stand
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Positions:
    """The positions of the households in scope, by id: by their own ballots, by their occupants' opinions, by their owners.

    `owner_of` gives the head behind a household, `owner` a head's position; `conflicts` counts heads whose units disagree.
    """

    household: Mapping[int, Position]
    occupant: Mapping[int, Position]
    owner_of: Mapping[int, str]
    owner: Mapping[str, Position]
    conflicts: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Households, by id, whose returned ballot can't be counted, and those whose ballot provably reached the owner."""

    invalid: Collection[int] = frozenset()
    delivered: Collection[int] = frozenset()

    def stand(self, household: int) -> Stand:
        """The stand of a household without a valid answer to the consent question and without a countable ballot."""
        if household in self.invalid:
            return Stand.INVALID
        return Stand.DELIVERED if household in self.delivered else Stand.SILENT


def positions(
    edition: Edition,
    inside: Sequence[Household],
    own: Mapping[int, Ballot],
    others: Mapping[int, Ballot],
    evidence: Evidence,
) -> Positions:
    """Every position, read once; an owner stands where the latest vote of their units does, else as the strongest unit."""
    read = _Reader(edition)
    stands = {h.id: read(own.get(h.id)) or evidence.stand(h.id) for h in inside}
    owner_of = owners_of(inside)
    units: dict[str, list[int]] = defaultdict(list)
    for household, owner in owner_of.items():
        units[owner].append(household)
    return Positions(
        household={household: Position(stand) for household, stand in stands.items()},
        occupant={h.id: Position(read(others.get(h.id)) or Stand.SILENT) for h in inside},
        owner_of=owner_of,
        owner={owner: _owner(ids, stands, own) for owner, ids in units.items()},
        conflicts=sum(len({stands[i] for i in ids} & VOTES) > 1 for ids in units.values()),
    )


class _Reader:
    """Reads a ballot's stand; without a consent question in the edition every ballot is blank."""

    def __init__(self, edition: Edition) -> None:
        question = edition.with_role(Role.CONSENT)
        self._key = question.key if question else ""
        self._stands = {o.key: Stand(Consent(o.counts)) for o in question.options if o.counts} if question else {}

    def __call__(self, ballot: Ballot | None) -> Stand | None:
        if ballot is None:
            return None
        answer = ballot.answers.get(self._key)
        return self._stands.get(answer, Stand.BLANK) if isinstance(answer, str) else Stand.BLANK


def _owner(ids: Sequence[int], stands: Mapping[int, Stand], own: Mapping[int, Ballot]) -> Position:
    voted = [i for i in ids if stands[i] in VOTES]
    if not voted:
        return Position(max((stands[i] for i in ids), key=WEAKEST_FIRST.index))
    latest = max(voted, key=lambda i: _recency(own[i]))
    return Position(stands[latest], loose=len(voted) < len(ids))


def _recency(ballot: Ballot) -> tuple[datetime, int, int]:
    return ballot.cast_at, ballot.revision, ballot.household


def owners_of(households: Iterable[Household]) -> dict[int, str]:
    """Who stands behind each household as one head, by household id.

    The same owner is one head; the unsold units together are one, with everything else that their one holder has (Supreme
    Court interpretation on ownership disputes, art. 9); a unit without an owner's text stands by itself.
    """
    rows = list(households)
    sellers = {h.owner for h in rows if h.kind is UnitKind.UNSOLD}
    seller = (sellers.pop() if len(sellers) == 1 else "") or "\0unsold"
    return {h.id: seller if h.kind is UnitKind.UNSOLD else h.owner or f"\0{h.id}" for h in rows}
