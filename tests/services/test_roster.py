"""Taking a roster over."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from surveys.core.errors import Rejected
from surveys.core.place import Jurisdiction
from surveys.core.roster import Household
from surveys.core.roster_file import RosterRow
from surveys.services.roster import CompoundChange, RosterImport, import_roster
from surveys.store import place as stored_place
from surveys.store import roster as stored
from surveys.store.db import Connection
from tests.conftest import Database
from tests.factories import DISTRICT, DURING, LI, NOW, doors, opened_with, rooms, rows, voted, with_owner


def take_over(session: Connection, listed: list[RosterRow], **more: object) -> RosterImport:
    return import_roster(session, listed, by=LI, now=NOW, **more)  # type: ignore[arg-type]


def only(result: RosterImport) -> CompoundChange:
    (change,) = result.compounds
    return change


def figures(change: CompoundChange) -> tuple[int, int, int, int, int]:
    return change.added, change.changed, change.unchanged, change.removed, change.kept


def living(session: Connection) -> tuple[Household, ...]:
    return stored.living(session, 1)


def everything(session: Connection) -> list[tuple[object, ...]]:
    tables = ("streets", "areas", "compounds", "buildings", "owners", "households", "entries")
    return [tuple(row) for table in tables for row in session.execute(text(f"SELECT * FROM {table} ORDER BY id"))]


def test_a_roster_makes_its_places_households_and_owners(database: Database) -> None:
    with database.transaction() as session:
        change = only(take_over(session, rows("101", "102", area="Area 1")))
        assert figures(change) == (2, 0, 0, 0, 0)
        assert (change.compound.name, change.compound.street.name) == ("A", "S")
        assert change.compound.area is not None
        assert change.compound.area.name == "Area 1"
        assert [(h.building, h.room, h.area) for h in living(session)] == [("1", "101", 80_00), ("1", "102", 80_00)]


def test_the_same_roster_again_changes_nothing_at_all(database: Database) -> None:
    listed = [*rows("101", "102"), *rows("101", compound="B", street="T", area="Area 1")]
    with database.transaction() as session:
        take_over(session, listed)
        before = everything(session)
    with database.transaction() as session:
        result = take_over(session, listed, remove_missing=True)
        assert [figures(change) for change in result.compounds] == [(0, 0, 2, 0, 0), (0, 0, 1, 0, 0)]
        assert not result.changed_anything
        assert everything(session) == before


def test_a_corrected_roster_changes_what_differs_and_adds_what_is_new(database: Database) -> None:
    with database.transaction() as session:
        take_over(session, rows("101", "102", "201"))
        first, second, third = rows("101", "102", "202")
        change = only(take_over(session, [replace(first, floor_area=81_00), second, third]))
        assert figures(change) == (1, 1, 1, 0, 1)
        assert change.missing == (("1", "1", "201"),)
        assert [(h.room, h.area) for h in living(session)] == [
            ("101", 81_00),
            ("102", 80_00),
            ("201", 80_00),
            ("202", 80_00),
        ]


def test_what_the_roster_lacks_goes_only_when_told_so(database: Database) -> None:
    with database.transaction() as session:
        take_over(session, rows("101", "102") + rows("101", building="2"))
        change = only(take_over(session, rows("101"), remove_missing=True))
        assert figures(change) == (0, 0, 1, 2, 0)
        assert change.missing == (("1", "1", "102"), ("2", "1", "101"))
        assert [h.room for h in living(session)] == ["101"]
        assert session.execute(text("SELECT count(*) FROM buildings")).scalar_one() == 1


def test_a_household_that_is_sold_gets_its_new_owner_and_the_old_one_is_forgotten(database: Database) -> None:
    with database.transaction() as session:
        take_over(session, rows("101", "102"))
        change = only(take_over(session, [*with_owner(rows("101"), "a buyer"), *rows("102")]))
        assert figures(change) == (0, 1, 1, 0, 0)
        names = session.execute(text("SELECT name FROM owners ORDER BY name")).scalars().all()
        assert names == ["a buyer", "owner 102"]


def test_several_units_of_one_owner_make_one_owner_with_the_telephone_that_any_row_gives(database: Database) -> None:
    with database.transaction() as session:
        one, two, three = with_owner(rows("101", "102", "201"), "zhao")
        take_over(session, [one, replace(two, phone="13900000000"), three])
        assert session.execute(text("SELECT name, phone FROM owners")).all() == [("zhao", "13900000000")]
        assert len({h.owner for h in living(session)}) == 1


def test_a_new_telephone_number_changes_all_units_of_the_owner(database: Database) -> None:
    with database.transaction() as session:
        listed = with_owner(rows("101", "102"), "zhao")
        take_over(session, listed)
        change = only(take_over(session, [replace(row, phone="13900000000") for row in listed]))
        assert figures(change) == (0, 2, 0, 0, 0)


def test_a_compound_moves_to_another_area(database: Database) -> None:
    with database.transaction() as session:
        take_over(session, rows("101", area="Area 1"))
        change = only(take_over(session, rows("101", area="Area 2")))
        assert change.compound.area is not None
        assert change.compound.area.name == "Area 2"


def test_compounds_of_one_name_in_two_streets_stay_apart(database: Database) -> None:
    with database.transaction() as session:
        result = take_over(session, [*rows("101", street="S"), *rows("101", "102", street="T")])
        assert [(c.compound.street.name, c.added) for c in result.compounds] == [("S", 1), ("T", 2)]


def test_households_come_in_door_order_two_before_ten(database: Database) -> None:
    with database.transaction() as session:
        take_over(session, rows("1001", "201", "102") + rows("101", building="10") + rows("101", building="2"))
        assert [(h.building, h.room) for h in living(session)] == [
            ("1", "102"),
            ("1", "201"),
            ("1", "1001"),
            ("2", "101"),
            ("10", "101"),
        ]


def test_a_change_to_the_roster_doesnt_reach_a_poll_that_is_open(database: Database) -> None:
    with database.transaction() as session:
        poll = opened_with(session, rows("101", "102"))
        first = doors(session, poll)[0]
        take_over(session, rows("999"), remove_missing=True)
        assert len(doors(session, poll)) == 2
        assert voted(session, first, now=DURING).revision == 1


@pytest.mark.parametrize(
    ("scope", "column"),
    [
        (Jurisdiction(street=1), "street"),
        (Jurisdiction(compound=1), "compound"),
        (Jurisdiction(compound=1, street=1), "compound"),
    ],
)
def test_staff_take_over_rosters_of_their_own_places_only(database: Database, scope: Jurisdiction, column: str) -> None:
    with database.transaction() as session:
        take_over(session, rows("101"))
        assert figures(only(take_over(session, rows("101"), scope=scope))) == (0, 0, 1, 0, 0)
        strange = rows("101", compound="B", street="T" if column == "street" else "S")
        with pytest.raises(Rejected) as refused:
            take_over(session, [*rows("101", "102"), *strange], scope=scope)
        assert [(p.code, p.field) for p in refused.value.problems] == [("roster_outside_scope", column)]
        assert len(living(session)) == 1


def test_a_strange_compound_or_street_is_one_problem_from_its_first_row_to_its_last(database: Database) -> None:
    with database.transaction() as session:
        take_over(session, rows("101"))
        file = [*rows("101", "102", "103", compound="B"), *rows("101", "102"), *rows("101", street="T")]
        file = [replace(row, row=number) for number, row in enumerate([*file, file[0]], start=2)]
        with pytest.raises(Rejected) as refused:
            take_over(session, file, scope=Jurisdiction(compound=1))
        assert [(p.field, p.value, p.row, dict(p.detail)) for p in refused.value.problems] == [
            ("compound", "B", 2, {"last": 8, "number": 4}),
            ("street", "T", 7, {}),
        ]


def test_a_street_takes_over_a_new_compound_of_its_own(database: Database) -> None:
    with database.transaction() as session:
        take_over(session, rows("101"))
        assert only(take_over(session, rows("101", compound="B"), scope=Jurisdiction(street=1))).added == 1


def test_an_import_leaves_one_entry_for_each_compound_that_it_changed(database: Database) -> None:
    with database.transaction() as session:
        take_over(session, [*rows("101"), *rows("101", compound="B")])
        take_over(session, [*rows("101"), *rows("101", "102", compound="B")])
        acts = session.execute(text("SELECT act FROM entries")).scalars().all()
        assert acts == ["roster_imported"] * 3


def test_a_large_roster_takes_hardly_more_statements_than_a_small_one(database: Database) -> None:
    with database.transaction() as session:
        take_over(session, rows("101"))
    with database.counted() as few, database.transaction() as session:
        take_over(session, rows(*rooms(20), compound="B"))
    with database.counted() as many, database.transaction() as session:
        take_over(session, rows(*rooms(800), compound="C"))
    assert len(few) < 25
    assert len(many) <= len(few) + 6
    with database.reading() as session:
        assert stored_place.compounds(session, DISTRICT)[2].name == "C"
