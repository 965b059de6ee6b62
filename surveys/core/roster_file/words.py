"""The words of a roster file: what its columns and cells may be called, and how one cell is read.

The words themselves are data; this module knows only their roles.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from unicodedata import normalize

from surveys.core.plain_text import visible_text
from surveys.core.roster import AreaSource, UnitKind

Cell = str | int | float | None

_BRACKET = re.compile(r"\([^()]*\)$")
_SPACE = re.compile(r"\s+")
_LOOSE_SPACE = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_NUMBER_NAME = re.compile(r"0*(\d{1,4})(-\d{1,3}|[A-Z])?")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_DATE = re.compile(r"\d{4}-\d\d-\d\d\b")
_ERROR_VALUE = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!)")
_FORMULA = re.compile(r"=\$?[A-Z]{1,9}[$\d(]")
_AREA = re.compile(r"[+-]?(\d{1,12}|\d{1,3}(,\d{3})+)(\.\d{0,20})?")
_PHONE = re.compile(r"1\d{10}|0\d{9,11}|[2-9]\d{6,7}")
_PHONE_WITHIN = re.compile(r"(?<!\d)(?:1\d{10}|0\d{2,3}-?\d{7,8}|[2-9]\d{6,7})(?!\d)|(?<!\d)1\d{10}(?=1\d{10}(?!\d))")
_PHONE_DRESS = re.compile(r"^\+?86(?=1\d{10}$)")

_NOISE = Decimal("0.000001")
MOST_AREA = 100_000
LOWEST, HIGHEST = -9, 150


class CellRefused(Exception):
    """What stands in the cell can't be read; `code` says why."""

    def __init__(self, code: str, **detail: str | int) -> None:
        self.code, self.detail = code, detail
        super().__init__(code)


@dataclass(frozen=True, slots=True, eq=False)
class RosterWords:
    """The vocabulary of roster files. Every word is folded: NFKC, no spaces, small letters.

    `columns` maps a header to its column key; `required` are the keys no file may lack; `numerals` are the signs for 0 to
    10; `buildings` and `units` are the endings of numbered names, the first of each being the one we write. `storeys` are
    words that mean one storey, `unsure_storeys` those that mean another in each building: its `top`, the one `above` it or a
    `low` one. `signatures` begin a row that is no unit, `stamps` stand in one, `signed_days` are what is left of a day or a
    page without its figures. What is in `empty` means that nothing is there, what is in `placeholders` that nobody is known.
    `ladder` is a pattern, all other words are words.
    """

    columns: Mapping[str, str]
    required: tuple[str, ...]
    kinds: Mapping[str, UnitKind]
    sources: Mapping[str, AreaSource]
    totals: frozenset[str]
    numerals: str
    ordinals: tuple[str, ...]
    buildings: tuple[str, ...]
    units: tuple[str, ...]
    rooms: tuple[str, ...]
    floors: tuple[str, ...]
    below: tuple[str, ...]
    areas: tuple[str, ...]
    owner_separators: str
    storeys: Mapping[str, int]
    signatures: frozenset[str]
    signed_days: frozenset[str]
    stamps: tuple[str, ...]
    empty: frozenset[str]
    placeholders: frozenset[str]
    unsure_storeys: Mapping[str, str]
    ands: str
    organisations: tuple[str, ...]
    relatives: tuple[str, ...]
    shared: tuple[str, ...]
    counted: str
    people: tuple[str, ...]
    two: str
    other_owner: str
    public: frozenset[str]
    public_owner: str
    common_sheets: tuple[str, ...]
    weak_endings: tuple[str, ...]
    proper_endings: tuple[str, ...]
    streets: tuple[str, ...]
    ladder: str

    def column(self, header: Cell) -> str:
        """The column key that a header stands for, or empty."""
        word = folded(written(header))
        bare = _BRACKET.sub("", word)
        measured = self.columns.get(_without(word, self.areas).rstrip("/:"), "")
        return self.columns.get(word) or self.columns.get(bare) or (measured if measured == "floor_area" else "")

    def whole(self, text: str) -> int | None:
        """A whole number in digits, or in numerals below 100; None where it is neither."""
        if text.isdecimal():
            return int(text) if len(text) < 10 else None
        ten = self.numerals[10]
        tens, found, ones = text.rpartition(ten)
        digits = [self.numerals.find(sign) for sign in (tens, ones) if sign]
        if not text or any(not 0 <= digit <= 9 for digit in digits) or len(tens) > 1 or len(ones) > 1:
            return None
        return (self.numerals.find(tens) if tens else 1) * 10 * bool(found) + (self.numerals.find(ones) if ones else 0)

    def numbered(self, text: str, endings: Sequence[str]) -> str:
        """A building or stairwell in one spelling: a number takes the first ending, a proper name stays as it is."""
        bare = _without(_SPACE.sub("", text).upper(), endings, self.ordinals)
        number = self.whole(bare)
        found = _NUMBER_NAME.fullmatch(str(number) if number is not None else bare)
        return f"{found[1]}{found[2] or ''}{endings[0]}" if found else _SPACE.sub("", text)

    def room(self, text: str) -> str:
        """A room without the word for room behind its number."""
        name = _SPACE.sub("", text).upper()
        bare = _without(name, self.rooms)
        return bare if bare[-1:].isdecimal() else name

    def floor(self, text: str) -> int:
        """A storey above (1, 2 ...) or below ground (-1, -2 ...)."""
        bare = _SPACE.sub("", text).lower()
        below = next((word for word in self.below if bare.startswith(word)), "")
        number = self.whole(_without(bare.removeprefix(below), self.floors, (*self.floors, *self.ordinals)))
        level = -number if number and below else number
        if not level or not LOWEST <= level <= HIGHEST:
            raise CellRefused("roster_floor", low=LOWEST, high=HIGHEST)
        return level

    def owners(self, text: str) -> tuple[str, ...]:
        """The names of the co-owners, each once, in the order written."""
        for separator in self.owner_separators[1:]:
            text = text.replace(separator, self.owner_separators[0])
        return tuple(dict.fromkeys(name for part in text.split(self.owner_separators[0]) if (name := tight(part))))

    def floor_area(self, text: str) -> int:
        """A floor area in hundredths of a square metre; binary noise is rounded off, more decimals aren't."""
        bare = _without(_SPACE.sub("", text).lower(), self.areas)
        if not _AREA.fullmatch(bare):
            raise CellRefused("roster_area_number")
        number = Decimal(bare.replace(",", ""))
        if number <= 0:
            raise CellRefused("roster_area_not_positive")
        if number > MOST_AREA:
            raise CellRefused("roster_area_absurd", most=MOST_AREA)
        rounded = round(number, 2)
        if abs(number - rounded) > _NOISE:
            raise CellRefused("roster_area_decimals")
        if not rounded:
            raise CellRefused("roster_area_not_positive")
        return int(rounded * 100)


def _without(text: str, endings: Sequence[str], beginnings: Sequence[str] = ()) -> str:
    """The text without the longest of these endings, and without one of the beginnings."""
    beginning = next((word for word in beginnings if text.startswith((word.upper(), word))), "")
    bare = text[len(beginning) :]
    fitting = [word for word in endings if bare.endswith((word, word.upper())) and len(bare) > len(word)]
    return bare[: -len(max(fitting, key=len))] if fitting else bare


def written(cell: Cell) -> str:
    """The cell as text, in narrow letters and without what nobody sees. Raises `CellRefused` on what no cell should hold."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 10**15 else repr(cell)
    text = str(cell if cell is not None else "")
    if len(text) > 1000:
        raise CellRefused("roster_text_long", most=1000, length=len(text))
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    if _CONTROL.search(text):
        raise CellRefused("roster_control")
    return " ".join(normalize("NFKC", visible_text(text)).split())


def readable(text: str) -> str:
    """The text, unless it is what a spreadsheet left in place of a value: a formula, an error or a date."""
    if text.startswith("="):
        raise CellRefused("roster_formula")
    if _ERROR_VALUE.match(text):
        raise CellRefused("roster_cell_error")
    if _DATE.match(text):
        raise CellRefused("roster_date")
    return text


def is_no_value(text: str) -> bool:
    """Whether a spreadsheet left this in place of a value: a formula or an error."""
    return bool(_FORMULA.match(text) or _ERROR_VALUE.match(text))


def folded(text: str) -> str:
    """A word as the vocabulary writes it."""
    return _SPACE.sub("", text).strip("*").lower()


def tight(text: str) -> str:
    """A name without the spaces that pad Chinese characters."""
    return _LOOSE_SPACE.sub("", text).strip()


def phone(text: str) -> str:
    """A telephone number in digits alone."""
    digits = _PHONE_DRESS.sub("", re.sub(r"[\s()-]", "", text))
    if not _PHONE.fullmatch(digits):
        raise CellRefused("roster_phone")
    return digits


def phones_in(text: str) -> tuple[str, ...]:
    """The telephone numbers that stand between other words or numbers."""
    return tuple(found.replace("-", "") for found in _PHONE_WITHIN.findall(text))
