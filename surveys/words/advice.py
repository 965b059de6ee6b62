"""A page that says one thing: what is the case, and what to do now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from surveys.core.errors import Problem
from surveys.words.language import _


@dataclass(frozen=True, slots=True)
class Advice:
    """A page that says one thing: what is the case, and what to do now."""

    title: str
    lines: tuple[str, ...]

    def said(self) -> Advice:
        """The same in the reader's language."""
        return Advice(_(self.title), tuple(map(_, self.lines)))


def mending(sentences: Mapping[str, str], problem: Problem) -> str:
    """What the desk says to a problem: the sentence of its code, with its values."""
    return sentences.get(problem.code, "这里填得不合适，改一改再提交").format(value=problem.value, **problem.detail)
