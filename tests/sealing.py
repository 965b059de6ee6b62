"""Sealing what may be, as whoever keeps the time does."""

from __future__ import annotations

from datetime import datetime

from surveys.core.seal import HeadWhy
from surveys.services.seal import Sealing, due, seal_poll
from surveys.store.db import Connection


def seal_due(session: Connection, *, now: datetime) -> Sealing:
    """Seal what may be, in one transaction."""
    done = Sealing()
    for poll_id in due(session):
        done += seal_poll(session, poll_id, HeadWhy.BATCH, now=now)
    return done
