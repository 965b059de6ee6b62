"""The list together with everything that stands beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.core.ballot import Ballot, Capacity
from surveys.core.menu import Menu
from surveys.core.poll import Terms
from surveys.core.priorities.checks import Alarm, Coverage, ItemCheck, ListChecks, LocalSupport, check
from surveys.core.priorities.line import PriorityList
from surveys.core.priorities.margins import Margin
from surveys.core.priorities.stability import DRAWS, Standing, stability
from surveys.core.priorities.support import arrange
from surveys.core.priorities.wishes import wishes
from surveys.core.questionnaire import Edition
from surveys.core.roster import Roster


@dataclass(frozen=True, slots=True)
class Examination:
    """A list, its checks, and how sure each competing item's place is, by item key."""

    listed: PriorityList
    checks: ListChecks
    standings: Mapping[str, Standing]
    draws: int = DRAWS

    def document(self) -> dict[str, Any]:
        """Checks and standings as a JSON document, small cells included: for the committee, not for posting."""
        items = {key: _item(checked) | _standing(self.standings[key]) for key, checked in self.checks.items.items()}
        return {
            "completion": self.checks.completion,
            "shares_raised": self.checks.backing.raised if self.checks.backing else None,
            "tie_order": list(self.listed.tie_order),
            "items": items,
            "coverage": _coverage(self.checks.coverage) if self.checks.coverage else None,
            "swings": [
                {"without": swing.building, "entered": list(swing.entered), "left": list(swing.left)}
                for swing in self.checks.swings
            ],
            "alarms": [_alarm(alarm) for alarm in self.checks.alarms],
        }


def examine(
    menu: Menu, edition: Edition, roster: Roster, ballots: Sequence[Ballot], terms: Terms, *, draws: int = DRAWS
) -> Examination:
    """The priority list of a compound with its checks and standings. `ballots` are those that count."""
    owners = wishes(menu, edition, roster, ballots)
    listed = arrange(menu, terms, owners, wishes(menu, edition, roster, ballots, Capacity.OCCUPANT))
    return Examination(listed, check(menu, terms, owners, listed), stability(menu, terms, owners, listed, draws), draws)


def _item(checked: ItemCheck) -> dict[str, Any]:
    return {
        "equal_shares": checked.shares.value if checked.shares else None,
        "representative": checked.representative,
        "margin": _margin(checked.margin) if checked.margin else None,
        "buildings": [_part(part) for part in checked.buildings],
    }


def _margin(margin: Margin) -> dict[str, Any]:
    return {"carried_out": margin.carried_out, "needed": margin.needed, "by_points": margin.by_points}


def _standing(standing: Standing) -> dict[str, Any]:
    return {
        "ranks": list(standing.ranks) if standing.ranks else None,
        "above": standing.above,
        "reached": standing.reached,
        "draws": standing.draws,
        "band": standing.band.value if standing.band else None,
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "answered": coverage.answered,
        "listed": coverage.listed,
        "equal_shares": coverage.shares,
        "buildings": [_part(part) for part in coverage.buildings],
        "fulfilled": list(coverage.fulfilled),
    }


def _part(part: LocalSupport) -> dict[str, Any]:
    return {"name": str(part.name), "support": part.support, "answered": part.answered}


def _alarm(alarm: Alarm) -> dict[str, Any]:
    return {
        "code": alarm.code.value,
        "figure": list(alarm.figure),
        "against": list(alarm.against),
        "building": alarm.building,
    }
