"""Waves: one edition and one calendar for many compounds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, insert, select

from surveys.core.poll import Wave
from surveys.store.db import Connection
from surveys.store.records import WaveRecord, table_of

waves_t = table_of(WaveRecord)


def add_wave(session: Connection, title: str, edition: str, opens_at: datetime, closes_at: datetime) -> Wave:
    """A new wave; its title must be free."""
    values = {"title": title, "edition": edition, "opens_at": opens_at, "closes_at": closes_at}
    key = session.execute(insert(waves_t).values(values).returning(waves_t.c.id)).scalar_one()
    return Wave(key, title, edition, opens_at, closes_at)


def waves(session: Connection, *, title: str | None = None, wave_id: int | None = None) -> tuple[Wave, ...]:
    """The waves, the latest first; one of them where a title or an id is given."""
    query = select(waves_t).order_by(waves_t.c.opens_at.desc(), waves_t.c.id.desc())
    if title is not None:
        query = query.where(waves_t.c.title == title)
    if wave_id is not None:
        query = query.where(waves_t.c.id == wave_id)
    return tuple(Wave(r.id, r.title, r.edition, r.opens_at, r.closes_at) for r in session.execute(query))


def count(session: Connection, search: str) -> int:
    """How many waves have `search` in their title."""
    query = select(func.count()).select_from(waves_t).where(waves_t.c.title.contains(search, autoescape=True))
    return session.execute(query).scalar_one()


def listed(session: Connection, search: str, *, start: int, most: int) -> tuple[Wave, ...]:
    """At most `most` waves with `search` in their title, the latest first, from the `start`th on."""
    query = select(waves_t).where(waves_t.c.title.contains(search, autoescape=True))
    query = query.order_by(waves_t.c.opens_at.desc(), waves_t.c.id.desc()).offset(start).limit(most)
    return tuple(Wave(r.id, r.title, r.edition, r.opens_at, r.closes_at) for r in session.execute(query))
