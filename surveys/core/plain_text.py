"""Plain text from people: one spelling, nothing invisible, nothing that turns the reading direction."""

from __future__ import annotations

import re
from unicodedata import is_normalized, normalize

_BREAKS = re.compile("\r\n?|[\u0085\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
UNSEEN = "".join(sign if sign in "[-]" else f"\\u{{{ord(sign):x}}}" for sign in _INVISIBLE.pattern)
"""What nobody sees, as a script's regular expression: the pages take out the same."""
_MANY_BREAKS = re.compile("\n{3,}")


def visible_text(text: str) -> str:
    """The text without control, zero-width and direction characters and lone surrogates; line breaks become one kind."""
    return _INVISIBLE.sub("", _BREAKS.sub("\n", text))


def compact_text(text: str) -> str:
    """What was typed where figures or a code are asked for: of one width, without white space and what nobody sees."""
    return "".join(normalize("NFKC", visible_text(text)).split())


def plain_line(text: str) -> str:
    """The text on one line in NFC, each run of white space one space."""
    if text.isprintable() and is_normalized("NFC", text):
        return " ".join(text.split())
    return normalize("NFC", " ".join(visible_text(text).split()))


def plain_lines(text: str) -> str:
    """The text in NFC with its line breaks kept, no more than one empty line at a time."""
    lines = "\n".join(" ".join(line.split()) for line in visible_text(text).split("\n"))
    return normalize("NFC", _MANY_BREAKS.sub("\n\n", lines).strip("\n"))
