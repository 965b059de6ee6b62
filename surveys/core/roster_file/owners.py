"""The units of a roster with their owners told apart, and the numbers that tell them apart again."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from surveys.core.canonical import digest
from surveys.core.errors import Problem
from surveys.core.plain_text import compact_text
from surveys.core.roster import AreaSource, UnitKind
from surveys.core.roster_file.naming import named_in
from surveys.core.roster_file.words import RosterWords

_OURS = re.compile(r"SYS-([0-9A-F]{24})")


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One unit as the file has it.

    `area` names the compounds renovated together; `floor_area` is in hundredths of a square metre. `owner` is the name as
    written, empty where nobody is known; `owner_key` is the same text for all units of one owner, and the same at the next
    reading. `sheet` is empty where the file has one roster.
    """

    row: int
    street: str
    area: str
    compound: str
    building: str
    unit: str
    floor: int
    room: str
    floor_area: int
    owner: str
    phone: str
    kind: UnitKind
    area_source: AreaSource
    owner_number: str
    owner_key: str = ""
    sheet: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """The compound: its street and its name."""
        return self.street, self.compound

    @property
    def door(self) -> tuple[str, str, str, str, str]:
        """Where the unit lies, in its compound."""
        return *self.place, self.building, self.unit, self.room


def with_owners(rows: Sequence[RosterRow], words: RosterWords) -> tuple[list[RosterRow], list[Problem]]:
    """The rows with their owners told apart.

    A number from the office decides, and one of ours is the owner's key itself. Without one the same names are one owner,
    unless different telephone numbers say that they are namesakes; before an import people are asked about namesakes
    (`takeover`). Unsold units are their developer's. A unit whose owner nobody knows is one unknown owner's.
    """
    namesakes: dict[tuple[str, ...], list[int]] = {}
    for at, row in enumerate(rows):
        if row.kind is not UnitKind.UNSOLD and row.owner:
            namesakes.setdefault((*row.place, *sorted(words.owners(row.owner))), []).append(at)
    found = [replace(row, owner_key=_unnamed(row)) for row in rows]
    problems = list(_numbers_of_two(rows, words))
    for name, places in namesakes.items():
        same = [rows[at] for at in places]
        phones = {row.phone for row in same if row.phone and not row.owner_number}
        for at, row in zip(places, same, strict=True):
            if row.owner_number:
                key = kept_key(row.owner_number) or person_key(*row.place, "number", row.owner_number)
            else:
                key = person_key(*name, "phone", row.phone if len(phones) > 1 else "")
            found[at] = replace(row, owner_key=key)
    for place in {row.place for row in rows}:
        with_developers([at for at, row in enumerate(rows) if row.place == place], found, words)
    return found, problems


def with_developers(places: Sequence[int], found: list[RosterRow], words: RosterWords) -> None:
    """Give the unsold units of one compound to their developers: whoever is named there, with all that they keep. Without a
    name it is the developer named before it, or else first (`tally.owners_of` says why)."""
    keys: dict[tuple[str, ...], set[str]] = {}
    for row in (found[at] for at in places if found[at].kind is not UnitKind.UNSOLD and found[at].owner):
        keys.setdefault(_names(row, words), set()).add(row.owner_key)
    unsold = [at for at in places if found[at].kind is UnitKind.UNSOLD]
    named = {
        at: _developer(found[at], keys.get(_names(found[at], words), set()), words) for at in unsold if _tells(found[at])
    }
    key = next(iter(named.values()), "")
    for at in unsold:
        key = named.get(at, key)
        found[at] = replace(found[at], owner_key=key or found[at].owner_key)


def _tells(row: RosterRow) -> bool:
    return bool(row.owner or kept_key(row.owner_number))


def _developer(row: RosterRow, keys: Collection[str], words: RosterWords) -> str:
    if ours := kept_key(row.owner_number):
        return ours
    named = person_key(*row.place, "number", row.owner_number) if row.owner_number else ""
    if len(keys) == 1 and named not in keys:
        return next(iter(keys))
    return named or person_key(*row.place, *_names(row, words), row.kind)


def _names(row: RosterRow, words: RosterWords) -> tuple[str, ...]:
    return tuple(sorted(map(compact_text, words.owners(row.owner))))


def person_key(*parts: str) -> str:
    """The key of an owner whom these texts tell apart from all others."""
    return digest(list(parts))[:24]


def _unnamed(row: RosterRow) -> str:
    """The owner of a unit that names none: what is unsold has one, any other unit its own."""
    if row.kind is UnitKind.UNSOLD:
        return person_key(*row.place, row.kind)
    if row.owner_number:
        return kept_key(row.owner_number) or person_key(*row.place, "number", row.owner_number)
    return person_key(*row.door, "unknown")


def _sheet(row: RosterRow, name: str = "sheet") -> dict[str, str | int]:
    return {name: row.sheet} if row.sheet else {}


def _numbers_of_two(rows: Iterable[RosterRow], words: RosterWords) -> Iterator[Problem]:
    first: dict[tuple[str, ...], RosterRow] = {}
    for row in rows:
        if row.owner_number and row.kind is not UnitKind.UNSOLD:
            earlier = first.setdefault((*row.place, row.owner_number), row)
            if set(words.owners(earlier.owner)) != set(words.owners(row.owner)):
                detail = {"first": earlier.row, "other": earlier.owner, **_sheet(row), **_sheet(earlier, "first_sheet")}
                yield Problem("roster_owner_number", "owner_number", row.row, row.owner_number, detail)


def kept_key(owner_number: str) -> str:
    """The owner that a number of ours names, whatever the row says beside it; empty for an office's own number."""
    ours = _OURS.fullmatch(owner_number)
    return ours[1].lower() if ours else ""


def numbered(rows: Sequence[RosterRow], words: RosterWords) -> list[RosterRow]:
    """The rows as a file has to have them so that reading them again finds the same owners: with numbers of ours where
    names and telephones would tell other owners or leave a doubt, for all units of that name."""
    names = _doubtful(rows, words) | {_called(row, words) for row in rows if _is_asked(row.owner, words)}
    while True:
        given = [replace(row, owner_number=_number(row) if _called(row, words) in names else "") for row in rows]
        found, _ = with_owners(given, words)
        wrong = {_called(row, words) for row, again in zip(rows, found, strict=True) if again.owner_key != row.owner_key}
        if wrong <= names:
            return given
        names |= wrong


def _doubtful(rows: Iterable[RosterRow], words: RosterWords) -> set[tuple[str, ...]]:
    """The names that several homes bear without one telephone that all of them share."""
    phones: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        if row.kind is not UnitKind.UNSOLD and row.owner:
            phones.setdefault(_called(row, words), []).append(row.phone)
    return {name for name, found in phones.items() if len(found) > 1 and (len(set(found)) > 1 or not found[0])}


def _is_asked(owner: str, words: RosterWords) -> bool:
    """Whether a reader would make something else of this name, or ask."""
    named = named_in(owner, words)
    return bool(owner) and (named.form is not None or named.several != words.owners(owner))


def _number(row: RosterRow) -> str:
    return f"SYS-{row.owner_key.upper()}"


def _called(row: RosterRow, words: RosterWords) -> tuple[str, ...]:
    return (*row.place, *_names(row, words))
