"""What taking rows over makes of a compound's living roster: the roster as it will stand, and cell by cell what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from surveys.core.roster_file import RosterRow
from surveys.core.takeover.namesakes import Address, address

CELLS = ("owner", "phone", "floor_area", "floor", "kind", "area_source")
HOLDING = "holding"
"""The cell that tells how many homes the owner of a door holds, where the same name is somebody else from now on."""


@dataclass(frozen=True, slots=True)
class CellTurn:
    """One cell of one household, from what to what."""

    cell: str
    before: str | int
    after: str | int


@dataclass(frozen=True, slots=True)
class DoorTurn:
    """One household that changes, as it will stand, and its cells that turn."""

    row: RosterRow
    cells: tuple[CellTurn, ...]


@dataclass(frozen=True, slots=True)
class RosterTotals:
    """A roster in numbers. Parking and storage are no homes, as everywhere on the desk, and no part of `floor_area`."""

    homes: int = 0
    owners: int = 0
    floor_area: int = 0
    buildings: int = 0
    beside: int = 0

    def __add__(self, other: RosterTotals) -> RosterTotals:
        return RosterTotals(
            self.homes + other.homes,
            self.owners + other.owners,
            self.floor_area + other.floor_area,
            self.buildings + other.buildings,
            self.beside + other.beside,
        )


@dataclass(frozen=True, slots=True)
class RosterTurn:
    """How one compound's roster turns: doors that come, change, go, or stand though the file lacks them (`kept`), and how
    many of the file's stay as they are. `area` is the name of its area before and after, `doors` how many there are
    then."""

    added: tuple[RosterRow, ...]
    changed: tuple[DoorTurn, ...]
    removed: tuple[RosterRow, ...]
    kept: tuple[RosterRow, ...]
    same: int
    area: CellTurn | None
    doors: int
    after: RosterTotals

    @property
    def turns(self) -> bool:
        """Whether anything changes."""
        return bool(self.added or self.changed or self.removed or self.area)


def totals(rows: Sequence[RosterRow]) -> RosterTotals:
    """These rows of one compound in numbers."""
    homes = [row for row in rows if not row.kind.is_annex]
    return RosterTotals(
        homes=len(homes),
        owners=len({row.owner_key for row in rows}),
        floor_area=sum(row.floor_area for row in homes),
        buildings=len({row.building for row in rows}),
        beside=len(rows) - len(homes),
    )


def taken_over(living: Sequence[RosterRow], rows: Sequence[RosterRow], *, remove: bool) -> tuple[RosterRow, ...]:
    """The roster of one compound once its rows are taken over: an owner has the first name and telephone that any of the
    rows gives, at the doors that the file lacks as well."""
    called: dict[str, tuple[str, str]] = {}
    for row in rows:
        name, phone = called.get(row.owner_key, ("", ""))
        called[row.owner_key] = name or row.owner, phone or row.phone
    filed = {address(row) for row in rows}
    kept = [] if remove else [row for row in living if address(row) not in filed]
    return tuple(_called(row, called) for row in (*rows, *kept))


def _called(row: RosterRow, called: Mapping[str, tuple[str, str]]) -> RosterRow:
    name, phone = called.get(row.owner_key, (row.owner, row.phone))
    return replace(row, owner=name, phone=phone)


def roster_turn(
    before: Sequence[RosterRow], after: Sequence[RosterRow], filed: Sequence[RosterRow], *, stood_in: str | None
) -> RosterTurn:
    """How a roster turns from `before` to `after`; `filed` are the rows that the file has, `stood_in` the area that the
    compound lay in, None for a new one."""
    stood, stands = {address(row): row for row in before}, {address(row): row for row in after}
    changed = tuple(_door_turns(stood, stands))
    turned = {address(turn.row) for turn in changed}
    doors = {address(row) for row in filed}
    lies_in = filed[0].area if filed else ""
    return RosterTurn(
        added=tuple(row for row in after if address(row) not in stood),
        changed=changed,
        removed=tuple(row for row in before if address(row) not in stands),
        kept=tuple(row for row in before if address(row) in stands and address(row) not in doors),
        same=sum(1 for door in doors if door in stood and door not in turned),
        area=CellTurn("area", stood_in, lies_in) if stood_in not in (None, lies_in) else None,
        doors=len(after),
        after=totals(after),
    )


def _door_turns(stood: Mapping[Address, RosterRow], stands: Mapping[Address, RosterRow]) -> Iterator[DoorTurn]:
    held, holds = (Counter(row.owner_key for row in rows.values()) for rows in (stood, stands))
    for door, row in stands.items():
        if (was := stood.get(door)) is None:
            continue
        cells = [CellTurn(cell, getattr(was, cell), getattr(row, cell)) for cell in CELLS]
        cells = [turn for turn in cells if turn.before != turn.after]
        if was.owner_key != row.owner_key and was.owner == row.owner:
            cells.append(CellTurn(HOLDING, held[was.owner_key], holds[row.owner_key]))
        if cells or was.owner_key != row.owner_key:
            yield DoorTurn(row, tuple(cells))
