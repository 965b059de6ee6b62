"""The installation itself: whose secret it was made with, and whether it was moved elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, inspect, select, text, update

from surveys.store.db import Connection
from surveys.store.household import households_t
from surveys.store.installation_records import InstallationRecord
from surveys.store.poll import polls_t
from surveys.store.records import table_of

installations_t = table_of(InstallationRecord)
_SAMPLED = 8


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of the installation."""

    name: str
    fingerprint: str
    moved_to: str


@dataclass(frozen=True, slots=True)
class LetterKept:
    """What is kept of a letter, to see whether a secret makes it again."""

    poll: int
    position: int
    epoch: int
    link_hash: str


def installation(session: Connection) -> Kept | None:
    """What is kept; None before the first start, and in a database that has no such table yet."""
    if not inspect(session).has_table(installations_t.name):
        return None
    columns = (installations_t.c.name, installations_t.c.fingerprint, installations_t.c.moved_to)
    row = session.execute(select(*columns)).one_or_none()
    return None if row is None else Kept(*row)


def keep(session: Connection, name: str, fingerprint: str, *, now: datetime) -> None:
    """Write down the fingerprint at the first start."""
    session.execute(insert(installations_t).values(id=1, name=name, fingerprint=fingerprint, kept_at=now))


def change(session: Connection, **values: str) -> None:
    """Change what is kept: another fingerprint, another name, or where everything was moved to."""
    session.execute(update(installations_t).values(values))


def letters_kept(session: Connection) -> list[LetterKept]:
    """A few letters of the poll that was opened last."""
    last = (
        select(polls_t.c.id)
        .where(polls_t.c.opened_at.is_not(None))
        .order_by(polls_t.c.opened_at.desc(), polls_t.c.id.desc())
    )
    columns = (households_t.c.poll_id, households_t.c.position, households_t.c.epoch, households_t.c.link_hash)
    of_it = select(*columns).where(households_t.c.poll_id == last.limit(1).scalar_subquery())
    return [LetterKept(*row) for row in session.execute(of_it.order_by(households_t.c.id).limit(_SAMPLED))]


def letters_out(session: Connection) -> int:
    """How many homes of polls that run have a letter."""
    runs = polls_t.c.opened_at.is_not(None) & polls_t.c.closed_at.is_(None) & polls_t.c.cancelled_at.is_(None)
    query = select(func.count()).select_from(households_t.join(polls_t, polls_t.c.id == households_t.c.poll_id))
    return int(session.execute(query.where(runs)).scalar_one())


def newest(session: Connection) -> tuple[int, int]:
    """The numbers of the newest revision and of the newest act, 0 where there is none."""
    query = text("SELECT coalesce((SELECT max(id) FROM revisions), 0), coalesce((SELECT max(id) FROM entries), 0)")
    revision, act = session.execute(query).one()
    return int(revision), int(act)
