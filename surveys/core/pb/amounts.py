"""Amounts of money as a Pabulib file writes them, read exactly or not at all."""

from __future__ import annotations

import re
from fractions import Fraction

_AMOUNT = re.compile(r"([0-9]{1,30})(?:\.([0-9]{1,30})|,([0-9]{1,2}))?(?:[eE]\+?([0-9]{1,2}))?")
_LEAST_TOO_LARGE = 10**30


def read_amount(text: str) -> Fraction | None:
    """The amount, or None where the text isn't one.

    A point or a comma begins the decimals, and thousands have no mark: three decimals after a point (1.500) or more than two
    after a comma (1,500) may be meant as thousands, so they are no amount, unless an exponent follows the point (1.500e3).
    """
    found = _AMOUNT.fullmatch(text)
    if not found or (len(found[2] or "") == 3 and found[4] is None):
        return None
    amount = Fraction(text.replace(",", "."))
    return amount if amount < _LEAST_TOO_LARGE else None


def amount_text(amount: Fraction) -> str:
    """An exact amount as text: a decimal number where it ends, else a fraction."""
    digits = 0
    while amount.denominator != 1 and 10**digits % amount.denominator and digits < 60:
        digits += 1
    if 10**digits % amount.denominator:
        return str(amount)
    whole = str(int(amount * 10**digits)).rjust(digits + 1, "0")
    return f"{whole[:-digits]}.{whole[-digits:]}" if digits else whole


def written_amount(amount: Fraction) -> str:
    """An amount as `read_amount` reads it again: three decimals become four."""
    text = amount_text(amount)
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text
