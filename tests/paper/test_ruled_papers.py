"""The ruled papers and the paper of who didn't pass: what stands on them, and what never does."""

from __future__ import annotations

from io import BytesIO

from openpyxl import load_workbook

from surveys.core.gates import Gate
from surveys.core.outcome.telling import public
from surveys.core.paper import PaperFormat
from surveys.paper.papers import PAPERS
from surveys.words.district_table import district_table
from surveys.words.door_list import door_list, form_register
from surveys.words.plan_list import plan_list
from surveys.words.stop import stop_paper
from tests.paper.decided import AFTER, decided
from tests.paper.makers import MAKERS
from tests.paper.worlds import many

WORLD = many(70)
DOORS = MAKERS["doors"](WORLD)


def test_who_has_not_answered_comes_first_and_who_has_is_not_gone_to() -> None:
    for part in door_list(DOORS, AFTER).parts:
        marks = [row[4][0] for row in part.rows]
        assert marks == sorted(marks, key="□△".index)
        assert "■" not in marks
    rows = [row for part in form_register(DOORS, AFTER).parts[:-1] for row in part.rows]
    assert {row[3][0] for row in rows} >= {"□", "■"}
    assert len({(part.title, row[1], row[2]) for part in form_register(DOORS, AFTER).parts[:-1] for row in part.rows}) == 70


def test_every_door_stands_in_the_grid_of_its_building_on_its_floor() -> None:
    cells = [cell for part in door_list(DOORS, AFTER).parts for grid in part.grids for row in grid.rows for cell in row[1:]]
    assert sum(len(cell.split("　")) for cell in cells if cell) == 70
    floors = [
        [int(row[0].removesuffix("层")) for row in grid.rows]
        for part in door_list(DOORS, AFTER).parts
        for grid in part.grids
    ]
    assert all(found == sorted(found, reverse=True) for found in floors)


def test_whoever_signs_has_nine_millimetres_by_twenty_five() -> None:
    for made in (door_list(DOORS, AFTER), form_register(DOORS, AFTER)):
        assert made.height >= 90
        assert all(column.width >= 250 for column in made.columns if "签字" in column.name)
        assert sum(column.width for column in made.columns) < 2_400  # the last tenths of A4 are for what has no width


def test_a_form_that_was_printed_stands_with_its_number_and_blank_ones_at_the_end() -> None:
    parts = form_register(DOORS, AFTER).parts
    numbers = [row[4].replace(" ", "") for part in parts for row in part.rows if row[4]]
    assert sorted(numbers) == sorted(form.number for form in DOORS.forms)
    assert parts[-1].title == "没有写房号的空白问卷：2份"


def test_the_list_of_works_and_its_workbook_say_the_same() -> None:
    row, facts = PAPERS["plan"], MAKERS["plan"](WORLD)
    paper = plan_list(facts, AFTER).parts[0].rows
    sheet = load_workbook(BytesIO(row.made(facts, PaperFormat.XLSX, AFTER))).worksheets[0]
    table = list(sheet.iter_rows(values_only=True))[1:]
    assert [one[2] for one in table] == [one[2] for one in paper] == [line.name for line in facts.outcome.listed.lines]
    assert [one[5] for one in paper] == [f"{one[5]}/{one[6]}" if one[5] is not None else "—" for one in table]
    assert [one[8] for one in paper] == [one[9] or "" for one in table]


def test_the_district_s_sums_are_those_of_its_rows() -> None:
    facts = MAKERS["district"](WORLD)
    part = district_table(facts, AFTER).parts[0]
    assert part.total[1] == "合计"
    for column in (4, 5, 6):
        assert int(part.total[column]) == sum(int(row[column]) for row in part.rows)
    assert int(part.total[8]) == sum(int(row[8]) for row in part.rows if row[8] != "—")


def test_who_is_stopped_by_the_votes_alone_gets_the_paper_too() -> None:
    outcome = decided(agree=20, draws=0)
    judgement = public(outcome).judgement
    assert [gate.gate for gate in judgement.gates if gate.state == "failed"] == [Gate.WILLINGNESS]
    made = stop_paper(outcome.poll, judgement, phone="")
    assert made.stage == "按公示的结果"
    assert "群众改造意愿不强烈" in made.opening[0]
    assert "下一批" in str(made.sections)
    assert not any(seal.startswith("业主") for seal in made.seals)
