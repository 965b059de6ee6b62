"""The list together with everything that stands beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.core.ballot import Ballot, Capacity
from surveys.core.menu import Menu
from surveys.core.poll import Terms
from surveys.core.priorities.backing import Backing
from surveys.core.priorities.checks import Alarm, Coverage, ItemCheck, ListChecks, LocalSupport, check
from surveys.core.priorities.line import PriorityList
from surveys.core.priorities.stability import DRAWS, Standing, stability
from surveys.core.priorities.strata import Strata, Stratum, Weighted, poststratified
from surveys.core.priorities.support import arrange
from surveys.core.priorities.wishes import wishes
from surveys.core.questionnaire import Edition
from surveys.core.roster import Roster


@dataclass(frozen=True, slots=True)
class Examination:
    """A list, its checks, how sure each voted item's place is, by item key, and the order with answers weighted."""

    listed: PriorityList
    checks: ListChecks
    standings: Mapping[str, Standing]
    weighted: Strata

    def document(self) -> dict[str, Any]:
        """Checks and standings as a JSON document, small cells included: for the committee, not for posting."""
        items = {
            key: _item(checked) | _standing(self.standings[key]) | _weighted(self.weighted.items[key])
            for key, checked in self.checks.items.items()
        }
        return {
            "completion": self.checks.completion,
            "tie_order": list(self.listed.tie_order),
            "items": items,
            "coverage": _coverage(self.checks.coverage) if self.checks.coverage else None,
            "swings": [
                {"without": swing.building, "entered": list(swing.entered), "left": list(swing.left)}
                for swing in self.checks.swings
            ],
            "alarms": [_alarm(alarm) for alarm in self.checks.alarms],
            "strata": [_stratum(stratum) for stratum in self.weighted.strata],
        }


def examine(
    menu: Menu, edition: Edition, roster: Roster, ballots: Sequence[Ballot], terms: Terms, *, draws: int = DRAWS
) -> Examination:
    """The priority list of a compound with its checks and standings. `ballots` are those that count."""
    owners = wishes(menu, edition, roster, ballots)
    listed = arrange(menu, terms, owners, wishes(menu, edition, roster, ballots, Capacity.OCCUPANT))
    return Examination(
        listed,
        check(menu, terms, owners, listed),
        stability(menu, terms, owners, listed, draws),
        poststratified(menu, owners, listed),
    )


def _item(checked: ItemCheck) -> dict[str, Any]:
    return {
        "equal_shares": _backing(checked.backing) if checked.backing else None,
        "representative": checked.representative,
        "margin": checked.margin,
        "buildings": [_part(part) for part in checked.buildings],
        "floors": [_part(part) for part in checked.floors],
        "ranks_without_one_building": list(checked.ranks),
    }


def _backing(backing: Backing) -> dict[str, Any]:
    return {
        "standing": backing.standing.value,
        "backed_per_mille": int(backing.backed * 1000),
        "spent_on": list(backing.spent_on),
    }


def _standing(standing: Standing) -> dict[str, Any]:
    bounds = standing.interval
    return {
        "bounds": [bounds.least, bounds.most],
        "interval": [bounds.low, bounds.high],
        "interval_method": bounds.method.value,
        "of": bounds.households,
        "ranks": list(standing.ranks),
        "above": standing.above,
        "draws": standing.draws,
        "band": standing.band.value if standing.band else None,
    }


def _weighted(weighted: Weighted) -> dict[str, Any]:
    return {"weighted_rank": weighted.rank, "weighted_per_mille": int(weighted.share * 1000)}


def _stratum(stratum: Stratum) -> dict[str, Any]:
    return {
        "parts": [[building, band.value] for building, band in stratum.cell.parts],
        "households": stratum.cell.households,
        "answered": stratum.cell.answered,
        "weight": str(stratum.weight),
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
