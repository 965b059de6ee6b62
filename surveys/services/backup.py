"""Backups: everything in one consistent look, locked, read back before it counts, and gone again after thirty days."""

from __future__ import annotations

import io
import json
import os
import secrets
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from surveys.core.backup import BackupFacts, BackupName, expired, read_name
from surveys.core.errors import NotAllowed, SurveyError
from surveys.core.place import DISTRICT
from surveys.services.cipher import Locking, unlocked
from surveys.services.outcome import decide
from surveys.services.replay import replay_ledger
from surveys.store import copy as stored
from surveys.store import poll as stored_poll
from surveys.store.copy import TableRows
from surveys.store.db import Connection

PART = ".part"
Step = Callable[[int, int], None]
"""Told how many rows are done of how many."""


def write_backup(
    session: Connection, folder: Path, key: bytes, facts: BackupFacts, *, step: Step = lambda _done, _all: None
) -> Path:
    """Put everything that `session` sees into one new file, which has its name only once it was read back whole.

    Raises `OSError` where the folder can't take it, and leaves nothing then.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / BackupName(facts.made_at, facts.schema).file
    part = file.with_name(f"{file.name}.{secrets.token_hex(4)}{PART}")
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as written:
            locking = Locking(written, key, secrets.token_bytes(32))
            digests = _write(session, _Packing(locking), facts, step)
            written.flush()
            os.fsync(written.fileno())
        with reading_backup(part, key) as backup:
            for _ in backup.rows():
                pass
            if backup.digests != digests:
                raise NotAllowed("damaged")
        part.rename(file)
        sync_folder(folder)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    return file


def facts_of(session: Connection, schema: str, software: str, fingerprint: str, *, now: datetime) -> BackupFacts:
    """What a backup made at `now` says of itself. Where the schema isn't this software's, no poll can be counted."""
    tables = stored.schema_of(session)
    return BackupFacts(
        made_at=now.replace(microsecond=0),
        software=software,
        schema=schema,
        fingerprint=fingerprint,
        rows=stored.row_counts(session, tables),
        numbers=stored.numbers_given(session, tables),
        tallies={},
        disagreeing=0,
    )


def tallies(session: Connection, *, now: datetime) -> dict[str, str]:
    """The digest of each poll that is over, as its tally has it; of one that can't be counted, why."""
    found = {}
    for poll in stored_poll.polls(session, DISTRICT):
        if poll.state(now).ended:
            try:
                found[str(poll.id)] = decide(session, DISTRICT, poll.id, now=now).digest
            except SurveyError as refused:
                found[str(poll.id)] = f"{type(refused).__name__}: {refused}"
    return found


def disagreeing(session: Connection) -> int:
    """How many things the ledger and the database tell differently."""
    return len(replay_ledger(session).differences)


def counted(facts: BackupFacts, session: Connection) -> BackupFacts:
    """The same facts with what comes of the polls and of the ledger."""
    return replace(facts, tallies=tallies(session, now=facts.made_at), disagreeing=disagreeing(session))


def look_again(session: Connection, facts: BackupFacts, software: str) -> None:
    """Count again what was counted when the backup was made: the same software has to come to the same.

    Raises `NotAllowed` (tallies_differ).
    """
    if facts.software != software or not facts.tallies:
        return
    found = tallies(session, now=facts.made_at)
    differing = [poll for poll in found.keys() | facts.tallies.keys() if found.get(poll) != facts.tallies.get(poll)]
    if differing or disagreeing(session) != facts.disagreeing:
        raise NotAllowed("tallies_differ", polls="、".join(sorted(differing)))


class Backup:
    """A backup that is being read: its facts, then its rows, and their digests at the end."""

    def __init__(self, lines: BinaryIO) -> None:
        self._lines = lines
        try:
            self.facts = BackupFacts.from_document(json.loads(lines.readline()))
        except (ValueError, TypeError, KeyError):  # of a format to come
            raise NotAllowed("damaged") from None
        self.digests: dict[str, str] = {}

    def rows(self) -> Iterator[TableRows]:
        """Every row; raises `NotAllowed` (damaged) at the end where they aren't what was written."""
        digests = Digests(self.facts.rows)
        while "table" in (head := json.loads(self._lines.readline())):
            lines = [self._lines.readline() for _ in range(head["rows"])]
            rows = TableRows(head["table"], tuple(head["columns"]), tuple(map(stored.read_line, lines)))
            digests.add(rows.table, b"".join(lines))
            yield rows
        self.digests = digests.found()
        if head != {"digests": self.digests} or self._lines.read(1):
            raise NotAllowed("damaged")


class Digests:
    """What the rows of each table come to, in their order."""

    def __init__(self, tables: Mapping[str, int]) -> None:
        self._hashes = {table: sha256() for table in tables}

    def add(self, table: str, lines: bytes) -> None:
        """Count some more lines of a table."""
        self._hashes[table].update(lines)

    def found(self) -> dict[str, str]:
        """The digest of each table."""
        return {table: found.hexdigest() for table, found in self._hashes.items()}


@contextmanager
def reading_backup(file: Path, key: bytes) -> Iterator[Backup]:
    """A backup to read. Raises `NotAllowed`: no_backup, other_key, damaged; and `OSError`."""
    with file.open("rb") as opened:
        yield Backup(io.BufferedReader(_Unpacked(opened, key), 1 << 18))


def digests_of(session: Connection, step: Step = lambda _done, _all: None) -> dict[str, str]:
    """What the rows of each table of a database come to: the same as those of the backup they came from."""
    tables = stored.schema_of(session)
    counts = stored.row_counts(session, tables)
    digests, done, whole = Digests(counts), 0, sum(counts.values())
    for rows in stored.all_rows(session, tables):
        digests.add(rows.table, rows.lines)
        done += len(rows.rows)
        step(done, whole)
    return digests.found()


def backups(folder: Path) -> list[BackupName]:
    """The backups and copies in a folder, the newest first."""
    try:
        found = [read_name(path.name) for path in folder.iterdir()]
    except FileNotFoundError:
        return []
    return sorted((name for name in found if name), reverse=True)


def last_backup(folder: Path) -> datetime | None:
    """When the newest backup in a folder was made; a file has its name only once it was read back whole."""
    return next((name.made_at for name in backups(folder) if name.whole), None)


def drop_expired(folder: Path, keep: int, *, now: datetime) -> list[BackupName]:
    """Delete the backups that are too old or too many, those left half made a day ago as well; returns which."""
    found = backups(folder)
    gone = [
        *expired((name for name in found if name.whole), keep, now=now),
        *expired((name for name in found if not name.whole), keep, now=now),
    ]
    for name in gone:
        (folder / name.file).unlink(missing_ok=True)
    for path in folder.glob(f"*{PART}"):
        if now.timestamp() - path.stat().st_mtime > 24 * 3600:
            path.unlink(missing_ok=True)
    return gone


def sync_folder(folder: Path) -> None:
    """Let a new name in a folder survive a power cut; where a system can't, the file system does it by itself."""
    if os.name != "posix":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


class _Packing:
    """Compresses what is written, and locks it."""

    def __init__(self, locking: Locking) -> None:
        self._locking, self._zlib = locking, zlib.compressobj(3)

    def write(self, data: bytes) -> None:
        self._locking.write(self._zlib.compress(data))

    def close(self) -> None:
        self._locking.write(self._zlib.flush())
        self._locking.close()


def _write(session: Connection, packing: _Packing, facts: BackupFacts, step: Step) -> dict[str, str]:
    packing.write(_json(facts.document()))
    digests, done, whole = Digests(facts.rows), 0, sum(facts.rows.values())
    for rows in stored.all_rows(session, stored.schema_of(session)):
        lines = rows.lines
        packing.write(_json({"table": rows.table, "columns": rows.columns, "rows": len(rows.rows)}))
        packing.write(lines)
        digests.add(rows.table, lines)
        done += len(rows.rows)
        step(done, whole)
    packing.write(_json({"digests": digests.found()}))
    packing.close()
    return digests.found()


def _json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class _Unpacked(io.RawIOBase):
    """What was packed and locked, as a file to read lines from."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        self._pieces, self._zlib, self._ready = unlocked(file, key), zlib.decompressobj(), b""

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer with what is next; 0 at the end."""
        while not self._ready:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._ready = self._zlib.decompress(piece)
        size = min(len(buffer), len(self._ready))
        buffer[:size], self._ready = self._ready[:size], self._ready[size:]
        return size
