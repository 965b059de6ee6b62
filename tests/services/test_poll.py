"""Polls: drafted, opened, closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from surveys.core.errors import NotAllowed, NotFound, Rejected
from surveys.core.menu import RankBy, Ranking
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll, PollState, Wave
from surveys.core.questionnaire import QuestionRole
from surveys.core.roster import Entrance, UnitKind
from surveys.core.staff import Installation
from surveys.services import poll as service
from surveys.services import wave as waves
from surveys.services.life import close as close_early
from surveys.services.roster import import_roster
from surveys.store import household
from surveys.store import poll as stored
from surveys.store.db import Connection
from surveys.words.matter import matter_problem_words
from tests.conftest import Database
from tests.factories import (
    AFTER,
    CLOSES,
    DISTRICT,
    DURING,
    EDITION,
    KEYS,
    LI,
    MENU,
    NOW,
    OPENS,
    RANDOM,
    opened,
    opened_with,
    rooms,
    rows,
    with_owner,
)


def made(session: Connection, title: str = "W") -> Wave:
    return waves.make_wave(session, title, EDITION, OPENS, CLOSES, by=LI, now=NOW)


def drafted(session: Connection, *names: str, wave: Wave | None = None, compound: str = "A") -> Poll:
    imported = import_roster(session, rows(*names, compound=compound), by=LI, now=NOW)
    wave = wave or made(session)
    return service.add_poll(
        session, wave.id, imported.compounds[0].compound.id, MENU, [{"key": "r"}], budget=5, by=LI, now=NOW
    )


def opens(session: Connection, poll: Poll, random: bytes = RANDOM, **more: object) -> Poll:
    given = {"keys": KEYS, "random": random, "by": LI, "now": NOW, **more}
    return service.open_poll(session, DISTRICT, poll.id, **given)  # type: ignore[arg-type]


def test_a_compound_takes_part_in_a_wave_once(database: Database) -> None:
    with database.transaction() as session:
        draft = drafted(session, "101")
        with pytest.raises(NotAllowed, match="already_in_wave"):
            service.add_poll(session, draft.wave.id, draft.compound.id, MENU, [], budget=None, by=LI, now=NOW)
        with pytest.raises(NotFound, match="compound"):
            service.add_poll(session, draft.wave.id, 99, MENU, [], budget=None, by=LI, now=NOW)
        with pytest.raises(NotFound, match="wave"):
            service.add_poll(session, 99, draft.compound.id, MENU, [], budget=None, by=LI, now=NOW)


def test_opening_freezes_roster_menu_rules_budget_and_lots(database: Database) -> None:
    with database.transaction() as session:
        draft = drafted(session, "101", "102")
        poll = opens(session, draft)
        assert (draft.state(NOW), poll.state(NOW), poll.state(DURING)) == (
            PollState.DRAFT,
            PollState.SCHEDULED,
            PollState.OPEN,
        )
        assert poll.terms is not None
        roster = household.rosters(session, [poll.id])[poll.id]
        assert poll.terms.roster == roster.digest
        assert (poll.terms.edition, poll.terms.menu, poll.terms.budget) == (EDITION.digest, MENU.digest, 5)
        assert poll.terms.rules == ({"key": "r"},)
        assert sorted(poll.terms.lots) == sorted(item.key for item in MENU.items)
        assert stored.poll(session, DISTRICT, poll.id) == poll


def test_the_lots_come_from_chance_and_from_nothing_else(database: Database) -> None:
    with database.transaction() as session:
        drafts = [drafted(session, "101", wave=made(session, f"W{n}")) for n in range(12)]
        lots = [opens(session, draft, bytes([n % 6]) * 16, meant=True).terms for n, draft in enumerate(drafts)]
        drawn = [terms.lots for terms in lots if terms]
        assert drawn[:6] == drawn[6:]
        assert len(set(drawn)) > 2


def test_a_poll_opens_once(database: Database) -> None:
    with database.transaction() as session:
        poll = opens(session, drafted(session, "101"))
        with pytest.raises(NotAllowed, match="opened_before"):
            opens(session, poll)


def test_a_poll_doesnt_open_when_its_time_is_over(database: Database) -> None:
    with database.transaction() as session:
        draft = drafted(session, "101")
        with pytest.raises(NotAllowed, match="time_is_over"):
            opens(session, draft, now=CLOSES)


@pytest.mark.parametrize(
    "command", ["UPDATE polls SET terms = '{}'", "UPDATE poll_households SET area = 1", "DELETE FROM poll_households"]
)
def test_what_was_frozen_stays_frozen(database: Database, command: str) -> None:
    with database.transaction() as session:
        opened(session)
    with pytest.raises(Exception, match="keeps what it has"), database.transaction() as session:
        session.execute(text(command))


def test_owners_are_told_apart_and_not_named(database: Database) -> None:
    with database.transaction() as session:
        listed = [*with_owner(rows("101", "102"), "zhao"), *rows("201")]
        poll = opened_with(session, listed)
        first, second, third = household.rosters(session, [poll.id])[poll.id].households
        assert first.owner == second.owner != third.owner
        assert all(home.owner.isdecimal() for home in (first, second, third))


def test_each_developer_is_one_owner_with_all_that_it_holds(database: Database) -> None:
    with database.transaction() as session:
        unsold, other, shop, home = rows("101", "102", "103", "104")
        listed = [
            replace(unsold, kind=UnitKind.UNSOLD, owner_key="developer"),
            replace(other, kind=UnitKind.UNSOLD, owner_key="another developer"),
            replace(shop, kind=UnitKind.SHOP, owner_key="developer"),
            home,
        ]
        poll = opened_with(session, listed)
        owners = [home.owner for home in household.rosters(session, [poll.id])[poll.id].households]
        assert owners[0] == owners[2]
        assert len(set(owners)) == 3
        assert sum(household.homes_by_entrance(session, poll.id).values()) == 2  # as many as the result counts


def test_closing_twice_is_closing_once(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        closed = close_early(session, DISTRICT, poll.id, reason="all answered", by=LI, now=DURING)
        assert (closed.state(DURING), closed.ended_at) == (PollState.CLOSED, DURING)
        later = close_early(
            session, DISTRICT, poll.id, reason="all answered", by=Installation("wang"), now=DURING + timedelta(hours=1)
        )
        assert later == closed
        acts = session.execute(text("SELECT act, actor FROM entries ORDER BY id")).all()
        assert acts[-1] == ("poll_closed", "li")


def test_a_poll_whose_time_is_over_is_closed_though_nobody_acted(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        assert poll.state(AFTER) is PollState.CLOSED
        assert close_early(session, DISTRICT, poll.id, reason="all answered", by=LI, now=AFTER).ended_at == CLOSES


def test_a_draft_cant_be_closed(database: Database) -> None:
    with database.transaction() as session, pytest.raises(NotAllowed, match="draft"):
        close_early(session, DISTRICT, drafted(session, "101").id, reason="all answered", by=LI, now=DURING)


@pytest.mark.parametrize("scope", [Jurisdiction(street=2), Jurisdiction(compound=2), Jurisdiction(street=2, compound=1)])
def test_staff_neither_see_nor_open_nor_close_a_poll_elsewhere(database: Database, scope: Jurisdiction) -> None:
    with database.transaction() as session:
        draft = drafted(session, "101")
        assert service.polls(session, scope) == ()
        with pytest.raises(NotFound):
            service.open_poll(session, scope, draft.id, keys=KEYS, random=RANDOM, by=LI, now=NOW)
        opens(session, draft)
        with pytest.raises(NotFound):
            close_early(session, scope, draft.id, reason="all answered", by=LI, now=DURING)


def test_opening_a_large_poll_takes_a_handful_of_statements(database: Database) -> None:
    with database.transaction() as session:
        draft = drafted(session, *rooms(600))
    with database.counted() as statements, database.transaction() as session:
        opens(session, draft)
    assert len(statements) < 15


@pytest.mark.by_hand
def test_a_code_that_is_already_somebodys_is_made_anew(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of 7,447 households share a code once in thousands of waves; here all of them would."""
    real = service.household_code
    monkeypatch.setattr(service, "household_code", lambda keys, _p, h, epoch: real(keys, 0, 0 if epoch == 1 else h, epoch))
    with database.transaction() as session:
        first = opened(session, "101", "102")
        frozen = household.frozen(session, first.id)
        assert sorted(row.epoch for row in frozen) == [1, 2]
        second = opened(session, "101", compound="B", wave="V")
        assert [row.epoch for row in household.frozen(session, second.id)] != [1]


def test_points_are_asked_for_where_they_put_the_list_in_order(database: Database) -> None:
    by_points = replace(MENU, ranking=Ranking(RankBy.POINTS))
    without = replace(EDITION, questions=tuple(q for q in EDITION.questions if q.role is not QuestionRole.TOP3))
    with database.transaction() as session:
        where = import_roster(session, rows("101"), by=LI, now=NOW).compounds[0].compound.id
        made = waves.make_wave(session, "W", without, OPENS, CLOSES, by=LI, now=NOW)
        draft = service.add_poll(session, made.id, where, by_points, [], budget=None, by=LI, now=NOW)
        with pytest.raises(Rejected) as refused:
            service.open_poll(session, DISTRICT, draft.id, keys=KEYS, random=RANDOM, by=LI, now=NOW)
    assert [problem.code for problem in refused.value.problems] == ["ranking_without_top3"]
    assert "不能按“最要紧”的分数排" in matter_problem_words(refused.value.problems[0])


@pytest.mark.parametrize("changes", [{"buildings": ("1", "99")}, {"stairwells": (Entrance("99", "1"),)}])
def test_a_poll_is_not_opened_with_an_item_for_a_place_that_is_not_there(
    database: Database, changes: dict[str, Any]
) -> None:
    elsewhere = MENU.fitted({MENU.items[0].key: changes})
    with database.transaction() as session:
        where = import_roster(session, rows("101"), by=LI, now=NOW).compounds[0].compound.id
        made = waves.make_wave(session, "W", EDITION, OPENS, CLOSES, by=LI, now=NOW)
        draft = service.add_poll(session, made.id, where, elsewhere, [], budget=None, by=LI, now=NOW)
        with pytest.raises(Rejected) as refused:
            service.open_poll(session, DISTRICT, draft.id, keys=KEYS, random=RANDOM, by=LI, now=NOW)
    assert "menu_place_unknown" in {problem.code for problem in refused.value.problems}
    assert "“99" in matter_problem_words(refused.value.problems[-1])
