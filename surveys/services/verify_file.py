"""What verifying finds in files that are kept under their digests: each is what its digest says, and none lacks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from surveys.core.canonical import digest
from surveys.core.retention import RETENTION
from surveys.core.verify import Flaw, Wrong
from surveys.store.db import Connection
from surveys.store.retention import begun
from surveys.store.verify import Row, rows_of


def _of_bytes(content: bytes) -> str:
    return sha256(content).hexdigest()


def _of_text(document: str) -> str:
    return digest(document.encode())


_FILES: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "evidence_files": ("content", _of_bytes),
    "form_photos": ("content", _of_bytes),
    "paper_files": ("content", _of_bytes),
    "form_layouts": ("document", _of_text),
}


def files(session: Connection) -> Iterator[Wrong]:
    """Every file that isn't what its digest says, and every one that a finding names and nobody has."""
    forgotten, there = begun(session), set[tuple[int, str]]()
    for table, (column, digest_of) in _FILES.items():
        for row in rows_of(session, table):
            poll = row.get("poll_id", 0)
            gone = poll in forgotten and row[column] == RETENTION[table].personal.get(column)
            if not gone and (digest_of(row[column]) != row["digest"] or not _is_as_long(row, column)):
                yield Wrong(Flaw.DOCUMENT, table, str(row.get("id", row["digest"][:16])), poll)
            if table == "evidence_files":
                there.add((poll, row["digest"]))
    copied = {row["file_id"] for row in rows_of(session, "paper_copies")}
    for row in rows_of(session, "paper_files"):
        if row["id"] not in copied:  # it would be printed in another's place
            yield Wrong(Flaw.LEDGER, "paper_files", str(row["id"]), row["poll_id"])
    for row in rows_of(session, "findings"):
        for named in json.loads(row["files"] or "[]"):
            if (row["poll_id"], named) not in there:
                yield Wrong(Flaw.GONE, "evidence_files", named[:16], row["poll_id"])


def _is_as_long(row: Row, column: str) -> bool:
    return "size" not in row or row["size"] == len(row[column])
