"""The editions, menus, rules and words that come with the product, TOML files in `surveys/editions`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from surveys.core.amount import AmountWords
from surveys.core.bank_file import QuestionBank, read_bank
from surveys.core.edition_file import read_edition
from surveys.core.errors import NotFound
from surveys.core.menu import Menu
from surveys.core.menu_file import read_menu
from surveys.core.menu_table import MenuWords
from surveys.core.questionnaire import Edition
from surveys.core.roster import AreaSource, Roster, UnitKind
from surveys.core.roster_file import RosterWords, folded, written
from surveys.core.rules import Rule, read_rules
from surveys.core.scope_text import Whereabouts
from surveys.core.takeover import PlaceWords

FOLDER = Path(__file__).resolve().parent.parent / "editions"

_MENU, _BANK = "menu-", "bank-"
_NOT_EDITIONS = (_MENU, _BANK, "bill", "matter", "roster", "rule")


def edition_keys() -> tuple[str, ...]:
    """The keys of the editions at hand."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml") if not path.name.startswith(_NOT_EDITIONS)))


def menu_keys() -> tuple[str, ...]:
    """The keys of the menus at hand."""
    return tuple(sorted(path.stem.removeprefix(_MENU) for path in FOLDER.glob(f"{_MENU}*.toml")))


@lru_cache(maxsize=32)
def edition_named(key: str) -> Edition:
    """The edition with this key. Raises `NotFound`."""
    if key not in edition_keys():
        raise NotFound("edition", key)
    return read_edition((FOLDER / f"{key}.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def question_banks() -> Mapping[str, QuestionBank]:
    """The questions to choose from, by the wave that they are for."""
    files = sorted(FOLDER.glob(f"{_BANK}*.toml"))
    return {path.stem.removeprefix(_BANK): read_bank(path.read_text("utf-8")) for path in files}


@lru_cache(maxsize=1)
def matter_pattern() -> Edition:
    """How matters are asked: the question who votes, and one with the three choices."""
    return read_edition((FOLDER / "matter.toml").read_text("utf-8"))


@lru_cache(maxsize=32)
def menu_named(key: str) -> Menu:
    """The menu with this key. Raises `NotFound`."""
    if key not in menu_keys():
        raise NotFound("menu", key)
    return read_menu((FOLDER / f"{_MENU}{key}.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def preset_rules() -> Mapping[str, Rule]:
    """The preset rules by key, in the order of their file."""
    return {rule.key: rule for rule in read_rules((FOLDER / "rules" / "presets.toml").read_text("utf-8"))}


def rules_named(keys: Sequence[str]) -> tuple[Rule, ...]:
    """The preset rules with these keys. Raises `NotFound`."""
    presets = preset_rules()
    for key in keys:
        if key not in presets:
            raise NotFound("rule", key)
    return tuple(presets[key] for key in keys)


@lru_cache(maxsize=1)
def roster_words() -> RosterWords:
    """The vocabulary with which rosters are read."""
    document = roster_document()
    words: dict[str, Any] = {key: word if isinstance(word, str) else tuple(word) for key, word in document["words"].items()}
    for name in ("totals", "signatures", "signed_days", "empty", "placeholders", "public"):
        words[name] = frozenset(_folded(words[name]))
    return RosterWords(
        **words,
        columns={word: key for key, names in _named_columns(document) for word in _folded(names)},
        storeys={word: level for name, level in document["storeys"].items() for word in _folded([name])},
        unsure_storeys={word: where for name, where in document["unsure_storeys"].items() for word in _folded([name])},
        required=tuple(row["key"] for row in document["column"] if not row.get("optional")),
        kinds={word: UnitKind(kind) for kind, named in document["kinds"].items() for word in _folded(named)},
        sources={word: AreaSource(source) for source, named in document["sources"].items() for word in _folded(named)},
    )


def _named_columns(document: Mapping[str, Any]) -> Iterable[tuple[str, Sequence[str]]]:
    yield "address", document["address"]["names"]
    for column in document["column"]:
        yield column["key"], [column["name"], *column["names"]]


@lru_cache(maxsize=1)
def menu_words() -> MenuWords:
    """The vocabulary with which the tables of menus are read."""
    words = menu_document()["words"]
    amounts = AmountWords(tuple(words["signs"]), tuple(words["ones"]), tuple(words["ten_thousands"]))
    return MenuWords(amounts, tuple(words["yes"]), tuple(words["no"]))


def places_of(roster: Roster) -> Whereabouts:
    """The parts of a compound, as they are written and read."""
    words = menu_document()["words"]
    return Whereabouts(roster, roster_words(), tuple(words["whole"]), words["separators"])


@lru_cache(maxsize=1)
def menu_document() -> Mapping[str, Any]:
    """What the columns and cells of a menu's table may be called, and how the file explains them."""
    return tomllib.loads((FOLDER / "bill.toml").read_text("utf-8"))


def locality_words() -> PlaceWords:
    """What names of streets and compounds are made of."""
    document = roster_document()
    words: dict[str, Any] = {key: word if isinstance(word, str) else tuple(word) for key, word in document["places"].items()}
    return PlaceWords(**words, numerals=document["words"]["numerals"])


@lru_cache(maxsize=1)
def roster_document() -> Mapping[str, Any]:
    """What a roster's columns and cells may be called, and how the template explains them."""
    return tomllib.loads((FOLDER / "roster.toml").read_text("utf-8"))


def _folded(words: Iterable[str]) -> list[str]:
    return [folded(written(word)) for word in words]
