"""What a parser is to the machine that hunts: where its good inputs come from, what reads one, and what it may cost."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from surveys.core.errors import SurveyError

CHINESE = re.compile("[\u4e00-\u9fff]")


class Unsaid(Exception):
    """A refusal without a sentence that people read."""


@dataclass(frozen=True)
class Parser:
    """One way in. `parse` reads an input or refuses it with one of `refusals`; it may take so many seconds of processor and
    so many megabytes beyond what stood there before. `often` is how many inputs it gets for each one of the slowest; `said`,
    whether the command line has the sentence for each of its refusals."""

    name: str
    seeds: Callable[[], Sequence[bytes]]
    parse: Callable[[bytes], object]
    refusals: tuple[type[Exception], ...] = (SurveyError,)
    seconds: float = 5.0
    megabytes: int = 300
    often: int = 20
    said: bool = False


def text_of(data: bytes) -> str:
    """The input as text: lone surrogates and bytes that are none come through, as they do from JSON and a command line."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "surrogateescape")
