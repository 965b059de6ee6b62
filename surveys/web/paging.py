"""Lists in pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

from surveys.core.paging import pages_of

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list. `total` counts the rows of all pages."""

    rows: Sequence[Row]
    number: int
    pages: int
    total: int
    size: int

    @property
    def first(self) -> int:
        """The number of its first row among those of all pages."""
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        """That of its last row."""
        return self.first + len(self.rows) - 1


def asked_page() -> int:
    """The number of the page that the address asks for."""
    asked = request.args.get("page", "1")
    return max(int(asked) if asked.isdecimal() and len(asked) < 6 else 1, 1)


def counted_page(rows: Sequence[Row], total: int, *, size: int = 20) -> Page[Row]:
    """The page that the address asks for, whose rows were looked up; a number past the end gives the last page."""
    pages = pages_of(total, size)
    return Page(rows, min(asked_page(), pages), pages, total, size)


def page_of(rows: Sequence[Row], *, size: int = 20) -> Page[Row]:
    """The page that the address asks for; a number past the end gives the last page."""
    empty = counted_page(rows, len(rows), size=size)
    return Page(rows[(empty.number - 1) * size : empty.number * size], empty.number, empty.pages, empty.total, size)
