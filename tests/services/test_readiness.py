"""What keeps a service from being ready, as the database itself tells it."""

from __future__ import annotations

from sqlalchemy import text

from surveys.services.readiness import LOOKS, Surroundings, durable
from surveys.words.readiness import readiness_words
from tests.conftest import Database
from tests.factories import NOW

ABOUT = Surroundings(NOW, ("9999",))


def test_a_database_that_waits_for_its_disk_is_told_from_one_that_does_not(database: Database) -> None:
    with database.transaction() as session:
        assert durable(session, ABOUT) == ""
        if database.kind == "postgresql":
            session.execute(text("SET LOCAL synchronous_commit = off"))
            assert durable(session, ABOUT) == "hasty"
    assert LOOKS["durable"] is durable
    assert "synchronous_commit" in readiness_words("hasty")
