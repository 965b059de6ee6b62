"""Lists in pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list. `total` counts the rows of all pages."""

    rows: Sequence[Row]
    number: int
    pages: int
    total: int


def page_of(rows: Sequence[Row], *, size: int = 20) -> Page[Row]:
    """The page that the address asks for; a number past the end gives the last page."""
    pages = max(1, -(-len(rows) // size))
    asked = request.args.get("page", "1")
    number = min(max(int(asked) if asked.isdecimal() and len(asked) < 6 else 1, 1), pages)
    return Page(rows[(number - 1) * size : number * size], number, pages, len(rows))
