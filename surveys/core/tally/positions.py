"""Where every household and every owner stands on one question: the consent question, or that of a matter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from surveys.core.ballot import Ballot
from surveys.core.plain_text import compact_text
from surveys.core.questionnaire import Consent, Question
from surveys.core.roster import Household, UnitKind


class Stand(IntEnum):
    """Where one household or owner stands. A loose vote is one that a still silent unit of the same owner could turn.

    Up to BLANK in order of strength: an owner without a vote stands as their strongest unit.
    """

    SILENT = 0
    DELIVERED = 1
    INVALID = 2
    BLANK = 3
    YES = 4
    NO = 5
    ABSTAIN = 6
    LOOSE_YES = 7
    LOOSE_NO = 8
    LOOSE_ABSTAIN = 9


_VOTES = {Consent.YES: Stand.YES, Consent.NO: Stand.NO, Consent.ABSTAIN: Stand.ABSTAIN}
_LOOSE = {Stand.YES: Stand.LOOSE_YES, Stand.NO: Stand.LOOSE_NO, Stand.ABSTAIN: Stand.LOOSE_ABSTAIN}


@dataclass(frozen=True, slots=True)
class Positions:
    """Where the households in scope stand, by id: by their own ballots and by their occupants' opinions.

    `owner_of` gives the head behind a household, `owner` where a head stands; `conflicts` counts heads whose units disagree.
    """

    household: Mapping[int, Stand]
    occupant: Mapping[int, Stand]
    owner_of: Mapping[int, str]
    owner: Mapping[str, Stand]
    conflicts: int


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """Households, by id, whose returned ballot can't be counted, and those whose ballot provably reached the owner."""

    invalid: Collection[int] = frozenset()
    delivered: Collection[int] = frozenset()

    def stand(self, household: int) -> Stand:
        """The stand of a household without a valid answer to the consent question and without a countable ballot."""
        if household in self.invalid:
            return Stand.INVALID
        return Stand.DELIVERED if household in self.delivered else Stand.SILENT


def positions(
    question: Question | None,
    inside: Sequence[Household],
    own: Mapping[int, Ballot],
    others: Mapping[int, Ballot],
    evidence: DeliveryRecord,
    *,
    owners: Mapping[int, str],
) -> Positions:
    """Every position, read once. `owners` are the heads of the whole roster; each stands where the latest vote of their
    units inside does, else as the strongest unit."""
    read = _Reader(question)
    stands = {h.id: read(own[h.id]) if h.id in own else evidence.stand(h.id) for h in inside}
    owner_of = {h.id: owners[h.id] for h in inside}
    units: dict[str, list[int]] = defaultdict(list)
    for household, owner in owner_of.items():
        units[owner].append(household)
    return Positions(
        household=stands,
        occupant={h.id: read(others[h.id]) if h.id in others else Stand.SILENT for h in inside},
        owner_of=owner_of,
        owner={owner: _owner(ids, stands, own) for owner, ids in units.items()},
        conflicts=sum(len(ids) > 1 and _disagree(ids, stands) for ids in units.values()),
    )


class _Reader:
    """Reads a ballot's stand on the question that is counted; without one every ballot is blank."""

    def __init__(self, question: Question | None) -> None:
        self._key = question.key if question else ""
        options = question.options if question else ()
        self._stands = {option.key: _VOTES[Consent(option.counts)] for option in options if option.counts}

    def __call__(self, ballot: Ballot) -> Stand:
        answer = ballot.answers.get(self._key)
        return self._stands.get(answer, Stand.BLANK) if isinstance(answer, str) else Stand.BLANK


def _owner(ids: Sequence[int], stands: Mapping[int, Stand], own: Mapping[int, Ballot]) -> Stand:
    if len(ids) == 1:
        return stands[ids[0]]
    voted = [i for i in ids if stands[i] > Stand.BLANK]
    if not voted:
        return max(stands[i] for i in ids)
    latest = stands[max(voted, key=lambda i: _recency(own[i]))]
    return latest if len(voted) == len(ids) else _LOOSE[latest]


def _disagree(ids: Sequence[int], stands: Mapping[int, Stand]) -> bool:
    return len({stands[i] for i in ids if stands[i] > Stand.BLANK}) > 1


def _recency(ballot: Ballot) -> tuple[datetime, int, int]:
    return ballot.cast_at, ballot.revision, ballot.household


def owners_of(households: Iterable[Household]) -> dict[int, str]:
    """Who stands behind each household of a whole roster as one head, by household id.

    The same owner is one head, however the name is spaced and in whatever case. What a developer hasn't sold or handed over
    is one head (Supreme Court interpretation on ownership disputes, art. 9), and the shops, flats and parking that it keeps
    are its own, so they are of the same head. Where several developers are named, each is one; an unsold unit without a name
    belongs to the one that is named before it in door order, or else first. Any other unit without an owner's text stands by
    itself.
    """
    rows = [(h, _told_apart(h.owner)) for h in households]
    developer = next((name for h, name in rows if name and h.kind is UnitKind.UNSOLD), "\0unsold")
    found = {}
    for household, name in rows:
        if household.kind is UnitKind.UNSOLD:
            developer = name or developer
        found[household.id] = developer if household.kind is UnitKind.UNSOLD else name or f"\0{household.id}"
    return found


def _told_apart(owner: str) -> str:
    """What two spellings of one owner have in common."""
    if owner.isascii() and owner.isalnum():  # nothing to make compact; a city's rosters have little else
        return owner.lower()
    return compact_text(owner).casefold()
