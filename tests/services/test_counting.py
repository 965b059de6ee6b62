"""Many polls at once, by children: the same as one after the other."""

from __future__ import annotations

import pytest

from surveys.core.outcome.telling import exact
from surveys.core.tally import Basis
from surveys.services import counting
from surveys.services.counting import CountingFailed, exact_all
from surveys.services.outcome import decide_all
from surveys.services.sheet import wave_record
from tests.conftest import Database
from tests.factories import AFTER, DISTRICT, DURING, doors, opened, rooms, voted

WON = [4, 3, 2, 1, 0]
"""How many agree, the latest wave first."""


@pytest.fixture
def filled(database: Database) -> Database:
    """Five polls that ended, of which each came to something else."""
    with database.transaction() as session:
        for number in range(5):
            poll = opened(session, *rooms(8), compound=f"C{number}", wave=f"W{number}")
            for door, vote in zip(doors(session, poll), [*["yes"] * number, "no"], strict=False):
                voted(session, door, vote, "roof")
    return database


def test_children_come_to_exactly_what_one_process_does_and_in_its_order(filled: Database) -> None:
    with filled.reading() as session:
        alone = [(found.poll, exact(found)) for found in decide_all(session, DISTRICT, now=AFTER)]
        assert list(exact_all(session, DISTRICT, now=AFTER, many=1)) == alone
        assert list(exact_all(session, DISTRICT, now=AFTER)) == alone
        assert list(exact_all(session, DISTRICT, now=DURING, many=1)) == []
    assert [found.turnout.counts[Basis.HOUSEHOLDS].yes for _, found in alone] == WON


def test_the_districts_table_is_made_by_children_where_there_are_many(
    filled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with filled.reading() as session:
        wave = next(iter(decide_all(session, DISTRICT, now=AFTER))).poll.wave.id
        alone = wave_record(session, DISTRICT, wave, now=AFTER)
        monkeypatch.setattr(counting.exact_all, "__kwdefaults__", {"wave_id": None, "many": 1})
        assert wave_record(session, DISTRICT, wave, now=AFTER) == alone


def test_whoever_stops_listening_leaves_no_child(filled: Database) -> None:
    with filled.reading() as session:
        asked = exact_all(session, DISTRICT, now=AFTER, many=1)
        next(asked)
        asked.close()  # type: ignore[attr-defined]


def test_a_child_that_ends_early_is_told(filled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "address_of", lambda _session: "sqlite:////nowhere/at/all.db")
    with filled.reading() as session, pytest.raises(CountingFailed, match=r"unable to open|nowhere"):
        list(exact_all(session, DISTRICT, now=AFTER, many=1))
