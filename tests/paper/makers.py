"""Facts for every paper, made from a compound of the tests; a paper without a row here fails its test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from surveys.core.outcome.telling import exact
from surveys.core.poll import PollState
from surveys.paper.papers import SheetFacts
from surveys.paper.poster import PosterFacts
from surveys.words.community import Asker, asker
from surveys.words.poster import poster_words
from tests.paper.worlds import World

PHONE = "0632-5550123"


def asks(world: World) -> Asker:
    """Who asks there."""
    return asker(world.compound, PHONE)


def _sheet(world: World) -> SheetFacts:
    made = world.outcome()
    return SheetFacts(exact(made), asks(world), made.digest, None)


def _poster(world: World) -> PosterFacts:
    return PosterFacts(poster_words(world.poll(), asks(world), PollState.OPEN), "https://diandan.example/p/1")


def _stairwells(world: World) -> PosterFacts:
    found = dict.fromkeys((home.building, home.unit) for home in world.roster.households)
    return replace(_poster(world), places=tuple(f"{building} {unit}" for building, unit in found))


MAKERS: Mapping[str, Callable[[World], Any]] = {
    "poster": _poster,
    "stairwell-posters": _stairwells,
    "sheet": _sheet,
}
