"""The ledger alone rebuilds what it speaks of."""

from __future__ import annotations

from surveys.services.replay import replay_ledger
from surveys.words.replay import difference_words
from tests.conftest import Database
from tests.factories import opened


def test_smoke(database: Database) -> None:
    with database.transaction() as session:
        opened(session)
    with database.reading() as session:
        found = replay_ledger(session)
        assert [difference_words(one) for one in found.differences] == []
        assert found.lines > 2


def test_broken(database: Database) -> None:
    from sqlalchemy import text
    with database.transaction() as session:
        opened(session)
        session.execute(text("UPDATE waves SET title = 'x'"))
