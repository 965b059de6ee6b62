"""A household at its door."""

from __future__ import annotations

from surveys.core.ballots import Capacity
from surveys.services.answering import answer_page
from tests.conftest import Database
from tests.factories import DURING, doors, opened, voted


def test_a_ballot_stands_after_it_was_cast(database: Database) -> None:
    with database.transaction() as session:
        door = doors(session, opened(session))[0]
        ballot = voted(session, door, "yes", "roof")
    with database.reading() as session:
        assert answer_page(session, door, now=DURING).ballots == {Capacity.OWNER: ballot}
