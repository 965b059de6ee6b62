"""A compound as one sees it from the yard: buildings, stairwells, floors, and a door for every household."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from surveys.core.roster import Household
from surveys.core.visit import VisitOutcome


class DoorMark(StrEnum):
    """Whether a door answered, never what: the owner, only an occupant, nobody yet."""

    IN = "in"
    HALF = "half"
    OUT = ""


@dataclass(frozen=True, slots=True)
class FacadeCell:
    """One door, or a gap in the grid where `household` is 0. `first` begins a stairwell; `visit` is how the last knock came
    out where nobody answered."""

    household: int
    room: str
    mark: DoorMark
    first: bool
    visit: VisitOutcome | None = None


@dataclass(frozen=True, slots=True)
class Facade:
    """One building: its stairwells with the doors they have side by side, and its floors from the top down."""

    building: str
    stairwells: tuple[tuple[str, int], ...]
    floors: tuple[tuple[int, tuple[FacadeCell, ...]], ...]


Visited = Mapping[int, VisitOutcome]


def facades(
    households: Iterable[Household], owners: Collection[int], occupants: Collection[int], visited: Visited
) -> tuple[Facade, ...]:
    """The buildings in door order, with the doors behind which somebody lives or trades. `owners` and `occupants` are the
    households that so answered, `visited` how the last knock at a door came out."""
    rows: dict[str, list[Household]] = defaultdict(list)
    for household in households:
        if household.kind.is_household:
            rows[household.building].append(household)
    marks = dict.fromkeys(occupants, DoorMark.HALF) | dict.fromkeys(owners, DoorMark.IN)
    return tuple(_facade(building, doors, marks, visited) for building, doors in rows.items())


def _facade(building: str, doors: Sequence[Household], marks: Mapping[int, DoorMark], visited: Visited) -> Facade:
    grid: dict[tuple[int, str], list[Household]] = defaultdict(list)
    for door in doors:
        grid[door.floor, door.unit].append(door)
    units = dict.fromkeys(door.unit for door in doors)
    widths = {unit: max(len(side) for (_, at), side in grid.items() if at == unit) for unit in units}
    floors = sorted({door.floor for door in doors}, reverse=True)
    return Facade(
        building,
        tuple(widths.items()),
        tuple(
            (
                floor,
                tuple(
                    cell
                    for unit, width in widths.items()
                    for cell in _side(grid.get((floor, unit), []), width, marks, visited)
                ),
            )
            for floor in floors
        ),
    )


def _side(doors: Sequence[Household], width: int, marks: Mapping[int, DoorMark], visited: Visited) -> Iterable[FacadeCell]:
    for place in range(width):
        if place < len(doors):
            door = doors[place]
            mark = marks.get(door.id, DoorMark.OUT)
            visit = visited.get(door.id) if mark is DoorMark.OUT else None
            yield FacadeCell(door.id, door.room, mark, first=place == 0, visit=visit)
        else:
            yield FacadeCell(0, "", DoorMark.OUT, first=place == 0)
