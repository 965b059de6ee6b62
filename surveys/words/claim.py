"""What a sentence claims: its words, and beside them the statement about the exported file that anyone can check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement about a poll's ballots, roster and terms: its name, by which whoever counts again knows how to prove it,
    and what it says, as plain JSON values (money in fen, areas in hundredths of a square metre)."""

    name: str
    figures: Mapping[str, Any]

    def document(self) -> dict[str, Any]:
        """The claim as a JSON document."""
        return {"claim": self.name, **self.figures}


class Said(str):
    """A sentence that carries what it claims. It prints as the text it is; `joined` puts several together without losing
    what they claim."""

    claims: tuple[Claim, ...]

    def __new__(cls, text: str, *claims: Claim) -> Self:
        """The text, with its claims."""
        made = super().__new__(cls, text)
        made.claims = claims
        return made


def said(text: str, name: str, /, **figures: Any) -> Said:
    """A sentence that makes one claim."""
    return Said(text, Claim(name, figures))


def claimed_of(sentence: str, text: str = "", /, **figures: Any) -> Said:
    """A sentence, or another text in its place, whose claims say so much more of what they are about."""
    claims = (Claim(claim.name, {**claim.figures, **figures}) for claim in claims_of(sentence))
    return Said(text or str(sentence), *claims)


def joined(joint: str, sentences: Iterable[str], end: str = "") -> Said:
    """Sentences put together, with the claims of all of them."""
    parts = tuple(sentences)
    return Said(joint.join(parts) + (end if parts else ""), *(claim for part in parts for claim in claims_of(part)))


def claims_of(sentence: str) -> tuple[Claim, ...]:
    """What a sentence claims; nothing where it is plain text."""
    return sentence.claims if isinstance(sentence, Said) else ()


def sentences_in(found: Any) -> Iterator[str]:
    """Every text of a paper or a block, in the order in which it is printed."""
    match found:
        case str():
            yield found
        case Mapping():
            for value in found.values():
                yield from sentences_in(value)
        case list() | tuple():
            for value in found:
                yield from sentences_in(value)
        case _:
            for name in _fields(found.__class__):
                yield from sentences_in(getattr(found, name))


@cache
def _fields(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
