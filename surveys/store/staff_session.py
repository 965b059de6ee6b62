"""Browsers on which members of staff have signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, or_, select, update

from surveys.store.clock import NEWEST
from surveys.store.db import Connection
from surveys.store.staff import Member, member_of, sessions_t, staff_t


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A signed-in browser: since when, when it last asked for anything, and on what kind of device."""

    key: str
    started_at: datetime
    seen_at: datetime
    device: str


def begin(session: Connection, key: str, staff_id: int, device: str, now: datetime) -> None:
    """A browser signs in."""
    session.execute(insert(sessions_t).values(key=key, staff_id=staff_id, started_at=now, seen_at=now, device=device))


def signed_in(
    session: Connection, key: str, *, started: datetime, seen: datetime
) -> tuple[Member, datetime, datetime | None] | None:
    """Whose browser this is and when it was seen, if it signed in and was seen since then and the account is open; and of
    when the newest act of all is."""
    query = select(staff_t, sessions_t.c.seen_at, NEWEST).join_from(
        sessions_t, staff_t, staff_t.c.id == sessions_t.c.staff_id
    )
    lasting = (sessions_t.c.started_at >= started, sessions_t.c.seen_at >= seen, staff_t.c.disabled_at.is_(None))
    row = session.execute(query.where(sessions_t.c.key == key, *lasting)).one_or_none()
    return None if row is None else (member_of(row), row.seen_at, row.newest)


def saw(session: Connection, key: str, now: datetime) -> None:
    """The browser asked for something."""
    session.execute(update(sessions_t).where(sessions_t.c.key == key, sessions_t.c.seen_at < now).values(seen_at=now))


def browsers(session: Connection, staff_id: int, *, started: datetime, seen: datetime) -> tuple[SignedIn, ...]:
    """The browsers on which somebody is signed in, the last seen first."""
    query = select(sessions_t).where(
        sessions_t.c.staff_id == staff_id, sessions_t.c.started_at >= started, sessions_t.c.seen_at >= seen
    )
    rows = session.execute(query.order_by(sessions_t.c.seen_at.desc(), sessions_t.c.key))
    return tuple(SignedIn(row.key, row.started_at, row.seen_at, row.device) for row in rows)


def end(session: Connection, key: str) -> None:
    """The browser signs out."""
    session.execute(delete(sessions_t).where(sessions_t.c.key == key))


def end_all(session: Connection, staff_id: int, *, but: str = "") -> int:
    """Somebody's browsers sign out, all or all but one; returns how many."""
    query = delete(sessions_t).where(sessions_t.c.staff_id == staff_id, sessions_t.c.key != but)
    return session.execute(query).rowcount


def forget_before(session: Connection, *, started: datetime, seen: datetime) -> None:
    """Drop the browsers that signed in, or were last seen, before."""
    session.execute(delete(sessions_t).where(or_(sessions_t.c.started_at < started, sessions_t.c.seen_at < seen)))
