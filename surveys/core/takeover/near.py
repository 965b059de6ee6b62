"""Names of streets and compounds that may be one place written in two ways."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from unicodedata import normalize

from surveys.core.plain_text import visible_text

_DRESS = re.compile(r"[^\w]|_")
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """What names of places are made of: `streets` and `compounds` are endings that tell nothing, the longest first; `marks`
    are the signs that tell neighbours apart, as east, west and one, two; `numerals` those for 0 to 10."""

    streets: tuple[str, ...]
    compounds: tuple[str, ...]
    marks: str
    numerals: str


@dataclass(frozen=True, slots=True)
class Near:
    """A name that is near another; `likely` unless they differ only by what tells neighbours apart."""

    name: str
    likely: bool


def near_names(name: str, others: Iterable[str], endings: Collection[str], words: PlaceWords) -> tuple[Near, ...]:
    """Which of the `others` may be meant by `name`, the likely ones first."""
    found = [Near(other, likely) for other in others if (likely := _near(name, other, endings, words)) is not None]
    return tuple(sorted(found, key=lambda near: not near.likely))


def _near(one: str, other: str, endings: Collection[str], words: PlaceWords) -> bool | None:
    """Whether two names are likely one; None where they aren't near at all."""
    first, second = _plain(one, words), _plain(other, words)
    bare = _bare(first, endings), _bare(second, endings)
    if first == second or bare[0] == bare[1]:
        return True
    pairs = ((first, second), bare)
    if not any(_one_slip(*pair) or _within(*sorted(pair, key=len)) for pair in pairs):
        return None
    marks = _marks(first, words), _marks(second, words)
    return marks[0] == marks[1] or not all(marks)


def _plain(name: str, words: PlaceWords) -> str:
    """A name of one width, without spaces, brackets and dots, its numerals as digits."""
    text = _DRESS.sub("", normalize("NFKC", visible_text(name)).casefold())
    return "".join(str(at) if (at := words.numerals.find(sign)) >= 0 else sign for sign in text)


def _bare(name: str, endings: Collection[str]) -> str:
    ending = next((word for word in endings if name.endswith(word) and len(name) - len(word) >= _SHORTEST), "")
    return name.removesuffix(ending)


def _within(short: str, long: str) -> bool:
    return len(short) > _SHORTEST and short in long


def _one_slip(one: str, other: str) -> bool:
    """Whether one sign more, one less, another one or two of them in the other order make one name of the other."""
    shorter = min(len(one), len(other))
    if shorter < _SHORTEST or abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at in range(shorter) if one[at] != other[at]), shorter)
    first, second = one[start:], other[start:]
    swapped = first[:2] == second[:2][::-1] and first[2:] == second[2:]
    return first[1:] == second[1:] or first[1:] == second or first == second[1:] or swapped


def _marks(name: str, words: PlaceWords) -> list[str]:
    return re.findall(rf"\d+|[a-z]+|[{words.marks}]", name)
