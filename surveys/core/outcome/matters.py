"""What each matter came to, from its own votes alone, and whether so many decide it that this may be told.

That hangs on the roster and the rule alone: what is hidden for what it says, says it by being hidden.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from surveys.core.matter import Matter
from surveys.core.outcome.cells import MARGIN
from surveys.core.roster import Roster, UnitKind
from surveys.core.rules import Conclusion, Result
from surveys.core.tally import Tally, owners_of


@dataclass(frozen=True, slots=True)
class MatterRuling:
    """What a matter came to over its own votes; `homes` are those in its scope. `large`: whether so many own something there
    that whether it passed may be told. `mandated` counts the homes for which somebody else voted, `undecided` those that
    haven't voted because their owners disagree."""

    matter: Matter
    result: Result
    tally: Tally
    homes: int
    large: bool
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
    rule, bars = matter.rule, (matter.rule.participation, matter.rule.consent)
    inside = [h for h in roster.households if matter.scope.covers(h) and (rule.parking or h.kind is not UnitKind.PARKING)]
    areas: dict[str, int] = {}
    for household, owner in zip(inside, owners_of(inside).values(), strict=True):
        areas[owner] = areas.get(owner, 0) + household.area
    participation, consent = bars
    if participation is None or consent is None:
        return False
    heads, area = participation.needed(len(areas)), participation.needed(sum(areas.values()))
    largest = sum(sorted(areas.values())[-(MARGIN - 1) :])
    return (
        consent.needed(heads) >= MARGIN
        and heads - consent.needed(heads) >= MARGIN - 1
        and area - consent.needed(area) >= largest
    )
