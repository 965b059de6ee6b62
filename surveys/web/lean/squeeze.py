"""Style sheets and scripts made smaller for slow phones, without changing what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CSS = (
    (re.compile(r"/\*.*?\*/", re.S), ""),
    (re.compile(r"\s+"), " "),
    (re.compile(r"\s*([{};,>])\s*"), r"\1"),
    (re.compile(r":\s+"), ":"),
    (re.compile(r";}"), "}"),
)
_JS = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
    |(?P<whole>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|(?<=[(,=:[!&|?{};])/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])+/)
    |(?P<word>[\w$]+)|(?P<space>\s+)|(?P<sign>.)""",
    re.S | re.X,
)


def squeezed_css(css: str) -> str:
    """A style sheet without comments and needless white space."""
    for found, instead in _CSS:
        css = found.sub(instead, css)
    return css.strip()


def squeezed_js(js: str) -> str:
    """A script without comments, and with white space only between two words.

    It must end its statements with semicolons and have no template literals, and a regular expression must follow its
    bracket or comma directly.
    """
    out: list[str] = []
    apart = after_word = False
    for kind, token in tokens(js):
        if kind in ("space", "comment"):
            apart = True
            continue
        if kind == "word" and after_word and apart:
            out.append(" ")
        out.append(token)
        apart, after_word = False, kind == "word"
    return "".join(out)


def tokens(js: str) -> Iterator[tuple[str, str]]:
    """A script's words, signs, strings, comments and spaces, each with what it is."""
    return ((found.lastgroup or "", found.group()) for found in _JS.finditer(js))
