"""Forgetting: everything personal in a poll is gone, from the files as well, and what was told to everybody stands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, insert, select, text
from sqlalchemy.exc import DBAPIError

from surveys.core.errors import NotAllowed
from surveys.core.place import DISTRICT
from surveys.core.retention import AFTER_FINAL, FORGOTTEN, RETENTION, WITHOUT_FINAL, Forgotten
from surveys.services.household import answer_page
from surveys.services.notice import draft, publish
from surveys.services.outcome import decide, decide_all
from surveys.services.retention import forget_some, overdue
from surveys.store.db import Connection, Record, transaction
from surveys.store.ledger import lines_since_it_began
from surveys.store.upkeep import empty_log, rewrite
from tests.conftest import Database
from tests.factories import AFTER, CLOSES, DURING, LI, PAPER, doors, opened, posted, voted

FINAL = datetime(2027, 1, 5, tzinfo=UTC)
LATER = FINAL + AFTER_FINAL + timedelta(days=1)
SOON = LATER - timedelta(days=2)
AHEAD = ("form_layouts", "form_batches", "paper_forms")
"""Tables whose rows others lead to."""


def canary(table: str, column: str) -> str:
    return f"c4nary-{table}-{column}-" + "x" * 40


def _value(table: Table, column: Any, poll: int, home: int) -> Any:
    holding = RETENTION[table.name]
    kind = column.type.python_type
    if column.name in ("poll_id", "household_id", "beside_id"):
        return poll if column.name == "poll_id" else home
    if column.name in ("id", "holds_for", "undoes"):
        return None
    personal = column.name in holding.personal or holding.goes
    if kind is bytes:
        return canary(table.name, column.name).encode()
    if kind is str:
        if column.name in {"layout", "digest"} and table.name in AHEAD:
            return "a layout"
        return canary(table.name, column.name) if personal else f"{column.name[:3]}"
    return {int: 1, bool: False, date: date(2026, 12, 1)}.get(kind, DURING)


def row(table: Table, poll: int, home: int) -> dict[str, Any]:
    found = {column.name: _value(table, column, poll, home) for column in table.columns}
    if table.name == "entry_values":
        found["field"] = "another"
    return {name: value for name, value in found.items() if value is not None}


def filled(session: Connection, poll: int, home: int) -> set[str]:
    """Something personal in every column that may hold it; returns what stands there."""
    put = set()
    for name in [*AHEAD, *(name for name in RETENTION if name not in AHEAD)]:
        holding, table = RETENTION[name], Record.metadata.tables[name]
        if name in AHEAD or ((holding.personal or holding.goes) and name != "revisions"):
            values = row(table, poll, home)
            if name == "entry_values":
                values["entry_id"] = session.scalar(
                    text("SELECT max(id) FROM entries WHERE poll_id = :poll"), {"poll": poll}
                )
            session.execute(insert(table).values(values))
            put |= {value for value in values.values() if isinstance(value, str) and value.startswith("c4nary")}
            put |= {value.decode() for value in values.values() if isinstance(value, bytes)}
    return put


def final(database: Database) -> tuple[int, set[str]]:
    """A poll with canaries everywhere, and its final notice; returns what stands somewhere."""
    with database.transaction() as session:
        poll = opened(session)
        for door in doors(session, poll)[:3]:
            voted(session, door, "yes", "roof")
    with database.transaction() as session:
        posted(session, poll.id, until=date(2026, 12, 31))
        made = draft(session, DISTRICT, poll.id, until=date(2027, 1, 31), final=True, by=LI, now=FINAL)
        publish(session, DISTRICT, made, PAPER, by=LI, now=FINAL)
    with database.transaction() as session:
        home = session.scalar(text("SELECT min(id) FROM poll_households"))
        assert home
        return poll.id, filled(session, poll.id, home)


def forgotten(database: Database, poll: int, now: datetime = LATER) -> int:
    """Forget it, step by step; returns how many steps that took."""
    steps = 0
    number = 1
    while number:
        steps += 1
        with database.transaction() as session:
            number = forget_some(session, poll, by=LI, now=now)
    return steps


def in_files(database: Database, put: set[str]) -> set[str]:
    """What of it stands in the files of a SQLite database, in its log as well."""
    path = Path(database.url.removeprefix("sqlite:///"))
    held = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    return {value for value in put if value.encode() in held}


def in_rows(database: Database, put: set[str]) -> set[str]:
    """What of it stands in any column of any table."""
    with database.reading() as session:
        rows = [session.execute(select(table)).all() for table in Record.metadata.sorted_tables]
    said = "".join(
        value.decode(errors="replace") if isinstance(value, bytes) else str(value) for t in rows for r in t for value in r
    )
    return {value for value in put if value in said}


@pytest.mark.by_hand
def test_nothing_personal_is_left_in_rows_or_files(database: Database) -> None:
    poll, put = final(database)
    assert len(put) > 40
    assert in_rows(database, put) == put
    if database.kind == "sqlite":
        assert in_files(database, put) == put
    assert forgotten(database, poll) > 15
    with database.app.app_context():
        assert rewrite()
        empty_log()
    assert in_rows(database, put) == set()
    if database.kind == "sqlite":
        assert in_files(database, put) == set()
    with database.reading() as session:
        answers = set(session.execute(text("SELECT answers FROM revisions")).scalars())
        assert answers == {FORGOTTEN}
        receipts = session.execute(text("SELECT count(DISTINCT receipt) FROM revisions")).scalar_one()
        assert receipts == 3
        assert list(lines_since_it_began(session))[-1].act == "poll_forgotten"
        assert overdue(session, before=LATER) == ()
    with pytest.raises(NotAllowed, match="not_due"), database.transaction() as session:
        forget_some(session, poll, by=LI, now=LATER)


@pytest.mark.by_hand
def test_nothing_goes_before_its_time(database: Database) -> None:
    poll, put = final(database)
    with database.reading() as session:
        assert overdue(session, before=SOON) == ()
        (one,) = overdue(session, before=LATER)
    assert one.since == FINAL + AFTER_FINAL
    assert {part.table for part in one.personal} == {name for name, held in RETENTION.items() if held.personal or held.goes}
    assert one.rows == 23
    assert all(part.bytes > 40 for part in one.personal)
    with pytest.raises(NotAllowed, match="not_due"), database.transaction() as session:
        forget_some(session, poll, by=LI, now=SOON)
    assert in_rows(database, put) == put


@pytest.mark.by_hand
def test_what_was_broken_off_goes_on(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("surveys.store.retention.AT_ONCE", 1)
    poll, put = final(database)
    with database.transaction() as session:
        assert forget_some(session, poll, by=LI, now=LATER) == 1
    with pytest.raises(ZeroDivisionError):
        _broken_off(database, poll)
    with database.reading() as session:
        assert sum(part.rows for part in overdue(session, before=LATER)[0].personal if part.table == "revisions") == 2
    forgotten(database, poll)
    assert in_rows(database, put) == set()
    with database.reading() as session:
        lines = [line for line in lines_since_it_began(session) if line.act == "poll_forgotten"]
        assert [line.said["number"] for line in lines] == [len(put) and lines[0].said["number"]]


def _broken_off(database: Database, poll: int) -> None:
    with database.transaction() as session:
        forget_some(session, poll, by=LI, now=LATER)
        raise ZeroDivisionError


def test_answers_are_not_changed_while_no_poll_is_forgotten(database: Database) -> None:
    poll, _ = opened_and_voted(database)
    updates = ("answers = '\"forgotten\"'", "answers = '{}'", "receipt = 'x'")
    statements = [*(f"UPDATE revisions SET {update}" for update in updates), "DELETE FROM revisions"]
    for statement in statements:
        with pytest.raises(DBAPIError), database.transaction() as session:
            session.execute(text(statement))
    forgotten(database, poll, CLOSES + WITHOUT_FINAL + timedelta(days=1))
    for statement in statements:
        with pytest.raises(DBAPIError), database.transaction() as session:
            session.execute(text(statement))


def opened_and_voted(database: Database) -> tuple[int, Any]:
    with database.transaction() as session:
        poll = opened(session)
        door = doors(session, poll)[0]
        voted(session, door)
    return poll.id, door


def test_whoever_asks_for_answers_afterwards_is_told_that_they_are_gone(database: Database) -> None:
    poll, door = opened_and_voted(database)
    late = CLOSES + WITHOUT_FINAL + timedelta(days=1)
    with database.reading() as session:
        assert len(list(decide_all(session, DISTRICT, now=AFTER))) == 1
    forgotten(database, poll, late)
    with database.app.app_context(), transaction() as session:
        assert list(decide_all(session, DISTRICT, now=late)) == []
        for ask in (lambda: decide(session, DISTRICT, poll, now=late), lambda: answer_page(session, door, now=late)):
            with pytest.raises(Forgotten, match="answers_forgotten"):
                ask()
