"""An amount as somebody types it: with commas, of any width, in ten thousands; and what it is understood as."""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import normalize

from surveys.core.plain_text import compact_text, visible_text
from surveys.core.roster_file import CellRefused

MOST_DIGITS = 14
_TEN_THOUSAND = 10_000
_HUNDRED = 100
_PLAIN = re.compile(r"(\d+)(?:\.(\d+))?")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_BETWEEN = re.compile(r"(?<=[0-9])\s+(?=[0-9])")
"""Digits grouped by spaces are read as if by commas."""
_EXPONENT = re.compile(r"[+-]?\d+(?:\.\d*)?e[+-]?\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AmountWords:
    """What may stand around an amount: signs before it, endings that mean ones, and endings that mean ten thousands, the
    first of these without a word for money."""

    signs: tuple[str, ...]
    ones: tuple[str, ...]
    ten_thousands: tuple[str, ...]

    def without_money(self) -> AmountWords:
        """The words for amounts of something else."""
        return AmountWords((), (), self.ten_thousands[:1])


def read_amount(text: str, words: AmountWords, most: int, *, unit: str = "") -> int | None:
    """Hundredths of what was typed, None for nothing; `most` is in whole units, `unit` may stand behind the number.

    Raises `CellRefused`.
    """
    line = _BETWEEN.sub(",", normalize("NFKC", visible_text(text)))
    typed = compact_text(line)
    if not typed:
        return None
    number, factor = _without_words(typed, words, compact_text(unit))
    if _EXPONENT.fullmatch(number):
        raise CellRefused("amount_exponent")
    if number.startswith(("-", "\u2212")):
        raise CellRefused("amount_negative")
    if number.startswith("="):
        raise CellRefused("amount_formula")
    if "," in number and not _GROUPED.fullmatch(number):
        raise CellRefused("amount_commas")
    found = _PLAIN.fullmatch(number.replace(",", "")) if number.isascii() else None
    if found is None:
        raise CellRefused("amount_text")
    return _hundredths(found[1], (found[2] or "").rstrip("0"), factor, most)


def _without_words(typed: str, words: AmountWords, unit: str) -> tuple[str, int]:
    """The number without what stands around it, and by what it is to be multiplied."""
    number = typed
    for sign in words.signs:
        number = number.removeprefix(sign)
    if unit and number != unit:
        number = number.removesuffix(unit)
    for ending in sorted(words.ten_thousands, key=len, reverse=True):
        if number.endswith(ending):
            return number.removesuffix(ending), _TEN_THOUSAND
    ending = next((ending for ending in sorted(words.ones, key=len, reverse=True) if number.endswith(ending)), "")
    return number.removesuffix(ending), 1


def _hundredths(whole: str, part: str, factor: int, most: int) -> int:
    whole = whole.lstrip("0")
    if len(whole) > MOST_DIGITS:
        raise CellRefused("amount_too_large", most=most)
    if len(part) > MOST_DIGITS:
        raise CellRefused("amount_decimals")
    scale = int("1" + "0" * len(part))
    hundredths, rest = divmod((int(whole or 0) * scale + int(part or 0)) * factor * _HUNDRED, scale)
    if hundredths + bool(rest) > most * _HUNDRED:
        raise CellRefused("amount_too_large", most=most)
    if rest:
        raise CellRefused("amount_decimals")
    return hundredths


def plain_amount(hundredths: int | None) -> str:
    """An amount as one types it: 12000, 92.5; empty for None."""
    if hundredths is None:
        return ""
    whole, part = divmod(hundredths, _HUNDRED)
    return f"{whole}.{part:02}".rstrip("0") if part else str(whole)
