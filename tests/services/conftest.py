"""A contested street for the tests of ballots that wait."""

from __future__ import annotations

from dataclasses import replace

import pytest

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
