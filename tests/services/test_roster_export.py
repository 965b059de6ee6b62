"""A roster that leaves as a workbook comes back unchanged, whatever was imported before it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.core.errors import NotFound, Rejected
from surveys.core.place import Jurisdiction
from surveys.core.roster import AreaSource, UnitKind
from surveys.core.roster_file import RosterRow
from surveys.paper.table_file import table_file
from surveys.services.edition import roster_words
from surveys.services.roster import import_roster
from surveys.services.roster_file import read_roster_file
from surveys.services.table import roster_rows
from surveys.services.worksheet import Worksheet, write_xlsx
from surveys.store.db import Connection
from surveys.words.table import TableKind, roster_table
from tests.conftest import Database
from tests.factories import DISTRICT, LI, NOW


class Undone(Exception):
    """Undoes what a test wrote."""


HEADER = [column.name for column in roster_table(()).columns]
NAMES = ["张示例", "张 示例", "李示例、王示例", "王示例,李示例", "欧阳示例", "", "不详"]
ASKED = ["欧阳 示例", "张示例（李示例）", "张示例等3人", "张示例和李示例"]
ANSWERS = {"owners_spaced": "one", "owners_related": "one", "owners_counted": "first"}
PHONES = ["", "10000000001", "10000000002", "0632-5550123"]
NUMBERS = ["", "A1", "B2"]
KINDS = ["住宅", "商铺", "未售", "车位", "储藏室", "公房", ""]


def brought(session: Connection, *lines: list[str]) -> int:
    """Imports these lines of a file, as somebody typed them; the compound they are about."""
    read = read_roster_file(write_xlsx([Worksheet("户册", HEADER, lines)]), ANSWERS)
    return import_roster(session, read.rows, by=LI, now=NOW).compounds[0].compound.id


def line(
    room: str, owner: str = "张示例", phone: str = "", kind: str = "", *, number: str = "", area: str = "80"
) -> list[str]:
    """One unit as a file has it."""
    return ["示范街道", "", "梧桐里", "3", "2", "5", room, area, owner, phone, kind, "", number]


def comes_back(session: Connection, compound: int) -> None:
    """Exports the compound and imports the file again: nothing is added, changed or missing."""
    made = table_file(session, DISTRICT, TableKind.ROSTER, compound, at=NOW, by="李")
    (change,) = import_roster(session, read_roster_file(made.content).rows, by=LI, now=NOW).compounds
    assert (change.added, change.changed, change.missing) == (0, 0, ())
    assert change.unchanged > 0


def test_a_roster_comes_back_unchanged(database: Database) -> None:
    with database.transaction() as session:
        place = brought(
            session,
            line("0501", phone="013800000001"[1:], area="98.5"),
            line("502", "李示例、王示例", "0632-5550123"),
            line("01", kind="商铺"),
            line("02", "", kind="未售"),
        )
        _, rows = roster_rows(session, DISTRICT, place)
        assert {row.room for row in rows} >= {"0501", "01"}
        assert {row.owner_number for row in rows} == {""}
        comes_back(session, place)


@pytest.mark.parametrize(
    "files",
    [
        [[line("501", phone="10000000001"), line("502", phone="10000000002")]],
        [[line("501", number="A1"), line("502", number="B2")]],
        [[line("501", phone="10000000001")], [line("502", phone="10000000002")]],
        [[line("501")], [line("502", number="A1")]],
        [[line("501", "", kind="未售")], [line("502", "开发商", kind="未售")]],
        [[line("501", "开发商", kind="未售")], [line("502", "开发商")]],
        [[line("501", "甲公司", kind="未售"), line("502", "", kind="未售"), line("503", "乙公司", kind="未售")]],
        [[line("501", "甲、乙")], [line("502", "乙、甲", number="9")]],
        [[line("501", "不详"), line("502", "-"), line("503", "", kind="公房")]],
        [[line("501", "不详", number="A1"), line("502", "不详", number="A1"), line("503", "不详")]],
        [[line(str(500 + at), name) for at, name in enumerate(ASKED)]],
        [[[*line("501")[:4], "无", *line("501")[5:]]]],
    ],
)
def test_owners_that_names_do_not_tell_apart_come_back_as_they_were(
    database: Database, files: list[list[list[str]]]
) -> None:
    with database.transaction() as session:
        for lines in files:
            place = brought(session, *lines)
        comes_back(session, place)


units = st.lists(
    st.tuples(
        st.sampled_from(["501", "0501", "502", "503", "地下1", "A-7"]),
        st.sampled_from([*NAMES, *ASKED]),
        st.sampled_from(PHONES),
        st.sampled_from(KINDS),
        st.sampled_from(NUMBERS),
        st.sampled_from(["80", "76.05", "0.01", "99999.99"]),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda unit: unit[0],
)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(units, min_size=1, max_size=3))
def test_whatever_was_imported_comes_back_unchanged(database: Database, files: list[list[tuple[str, ...]]]) -> None:
    with suppress(Undone), database.transaction() as session:
        place = 0
        for file in files:
            try:
                place = brought(session, *(line(*unit[:4], number=unit[4], area=unit[5]) for unit in file))
            except Rejected:
                continue  # a roster that can't be read is no roster
        if place:
            comes_back(session, place)
        raise Undone


def test_a_number_of_ours_names_its_owner_whatever_else_the_row_says(database: Database) -> None:
    with database.transaction() as session:
        place = brought(session, line("501", number="A1"), line("502", number="B2"))
        _, rows = roster_rows(session, DISTRICT, place)
        assert all(row.owner_number == f"SYS-{row.owner_key.upper()}" for row in rows)
        again = read_roster_file(table_file(session, DISTRICT, TableKind.ROSTER, place, at=NOW, by="李").content).rows
        assert [row.owner_key for row in again] == [row.owner_key for row in rows]


def test_the_columns_are_those_of_the_template_and_each_kind_and_source_has_its_word() -> None:
    words = roster_words()
    assert [words.column(name) for name in HEADER[:3]] == ["street", "area", "compound"]
    assert len({words.column(name) for name in HEADER}) == len(HEADER) == 13
    row = RosterRow(2, "S", "", "C", "1", "1", 1, "1", 8000, "甲", "", UnitKind.HOME, AreaSource.REGISTER, "")
    for kind in UnitKind:
        for source in AreaSource:
            (said,) = roster_table([replace(row, kind=kind, area_source=source)]).rows
            assert (words.kinds[str(said[10])], words.sources[str(said[11])]) == (kind, source)


def test_a_roster_of_another_place_is_not_there(database: Database) -> None:
    with database.transaction() as session:
        place = brought(session, line("501"))
        with pytest.raises(NotFound):
            table_file(session, Jurisdiction(street=999), TableKind.ROSTER, place, at=NOW, by="李")
