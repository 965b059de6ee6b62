"""On which storey a room lies, as its number or an office's word says."""

from __future__ import annotations

import re

from surveys.core.roster_file.words import LOWEST, RosterWords, folded

_BY_NUMBER = re.compile(r"[A-Z]?0?([1-9]\d?)\d\d[A-Z]?")
_MOST_STOREYS = 60


def storey_of_room(room: str, words: RosterWords) -> int | None:
    """The storey that a room's number begins with: 301 is on the third, 1201 on the twelfth; None where it says none."""
    below = next((word for word in words.below if len(word) > 0 and not word.isalpha() and room.startswith(word)), "")
    below = below or next((word for word in words.below if not word.isascii() and room.startswith(word)), "")
    found = _BY_NUMBER.fullmatch(room.removeprefix(below))
    if not found:
        return None
    level = -int(found[1]) if below else int(found[1])
    return level if LOWEST <= level <= _MOST_STOREYS else None


def storey_said(text: str, words: RosterWords) -> int | None:
    """The storey of a word that can mean only one."""
    return words.storeys.get(folded(text))


def is_unsure(text: str, words: RosterWords) -> bool:
    """Whether this is an office's word for a storey whose number depends on the building."""
    return folded(text) in words.unsure_storeys
