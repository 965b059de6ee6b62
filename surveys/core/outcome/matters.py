"""What each matter came to, from its own votes alone, and whether so many decide it that this may be told.

That hangs on the roster, the rule and who answered: what is hidden for what it says, says it by being hidden.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from surveys.core.matter import Matter
from surveys.core.outcome.cells import MARGIN
from surveys.core.roster import Household, Roster
from surveys.core.rules import Conclusion, Result
from surveys.core.tally import Tally, owners_of


@dataclass(frozen=True, slots=True)
class MatterRuling:
    """What a matter came to over its own votes; `homes` are those in its scope. `open`: whether so many own something there,
    and answered, that whether it passed may be told. `mandated` counts the homes for which somebody else voted, `undecided`
    those that haven't voted because their owners disagree."""

    matter: Matter
    result: Result
    tally: Tally
    homes: int
    open: bool
    mandated: int = 0
    undecided: int = 0

    @property
    def passed(self) -> bool:
        """Whether the owners have decided for it; silence that follows the majority isn't counted."""
        return self.result.conclusion is Conclusion.PASSED

    def document(self) -> dict[str, Any]:
        """The ruling as a JSON document."""
        return {"matter": self.matter.document(), "result": self.result.document()}


def is_large(roster: Roster, matter: Matter) -> bool:
    """Whether so many own something in a matter's scope that, passed or not, any seven of them may have chosen either way.

    Not passed leaves that always where it takes seven to pass. Passed leaves it where, of the fewest that make a vote valid,
    six may refuse, by heads, and by area whoever they are.
    """
    areas, (participation, consent) = _areas(roster, matter), (matter.rule.participation, matter.rule.consent)
    if participation is None or consent is None:
        return False
    heads, area = participation.needed(len(areas)), participation.needed(sum(areas.values()))
    return (
        consent.needed(heads) >= MARGIN
        and heads - consent.needed(heads) >= MARGIN - 1
        and area - consent.needed(area) >= _of_largest(areas.values())
    )


def may_be_told(roster: Roster, matter: Matter, answered: Collection[int]) -> bool:
    """Whether it may be told if a matter passed; `answered` are the households of which owners' answers came.

    A pass says that so many voted, and who answered is known. So it is told where any six of them may not have voted, and
    where those who answered are too few for a pass, whatever they chose.
    """
    areas, participation = _areas(roster, matter), matter.rule.participation
    if participation is None or not is_large(roster, matter):
        return False
    owners, came = owners_of(roster.households), {home.id for home in _inside(roster, matter)} & set(answered)
    joined = {owner: areas[owner] for owner in {owners[household] for household in came}}
    heads, area = participation.needed(len(areas)), participation.needed(sum(areas.values()))
    number, held = len(joined), sum(joined.values())
    if number < heads or held < area:
        return True
    return number - (MARGIN - 1) >= heads and held - _of_largest(joined.values()) >= area


def _areas(roster: Roster, matter: Matter) -> dict[str, int]:
    """What each owner has in a matter's scope; who is one owner, the whole roster says."""
    owners = owners_of(roster.households)
    areas: dict[str, int] = {}
    for home in _inside(roster, matter):
        areas[owners[home.id]] = areas.get(owners[home.id], 0) + home.area
    return areas


def _inside(roster: Roster, matter: Matter) -> Iterator[Household]:
    parking = matter.rule.parking
    return (h for h in roster.households if matter.scope.covers(h) and (parking or not h.kind.is_annex))


def _of_largest(areas: Collection[int]) -> int:
    return sum(sorted(areas)[-(MARGIN - 1) :])
