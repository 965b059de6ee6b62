"""How a poll's roster was put right after it opened, as it is told; and what of a result isn't told then.

Of two notices that differ by one home's ballot, each next to the other tells how that home chose. So once a home that
somebody had answered for counts otherwise than in a notice that was posted, no later notice tells a figure that hangs on
choices: whether it is hidden follows from the amendments, which everybody may know, and from nobody's choice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from surveys.core.amendment import Amendment, AmendmentKind, AmendmentRuling, Headcount, confirmed_in_order, denominators
from surveys.core.roster import Roster


@dataclass(frozen=True, slots=True)
class ToldAmendment:
    """One that was confirmed: what was put right, and why; whose home it was isn't told."""

    kind: AmendmentKind
    reason: str


@dataclass(frozen=True, slots=True)
class AmendedRoster:
    """How many households, owners and hundredths of a square metre were counted when the poll opened, and are now, and by
    what; how many requests there were, how many of them were refused or still wait, and which offices asked for and
    confirmed how many. Of the `voided` homes `voided_answered` had a ballot that stood, which the committee alone reads, as
    it does requests that came to nothing. `late` says that something was amended after a notice was posted, by which ballots
    count otherwise."""

    opened: tuple[int, ...]
    counted: tuple[int, ...]
    confirmed: tuple[ToldAmendment, ...]
    requests: int
    refused: int
    waiting: int
    asked_by: Mapping[str, int]
    confirmed_by: Mapping[str, int]
    voided: int
    voided_answered: int | None
    late: bool


def amended_roster(frozen: Roster, roster: Roster, amendments: Sequence[Amendment]) -> AmendedRoster | None:
    """How a roster came from what it was; None where nothing was asked for."""
    if not amendments:
        return None
    return _roster(_three(denominators(frozen, ()).whole), _three(denominators(roster, ()).whole), amendments)


def put_right(frozen: Roster, amendments: Sequence[Amendment]) -> Roster:
    """The roster that a frozen one is counted as, by what was confirmed of it."""
    found = {home.id: (home, True) for home in frozen.households}
    for one in confirmed_in_order(amendments):
        if one.after:
            found[one.after.id] = (one.after, not one.kind.takes_out)
    return Roster(tuple(home for home, stands in found.values() if stands))


def amended_so_far(amendments: Sequence[Amendment]) -> AmendedRoster | None:
    """The same for everybody while the poll runs, by what was written down with each."""
    whole = [one.figures["whole"] for one in confirmed_in_order(amendments) if one.figures]
    if not whole:
        return None
    return told_amended(_roster(tuple(whole[0]["before"]), tuple(whole[-1]["after"]), amendments))


def _roster(opened: tuple[int, ...], counted: tuple[int, ...], amendments: Sequence[Amendment]) -> AmendedRoster:
    confirmed = confirmed_in_order(amendments)
    voided = [one for one in confirmed if one.kind is AmendmentKind.VOID]
    return AmendedRoster(
        opened=opened,
        counted=counted,
        confirmed=tuple(ToldAmendment(one.kind, one.reason) for one in confirmed),
        requests=len(amendments),
        refused=sum(one.ruling is AmendmentRuling.REFUSED for one in amendments),
        waiting=sum(one.open for one in amendments),
        asked_by=dict(sorted(Counter(one.asked_role for one in amendments).items())),
        confirmed_by=dict(sorted(Counter(one.decided_role for one in confirmed).items())),
        voided=len(voided),
        voided_answered=sum(one.answered for one in voided),
        late=any(one.late for one in confirmed),
    )


def told_amended(found: AmendedRoster | None) -> AmendedRoster | None:
    """What everybody is told of it: what was confirmed. A request that came to nothing makes no notice another."""
    if found is None or not found.confirmed:
        return None
    return replace(
        found, requests=len(found.confirmed), refused=0, waiting=0, asked_by={}, confirmed_by={}, voided_answered=None
    )


def _three(count: Headcount) -> tuple[int, ...]:
    return (count.homes, count.owners, count.area)
