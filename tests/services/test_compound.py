"""The desk: who has answered, never what."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from surveys.core.ballot import Capacity, Channel
from surveys.core.errors import NotFound
from surveys.core.place import Jurisdiction
from surveys.core.poll import PollState
from surveys.core.roster import UnitKind
from surveys.services.compound import CompoundLine, compound_desk, compound_lines, overview
from surveys.services.poll import add_poll
from surveys.services.roster import import_roster
from surveys.services.wave import make_wave
from surveys.store.db import Connection
from surveys.store.turnout import Participation
from tests.conftest import Database
from tests.factories import (
    AFTER,
    DISTRICT,
    DURING,
    EDITION,
    LI,
    MENU,
    NOW,
    WANG,
    doors,
    opened,
    opened_with,
    rooms,
    rows,
    voted,
)


def lines(session: Connection, scope: Jurisdiction = DISTRICT, **more: object) -> tuple[CompoundLine, ...]:
    return compound_lines(session, scope, now=DURING, **more)  # type: ignore[arg-type]


def a_street_or_two(session: Connection) -> None:
    """Street S has A, where one household answered twice, once as occupant, and another once, and B; street T has C."""
    first, second, *_ = doors(session, opened(session, *rooms(4), area="Area 1"))
    voted(session, first)
    voted(session, first, "no", who="t", submission="an-occupants-own")
    voted(session, second)
    opened(session, *rooms(6), compound="B", wave="V")
    import_roster(session, rows("101", compound="C", street="T"), by=LI, now=NOW)


def test_the_overview_counts_everything(database: Database) -> None:
    with database.transaction() as session:
        a_street_or_two(session)
        seen = overview(session, now=DURING)
    assert (seen.streets, seen.areas, seen.compounds, seen.buildings) == (2, 1, 3, 3)
    assert (seen.households, seen.owners, seen.floor_area) == (11, 11, 11 * 80_00)
    assert seen.polls == dict.fromkeys(PollState, 0) | {PollState.OPEN: 2}
    assert seen.ballots == {Capacity.OWNER: 2, Capacity.OCCUPANT: 1}


def test_an_empty_district_counts_nothing(database: Database) -> None:
    with database.reading() as session:
        assert overview(session, now=DURING).compounds == 0
        assert lines(session) == ()


def test_a_street_sees_itself(database: Database) -> None:
    with database.transaction() as session:
        a_street_or_two(session)
        assert overview(session, Jurisdiction(street=2), now=DURING).households == 1
        assert [line.compound.name for line in lines(session, Jurisdiction(street=1))] == ["A", "B"]
        assert [line.compound.name for line in lines(session, Jurisdiction(compound=2))] == ["B"]


def test_a_line_shows_the_latest_poll_and_how_many_answered(database: Database) -> None:
    with database.transaction() as session:
        a_street_or_two(session)
        first, second, third = lines(session)
    assert first.asked == Participation(households=4, answered=2, owners=2, occupants=1)
    assert (second.state, second.asked) == (PollState.OPEN, Participation(households=6))
    assert (third.poll, third.state, third.asked) == (None, None, Participation())


def test_lines_are_found_by_name_street_area_state_and_wave(database: Database) -> None:
    with database.transaction() as session:
        a_street_or_two(session)
        wave = lines(session, search="B")[0].poll
        assert wave
        found = [
            [line.compound.name for line in lines(session, **how)]
            for how in (
                {"search": " b "},
                {"search": "t"},
                {"search": "area 1"},
                {"search": "%"},
                {"state": PollState.OPEN},
                {"wave_id": wave.wave.id},
            )
        ]
    assert found == [["B"], ["C"], ["A"], [], ["A", "B"], ["A", "B", "C"]]


def test_the_desk_of_a_compound_shows_who_answered_how_and_when(database: Database) -> None:
    with database.transaction() as session:
        poll = opened_with(session, rows("101", "102") + rows("101", building="2"))
        own, entered, _ = doors(session, poll)
        voted(session, own, now=DURING + timedelta(hours=1))
        voted(session, entered, channel=Channel.PAPER, by=WANG)
        desk = compound_desk(session, DISTRICT, poll.compound.id, now=AFTER)
    assert (desk.compound, desk.poll, desk.state) == (poll.compound, poll, PollState.CLOSED)
    assert [(b.building, b.households, b.answered) for b in desk.buildings] == [("1", 2, 2), ("2", 1, 0)]
    casts = [line.casts for line in desk.doors]
    assert [len(found) for found in casts] == [1, 1, 0]
    assert (casts[0][0].channel, casts[0][0].cast_at) == (Channel.PHONE, DURING + timedelta(hours=1))
    assert (casts[1][0].channel, casts[1][0].entered_by) == (Channel.PAPER, "wang")
    assert not hasattr(casts[0][0], "answers")


def test_parking_is_left_out_of_every_turnout(database: Database) -> None:
    with database.transaction() as session:
        home, parking = rows("101", "102")
        poll = opened_with(session, [home, replace(parking, kind=UnitKind.PARKING)])
        for door in doors(session, poll):
            voted(session, door)
        desk = compound_desk(session, DISTRICT, poll.compound.id, now=DURING)
        assert desk.asked == lines(session)[0].asked == Participation(households=1, answered=1, owners=1)
        assert [(b.households, b.answered) for b in desk.buildings] == [(1, 1)]
        assert len(desk.doors) == 2


def test_the_desk_shows_an_earlier_poll_when_asked_for_it(database: Database) -> None:
    with database.transaction() as session:
        first = opened(session)
        second = opened(session, wave="V")
        assert compound_desk(session, DISTRICT, first.compound.id, now=DURING).poll == second
        shown = compound_desk(session, DISTRICT, first.compound.id, now=DURING, poll_id=first.id)
        assert (shown.poll, shown.polls) == (first, (second, first))
        with pytest.raises(NotFound, match="poll"):
            compound_desk(session, DISTRICT, first.compound.id, now=DURING, poll_id=99)


def test_a_draft_in_a_later_wave_doesnt_hide_the_poll_that_is_open(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        voted(session, doors(session, poll)[0])
        later = make_wave(session, "V", EDITION, AFTER, AFTER + timedelta(days=9), by=LI, now=NOW)
        add_poll(session, later.id, poll.compound.id, MENU, [], budget=None, by=LI, now=NOW)
        (line,) = lines(session)
        assert (line.poll, line.state, line.asked.answered) == (poll, PollState.OPEN, 1)
        assert compound_desk(session, DISTRICT, poll.compound.id, now=DURING).poll == poll
        assert compound_desk(session, DISTRICT, poll.compound.id, now=AFTER).poll == poll


def test_a_compound_that_has_only_drafts_shows_the_latest(database: Database) -> None:
    with database.transaction() as session:
        where = import_roster(session, rows("101"), by=LI, now=NOW).compounds[0].compound.id
        for title, opens in (("W", NOW), ("V", AFTER)):
            wave = make_wave(session, title, EDITION, opens, AFTER + timedelta(days=9), by=LI, now=NOW)
            add_poll(session, wave.id, where, MENU, [], budget=None, by=LI, now=NOW)
        (line,) = lines(session)
    assert line.poll is not None
    assert (line.poll.wave.title, line.state) == ("V", PollState.DRAFT)


@pytest.mark.parametrize("scope", [Jurisdiction(street=2), Jurisdiction(compound=2)])
def test_staff_of_another_place_find_no_such_compound(database: Database, scope: Jurisdiction) -> None:
    with database.transaction() as session:
        poll = opened(session)
        opened(session, compound="B", street="T", wave="V")
        with pytest.raises(NotFound, match="compound"):
            compound_desk(session, scope, poll.compound.id, now=DURING)


def test_another_compounds_poll_isnt_shown_under_ones_own(database: Database) -> None:
    with database.transaction() as session:
        mine, others = opened(session), opened(session, compound="B", wave="V")
        with pytest.raises(NotFound, match="poll"):
            compound_desk(session, Jurisdiction(compound=mine.compound.id), mine.compound.id, now=DURING, poll_id=others.id)


def test_the_desk_takes_the_same_few_queries_for_any_number_of_households(database: Database) -> None:
    with database.transaction() as session:
        opened(session)
    few = queries(database)
    with database.transaction() as session:
        for n in range(5):
            for door in doors(session, opened(session, *rooms(60), compound=f"B{n}", wave=f"W{n}"))[:20]:
                voted(session, door)
    assert queries(database) == few == (4, 4, 3)


def queries(database: Database) -> tuple[int, int, int]:
    """How many the overview, the list and one compound take."""
    with database.reading() as session:
        with database.counted() as whole:
            overview(session, now=DURING)
        with database.counted() as listed:
            lines(session)
        with database.counted() as one:
            compound_desk(session, DISTRICT, 1, now=DURING)
    return len(whole), len(listed), len(one)
