"""Forms of the desk that were taken, kept for a week: time enough for a double click, a back button or a page left open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from surveys.store.db import Connection
from surveys.store.office_records import SentFormRecord
from surveys.store.records import table_of

KEPT_FOR = timedelta(days=7)
sent_t = table_of(SentFormRecord)


@dataclass(frozen=True, slots=True)
class SentForm:
    """A form that was taken: where it led, what was said of it, and the version of what stood afterwards."""

    key: str
    page: str
    at: datetime
    location: str
    said: str
    version: str


def sent_before(session: Connection, key: str) -> SentForm | None:
    """The form of this very page and content, if it was taken before."""
    row = session.execute(select(sent_t).where(sent_t.c.key == key)).first()
    return SentForm(*row) if row else None


def left_by(session: Connection, page: str) -> str | None:
    """The version that the last form from this page left behind."""
    query = select(sent_t.c.version).where(sent_t.c.page == page).order_by(sent_t.c.at.desc()).limit(1)
    return session.execute(query).scalar()


def keep_sent(session: Connection, taken: SentForm) -> None:
    """Keep a form, and let go of those whose time is over."""
    session.execute(delete(sent_t).where(sent_t.c.at < taken.at - KEPT_FOR))
    values = {name: getattr(taken, name) for name in ("key", "page", "at", "location", "said", "version")}
    session.execute(insert(sent_t).values(values))
