"""Which passwords are too easily guessed: what is known, typed by habit or made of one's own names costs little to try."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from itertools import chain

from surveys.core.errors import Problem

SHORTEST, LONGEST = 10, 200
LEAST = 350
"""What a password must cost to guess, in tenths of a bit: 35 bits stand against ten tries in a quarter of an hour."""

_DIGIT, _LETTER, _SIGN = 33, 47, 60
_KNOWN, _WALK, _AGAIN, _SYLLABLE, _DAY, _YEAR = 110, 60, 30, 85, 140, 70
_LONGEST_PART, _SHORTEST_OWN = 24, 4

_ROWS = ("1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./")
_COLUMNS = ("1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik,", "9ol.", "0p;/", "147258369", "159357")
_IN_ORDER = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "1357924680")
_WALKS = "\n".join(walk for line in (*_ROWS, *_COLUMNS, *_IN_ORDER) for walk in (line, line[::-1]))
_LIKE_LETTERS = str.maketrans("@013457$!", "aoleastsi")
_SYLLABLES = (
    r"(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)(?:iang|iong|uang|ang|eng|ing|ong|iao|ian|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|"
    r"ua|uo|ui|ue|ve|a|o|e|i|u|v)"
)
_PINYIN = re.compile(rf"{_SYLLABLES}|ai|an|ang|ao|en|er|ou")
_NAME_AND_DAY = re.compile(rf"(?:{_SYLLABLES}){{1,6}}[^a-z0-9]?(?:\d{{4}}|\d{{6}}|\d{{8}})[^a-z0-9]?")
_DAY_AND_NAME = re.compile(rf"(?:\d{{4}}|\d{{6}}|\d{{8}})[^a-z0-9]?(?:{_SYLLABLES}){{1,6}}[^a-z0-9]?")


def password_problems(password: str, own: Collection[str], known: Collection[str]) -> Iterator[Problem]:
    """What is wrong with a new password. `own` are the names of the person and of where they work, `known` the passwords
    that everybody tries, in small letters."""
    if not SHORTEST <= len(password) <= LONGEST:
        yield Problem("password_length", "password", detail={"least": SHORTEST, "most": LONGEST})
        return
    small = password.casefold()
    if any(len(name) >= _length_that_tells(name) and name in small for name in _names(own)):
        yield Problem("password_names", "password")
    elif _habitual(small) or cost(small, known, own) < LEAST:
        yield Problem("password_guessable", "password")


def plainly(word: str) -> str:
    """A word with the letters for which figures and signs stand: p@ssw0rd is password."""
    return word.casefold().translate(_LIKE_LETTERS)


def _names(own: Collection[str]) -> set[str]:
    return {part for name in own for part in (name.casefold().strip(), *name.casefold().split()) if part}


def _length_that_tells(name: str) -> int:
    return _SHORTEST_OWN if name.isascii() else 2


def _habitual(small: str) -> bool:
    names_and_days = _NAME_AND_DAY.fullmatch(small) or _DAY_AND_NAME.fullmatch(small)
    return bool(names_and_days or re.fullmatch(r"[\d\s.+-]+|\d{17}x", small) or len(set(small)) < 5)


def cost(password: str, known: Collection[str], own: Collection[str] = ()) -> int:
    """What the cheapest way to make this password of guessed parts costs, in tenths of a bit."""
    known = frozenset(chain(known, (name for name in _names(own) if len(name) > 1)))
    small = password.casefold()
    whole = _cheapest(small, known)
    # a1b2c3d4e5: two habits in turn.
    return min(whole, _cheapest(small[::2], known) + _cheapest(small[1::2], known) + _AGAIN)


def _cheapest(text: str, known: Collection[str]) -> int:
    """The least sum over all ways to cut the text into parts."""
    least = [0]
    for end in range(1, len(text) + 1):
        begins = range(max(0, end - _LONGEST_PART), end)
        least.append(min(least[begin] + _part(text, begin, end, known) for begin in begins))
    return least[-1]


def _part(text: str, begin: int, end: int, known: Collection[str]) -> int:
    part = text[begin:end]
    ways = [sum(map(_sign, part))]
    if part in known or plainly(part) in known:
        ways.append(_KNOWN)
    if len(part) > 2 and (part in _WALKS or len(set(part)) == 1):
        ways.append(_WALK)
    if len(part) > 1 and part in text[:begin]:
        ways.append(_AGAIN)
    if _PINYIN.fullmatch(part) and len(part) > 1:
        ways.append(_SYLLABLE)
    if part.isdecimal() and part.isascii():
        ways += [_DAY] if _a_day(part) else [_YEAR] if len(part) == 4 and part[:2] in ("19", "20") else []
    return min(ways)


def _sign(sign: str) -> int:
    if sign.isdecimal():
        return _DIGIT
    return _LETTER if sign.isascii() and sign.isalpha() else _SIGN


def _a_day(digits: str) -> bool:
    match len(digits):
        case 8:
            year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
        case 6:
            year, month, day = 2000, int(digits[2:4]), int(digits[4:])
        case _:
            return False
    try:
        date(year, month, day)
    except ValueError:
        return False
    return 1900 <= year < 2100
