"""A contested street for the tests of ballots that wait."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from surveys.services.verify import problems
from surveys.words.seal import wrong_words
from tests.conftest import Database
from tests.factories import (
    doors,
    opened,
    opened_with,
    rooms,
    rows,
    with_owner,
)
from tests.services.checked import Drawer
from tests.services.contested import Beside, Street, casting


@pytest.fixture(autouse=True)
def verified(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test did through the services, the database it leaves is verified; what was done by hand isn't."""
    names = {"database", "sqlite", "postgresql"} & set(request.fixturenames)
    found = [request.getfixturevalue(name) for name in sorted(names)]
    yield
    if "by_hand" in request.keywords:
        return
    for database in found[:1]:
        with database.reading() as session:
            assert [wrong_words(wrong) for wrong in problems(session)] == []


@pytest.fixture
def street(database: Database) -> Street:
    with database.transaction() as session:
        poll = opened(session)
        return Street(database, poll, doors(session, poll))


@pytest.fixture
def flats(database: Database) -> Street:
    """Two flats of one owner, and one of another."""
    listed = [*with_owner(rows("101", "102"), "both"), *rows("201")]
    with database.transaction() as session:
        poll = opened_with(session, [replace(row, row=number) for number, row in enumerate(listed, 2)])
        return Street(database, poll, doors(session, poll))


@pytest.fixture
def both(street: Street) -> Beside:
    first = casting(street.doors[0], street.vote(street.doors[0], "no"))
    anew = street.renewed(street.doors[0])
    return Beside(first, casting(anew, street.vote(anew, "yes")))


@pytest.fixture
def drawer(database: Database) -> Drawer:
    """Thirty homes, a form for each, and those of all but the last five typed in."""
    with database.transaction() as session:
        poll = opened(session, *rooms(30))
        found = Drawer(database, poll, doors(session, poll))
    found.print_forms()
    found.type_in(*range(25))
    return found
