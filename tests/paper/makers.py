"""Facts for every paper, made from a compound of the tests; a paper without a row here fails its test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from surveys.core.outcome.telling import exact
from surveys.paper.papers import SheetFacts
from surveys.words.community import Asker, asker
from tests.paper.worlds import World

PHONE = "0632-5550123"


def asks(world: World) -> Asker:
    """Who asks there."""
    return asker(world.compound, PHONE)


def _sheet(world: World) -> SheetFacts:
    made = world.outcome()
    return SheetFacts(exact(made), asks(world), made.digest, None)


MAKERS: Mapping[str, Callable[[World], Any]] = {
    "sheet": _sheet,
}
