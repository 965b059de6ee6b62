"""Keeping the time: one process of all that serve writes down what the clock brings about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from surveys.services.end import close_due
from surveys.store import clock
from surveys.store import watch as stored
from surveys.store.clock import moment
from surveys.store.db import Connection

CLOCK, BACKUP = "clock", "backup"
SILENT = timedelta(seconds=90)
"""After how long without a word another process takes over."""


BACKED_UP_WITHIN = timedelta(hours=48)
"""How old the last backup may be before somebody has to be told: one a day, and one that failed."""


def note_backup(session: Connection, made_at: datetime) -> None:
    """Write down when the last good backup was made, for every machine that serves and whoever works at the desk."""
    stored.note(session, BACKUP, made_at)


@dataclass(frozen=True, slots=True)
class BackupLate:
    """That backups are missing: when the last good one was made, if ever."""

    last: datetime | None


def backup_late(session: Connection, *, now: datetime) -> BackupLate | None:
    """Whether the last good backup is too old; an installation of less than two days has time."""
    since, last = stored.since_and_seen(session, BACKUP)
    if since is None or now - max(since, last or since) <= BACKED_UP_WITHIN:
        return None
    return BackupLate(last)


def tick(session: Connection, holder: str, *, now: datetime) -> int | None:
    """Do what is due, if this process keeps the time; how many polls ended, or None where another process does.

    `holder` is what this process calls itself, and no other does. Raises `ClockBehind`: then nothing is due.
    """
    now = moment(session, now)
    if not stored.take(session, CLOCK, holder, now=now, silent=(now - SILENT, now + SILENT)):
        return None
    clock.keep(session, now)
    return len(close_due(session, now=now))
