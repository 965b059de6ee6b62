"""The ledger as it is read: newest first and a page at a time, or all of it from where it tells before and after."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal, or_, select, tuple_

from surveys.core.act import Act
from surveys.core.ledger import Committed, LedgerLine, Names, Said, Search
from surveys.core.place import Jurisdiction, Level
from surveys.store.db import Connection, UTCDateTime
from surveys.store.entry import entries_t, values_t
from surveys.store.household import HOMES, ROOM, households_t
from surveys.store.place import communities_t, compounds_t, streets_t
from surveys.store.poll import polls_t
from surveys.store.staff import staff_t
from surveys.store.wave import waves_t

_LATEST = datetime(9999, 1, 1, tzinfo=UTC)
_AT_ONCE, _MOST_PEOPLE = 500, 100

_DOOR = (households_t.c.id, households_t.c.building, households_t.c.unit, ROOM.label("room"))


def found(session: Connection, scope: Jurisdiction, search: Search, *, most: int) -> tuple[LedgerLine, ...]:
    """The newest lines of what lies within `scope` that fit, each place's by its own index."""
    rows: list[Row[Any]] = []
    for place in _places(session, scope):
        query = select(entries_t).where(*place, *_wanted(search))
        rows += session.execute(query.order_by(entries_t.c.at.desc(), entries_t.c.id.desc()).limit(most))
    rows.sort(key=lambda row: (row.at, row.id), reverse=True)
    return tuple(_lines(session, rows[:most]))


def _places(session: Connection, scope: Jurisdiction) -> list[list[ColumnElement[bool]]]:
    """What belongs to `scope`, in parts of which each is one range of an index and none holds what another does."""
    match scope.level:
        case Level.DISTRICT:
            return [[]]
        case Level.STREET:
            return [[entries_t.c.street_id == scope.street]]
        case Level.COMPOUND:
            return [[entries_t.c.compound_id == scope.compound]]
        case Level.COMMUNITY:
            theirs = session.scalars(select(compounds_t.c.id).where(compounds_t.c.community_id == scope.community))
            own = [entries_t.c.community_id == scope.community]
            return [own, *([entries_t.c.compound_id == number] for number in theirs)]


def _wanted(search: Search) -> Iterator[ColumnElement[bool]]:
    several = {"actor": search.actors, "household_id": search.households}
    yield from (entries_t.c[name].in_(values) for name, values in several.items() if values)
    one = {"act": search.act and search.act.value, "compound_id": search.compound, "poll_id": search.poll}
    yield from (entries_t.c[name] == value for name, value in one.items() if value is not None)
    if search.since is not None:
        yield entries_t.c.at >= search.since
    # Always said, so that even everything is a range of an index.
    yield entries_t.c.at < (search.until or _LATEST)
    if search.after is not None:
        at, number = search.after
        yield tuple_(entries_t.c.at, entries_t.c.id) < tuple_(literal(at, UTCDateTime), literal(number))


def line(session: Connection, number: int) -> LedgerLine | None:
    """The line of this number, if there is one."""
    rows = session.execute(select(entries_t).where(entries_t.c.id == number)).all()
    return next(iter(_lines(session, rows)), None)


def moment_of(session: Connection, number: int) -> datetime | None:
    """When the entry of this number was entered."""
    return session.execute(select(entries_t.c.at).where(entries_t.c.id == number)).scalar_one_or_none()


def lines_since_it_began(session: Connection) -> Iterator[LedgerLine]:
    """Every line from the last time that was written down what stood, the first first; all where that never was."""
    began = entries_t.c.act == Act.LEDGER_BEGAN.value
    at = session.execute(select(func.max(entries_t.c.at)).where(began)).scalar_one()
    first = 0
    if at is not None:
        first = session.execute(select(func.min(entries_t.c.id)).where(and_(began, entries_t.c.at == at))).scalar_one()
    while True:
        query = select(entries_t).where(entries_t.c.id >= first).order_by(entries_t.c.id).limit(_AT_ONCE)
        rows = session.execute(query).all()
        if not rows:
            return
        yield from _lines(session, rows)
        first = rows[-1].id + 1


def _lines(session: Connection, rows: Sequence[Row[Any]]) -> Iterator[LedgerLine]:
    kept: dict[int, dict[str, Row[Any]]] = {}
    for value in session.execute(select(values_t).where(values_t.c.entry_id.in_([row.id for row in rows]))):
        kept.setdefault(value.entry_id, {})[value.field] = value
    for row in rows:
        yield LedgerLine(
            id=row.id,
            at=row.at,
            actor=row.actor,
            act=Act(row.act),
            poll=row.poll_id,
            wave=row.wave_id,
            compound=row.compound_id,
            community=row.community_id,
            street=row.street_id,
            household=row.household_id,
            said=dict(_said(json.loads(row.detail), kept.get(row.id, {}))),
        )


def _said(detail: dict[str, Any], kept: dict[str, Row[Any]]) -> Iterable[tuple[str, Said]]:
    for name, value in detail.items():
        if not isinstance(value, dict):
            yield name, value
        elif (row := kept.get(name)) is None:
            yield name, Committed(value["sha256"])
        else:
            yield name, Committed(value["sha256"], row.salt, json.loads(row.value))


def names(session: Connection, lines: Sequence[LedgerLine]) -> Names:
    """What those are called whom these lines name."""
    people = {line.actor for line in lines}
    people |= {value for line in lines for value in line.said.values() if isinstance(value, str)}
    named = select(staff_t.c.username, staff_t.c.name).where(staff_t.c.username.in_(people))
    asked = {line.poll for line in lines} - {None}
    polls = select(polls_t.c.id, waves_t.c.title).join_from(polls_t, waves_t, waves_t.c.id == polls_t.c.wave_id)
    waves = select(waves_t.c.id, waves_t.c.title).where(waves_t.c.id.in_({line.wave for line in lines} - {None}))
    homes = select(*_DOOR).select_from(HOMES)
    doors = session.execute(homes.where(households_t.c.id.in_({line.household for line in lines} - {None})))
    return Names(
        people=_pairs(session, named),
        places=_places_named(session, lines),
        waves=_pairs(session, waves),
        polls=_pairs(session, polls.where(polls_t.c.id.in_(asked))),
        homes={row.id: (row.building, row.unit, row.room) for row in doors},
    )


def _places_named(session: Connection, lines: Sequence[LedgerLine]) -> dict[str, str]:
    """The places of lines, those that their entries say too."""
    said = {str(line.said.get(f"place_{side}")) for line in lines for side in ("before", "after")}
    said |= {f"community:{line.said.get(f'belongs_to_{side}')}" for line in lines for side in ("before", "after")}
    found: dict[str, str] = {}
    for level, table in (("street", streets_t), ("community", communities_t), ("compound", compounds_t)):
        numbers = {getattr(line, level) for line in lines} - {None}
        numbers |= {int(key.partition(":")[2]) for key in said if key.startswith(level) and key[-1].isdigit()}
        called = select(table.c.id, table.c.name).where(table.c.id.in_(numbers))
        found |= {f"{level}:{number}": name for number, name in _pairs(session, called).items()}
    return found


def _pairs(session: Connection, query: Select[Any]) -> dict[Any, str]:
    return {row[0]: row[1] for row in session.execute(query)}


def people_called(session: Connection, text: str) -> tuple[str, ...]:
    """The user names of those who are called so, or in part."""
    query = select(staff_t.c.username).where(
        or_(staff_t.c.name.icontains(text, autoescape=True), staff_t.c.username.icontains(text, autoescape=True))
    )
    return tuple(session.scalars(query.limit(_MOST_PEOPLE)))


def homes_of(session: Connection, compound_id: int) -> dict[int, tuple[str, str, str]]:
    """Every home of a compound as its polls froze them."""
    query = (
        select(*_DOOR)
        .select_from(HOMES.join(polls_t, polls_t.c.id == households_t.c.poll_id))
        .where(polls_t.c.compound_id == compound_id)
    )
    return {row.id: (row.building, row.unit, row.room) for row in session.execute(query)}
