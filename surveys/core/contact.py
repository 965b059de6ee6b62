"""A telephone number that a household left to be called back: beside the ballots, never among them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from surveys.core.ballot import Capacity
from surveys.core.errors import Problem, Rejected
from surveys.core.plain_text import compact_text

KEPT_AFTER_NOTICE = timedelta(days=30)
"""How long a number is kept after the last day of the notice (Personal Information Protection Law, arts. 19 and 47)."""
KEPT_WITHOUT_NOTICE = timedelta(days=180)
"""How long it is kept after closing where no result is published."""
_NUMBER = re.compile(r"1[3-9]\d{9}|0\d{2,3}\d{7,8}|[2-9]\d{6,7}")
_BETWEEN = re.compile(r"[()\-.\u2010-\u2015\u2212\u3002]+")
_BEFORE = re.compile(r"[^0-9+]+(?=[0-9+])")
_COUNTRY = re.compile(r"^(?:\+|00)86")


@dataclass(frozen=True, slots=True)
class Contact:
    """The number that one household left in one capacity, and when it agreed to be called."""

    household: int
    capacity: Capacity
    phone: str
    agreed_at: datetime


def read_phone(typed: str, *, agreed: bool) -> str:
    """The number that somebody typed, in digits: a mobile, or a landline with or without its area.

    Raises `Rejected` with everything that is missing: phone_missing, phone_unreadable, consent_missing (separate consent,
    arts. 13 and 14 of the same law).
    """
    written = _BETWEEN.sub("", compact_text(typed[:60]))
    found = _BEFORE.match(written)
    plain = _COUNTRY.sub("", written[found.end() :] if found else written)
    problems = []
    if not plain:
        problems.append(Problem("phone_missing", "phone"))
    elif not (plain.isascii() and _NUMBER.fullmatch(plain)):
        problems.append(Problem("phone_unreadable", "phone", value=typed[:60]))
    if not agreed:
        problems.append(Problem("consent_missing", "agree"))
    if problems:
        raise Rejected(problems)
    return plain


def masked(phone: str) -> str:
    """A number as it is shown to whoever left it: the middle hidden."""
    shown = max(2, (len(phone) - 4) // 2)
    return f"{phone[:shown]}{'*' * (len(phone) - 2 * shown)}{phone[-shown:]}"
