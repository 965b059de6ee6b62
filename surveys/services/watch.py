"""Keeping the time: one process of all that serve writes down what the clock brings about."""

from __future__ import annotations

from datetime import datetime, timedelta

from surveys.services.end import close_due
from surveys.store import clock
from surveys.store import watch as stored
from surveys.store.clock import moment
from surveys.store.db import Connection

CLOCK = "clock"
SILENT = timedelta(seconds=90)
"""After how long without a word another process takes over."""


def tick(session: Connection, holder: str, *, now: datetime) -> int | None:
    """Do what is due, if this process keeps the time; how many polls ended, or None where another process does.

    `holder` is what this process calls itself, and no other does. Raises `ClockBehind`: then nothing is due.
    """
    now = moment(session, now)
    if not stored.take(session, CLOCK, holder, now=now, silent=(now - SILENT, now + SILENT)):
        return None
    clock.keep(session, now)
    return len(close_due(session, now=now))
