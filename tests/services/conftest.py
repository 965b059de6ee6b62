"""What every test of the services ends with: the ledger alone rebuilds what the test did."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from surveys.services.replay import replay_ledger
from surveys.words.replay import difference_words
from tests.conftest import Database


@pytest.fixture(autouse=True)
def rebuilt(request: pytest.FixtureRequest) -> Iterator[None]:
    """Compare the ledger with the database once the test is over, unless it wrote around the services (`by_hand`)."""
    database: Database | None = request.getfixturevalue("database") if "database" in request.fixturenames else None
    yield
    if database is None or request.node.get_closest_marker("by_hand"):
        return
    with database.reading() as session:
        assert [difference_words(found) for found in replay_ledger(session).differences] == []
