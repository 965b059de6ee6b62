"""How a list falls into pages; one past the end is the last, and there is always one."""

from __future__ import annotations


def pages_of(total: int, size: int) -> int:
    """How many pages of `size` rows `total` rows fill."""
    return max(1, -(-total // size))


def rows_before(page: int, total: int, size: int) -> int:
    """How many rows come before a page, numbered from 1, or before the nearest that there is."""
    return (min(max(page, 1), pages_of(total, size)) - 1) * size
