"""Who is named in an owner's cell: one person, several, or nobody; and where only the clerk can tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from surveys.core.roster_file.asking import ChoiceKind, RosterAnswer
from surveys.core.roster_file.words import RosterWords, folded, tight

_HAN = "\u3400-\u9fff"
_NAME = re.compile(f"[{_HAN}\u00b7]{{2,4}}")
_WORD = re.compile(f"[{_HAN}]+")
_BRACKET = re.compile(r"(.+?)\(([^()]+)\)")
_MOST_OTHERS = 9


@dataclass(frozen=True, slots=True)
class Named:
    """What a cell may mean: the owners if all who are named are `several`, if only the first are, or if it is `one` name.

    `form` is what has to be asked, None where nothing has; then all three are the same.
    """

    several: tuple[str, ...]
    first: tuple[str, ...]
    one: tuple[str, ...]
    form: ChoiceKind | None = None

    @property
    def answers(self) -> tuple[RosterAnswer, ...]:
        """What may be answered."""
        match self.form:
            case ChoiceKind.OWNERS_SPACED:
                return RosterAnswer.SEVERAL, RosterAnswer.ONE
            case ChoiceKind.OWNERS_RELATED:
                return RosterAnswer.SEVERAL, RosterAnswer.FIRST, RosterAnswer.ONE
            case _:
                return RosterAnswer.SEVERAL, RosterAnswer.FIRST

    def owners(self, answer: str) -> tuple[str, ...]:
        """The owners by the clerk's answer."""
        match answer:
            case RosterAnswer.FIRST:
                return self.first
            case RosterAnswer.ONE:
                return self.one
            case _:
                return self.several


@lru_cache(maxsize=4096)
def named_in(text: str, words: RosterWords) -> Named:
    """Who is named in a cell; placeholders such as a dash name nobody."""
    found: list[Named] = []
    for part in re.split(f"[{re.escape(words.owner_separators)}]", text):
        if (bare := part.strip()) and not is_placeholder(bare, words):
            found.append(_part(bare, words, sum(len(one.several) for one in found)))
    several, first, one = _once(n.several for n in found), _once(n.first for n in found), _once(n.one for n in found)
    form = next((each.form for each in found if each.form), None)
    return Named(several, first, one, form) if form and first else _plain(*several)


def _once(names: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for some in names for name in some))


def _plain(*names: str) -> Named:
    return Named(names, names, names)


def is_placeholder(text: str, words: RosterWords) -> bool:
    """Whether this stands where nobody is known."""
    return folded(text) in words.placeholders or not re.search(r"\w", text)


def _part(text: str, words: RosterWords, before: int) -> Named:
    whole = tight(text)
    if any(word in whole for word in words.organisations):
        return _plain(whole)
    return (
        _counted(whole, words, before) or _related(text, whole, words) or _spaced(text, whole) or _plain(*_and(whole, words))
    )


def _counted(whole: str, words: RosterWords, before: int) -> Named | None:
    """A name and how many they are, or that it is shared; `before` are the names that stand before it."""
    bare = whole.replace("(", "").replace(")", "")
    shared = next((word for word in words.shared if bare.endswith(word)), "")
    number = rf"\d|[{words.numerals}{words.two}]+"
    counted = re.fullmatch(rf"(.{{2,}}?){words.counted}({number})?({'|'.join(words.people)})?", bare)
    first = bare.removesuffix(shared) if shared else counted[1] if counted else ""
    if shared and not first:
        return _plain()
    names = tuple(_and(first, words)) if _WORD.fullmatch(first) else ()
    if not names:
        return None
    said = counted[2] if counted and counted[2] else words.two[0]
    persons = 2 if said in words.two else (words.whole(said) or 2)
    others = min(max(persons - len(names) - before, 0), _MOST_OTHERS)
    more = [words.other_owner] if others == 1 else [f"{words.other_owner}{n}" for n in range(1, others + 1)]
    if not more and len(names) + before > 1:
        return _plain(*names)
    return Named((*names, *more), names, (whole,), ChoiceKind.OWNERS_COUNTED)


def _related(text: str, whole: str, words: RosterWords) -> Named | None:
    """A name with another in brackets, or after a word for a relative."""
    relative = "|".join(sorted(words.relatives, key=len, reverse=True))
    dressed = re.sub(rf"[(\s]*(?:{relative})[:]\s*|[(\s]+(?:{relative})\s+|\((?:{relative})(?=[{_HAN}]{{2}})", "\0", text)
    if dressed == text:
        bracket = _BRACKET.fullmatch(whole)
        if not bracket or not _NAME.fullmatch(bracket[1]) or not _NAME.fullmatch(bracket[2]):
            return None
        dressed = f"{bracket[1]}\0{bracket[2]}"
    first, *others = (tight(part.strip(" ()")) for part in dressed.split("\0"))
    names = _once([[name for name in (first, *others) if name]])
    return Named(names, (first,) if first else (), (whole,), ChoiceKind.OWNERS_RELATED) if names else _plain()


def _spaced(text: str, whole: str) -> Named | None:
    """Names of two signs and more with spaces between; a single sign is a name that was padded."""
    parts = tuple(text.split())
    if len(parts) < 2 or not all(_NAME.fullmatch(part) for part in parts):
        return None
    return Named(_once([parts]), parts[:1], (whole,), ChoiceKind.OWNERS_SPACED)


def _and(text: str, words: RosterWords) -> Iterator[str]:
    """The names that a word for "and" parts: two whole names must stand around it."""
    for at, sign in enumerate(text):
        if sign in words.ands and _NAME.fullmatch(text[:at]):
            rest = list(_and(text[at + 1 :], words))
            if rest and all(_NAME.fullmatch(name) for name in rest):
                yield text[:at]
                yield from rest
                return
    if text:
        yield text
