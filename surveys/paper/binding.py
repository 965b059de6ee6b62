"""Binding: PDFs one after another as one file, the same bytes whenever the same are bound."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from itertools import chain

_DATED = re.compile(rb"/CreationDate\(D:([^)]*)\)")
_NAMED = re.compile(rb"/ID\[<([0-9A-Fa-f]{32})><([0-9A-Fa-f]{32})>\]")


def bound(sheets: Iterable[bytes], printed_at: datetime) -> bytes:
    """The only sheet as it is; several as one file that bears the time of printing and a name made of its content."""
    several = iter(sheets)
    first, second = next(several), next(several, None)
    return first if second is None else _bound(chain((first, second), several), printed_at)


def _bound(sheets: Iterator[bytes], printed_at: datetime) -> bytes:
    import pypdfium2  # half a second and twenty megabytes that a single sheet does without

    whole, written = pypdfium2.PdfDocument.new(), BytesIO()
    for sheet in sheets:
        with pypdfium2.PdfDocument(sheet) as part:
            whole.import_pages(part)
    whole.save(written)
    whole.close()
    with written.getbuffer() as made:
        # Its own time and name are those of the moment; they are written over where they stand, in as many signs.
        if dated := _DATED.search(made):
            made[dated.start(1) : dated.end(1)] = printed_at.astimezone(UTC).strftime("%Y%m%d%H%M%S+00'00'").encode()
        if named := _NAMED.search(made, len(made) - 400):
            name = sha256(made[: named.start()]).hexdigest()[:32].upper().encode()
            for group in (1, 2):
                made[named.start(group) : named.end(group)] = name
    return written.getvalue()
