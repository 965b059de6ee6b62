"""What a neighbourhood committee says of itself on papers, read from what somebody typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from surveys.core.errors import Problem, Rejected
from surveys.core.place import Community
from surveys.core.plain_text import plain_line, plain_lines

LONGEST: Mapping[str, int] = {"name": 16, "address": 36, "hours": 24, "person": 12, "posting": 20}
"""How many signs fit where each stands on a letter."""
MOST_SEALS, LONGEST_SEAL = 4, 24
OWN = ("phone", "address", "hours", "person", "posting")
"""What a committee may change of itself; its name and its seals are given to it."""
FIELDS = ("name", *OWN, "seals")
_PHONE = re.compile(r"[0-9+() \u8f6c-]{5,30}")  # the sign stands before an extension
_BETWEEN_SEALS = re.compile(r"[\n\u3001,\uff0c;\uff1b]")


def read_community(kept: Community, typed: Mapping[str, str]) -> Community:
    """The community with those of `FIELDS` that were typed, as they are kept; seals stand on lines of their own.

    Raises `Rejected` with everything that is wrong: empty, line_too_long, phone_of_office_unreadable, seals_too_many.
    """
    read: dict[str, Any] = {field: plain_line(text) for field, text in typed.items() if field in FIELDS}
    if "phone" in read:
        read["phone"] = unicodedata.normalize("NFKC", read["phone"])
    if "seals" in read:
        seals = (plain_line(part) for part in _BETWEEN_SEALS.split(plain_lines(typed["seals"])))
        read["seals"] = tuple(dict.fromkeys(filter(None, seals)))
    changed = replace(kept, **read)
    if problems := _problems(changed):
        raise Rejected(problems)
    return changed


def _problems(read: Community) -> list[Problem]:
    problems = [] if read.name else [Problem("empty", "name")]
    if not _PHONE.fullmatch(read.phone) or sum(sign.isdigit() for sign in read.phone) < 5:
        problems.append(Problem("phone_of_office_unreadable", "phone", value=read.phone[:60]))
    for field, most in LONGEST.items():
        if len(getattr(read, field)) > most:
            problems.append(Problem("line_too_long", field, detail={"most": most}))
    if len(read.seals) > MOST_SEALS:
        problems.append(Problem("seals_too_many", "seals", detail={"most": MOST_SEALS}))
    if any(len(seal) > LONGEST_SEAL for seal in read.seals):
        problems.append(Problem("line_too_long", "seals", detail={"most": LONGEST_SEAL}))
    return problems
