"""Workbooks that Excel and WPS open: every text is typed as text, and the same content is the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

FORMULA = re.compile("[\\s']*[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")
"""What some program would take for a formula."""

TEXT = "@"
"""The format of a column whose cells are texts."""
Written = str | int | Decimal | date | datetime | None


@dataclass(frozen=True, slots=True)
class Worksheet:
    """A sheet to be written. `widths` are in characters; columns are counted from 0; a Decimal shows two places.

    `texts` are columns that stay text whatever is typed into them, `formats` how a column shows its numbers and dates;
    `choices` offers a list of words in a column. With a `heading`, which stands over every page, the sheet filters by its
    header and prints on A4 across, with a page's end after each of the rows `breaks`.
    """

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Written]] = ()
    widths: Sequence[int] = ()
    texts: frozenset[int] = frozenset()
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)
    formats: Mapping[int, str] = field(default_factory=dict)
    heading: str = ""
    breaks: Sequence[int] = ()


def write_xlsx(sheets: Iterable[Worksheet], *, made_at: datetime | None = None) -> bytes:
    """A workbook in which no value, header or sheet name can become a formula; it holds no time but `made_at`."""
    from surveys.services.xlsx import workbook_bytes  # what writes one takes megabytes, and most processes write none

    return workbook_bytes(sheets, made_at)
