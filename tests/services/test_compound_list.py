"""The list of compounds: the database sorts and sums up as the core counts, a page at a time."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from surveys.core.compound_list import ListAsked, ListOrder
from surveys.core.place import DISTRICT
from surveys.core.poll import Poll, PollState
from surveys.core.roster import UnitKind
from surveys.core.roster_file import RosterRow
from surveys.core.tally import Basis, came_in
from surveys.services.compound_list import CompoundList, all_listed, compound_list, lacking_of
from surveys.services.edition import rules_named
from surveys.services.life import cancel, close, pause, review
from surveys.services.poll import add_poll, open_poll
from surveys.services.roster import import_roster
from surveys.services.wave import make_wave
from surveys.store import household, turnout
from surveys.store.db import Connection
from surveys.store.poll import poll as stored_poll
from surveys.store.poll import polls_t, state_at
from tests.conftest import Database
from tests.factories import (
    AFTER,
    CLOSES,
    DURING,
    EDITION,
    KEYS,
    LI,
    MENU,
    NOW,
    OPENS,
    RANDOM,
    doors,
    opened,
    posted,
    rooms,
    rows,
    voted,
)


def judged(session: Connection, name: str, listed: list[RosterRow], *rules: str) -> Poll:
    """An open poll of a compound of this name, by these rules."""
    place = import_roster(session, listed, by=LI, now=NOW).compounds[0].compound
    wave = make_wave(session, f"wave of {name}", EDITION, OPENS, CLOSES, by=LI, now=NOW)
    documents = [rule.document() for rule in rules_named(rules)]
    draft = add_poll(session, wave.id, place.id, MENU, documents, budget=None, by=LI, now=NOW)
    return open_poll(session, DISTRICT, draft.id, keys=KEYS, random=RANDOM, by=LI, now=NOW)


def listed(session: Connection, now: datetime = DURING, page: int = 1, size: int = 40, **asked: object) -> CompoundList:
    return compound_list(session, DISTRICT, ListAsked(**asked), page=page, size=size, now=now)  # type: ignore[arg-type]


def names(found: CompoundList) -> list[str]:
    return [row.line.compound.name for row in found.lines]


def mixed(chance: random.Random, name: str) -> list[RosterRow]:
    """Homes, shops, parking and unsold flats, some of them of one owner."""
    kinds = [UnitKind.HOME, UnitKind.HOME, UnitKind.HOME, UnitKind.SHOP, UnitKind.PARKING, UnitKind.UNSOLD]
    made = [
        replace(row, kind=chance.choice(kinds), floor_area=chance.randint(40_00, 150_00))
        for row in rows(*rooms(12), compound=name)
    ]
    shared = [replace(row, owner=f"o{n}", owner_key=f"{name} o{n}") for row in made for n in [chance.randint(1, 8)]]
    return [replace(shared[0], kind=UnitKind.HOME), *shared[1:]]


@pytest.mark.parametrize("parking", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_the_database_counts_who_came_as_the_core_does(database: Database, seed: int, parking: bool) -> None:
    chance = random.Random(seed)
    with database.transaction() as session:
        poll = judged(session, "A", mixed(chance, "A"), "xuecheng-2021")
        for door in doors(session, poll):
            if chance.random() < 0.5:
                voted(session, door, chance.choice(["yes", "no", "abstain"]))
            elif chance.random() < 0.3:
                voted(session, door, who="t")
        came = turnout.answered_as_owners(session, poll.id)
        known = turnout.came_by_basis(session, [poll.id], parking=parking)[poll.id]
        votes = came_in(household.rosters(session, [poll.id])[poll.id], came, parking=parking)
    assert known == {basis: (votes.on(basis).yes, votes.on(basis).total) for basis in Basis}


def test_the_database_tells_every_state_as_the_core_does(database: Database) -> None:
    with database.transaction() as session:
        made = [opened(session, compound=str(n), wave=str(n)) for n in range(7)]
        add = make_wave(session, "draft", EDITION, OPENS, CLOSES, by=LI, now=NOW)
        add_poll(session, add.id, made[0].compound.id, MENU, [], budget=None, by=LI, now=NOW)
        cancel(session, DISTRICT, made[1].id, reason="r", by=LI, now=DURING)
        pause(session, DISTRICT, made[2].id, reason="r", by=LI, now=DURING)
        close(session, DISTRICT, made[3].id, reason="r", by=LI, now=DURING)
        review(session, DISTRICT, made[4].id, by=LI, now=AFTER)
        posted(session, made[5].id, until=(AFTER + timedelta(days=7)).date())
        seen = set()
        for now in (NOW, OPENS, DURING, CLOSES - timedelta(seconds=1), CLOSES, AFTER):
            for poll_id, state in session.execute(select(polls_t.c.id, state_at(now))):
                assert state == stored_poll(session, DISTRICT, poll_id).state(now), now
                seen.add(state)
    assert seen == {state.value for state in PollState} - {"final"}


def test_the_list_sorts_by_what_is_lacking_as_the_rule_counts_it(database: Database) -> None:
    rules = {"A": "xuecheng-2021", "B": "naiman-2022", "C": "xuchang", "D": "yizheng", "E": "shanghai-lift-2014-building"}
    with database.transaction() as session:
        for place, (name, rule) in enumerate(rules.items()):
            poll = judged(session, name, rows(*rooms(10 + 3 * place), compound=name), rule)
            for door in doors(session, poll)[: 2 * place]:
                voted(session, door)
        opened(session, compound="Z", wave="no rule")
        found = listed(session, order=ListOrder.LACKING, falling=True)
        told = {row.line.compound.name: [check.lacking for check in row.lacking] for row in found.lines}
        assert told == {"A": [9], "B": [8], "C": [7], "D": [7], "E": [], "Z": []}
        assert names(found) == ["A", "B", "C", "D", "E", "Z"]
        assert names(listed(session, order=ListOrder.LACKING))[:4] == ["C", "D", "B", "A"]


def test_every_column_sorts_both_ways_and_what_has_nothing_comes_last(database: Database) -> None:
    with database.transaction() as session:
        first = opened(session, *rooms(6), compound="B", street="T", wave="1")
        second = opened(session, *rooms(3), compound="C", wave="2")
        import_roster(session, rows("101", compound="A", street="T"), by=LI, now=NOW)
        voted(session, doors(session, second)[0])
        close(session, DISTRICT, first.id, reason="r", by=LI, now=DURING)
        sorts = {
            order: (names(listed(session, order=order)), names(listed(session, order=order, falling=True)))
            for order in ListOrder
        }
    assert sorts[ListOrder.NAME] == (["A", "B", "C"], ["C", "B", "A"])
    assert sorts[ListOrder.STREET] == (["C", "B", "A"], ["B", "A", "C"])
    assert sorts[ListOrder.HOUSEHOLDS] == (["A", "C", "B"], ["B", "C", "A"])
    assert sorts[ListOrder.TURNOUT] == (["B", "C", "A"], ["C", "B", "A"])
    assert sorts[ListOrder.CLOSES] == (["B", "C", "A"], ["C", "B", "A"])
    assert sorts[ListOrder.STATE] == (["C", "B", "A"], ["B", "C", "A"])


def test_pages_hold_every_compound_once_and_one_past_the_end_is_the_last(database: Database) -> None:
    with database.transaction() as session:
        for number in range(7):
            import_roster(session, rows("101", compound=f"{number}"), by=LI, now=NOW)
        seen = [name for page in (1, 2, 3) for name in names(listed(session, page=page, size=3))]
        assert sorted(seen) == [str(number) for number in range(7)]
        assert names(listed(session, page=9, size=3)) == ["6"]
        assert listed(session, size=3).total == 7
        assert len(all_listed(session, DISTRICT, ListAsked(), now=DURING)) == 7


def test_a_search_takes_letters_as_they_are(database: Database) -> None:
    with database.transaction() as session:
        for name in ("10%小区", "100小区", "Abc"):
            import_roster(session, rows("101", compound=name), by=LI, now=NOW)
        assert names(listed(session, search="0%")) == ["10%小区"]
        assert names(listed(session, search="aBC")) == ["Abc"]
        assert names(listed(session, search="小区 100")) == ["100小区"]
        assert names(listed(session, street="x")) == []


def test_what_is_lacking_is_the_same_whatever_those_who_came_said(database: Database) -> None:
    with database.transaction() as session:
        poll = judged(session, "A", rows(*rooms(8), compound="A"), "xuecheng-2021", "yizheng")
        before = []
        for agree in ("yes", "no", "abstain"):
            for door in doors(session, poll)[:3]:
                voted(session, door, agree, submission=f"one-more-{agree}")
            before.append(lacking_of(session, [poll]))
    assert before[0] == before[1] == before[2] != {}
