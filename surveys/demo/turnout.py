"""How many households answer and how many of them agree, compound by compound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import NamedTuple

from surveys.demo.district import Estate
from surveys.demo.names import MARKET
from surveys.demo.plots import Phase, Story, story

BALLOTS = 3_520
"""About how many ballots there are in all; the paper campaign that this district is modelled on had 3,500."""

_OPINIONS = 18
"""One tenant's opinion for about so many owners' ballots."""


class Goal(NamedTuple):
    """Households whose owner answers, and those among them that agree."""

    answered: int
    yes: int


def turnouts(estates: Sequence[Estate], rng: Random) -> Mapping[str, Goal]:
    """The turnout of each compound that is or was asked, by name; the open ones share what the closed ones leave."""
    closed = {e.plot.name: _closed(e, rng) for e in estates if e.plot.phase is Phase.CLOSED}
    left = BALLOTS * _OPINIONS // (_OPINIONS + 1) - sum(turnout.answered for turnout in closed.values())
    asked = [e for e in estates if e.plot.phase is Phase.OPEN and story(e.plot.name) is not Story.SILENT]
    zeal = {e.plot.name: len(e.flats) * rng.uniform(0.4, 1.6) for e in asked}
    running = {}
    for estate in asked:
        answered = min(round(left * zeal[estate.plot.name] / sum(zeal.values())), len(estate.flats) * 4 // 5)
        running[estate.plot.name] = Goal(answered, round(answered * rng.uniform(0.66, 0.92)))
    return closed | running


def _closed(estate: Estate, rng: Random) -> Goal:
    homes = sum(flat.kind.is_household for flat in estate.flats)
    match story(estate.plot.name):
        case Story.THRESHOLD:
            return Goal(51, 34)
        case Story.TINY:
            return Goal(11, 9)
        case Story.AREA:
            market = sum(flat.owner == MARKET for flat in estate.flats)
            return Goal(homes - 2, (homes - 2 - market) * 9 // 10)
        case Story.PASSES | Story.GATE | Story.TIE | Story.PENDING:
            return _at_least(homes, rng.uniform(0.90, 0.95), rng.uniform(0.80, 0.90))
        case Story.UNSOLD:
            return _at_least(homes, 0.765, 0.86)
        case Story.COVERAGE:
            return _at_least(homes, 0.61, 0.84)
        case Story.CONSENT:
            return _at_least(homes, 0.88, 0.52)
        case _:
            short = rng.random() < 0.45
            coverage = rng.uniform(0.50, 0.83) if short else rng.uniform(0.86, 0.95)
            return _at_least(homes, coverage, rng.uniform(0.62, 0.92))


def _at_least(homes: int, coverage: float, consent: float) -> Goal:
    answered = -int(-homes * coverage // 1)
    return Goal(answered, -int(-answered * consent // 1))
