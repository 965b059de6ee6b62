"""What taking a roster file over would do: places that are new, namesakes, and how each living roster turns."""

from surveys.core.takeover.changes import (
    CELLS,
    HOLDING,
    CellTurn,
    DoorTurn,
    RosterTotals,
    RosterTurn,
    roster_turn,
    taken_over,
    totals,
)
from surveys.core.takeover.expected import EXPECTED, Differing, differing, read_expected
from surveys.core.takeover.namesakes import APART, ONE, Address, Holder, Namesakes, Place, ToldApart, address, told_apart
from surveys.core.takeover.near import Near, PlaceWords, near_names
from surveys.core.takeover.newcomers import NEW, KnownPlaces, NearPlace, Newcomer, recognized

__all__ = [
    "APART",
    "CELLS",
    "EXPECTED",
    "HOLDING",
    "NEW",
    "ONE",
    "Address",
    "CellTurn",
    "Differing",
    "DoorTurn",
    "Holder",
    "KnownPlaces",
    "Namesakes",
    "Near",
    "NearPlace",
    "Newcomer",
    "Place",
    "PlaceWords",
    "RosterTotals",
    "RosterTurn",
    "ToldApart",
    "address",
    "differing",
    "near_names",
    "read_expected",
    "recognized",
    "roster_turn",
    "taken_over",
    "told_apart",
    "totals",
]
