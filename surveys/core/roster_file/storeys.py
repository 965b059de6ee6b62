"""The storeys that a whole roster decides: what its rooms' numbers mean, and what only the clerk can tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from surveys.core.roster_file.asking import ChoiceKind, RemarkKind, RosterChoice, Spot
from surveys.core.roster_file.draft import UnitDraft
from surveys.core.roster_file.notes import Notes
from surveys.core.roster_file.owners import RosterRow
from surveys.core.roster_file.words import RosterWords, folded

_Building = tuple[str, str, str]


def with_storeys(drafts: Sequence[UnitDraft], words: RosterWords, notes: Notes) -> Iterator[RosterRow]:
    """The units with their storeys: an office's word is asked about once for all buildings of one height."""
    led = _led_by_stairwells(drafts)
    told = [_from_room(draft, led, notes) for draft in drafts]
    tops: Counter[_Building] = Counter()
    for row in told:
        tops[_building(row)] = max(tops[_building(row)], row.floor)
    for draft, row in zip(drafts, told, strict=True):
        yield row if draft.word is None else _asked(row, draft.word, tops[_building(row)], words, notes)


def _building(row: RosterRow) -> _Building:
    return (*row.place, row.building)


def _led_by_stairwells(drafts: Sequence[UnitDraft]) -> Collection[_Building]:
    """The buildings whose rooms begin with their stairwell: 1101 in the first, 2101 in the second."""
    stairwells: dict[_Building, set[str]] = {}
    others: set[_Building] = set()
    for draft in drafts:
        row = draft.row
        if draft.by_room and row.kind.is_household:
            leads = len(row.room) == 4 and row.room.isdecimal() and row.unit.startswith(row.room[0]) and row.room[1] > "0"
            stairwells.setdefault(_building(row), set()).add(row.unit)
            others |= set() if leads and not row.unit[1:2].isdecimal() else {_building(row)}
    return {building for building, units in stairwells.items() if len(units) > 1 and building not in others}


def _from_room(draft: UnitDraft, led: Collection[_Building], notes: Notes) -> RosterRow:
    row = draft.row
    if not draft.by_room:
        return row
    if _building(row) in led and row.kind.is_household:
        row = replace(row, floor=int(row.room[1]))
    notes.remark(RemarkKind.FLOORS_FROM_ROOMS, Spot(row.sheet, row.row), example=(row.room, str(row.floor)))
    return row


def _asked(row: RosterRow, word: str, top: int, words: RosterWords, notes: Notes) -> RosterRow:
    proposals = _proposed(word, top, words) if word else (-1,) if row.kind.is_annex else (1,)
    options = tuple(str(level) for level in proposals if level > 0 or not word)
    kind = ChoiceKind.FLOOR if word else ChoiceKind.FLOOR_UNSAID
    key = f"floor:{word}:{top}" if word else f"floor:{row.kind.value}"
    answer = notes.ask(RosterChoice(key, kind, options, text=word), Spot(row.sheet, row.row), row.room)
    return replace(row, floor=int(answer or 0))


def _proposed(word: str, top: int, words: RosterWords) -> tuple[int, ...]:
    """Which storey an office's word may mean where `top` is the highest that is known in the building."""
    match words.unsure_storeys[folded(word)]:
        case "above":
            return top + 1, top
        case "low":
            return 2, 1
        case _:
            return top, top + 1
