"""What is published beside a notice: rows that say what it tells, the sealed ledger, and by which they hang together."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from surveys.core.ballot import Capacity, Revision
from surveys.core.canonical import canonical, zipped
from surveys.core.code import receipt_key
from surveys.core.menu import Menu
from surveys.core.notice import Notice
from surveys.core.open_row import Said, Unit, rows_of, units
from surveys.core.outcome import document as outcome_document
from surveys.core.place import CHINA
from surveys.core.poll import Poll
from surveys.core.questionnaire import Edition, QuestionRole
from surveys.core.roster import Household
from surveys.core.seal import SHORT, TreeHead, row_commitment, row_id, row_opening, rows_key
from surveys.services.outcome import Dossier
from surveys.services.seal import heads, leaves
from surveys.store import document
from surveys.store import open_row as stored
from surveys.store.db import Connection, keys_of

FORMAT = "open-v1"
_HOW = "python3 opened.py FILE.zip CODE"
RowsKeys = Mapping[tuple[int, Capacity], str]
"""What leads to the rows of each ballot, by household and capacity."""
_ROLES = (QuestionRole.CONSENT, QuestionRole.ORDER, QuestionRole.TOP3)


def open_package(session: Connection, dossier: Dossier, notice: Notice, size: int) -> bytes:
    """The file that everybody gets with a notice, with the ledger of so many entries: the same bytes for the same notice.

    It holds nothing that hangs on how a home answered but what the notice tells, and commitments. Raises `ValueError` on a
    notice that is shown no more.
    """
    keys = _rows_keys(session, dossier, notice.number)
    known = tuple(head for head in heads(session, notice.poll_id) if head.size <= size)
    return packed(notice, dossier, keys, leaves(session, notice.poll_id)[:size], known)


def packed(notice: Notice, dossier: Dossier, keys: RowsKeys, sealed: tuple[str, ...], known: tuple[TreeHead, ...]) -> bytes:
    """The file made of its parts: `sealed` are the ledger's commitments, `known` its heads."""
    if notice.outcome is None:
        raise ValueError("what is shown no more is not opened either")
    d, terms = dossier, dossier.terms
    found = rows_of(units(notice.outcome, d.edition, d.menu, terms), d.roster, d.ballots, keys)
    rows = [one.document() for one in found]
    files = {"outcome.json": outcome_document(notice.outcome), "rows.json": rows, "leaves.json": list(sealed)}
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


def last_head(content: bytes) -> str:
    """The last checkpoint in a file that `packed` made, as it is typed; empty where there is none."""
    with ZipFile(BytesIO(content)) as archive:
        known = json.loads(archive.read("manifest.json"))["heads"]
    return f"{known[-1]['size']}:{known[-1]['root'][:SHORT]}" if known else ""


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


def watchers_keys(session: Connection, dossier: Dossier, numbers: Sequence[int]) -> dict[str, list[list[Any]]]:
    """What opens every row beside these notices, for watchers: of each, whose ballot which rows key leads to."""
    return {
        str(number): [
            [home, capacity.value, key] for (home, capacity), key in sorted(_rows_keys(session, dossier, number).items())
        ]
        for number in numbers
    }


def _rows_keys(session: Connection, dossier: Dossier, number: int) -> RowsKeys:
    keys = keys_of(session)
    return {
        seat: rows_key(receipt_key(keys, seat[0], seat[1].value, since), number)
        for seat, since in stored.began(session, dossier.poll.id).items()
    }


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A home's own row: what its ballot says, and whether the published list says so; `opened` where everybody reads it
    there, else only its commitment."""

    unit: Unit
    said: Said
    name: str
    opened: bool
    agrees: bool


@dataclass(frozen=True, slots=True)
class OwnRows:
    """A home's own rows beside a notice, and what they answer to."""

    rows: tuple[OwnRow, ...]
    edition: Edition
    menu: Menu
    number: int


def own_rows(session: Connection, poll: Poll, notice: Notice, home: Household, kept: Revision) -> OwnRows | None:
    """The rows of a home's ballot in the file that was published beside a notice; None where an earlier release posted it,
    and of a unit that is no home."""
    if not notice.opened or notice.outcome is None or poll.terms is None or not home.kind.is_household:
        return None
    edition, menu = document.edition(session, poll.terms.edition), document.menu(session, poll.terms.menu)
    asked = units(notice.outcome, edition, menu, poll.terms)
    return OwnRows(tuple(_own(session, notice, asked, home, kept)), edition, menu, notice.number)


def _own(session: Connection, notice: Notice, asked: Sequence[Unit], home: Household, kept: Revision) -> Iterator[OwnRow]:
    ballot, key = kept.ballot(), receipt_key(keys_of(session), kept.household, kept.capacity.value, kept.since)
    content = stored.kept(session, notice.poll_id, notice.number)
    mine, found = rows_key(key, notice.number), json.loads(rows_in(content))
    published = {(one["q"], one["part"], one["who"]): (one["open"], dict(one["rows"])) for one in found}
    for unit in asked:
        opened, there = published.get((unit.question, unit.part, unit.capacity.value), (False, {}))
        name, said = row_id(mine, unit.question, unit.part), unit.read(ballot)
        opens = row_opening(mine, unit.question, unit.part)
        expected = said if opened else row_commitment(opens, said)
        if unit.capacity is ballot.capacity and unit.concerns(home.entrance):
            yield OwnRow(unit, said, name, opened, there.get(name) == expected)
