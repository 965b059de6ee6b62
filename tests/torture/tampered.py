"""A small district in which all has happened that a result rests on, and every way to change one of its rows by hand."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Date, Table, text

from surveys.core.amendment import AmendmentKind
from surveys.core.ballot import Capacity
from surveys.core.co_owner import Settlement
from surveys.core.seal import TreeHead
from surveys.services.co_owner import settle
from surveys.services.end import close_due
from surveys.services.seal import heads
from surveys.services.waiting import disown
from surveys.store.db import Connection, Record
from tests.conftest import Database
from tests.factories import AFTER, CLOSES, DISTRICT, DURING, LI, doors, opened, posted, rooms
from tests.sealing import seal_due
from tests.services.contested import KEPT, TAKEN, Street, casting
from tests.services.test_amendment import amend, homes
from tests.services.test_co_owner import disagreeing
from tests.services.test_mandate import confirmed, entered
from tests.torture.furnished import furnish

UNTIL = date(2027, 12, 1)
LOOSE = ("SELECT name FROM sqlite_master WHERE type = 'trigger'", "DROP TRIGGER {}")


@dataclass(frozen=True)
class District:
    """A database without its guards, and what was printed of each of its polls before it ended."""

    database: Database
    printed: Mapping[int, TreeHead]


def district(database: Database) -> District:
    """Two polls that were cast in, argued about, closed and posted."""
    with database.transaction() as session:
        poll = opened(session, *rooms(16), compound="B", wave="V")
        street = Street(database, poll, doors(session, poll))
    first = [casting(door, street.vote(door, "yes" if n % 3 else "no")) for n, door in enumerate(street.doors[:12])]
    street.vote(first[1], "no")
    street.vote(first[1], "yes")
    street.taken_back(first[2])
    street.taken_back(first[3])
    street.vote(street.doors[3], "yes")
    street.vote(street.doors[12], "yes", who="t")
    for number, ruling in ((4, TAKEN), (5, KEPT)):
        street.vote(street.renewed(first[number]), "no")
        street.at_home(first[number], ruling, street.waits[-1].id)
    street.vote(street.renewed(first[6]), "no")
    street.decided(take=True, waiting_id=street.waits[-1].id)
    with database.transaction() as session:
        seal_due(session, now=DURING)
        disown(session, first[7], Capacity.OWNER, "不是我交的", now=DURING)
        amend(session, poll, AmendmentKind.AREA, homes(session, poll)[8], area=9_050, area_source="register")
    other, home = disagreeing(database)
    with database.transaction() as session:
        confirmed(session, other, entered(session, other, 1))
        settle(session, DISTRICT, other.id, Settlement(home, "owner-2", "both", "note 4", ""), by=LI, now=DURING)
    with database.transaction() as session:
        close_due(session, now=CLOSES)
        printed = {one.id: heads(session, one.id)[-1] for one in (poll, other)}
        for one in (poll, other):
            posted(session, one.id, until=UNTIL, now=AFTER)
    furnish(database, poll.id)
    with database.transaction() as session:
        seal_due(session, now=AFTER + timedelta(minutes=1))
    return District(database, printed)


def unguarded(path: Path, copy: Path) -> Path:
    """The same database as somebody has it who took its guards away."""
    import sqlite3

    shutil.copy(path, copy)
    with sqlite3.connect(copy) as raw:
        for (name,) in raw.execute(LOOSE[0]).fetchall():
            raw.execute(LOOSE[1].format(name))
    raw.close()
    return copy


@dataclass(frozen=True)
class Change:
    """One thing done by hand: its name, `table.column` or what is done, and how; `recount` where recounting finds it too,
    of which poll the row is, and which columns turn where there are several."""

    name: str
    statements: tuple[tuple[str, Mapping[str, Any]], ...]
    recount: bool = False
    poll: int = 0
    turns: tuple[str, ...] = ()

    def do(self, session: Connection) -> None:
        """Do it, whatever it breaks."""
        for statement, values in self.statements:
            session.execute(text(statement), dict(values))


KEYS_OF = {"sqlite": ("rowid", ":row"), "postgresql": ("ctid", "CAST(:row AS tid)")}
"""What names a row whatever stands in it, and how it is said."""


def changes(session: Connection, chance: Random) -> Iterator[Change]:
    """Every column of every table changed in one row, a row of each deleted, one put in beside it, and two exchanged."""
    key, at = KEYS_OF[session.dialect.name]
    for name, table in sorted(Record.metadata.tables.items()):
        order = ", ".join(table.primary_key.columns.keys())
        found = text(f"SELECT CAST({key} AS text) AS at_row, {name}.* FROM {name} ORDER BY {order}")
        rows = session.execute(found).mappings().all()
        if not rows:
            continue
        here = f"WHERE {key} = {at}"
        gone = chance.choice(rows)
        yield Change(f"DELETE {name}", ((f"DELETE FROM {name} {here}", {"row": gone["at_row"]}),), poll=_poll_of(name, gone))
        yield Change(f"INSERT {name}", (_put_in(table, chance.choice(rows), chance),))
        yield from _exchanged(table, chance.sample(rows, 2) if len(rows) > 1 else [], here)
        for column in table.columns:
            row = chance.choice(rows)
            beside = [one[column.name] for one in rows]
            other = _other(row[column.name], beside, chance)
            dated = isinstance(column.type, Date) and isinstance(other, str)  # so that it is read as a day
            said = {"row": row["at_row"], "value": other[:10] if dated else other}
            change = f"UPDATE {name} SET {column.name} = :value {here}"
            yield Change(f"{name}.{column.name}", ((change, said),), poll=_poll_of(name, row))


def _poll_of(table: str, row: Mapping[str, Any]) -> int:
    return int(row["id"] if table == "polls" else row.get("poll_id") or 0)


def _unique(table: Table) -> set[str]:
    """The columns that keep two rows of a table apart."""
    found = {column.name for column in table.columns if column.unique or column.primary_key}
    for names in [[c.name for c in one.columns] for one in table.constraints if type(one).__name__ == "UniqueConstraint"] + [
        [c.name for c in one.columns] for one in table.indexes if one.unique
    ]:
        found.add(names[-1])
    return found


def _exchanged(table: Table, rows: Sequence[Mapping[str, Any]], here: str) -> Iterator[Change]:
    """All but what keeps two rows apart, exchanged between them, where that is anything."""
    kept = _unique(table)
    named = [column.name for column in table.columns if column.name not in kept] if rows else []
    if names := [name for name in named if rows[0][name] != rows[1][name]]:
        said = ", ".join(f"{name} = :{name}" for name in names)
        turned = zip(rows, reversed(rows), strict=True)
        statement = f"UPDATE {table.name} SET {said} {here}"
        yield Change(
            f"SWAP {table.name}",
            tuple((statement, {name: other[name] for name in names} | {"row": one["at_row"]}) for one, other in turned),
            turns=tuple(f"{table.name}.{name}" for name in names),
        )


def _put_in(table: Table, row: Mapping[str, Any], chance: Random) -> tuple[str, dict[str, Any]]:
    """A copy of a row under another key, everything unique in it changed."""
    values = {column.name: row[column.name] for column in table.columns}
    for name in sorted(_unique(table)):
        values[name] = _other(values[name], [], chance, far=True)
    names = ", ".join(values)
    return f"INSERT INTO {table.name} ({names}) VALUES ({', '.join(':' + name for name in values)})", values


def _other(value: Any, beside: list[Any], chance: Random, *, far: bool = False) -> Any:
    """Another value of the same kind, if one may be one that another row has."""
    others = [one for one in beside if one != value and one is not None]
    if others and chance.random() < 0.5:
        return chance.choice(others)
    match value:
        case None:
            return chance.choice(others) if others else "2026-12-01 00:00:00.000000"
        case bool():
            return not value
        case int():
            return 1 - value if value in (0, 1) and not far else value + (1_000 + chance.randrange(999) if far else 1)
        case str():
            return _text(value, chance)
        case bytes():
            return value + b"\n"
        case date():
            return value + timedelta(days=1)
    raise TypeError(type(value).__name__)


def _text(value: str, chance: Random) -> str:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        swapped = {"yes": "no", "no": "yes"}
        if value in swapped:
            return swapped[value]
        return value.replace('"yes"', '"no"') if '"yes"' in value else f"{value}{chance.randrange(10)}"
    return str(moment + timedelta(days=1)) if len(value) > 10 else str((moment + timedelta(days=1)).date())
