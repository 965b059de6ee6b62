"""The script's own names made short for slow phones: every name that it declares, wherever it stands, becomes another.

One name becomes one name everywhere, so that what shadows what stays as it was; properties and words in quotes are left.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from string import ascii_letters

from surveys.web.lean.squeeze import tokens

BROWSERS = frozenset(
    "FormData SpeechSynthesisUtterance clearTimeout document encodeURIComponent fetch history localStorage location setInterval"
    " setTimeout speechSynthesis window Array Boolean Date JSON Math Number Object Promise String".split()
)
"""What isn't ours; eslint knows no others (eslint.config.js)."""
_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_KEYWORDS = frozenset(
    "break case catch const continue default delete do else false finally for function if in instanceof let new null of return"
    " switch this throw true try typeof undefined var void while".split()
)


def with_short_names(js: str) -> str:
    """The same script, squeezed already, with short names. It must declare names one by one, save in brackets."""
    found = [token for _kind, token in tokens(js)]
    solid = [n for n, token in enumerate(found) if not token.isspace()]
    short = _short(Counter(token for token in found if _WORD.fullmatch(token)), set(_declared([found[n] for n in solid])))
    out, inside = list(found), [""]
    for before, here, after in zip([None, *solid], solid, [*solid[1:], None], strict=False):
        token, last, following = found[here], *(found[n] if n is not None else "" for n in (before, after))
        if token in "({[":
            inside.append(token)
        elif token in ")}]":
            inside.pop()
        elif token in short and last != ".":
            out[here] = _instead(token, short[token], inside[-1] == "{" and last in "{,", following)
    return "".join(out)


def _instead(name: str, short: str, in_object: bool, following: str) -> str:
    """What stands for a name: a key stays, and one that is its own value gets both."""
    if in_object and following == ":":
        return name
    return f"{name}:{short}" if in_object and following in (",", "}") else short


def _declared(found: Sequence[str]) -> Iterator[str]:
    """The names after const, let, function and catch, in brackets there, and before an arrow."""
    for n, token in enumerate(found):
        if found[n - 1 : n] == ["."]:
            continue
        if token in ("const", "let"):
            yield from _names(found[n + 1 : n + 2] if _WORD.fullmatch(found[n + 1]) else _bracket(found[n + 1 :]))
        elif token in ("function", "catch"):
            yield from _names(found[n + 1 : n + 2])
            yield from _names(_bracket(found[found.index("(", n) :]))
        elif token == "=" and found[n + 1 : n + 2] == [">"]:
            closed = found[n - 1] == ")"
            yield from _names(_bracket(found[n - 1 :: -1], ")", "(") if closed else found[n - 1 : n])


def _bracket(found: Sequence[str], opens: str = "({[", shuts: str = ")}]") -> Sequence[str]:
    """What stands from one bracket to the one that belongs to it."""
    depth = 0
    for n, token in enumerate(found):
        depth += (token in opens) - (token in shuts)
        if not depth:
            return found[: n + 1]
    return found


def _names(found: Sequence[str]) -> Iterator[str]:
    return (token for token in found if _WORD.fullmatch(token) and token not in BROWSERS | _KEYWORDS)


def _short(used: Counter[str], declared: set[str]) -> Mapping[str, str]:
    """A new name for each that is declared, the shortest for what is written most; none is in use already."""
    free = (name for length in count(1) for name in _of_length(length) if name not in used and name not in _KEYWORDS)
    order = sorted(declared, key=lambda name: (-used[name], name))
    return {name: next(free) if len(name) > 1 else name for name in order}


def _of_length(length: int) -> Iterator[str]:
    return (
        iter(ascii_letters) if length == 1 else (first + rest for first in ascii_letters for rest in _of_length(length - 1))
    )
