"""Files that prove what was found: what is taken, and how large it may be."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

LARGEST = 10 * 1024 * 1024
"""Bytes of one file as it is brought."""
MOST_FILES = 3
"""Files that one finding may bring."""
MOST_PIXELS = 50_000_000
"""Of a picture: what the best telephones take; a larger one is no photograph, or a bomb."""
MOST_PAGES = 30


class EvidenceKind(StrEnum):
    """How a file is kept: a photograph, or pages."""

    JPEG = "jpeg"
    PDF = "pdf"


_STARTS = {b"\xff\xd8\xff": "jpeg", b"\x89PNG\r\n\x1a\n": "png", b"%PDF-": "pdf"}


def brought_as(content: bytes) -> str:
    """What a file is by its first bytes, whatever it is called: jpeg, png or pdf; empty for anything else."""
    return next((kind for start, kind in _STARTS.items() if content.startswith(start)), "")


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file as it is kept: made anew from what was to be seen in the one that was brought."""

    kind: EvidenceKind
    pages: int
    content: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        """By which it is known in the finding, the ledger and the package: SHA-256, in hex."""
        return sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A kept file in a list; `size` in bytes."""

    digest: str
    kind: EvidenceKind
    pages: int
    size: int
