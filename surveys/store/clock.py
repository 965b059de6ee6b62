"""The time at which something is done: read where nobody else can act any more, and never before what was done already."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select, union_all, update

from surveys.core.errors import ClockBehind
from surveys.store.db import JUDGED, Clock, Connection
from surveys.store.life_records import ClockRecord
from surveys.store.mandate_records import CoVoteRecord
from surveys.store.office_records import EntryRecord
from surveys.store.records import RevisionRecord, first_of, insert_for, table_of

clock_t, entries_t = table_of(ClockRecord), table_of(EntryRecord)
revisions_t, co_votes_t = table_of(RevisionRecord), table_of(CoVoteRecord)

_LOG = logging.getLogger(__name__)
TOLERANCE = timedelta(seconds=5)
"""How far the clocks of two machines may be apart; for who is behind by less it is as late as the newest act."""


def _last(at: Any, number: Any, accepted: Any) -> Select[Any]:
    """When the last row of a table was written, by its key; those before somebody set the clock right say nothing."""
    since = select(func.coalesce(func.max(accepted), 0)).scalar_subquery()
    latest = first_of(select(at.label("at")).where(number > since).order_by(number.desc()))
    return select(latest.subquery().c.at)


_KNOWN = union_all(
    select(clock_t.c.at.label("at")),
    _last(entries_t.c.at, entries_t.c.id, clock_t.c.entries),
    _last(revisions_t.c.cast_at, revisions_t.c.id, clock_t.c.revisions),
    _last(co_votes_t.c.cast_at, co_votes_t.c.id, clock_t.c.co_votes),
).subquery()
NEWEST = select(func.max(_KNOWN.c.at)).scalar_subquery().label("newest")
"""When the newest act, ballot or word of whoever keeps the time is from: four rows, each the last of its index."""


def newest(session: Connection) -> datetime | None:
    """When the last thing was done that anybody knows of; None where nothing ever was."""
    found: datetime | None = session.execute(select(NEWEST)).scalar_one()
    return found


def moment(session: Connection, now: datetime, *, known: datetime | None = None) -> datetime:
    """The time at which something is decided: to be asked once nobody else can act on it any more, for whoever waited may
    have waited past the end. The transaction's clock says it, where it has one; `now` is when it was asked for.

    `known` is the newest act, where a query after the lock has told it already. Raises `ClockBehind`.
    """
    clock: Clock | None = session.get_execution_options().get("clock")
    if clock is None:
        return now
    return compared(session, clock(), known or newest(session))


def judge(session: Connection) -> None:
    """Compare this transaction's clock with what was done already, unless that was done. Raises `ClockBehind`."""
    clock: Clock | None = session.get_execution_options().get("clock")
    if clock is not None and JUDGED not in session.info:
        compared(session, clock(), newest(session))


def compared(session: Connection, at: datetime, known: datetime | None) -> datetime:
    """`at`, or the newest act where another machine's clock is a little ahead. Raises `ClockBehind`."""
    session.info[JUDGED] = True
    if known is None or at >= known:
        return at
    if is_behind(at, known):
        _LOG.critical("the clock shows %s, but %s is on record: nothing is taken", at.isoformat(), known.isoformat())
        raise ClockBehind(at, known)
    return known


def is_behind(at: datetime, known: datetime | None) -> bool:
    """Whether a clock that shows `at` is behind the newest act by more than machines differ."""
    return known is not None and known - at > TOLERANCE


def keep(session: Connection, now: datetime) -> None:
    """Write down how late it is; what was written later stays."""
    first = insert_for(session.dialect.name, ClockRecord).values(id=1, at=now)
    later = first.on_conflict_do_update(index_elements=["id"], set_={"at": now}, where=clock_t.c.at < now)
    session.execute(later)


def accept(session: Connection, now: datetime) -> None:
    """Take the clock for right, whatever was done at later times before."""
    of = {"entries": entries_t, "revisions": revisions_t, "co_votes": co_votes_t}
    numbers = {name: func.coalesce(select(func.max(table.c.id)).scalar_subquery(), 0) for name, table in of.items()}
    keep(session, now)
    session.execute(update(clock_t).values(at=now, **numbers))
