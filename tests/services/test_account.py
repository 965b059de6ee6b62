"""Accounts: where a role may be held, who may give it, and that somebody always stays in charge."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from surveys.core.errors import NotAllowed, NotEntitled, NotFound, Rejected
from surveys.core.place import Jurisdiction
from surveys.core.staff import FITTING, Role, Staff, fits
from surveys.services import account
from surveys.services.account import Wanted
from surveys.services.staff import place_key, set_password
from surveys.store.db import Connection
from tests.conftest import Database
from tests.factories import DISTRICT, LI, NOW, RANDOM
from tests.services.personnel import District, district, entries

EXPECTED = {
    Role.DISTRICT: {"district"},
    Role.STREET: {"street"},
    Role.COMMITTEE: {"community", "compound"},
    Role.OWNERS: {"compound"},
    Role.HELPER: {"community", "compound"},
}


@pytest.fixture
def area(database: Database) -> District:
    """A district on each database."""
    return district(database)


@pytest.fixture
def one(sqlite: Database) -> District:
    """A district on one of them."""
    return district(sqlite)


def insert(session: Connection, role: str, scope: Jurisdiction, *, shut: bool = False) -> None:
    columns = "username, name, role, password, street_id, community_id, compound_id, disabled_at"
    values = {"role": role, "street": scope.street, "community": scope.community, "compound": scope.compound}
    values |= {"shut": NOW if shut else None}
    row = f"INSERT INTO staff ({columns}) VALUES ('x', 'X', :role, '', :street, :community, :compound, :shut)"
    session.execute(text(row), values)


def test_a_role_is_given_where_it_may_be_held_and_the_database_agrees(area: District) -> None:
    places = {name: area.places[name] for name in ("district", "street", "community", "compound")}
    for role, (name, place) in product(Role, places.items()):
        fitting = name in EXPECTED[role]
        assert fits(role, place) is fitting
        if fitting:
            assert area.add(f"{role}-{name}", role, place).scope == place
            continue
        with pytest.raises(Rejected) as refusal:
            area.add(f"{role}-{name}", role, place)
        assert [problem.code for problem in refusal.value.problems] == ["place_unfitting"]
        with pytest.raises(IntegrityError), area.database.transaction() as session:
            insert(session, role, place)
    assert set(FITTING) == set(Role)


@pytest.mark.by_hand
def test_an_account_that_is_shut_may_wait_without_a_place_but_is_not_opened(area: District) -> None:
    with area.database.transaction() as session:
        insert(session, "committee", DISTRICT, shut=True)
    with area.database.transaction() as session, pytest.raises(Rejected, match="place_unfitting"):
        account.enable_account(session, area.id_of("x"), by=LI, now=NOW)
    change(area, "x", LI, scope=area.community)
    with area.database.transaction() as session:
        account.enable_account(session, area.id_of("x"), by=LI, now=NOW)
    with area.database.reading() as session:
        assert account.account_called(session, "x").disabled_at is None


def change(area: District, username: str, by: object, **wanted: object) -> None:
    with area.database.transaction() as session:
        member = account.account_called(session, username)
        asked = replace(Wanted(member.name, member.office, Role(member.role), member.scope), **wanted)  # type: ignore[arg-type]
        account.change_account(session, member.id, asked, by=by, now=NOW)  # type: ignore[arg-type]


def givers(area: District) -> list[Staff]:
    """Everybody who might try, in every fitting place."""
    tried = [(role, name) for role in Role for name in area.places if fits(role, area.places[name])]
    return [area.add(f"{role}.{name}", role, area.places[name]) for role, name in tried]


def allowed(by: Staff, role: Role, name: str) -> bool:
    """Whether by the issue's words this role may be given there."""
    if not fits(role, Jurisdiction(**{name.removeprefix("other_"): 1}) if name != "district" else DISTRICT):
        return False
    if by.role is Role.DISTRICT:
        return True
    mine = "other_" if by.username.endswith("other_street") else ""
    return by.role is Role.STREET and role is not Role.DISTRICT and name.startswith("other_") is bool(mine)


def test_nobody_gives_more_than_they_have(one: District) -> None:
    wrong, number = [], 0
    for by in givers(one):
        for role, (name, place) in product(Role, one.places.items()):
            number += 1
            try:
                one.add(f"n{number}", role, place, by=by)
                given = True
            except (NotEntitled, NotFound, Rejected):
                given = False
            if given is not allowed(by, role, name):
                wrong.append((by.username, role, name))
    assert number > 200
    assert wrong == []


def test_nobody_moves_an_account_to_where_they_could_not_give_it(one: District) -> None:
    wrong = []
    by = one.add("jie", Role.STREET, one.street)
    for role, (name, place) in product(Role, one.places.items()):
        username = f"m-{role}-{name}".replace("_", "-")
        one.add(username, Role.HELPER, one.compound)
        try:
            change(one, username, by, role=role, scope=place)
            moved = True
        except (NotFound, Rejected):
            moved = False
        if moved is not (allowed(by, role, name)):
            wrong.append((role, name))
    assert wrong == []


ACTS = {
    "change": lambda session, who, by: account.change_account(
        session, who.id, Wanted("N", "", who.role, who.scope), by=by, now=NOW
    ),
    "disable": lambda session, who, by: account.disable_account(session, who.id, by=by, now=NOW),
    "enable": lambda session, who, by: account.enable_account(session, who.id, by=by, now=NOW),
    "end": lambda session, who, by: account.end_sessions(session, who.id, by=by, now=NOW),
    "password": lambda session, who, by: set_password(
        session, who.username, "another plum rain", random=RANDOM, by=by, now=NOW
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_a_street_touches_its_own_people_and_nobody_elses(one: District, act: str) -> None:
    street = one.add("jie", Role.STREET, one.street)
    for who in givers(one):
        own = who.scope in (one.street, one.community, one.compound)
        with one.database.transaction() as session:
            if own:
                ACTS[act](session, who, street)  # type: ignore[no-untyped-call]
            else:
                with pytest.raises(NotFound):
                    ACTS[act](session, who, street)  # type: ignore[no-untyped-call]


def test_nobody_changes_themselves_up_or_shuts_themselves_out(one: District) -> None:
    office, street = one.add("office", Role.DISTRICT, DISTRICT), one.add("jie", Role.STREET, one.street)
    one.add("second", Role.DISTRICT, DISTRICT)
    for by, role, scope in (
        (street, Role.STREET, one.other_street),
        (street, Role.DISTRICT, DISTRICT),
        (street, Role.COMMITTEE, one.compound),
        (office, Role.STREET, one.street),
    ):
        with pytest.raises(NotAllowed, match="yourself"):
            change(one, by.username, by, role=role, scope=scope)
        with one.database.transaction() as session, pytest.raises(NotAllowed, match="yourself"):
            account.disable_account(session, by.id, by=by, now=NOW)
    change(one, "jie", street, name="望春街道 李")
    with one.database.reading() as session:
        assert account.account_called(session, "jie").name == "望春街道 李"


def test_the_last_in_charge_stays_whoever_asks(area: District) -> None:
    area.add("office", Role.DISTRICT, DISTRICT)
    area.add("invited", Role.DISTRICT, DISTRICT, password=None)
    for act in (
        lambda: change(area, "office", LI, role=Role.STREET, scope=area.street),
        lambda: shut(area, "office"),
    ):
        with pytest.raises(NotAllowed, match="last_in_charge"):
            act()
    area.add("second", Role.DISTRICT, DISTRICT)
    shut(area, "second")
    with pytest.raises(NotAllowed, match="last_in_charge"):
        shut(area, "office")
    with area.database.transaction() as session:
        account.enable_account(session, area.id_of("second"), by=LI, now=NOW)
    shut(area, "office")
    with pytest.raises(NotAllowed, match="last_in_charge"):
        shut(area, "second")


def shut(area: District, username: str) -> None:
    with area.database.transaction() as session:
        account.disable_account(session, area.id_of(username), by=LI, now=NOW)


def test_every_act_is_written_down_with_before_and_after(one: District) -> None:
    one.add("jie", Role.STREET, one.street)
    change(one, "jie", LI, name="新名", scope=one.other_street)
    change(one, "jie", LI)
    shut(one, "jie")
    shut(one, "jie")
    with one.database.transaction() as session:
        account.enable_account(session, one.id_of("jie"), by=LI, now=NOW)
        account.end_sessions(session, one.id_of("jie"), by=LI, now=NOW)
    told = [(act, detail) for _who, act, detail in entries(one.database)]
    assert [act for act, _detail in told] == ["staff_changed", "staff_disabled", "staff_enabled", "sessions_ended"]
    assert told[0][1] == {
        "username": "jie",
        "name_before": "Jie",
        "name_after": "新名",
        "place_before": place_key(one.street),
        "place_after": place_key(one.other_street),
    }


def test_a_list_takes_two_queries_however_long_it_is(one: District) -> None:
    costs = []
    for before, more in ((0, 3), (3, 60)):
        for number in range(before, before + more):
            one.add(f"p{number}", Role.HELPER, one.community if number % 2 else one.other_compound)
        with one.database.counted() as statements, one.database.reading() as session:
            found = account.account_list(session, DISTRICT, size=20)
        costs.append(len([one for one in statements if one.startswith("SELECT")]))
        assert (len(found.rows), found.total) == (min(before + more, 20), before + more)
    assert costs == [2, 2]
    plan = f"EXPLAIN QUERY PLAN {statements[-1].replace('?', '0')}"
    with one.database.reading() as session:
        steps = [row.detail for row in session.exec_driver_sql(plan)]
    assert not [step for step in steps if step.startswith("SCAN") and step != "SCAN staff"], steps


def test_a_list_holds_those_of_ones_own_place_and_what_was_looked_for(one: District) -> None:
    people = {who.username for who in givers(one)}
    with one.database.reading() as session:

        def names(scope: Jurisdiction, search: str = "", page: int = 1) -> list[str]:
            rows = account.account_list(session, scope, search=search, page=page, size=100).rows
            return [row.member.username for row in rows]

        assert set(names(DISTRICT)) == people
        mine = {"street.street", "committee.community", "committee.compound", "owners.compound"}
        assert set(names(one.street)) == mine | {"helper.community", "helper.compound"}
        assert names(one.community) == names(one.compound) == []
        assert names(DISTRICT, "S社区") == ["committee.community", "helper.community"]
        assert names(DISTRICT, "OWNERS.COMP") == ["owners.compound"]
        assert names(DISTRICT, "%") == names(DISTRICT, "_street.street") == []
        assert names(DISTRICT, page=99) == names(DISTRICT)
