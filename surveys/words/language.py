"""The reader's language. Sentences are written in Chinese; where a catalogue is set, they are said as it has them.

Whoever answers a request says in which language (`speak`); without that, as on paper and on the command line, it is Chinese.
`_`, `counted` and `N_` are what the extraction of sentences looks for.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any, Protocol


class Catalogue(Protocol):
    """Translations by the Chinese sentence; a sentence that is not in it comes back as it is."""

    def gettext(self, message: str) -> str:
        """The sentence in the reader's language."""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The sentence about `n` things in the reader's language."""


_catalogue: ContextVar[Catalogue | None] = ContextVar("catalogue", default=None)


def speak(catalogue: Catalogue | None) -> None:
    """Say everything that follows in this thread as `catalogue` has it; None for Chinese."""
    _catalogue.set(catalogue)


def in_chinese() -> bool:
    """Whether the reader gets the sentences as they are written here."""
    return _catalogue.get() is None


def _(message: str, **values: Any) -> str:
    """A sentence in the reader's language, its %(names)s filled in where there are any."""
    catalogue = _catalogue.get()
    said = catalogue.gettext(message) if catalogue and message else message
    return said % values if values else said


def counted(message: str, n: int, **values: Any) -> str:
    """A sentence about %(n)s things. Chinese says the same of one and of many; other languages have a sentence for each."""
    catalogue = _catalogue.get()
    said = catalogue.ngettext(message, message, n) if catalogue else message
    return said % {"n": f"{n:,}", **values}


def N_(message: str) -> str:
    """Mark a sentence that stands in a table, to be said with `_` later."""
    return message


said = _
"""The same under a name of its own, for words that come with the data: questions, items of the menu."""
