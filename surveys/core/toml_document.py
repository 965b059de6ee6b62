"""A TOML document written by people: its values, the line on which each stands, and every problem found in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeVar

from surveys.core.errors import Problem, Rejected
from surveys.core.plain_text import plain_line, plain_lines
from surveys.core.toml_places import Locator, Path, tokens

Choice = TypeVar("Choice", bound=StrEnum)
Named = TypeVar("Named")

LONGEST = 200_000
DEEPEST = 30
"""How many names a table may stand behind, and how many tables and lists inside of each other."""
LARGEST = 10**18
KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")

_APART = frozenset("[]{}=,\n")
_AT_LINE = re.compile(r"\(at line (\d+)")


class TomlDocument:
    """The document and the problems met while reading it. Raises `Rejected` at once where it isn't TOML."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.problems: list[Problem] = []
        values = _parsed(text)
        huge = _huge(values)
        self.root = TomlTable(self, values, ())
        for path in huge:
            self.report("toml_range", path, low=-LARGEST, high=LARGEST)
        if huge:  # nobody may write such a number out: that alone takes longer than reading the rest
            self.settle()

    @cached_property
    def _lines(self) -> dict[Path, int]:
        return Locator(self._text).lines

    def line(self, path: Path) -> int:
        """The line of this table, key or array entry, or of the nearest thing around it."""
        for end in range(len(path), 0, -1):
            if path[:end] in self._lines:
                return self._lines[path[:end]]
        return 1

    def report(self, code: str, path: Path, value: object = "", **detail: str | int) -> None:
        """Note a problem at `path`."""
        names = [step for step in path if isinstance(step, str)]
        self.problems.append(Problem(code, names[-1] if names else "", self.line(path), str(value)[:80], detail))

    def settle(self) -> None:
        """Raise `Rejected` with every problem in the order of the lines, if there is one."""
        if self.problems:
            raise Rejected(sorted(self.problems, key=lambda problem: problem.row))


def _parsed(text: str) -> dict[str, Any]:
    if len(text) > LONGEST:
        raise Rejected([Problem("toml_too_long", detail={"most": LONGEST})])
    if _most_dots(text) > DEEPEST:  # tomllib takes minutes for a.a.a.a
        raise Rejected([Problem("toml_too_deep")])
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (ValueError, ArithmeticError) as error:
        found = _AT_LINE.search(str(error))
        at_end = text.count("\n") + 1
        raise Rejected([Problem("toml_syntax", row=int(found[1]) if found else at_end, value=str(error)[:120])]) from error
    except RecursionError as error:
        raise Rejected([Problem("toml_too_deep")]) from error


def _most_dots(text: str) -> int:
    """The most dots between two signs of any other kind, outside of texts and comments."""
    most = dots = 0
    for token, _line in tokens(text):
        if token in _APART:
            dots = 0
        elif token[0] not in "\"'":
            dots += token.count(".")
            most = max(most, dots)
    return most


def _huge(values: dict[str, Any]) -> list[Path]:
    """Where whole numbers stand that are too large for anything. Raises `Rejected` where something stands too deep."""
    found: list[Path] = []
    waiting: list[tuple[Path, Any]] = [((), values)]
    while waiting:
        path, value = waiting.pop()
        if len(path) > DEEPEST:
            raise Rejected([Problem("toml_too_deep")])
        if isinstance(value, dict):
            waiting += [((*path, key), one) for key, one in value.items()]
        elif isinstance(value, list):
            waiting += [((*path, place), one) for place, one in enumerate(value)]
        elif isinstance(value, int) and abs(value) > LARGEST:
            found.append(path)
    return found


class TomlTable:
    """One table of the document. Every reader notes its problem and then returns something harmless, so that one reading
    finds all problems; `close` reports the keys that nobody asked for."""

    def __init__(self, document: TomlDocument, values: dict[str, Any], path: Path) -> None:
        self.document, self.path = document, path
        self._values = values
        self._known: dict[str, None] = {}

    def report(self, code: str, key: str = "", value: object = "", **detail: str | int) -> None:
        """Note a problem with this table, or with one of its keys."""
        self.document.report(code, (*self.path, key) if key else self.path, value, **detail)

    def has(self, key: str) -> bool:
        """Whether the key is written down."""
        self._known[key] = None
        return key in self._values

    def _take(self, key: str, kind: type | tuple[type, ...], expected: str, *, required: bool = False) -> Any:
        self._known[key] = None
        value = self._values.get(key)
        if value is None:
            if required:
                self.report("toml_missing", key)
            return None
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.report("toml_type", key, value, expected=expected)
            return None
        return value

    def text(self, key: str, most: int, *, required: bool = True, lines: bool = False) -> str:
        """A text of at most `most` characters, on one line unless `lines`."""
        value = self._take(key, str, "text", required=required)
        if value is None:
            return ""
        text = plain_lines(value) if lines else plain_line(value)
        if required and not text:
            self.report("toml_missing", key)
        if len(text) > most:
            self.report("toml_text_long", key, text, most=most, length=len(text))
        return text

    def name(self, key: str = "key") -> str:
        """A key in the document's own sense: short, small letters, digits, `-` and `_`."""
        value = self.text(key, 40)
        if value and not KEY.fullmatch(value):
            self.report("toml_key_form", key, value)
        return value

    def flag(self, key: str) -> bool:
        """true or false; false where nothing is said."""
        return bool(self._take(key, bool, "flag"))

    def whole(self, key: str, low: int, high: int, *, required: bool = False) -> int:
        """A whole number between the bounds, both included; 0 where nothing is said."""
        value = self._take(key, int, "whole", required=required)
        if value is None:
            return 0
        if not low <= value <= high:
            self.report("toml_range", key, value if abs(value) < 10**20 else "", low=low, high=high)
            return low
        return int(value)

    def hundredths(self, key: str, most: int) -> int | None:
        """A number with at most two decimals as whole hundredths; `most` is in whole units. None where nothing is said."""
        value = self._take(key, (int, Decimal, str), "number")
        if value is None:
            return None
        try:
            number = Decimal(value.strip()) if isinstance(value, str) else Decimal(value)
        except ArithmeticError:
            self.report("toml_type", key, value, expected="number")
            return None
        if not number.is_finite() or not 0 <= number <= most:
            self.report("toml_range", key, value, low=0, high=most)
            return None
        if number != round(number, 2):
            self.report("toml_decimals", key, value)
            return None
        return int(number * 100)

    def choice(self, key: str, kind: type[Choice], default: Choice) -> Choice:
        """One of the values of `kind`."""
        return self.named(key, {str(member): member for member in kind if member}) or default

    def named(self, key: str, known: Mapping[str, Named]) -> Named | None:
        """What `known` has under the name that is written here; None where nothing is said."""
        value = self.text(key, 40, required=False)
        if value and value not in known:
            self.report("toml_choice", key, value, allowed=", ".join(known), nearest=_nearest(value, known))
        return known.get(value)

    def texts(self, key: str, most: int) -> tuple[str, ...]:
        """A list of texts of at most `most` characters each."""
        found: list[str] = []
        for n, value in enumerate(self._take(key, list, "list") or ()):
            text = plain_line(value) if isinstance(value, str) else ""
            if not text or len(text) > most:
                self.document.report("toml_type", (*self.path, key, n), value, expected="text")
            elif text in found:
                first = self.document.line((*self.path, key, found.index(text)))
                self.document.report("toml_repeated", (*self.path, key, n), value, first=first)
            found.append(text)
        return tuple(found)

    def tables(self, key: str) -> tuple[TomlTable, ...]:
        """The tables of a list, as `[[key]]` or as `key = [{...}, ...]`."""
        found: list[TomlTable] = []
        for n, value in enumerate(self._take(key, list, "tables") or ()):
            path = (*self.path, key, n)
            if isinstance(value, dict):
                found.append(TomlTable(self.document, value, path))
            else:
                self.document.report("toml_type", path, value, expected="table")
        return tuple(found)

    def close(self) -> None:
        """Report the keys that no reader asked for, each with the nearest known one."""
        for key in self._values:
            if key not in self._known:
                self.report("toml_unknown_key", key, key, nearest=_nearest(key, self._known))


def _nearest(word: str, known: Iterable[str]) -> str:
    return next(iter(get_close_matches(word[:40], list(known), 1)), "")


def report_repeated(tables: Iterable[TomlTable], keys: Iterable[str], under: str = "key") -> None:
    """Report every key, or what else stands `under` a name, that an earlier table already has."""
    first: dict[str, TomlTable] = {}
    for table, key in zip(tables, keys, strict=True):
        if key and first.setdefault(key, table) is not table:
            table.report("toml_repeated", under, key, first=table.document.line((*first[key].path, under)))
