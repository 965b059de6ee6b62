"""Typing codes as the page does it: looked at, and counted where they are wrong."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import text

from surveys.core.code import household_code
from surveys.services.code import Door, count_wrong, door_by_code, hour_of, read_guess
from surveys.store import wrong_code
from surveys.store.db import in_passing
from surveys.store.turnstile import one_guess
from tests.conftest import Database
from tests.factories import DURING, KEYS


def typed_in(
    database: Database,
    typed: str,
    *,
    who: str = "192.0.2.1",
    now: datetime = DURING,
    door: str = "",
    poll_id: int = 0,
    cast_for: Collection[int] = (),
) -> Door:
    """The door that a typed code opens, as `surveys.web.lean.resident.arriving` asks for it."""
    guess = read_guess(typed, keys=KEYS, who=who, door=door, poll_id=poll_id)

    def count(counted: tuple[str, ...]) -> None:
        with in_passing() as session:
            count_wrong(session, counted, now=now)

    with database.app.app_context(), one_guess(guess.stripe, count), database.reading() as session:
        return door_by_code(session, guess, now=now, cast_for=cast_for)


def a_wrong_code(number: int = 1) -> str:
    """A well-formed code that is no household's."""
    return household_code(KEYS, 999, number, 1)


def failed(database: Database, what: str = "from 192.0.2.1", times: int = 1, now: datetime = DURING) -> None:
    """Let so many wrong codes have been typed in this hour."""
    with database.transaction() as session:
        for _ in range(times):
            wrong_code.count(session, hour_of(now), [what])


def counts(database: Database) -> dict[str, int]:
    """What is counted, of all hours together."""
    with database.reading() as session:
        rows = session.execute(text("SELECT what, sum(times) FROM wrong_codes GROUP BY what"))
        return {what: int(times) for what, times in rows}
