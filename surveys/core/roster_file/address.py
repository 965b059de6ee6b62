"""An address in one cell, split into the columns it stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

from surveys.core.roster_file.words import RosterWords

_DASHES = re.compile("[\u2010-\u2015\u2212_/\\\\\\s]+|\uff0d")
_LETTER_DASH = re.compile(r"-{2,}")
_LONGEST = 100
_PART = r"[A-Z]?\d{1,4}[A-Z]?"


@dataclass(frozen=True, slots=True)
class DoorAddress:
    """The parts that an address names, empty where it names none; `before` is what stands before the building."""

    before: str
    building: str
    unit: str
    floor: str
    room: str


def split_address(text: str, words: RosterWords, *, building_known: bool) -> DoorAddress | None:
    """The parts of an address such as 3-2-501 or a building, stairwell and room in words; None where they can't be told.

    Where the building is known from elsewhere, two figures are a stairwell and a room.
    """
    if len(text) > _LONGEST:
        return None
    bare = _LETTER_DASH.sub("-", _DASHES.sub("-", normalize("NFKC", text).strip().upper())).strip("-")
    for pattern in _patterns(words):
        if found := pattern.fullmatch(bare):
            return _address(found.groupdict(default=""), words, building_known=building_known)
    return None


def _address(found: dict[str, str], words: RosterWords, *, building_known: bool) -> DoorAddress | None:
    building, unit, floor, room = (found.get(key, "") for key in ("building", "unit", "floor", "room"))
    if found.get("two"):
        building, unit = ("", found["two"]) if building_known else (found["two"], "")
    if not building and not building_known:
        return None
    if unit and not unit.isascii() and words.whole(unit) is None:
        unit += words.units[0]
    if floor and len(room) <= 2:
        room = f"{floor}{room.zfill(2)}"
    return DoorAddress(found.get("before", ""), building, unit, floor, room)


@lru_cache(maxsize=4)
def _patterns(words: RosterWords) -> Sequence[re.Pattern[str]]:
    number = rf"(?:{_PART}|[{words.numerals}]{{1,3}})"
    ordinal = "|".join(map(re.escape, words.ordinals))
    floor = "|".join(word.upper() for word in words.floors)
    room = rf"-?(?:(?P<floor>-?\d{{1,2}})(?:{floor})-?)?(?P<room>-?{_PART})(?:{_any(words.rooms)})?"
    ends = [word for word in words.buildings if word not in words.weak_endings]
    which = rf"(?:{ordinal})?(?P<unit>{number}|[A-Z]|[\u3400-\u9fff](?=.?(?:{_any(words.units)})))"
    stairwell = rf"(?:{which}(?:-?(?:{_any(words.units)})|(?=-)))?"
    named = rf"(?:(?:{ordinal})?(?P<building>{number}(?:-\d{{1,2}})?)(?:{_any(ends)}))"
    proper = rf"(?P<building>[\u3400-\u9fff]{{1,8}}(?:{_any(words.proper_endings)})|[A-Z](?:{_any(words.proper_endings)}))"
    texts = (
        rf"(?P<before>.*?){named}-?{stairwell}{room}",
        rf"{proper}-?{stairwell}{room}",
        rf"(?P<before>.*?)(?P<building>{number})(?:{_any(words.weak_endings)})-?{which}(?:{_any(words.units)}){room}",
        rf"{which}(?:{_any(words.units)}){room}",
        rf"(?P<before>\D*?)-?(?P<building>{_PART})-(?P<unit>\d{{1,2}}|[A-Z])-(?P<floor>\d{{1,2}})-(?P<room>\d{{1,2}})",
        rf"(?P<before>\D*?)-?(?P<building>{_PART})-(?P<unit>\d{{1,2}}|[A-Z])-(?P<room>{_PART})(?:{_any(words.rooms)})?",
        rf"(?P<before>\D*?)-?(?P<two>{_PART})-(?P<room>{_PART})(?:{_any(words.rooms)})?",
    )
    return [re.compile(text) for text in texts]


def _any(endings: Sequence[str]) -> str:
    return "|".join(re.escape(word.upper()) for word in sorted(endings, key=len, reverse=True))


def place_in(before: str, words: RosterWords) -> tuple[str, str]:
    """The street and the compound that stand before the building, the street empty where there is none."""
    text = before.strip("-")
    street = re.compile(rf"(?:.*?(?:{words.ladder}))??(?P<street>[^-]+?(?:{_any(words.streets)}))(?P<rest>.+)")
    if found := street.fullmatch(text):
        town = re.fullmatch(rf".*(?:{words.ladder})(.+)", found["street"])
        return (town[1] if town else found["street"]), found["rest"].strip("-")
    town = re.fullmatch(rf".*(?:{words.ladder})(.+)", text)
    return "", (town[1] if town else text)
