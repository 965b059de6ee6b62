"""What is published beside a notice: rows that say what it tells, the sealed ledger, and by which they hang together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from surveys.core.ballot import Capacity
from surveys.core.canonical import canonical, zipped
from surveys.core.code import receipt_key
from surveys.core.notice import Notice
from surveys.core.open_row import rows_of, units
from surveys.core.outcome import document
from surveys.core.place import CHINA
from surveys.core.questionnaire import Edition, QuestionRole
from surveys.core.seal import TreeHead, rows_key
from surveys.services.outcome import Dossier
from surveys.services.seal import heads, leaves
from surveys.store import open_row as stored
from surveys.store.db import Connection, keys_of

FORMAT = "open-v1"
_HOW = "python3 opened.py FILE.zip CODE"
RowsKeys = Mapping[tuple[int, Capacity], str]
"""What leads to the rows of each ballot, by household and capacity."""
_ROLES = (QuestionRole.CONSENT, QuestionRole.ORDER, QuestionRole.TOP3)


def open_package(session: Connection, dossier: Dossier, notice: Notice) -> bytes:
    """The file that everybody gets with a notice: the same bytes for the same notice and the same ledger.

    It holds nothing that hangs on how a home answered but what the notice tells, and commitments. Raises `ValueError` on a
    notice that is shown no more.
    """
    keys = _rows_keys(session, dossier, notice.number)
    return packed(notice, dossier, keys, leaves(session, notice.poll_id), heads(session, notice.poll_id))


def packed(notice: Notice, dossier: Dossier, keys: RowsKeys, sealed: tuple[str, ...], known: tuple[TreeHead, ...]) -> bytes:
    """The file made of its parts: `sealed` are the ledger's commitments, `known` its heads."""
    if notice.outcome is None:
        raise ValueError("what is shown no more is not opened either")
    d, terms = dossier, dossier.terms
    found = rows_of(units(notice.outcome, d.edition, d.menu, terms), d.roster, d.ballots, keys)
    rows = [one.document() for one in found]
    files = {"outcome.json": document(notice.outcome), "rows.json": rows, "leaves.json": list(sealed)}
    written = {name: canonical(file) for name, file in files.items()}
    manifest = {
        "format": FORMAT,
        "check": _HOW,
        "poll": notice.poll_id,
        "number": notice.number,
        "notice": notice.digest,
        "terms": terms.digest,
        "edition": terms.edition,
        "menu": terms.menu,
        "roles": dict(_roles(d.edition)),
        "heads": [head_document(head) for head in known],
        "rows": sum(len(one.rows) for one in found),
        "files": {name: sha256(content).hexdigest() for name, content in written.items()},
    }
    return zipped({"manifest.json": canonical(manifest), **written}, deflated=True)


def rows_in(content: bytes) -> bytes:
    """The rows alone, of a file that `packed` made."""
    with ZipFile(BytesIO(content)) as archive:
        return archive.read("rows.json")


def head_document(head: TreeHead) -> dict[str, Any]:
    """A tree head as everybody may know it: its day and not its hour."""
    day = head.at.astimezone(CHINA).date().isoformat()
    return {"size": head.size, "root": head.root, "day": day, "why": head.why.value}


def _roles(edition: Edition) -> Iterator[tuple[str, str]]:
    for role in _ROLES:
        if question := edition.with_role(role):
            yield role.value, question.key


def _rows_keys(session: Connection, dossier: Dossier, number: int) -> RowsKeys:
    keys = keys_of(session)
    return {
        seat: rows_key(receipt_key(keys, seat[0], seat[1].value, since), number)
        for seat, since in stored.began(session, dossier.poll.id).items()
    }
