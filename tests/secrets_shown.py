"""Whether a text holds what opens a home: the code or the link of its valid letter, or a receipt key."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

import pypdfium2
from sqlalchemy import select

from surveys.core.ballot import Capacity
from surveys.core.code import Keys, household_code, link_token, receipt_key
from surveys.store.db import Connection
from surveys.store.household import households_t

_BETWEEN = re.compile(r"[\s\-]|&nbsp;|<[^>]*>")


def secrets_of(session: Connection, keys: Keys) -> frozenset[str]:
    """Everything that opens a home of any poll, without spaces."""
    found = set()
    for row in session.execute(select(households_t)):
        found.add(household_code(keys, row.poll_id, row.position, row.epoch))
        found.add(link_token(keys, row.poll_id, row.position, row.epoch))
        found |= {receipt_key(keys, row.id, who, since) for who in Capacity for since in (1, 2, 3)}
    return frozenset(found)


def shown_in(content: bytes, secrets: frozenset[str]) -> set[str]:
    """Which of them stand in an answer or a file, PDFs and archives included."""
    texts = [_BETWEEN.sub("", text) for text in _texts(content)]
    joined = "\n".join([*texts, *(text.upper() for text in texts)])
    runs = set(re.findall(r"(?=(\d{12}))", joined)) | set(re.findall(r"(?=([0-9A-Z]{16}))", joined))
    return (runs | set(re.findall(r"(?=([0-9A-Z]{26}))", joined))) & secrets


def _texts(content: bytes) -> list[str]:
    if content.startswith(b"%PDF"):
        document = pypdfium2.PdfDocument(content)
        try:
            return [page.get_textpage().get_text_bounded() for page in document]
        finally:
            document.close()
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as archive:
            return [archive.read(name).decode(errors="replace") for name in archive.namelist()]
    return [content.decode(errors="replace")]
