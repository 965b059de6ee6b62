"""Facts for every paper, made from a compound of the tests; a paper without a row here fails its test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from surveys.core.ballot import Capacity, Channel
from surveys.core.gates import Gate
from surveys.core.outcome.telling import exact, public
from surveys.core.paper_form import PaperForm, form_number
from surveys.core.poll import PollState
from surveys.paper.papers import SheetFacts
from surveys.paper.poster import PosterFacts
from surveys.paper.stop import StopFacts
from surveys.services.compound import CompoundLine, DoorLine
from surveys.services.sheet import WaveLine
from surveys.store.turnout import Cast, Participation
from surveys.words.community import Asker, asker
from surveys.words.district_table import DistrictFacts
from surveys.words.door_list import DoorFacts
from surveys.words.plan_list import PlanFacts
from surveys.words.poster import poster_words
from tests.paper.decided import came
from tests.paper.printed import OPENS
from tests.paper.worlds import World

PHONE = "0632-5550123"
HEAD = "1234567:0123456789abcdef"


def asks(world: World) -> Asker:
    """Who asks there."""
    return asker(world.compound, PHONE)


def _sheet(world: World) -> SheetFacts:
    made = world.outcome()
    return SheetFacts(exact(made), asks(world), made.digest, None, HEAD)


def _poster(world: World) -> PosterFacts:
    return PosterFacts(poster_words(world.poll(), asks(world), PollState.OPEN), "https://diandan.example/p/1")


def _stairwells(world: World) -> PosterFacts:
    found = dict.fromkeys((home.building, home.unit) for home in world.roster.households)
    return replace(_poster(world), places=tuple(f"{building} {unit}" for building, unit in found))


def _doors(world: World) -> DoorFacts:
    """Every third home is silent, and forms were printed for every second and blank."""
    owners = {ballot.household for ballot in world.cast if ballot.capacity is Capacity.OWNER}
    tenants = {ballot.household for ballot in world.cast if ballot.capacity is Capacity.OCCUPANT}
    doors = []
    for home in world.roster.households:
        kinds = [(Capacity.OWNER, owners), (Capacity.OCCUPANT, tenants)]
        casts = [Cast(home.id, kind, Channel.PHONE, "", 1, OPENS) for kind, there in kinds if home.id in there]
        doors.append(DoorLine(home, tuple(casts)))
    homes = [*(home.id for home in world.roster.households[::2]), None, None]
    forms = tuple(PaperForm(n, 1, 1, n, form_number(bytes([n % 250] * 8)), home) for n, home in enumerate(homes, 1))
    return DoorFacts(world.poll(), asks(world), tuple(doors), forms)


def _plan(world: World) -> PlanFacts:
    made = world.outcome()
    return PlanFacts(exact(made), asks(world), made.digest)


def _district(world: World) -> DistrictFacts:
    """A wave of thirty such compounds, every third of which still runs."""
    made, homes = world.outcome(), len(world.roster.households)
    asked = Participation(homes, homes // 2, homes // 3, 0)
    over = CompoundLine(world.compound, 4, homes, 1, made.poll, PollState.CLOSED, asked)
    still = replace(over, state=PollState.OPEN)
    lines = [WaveLine(still, None) if n % 3 == 2 else WaveLine(over, exact(made)) for n in range(30 if homes > 1 else 1)]
    return DistrictFacts(made.poll.wave.title, tuple(lines))


def _stop(world: World) -> StopFacts:
    """Stopped by all four conditions that are found, each for a reason as long as there may be."""
    failing = (Gate.COMMITTEE, Gate.CLEARANCE, Gate.COOPERATION, Gate.MANAGEMENT)
    made = came(world.roster, world.cast, menu=world.menu, failing=failing)
    return StopFacts(world.poll(), public(made).judgement, PHONE)


MAKERS: Mapping[str, Callable[[World], Any]] = {
    "poster": _poster,
    "stairwell-posters": _stairwells,
    "sheet": _sheet,
    "doors": _doors,
    "register": _doors,
    "plan": _plan,
    "district": _district,
    "stop": _stop,
}
