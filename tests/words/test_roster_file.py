"""Every problem of a roster file has its sentence."""

from __future__ import annotations

import re
from pathlib import Path

from surveys.core.errors import Problem
from surveys.services import spreadsheet, workbook
from surveys.words.roster_file import problem as roster_file
from surveys.words.roster_file import problem_line

ROOT = Path(roster_file.__file__).parents[2]
SOURCES = [
    *(ROOT / "core" / "roster_file").glob("*.py"),
    *(ROOT / "services").glob("*.py"),
]
CALL = re.compile(
    r'(?:Problem|CellRefused|_refused|_report|report)\(\s*"((?:roster|file)_[a-z_]+)"|return "(roster_[a-z_]+)"'
)


def test_every_code_that_is_raised_has_advice_and_no_other_is_kept() -> None:
    raised = {one or other for path in SOURCES for one, other in CALL.findall(path.read_text("utf-8"))}
    raised |= {"file_encrypted", "file_old_office", "roster_stray_row"}
    raised |= {"roster_merged"}
    assert raised == set(roster_file._ADVICE)


def test_a_problem_becomes_a_line_with_the_column_as_the_office_calls_it() -> None:
    line = problem_line(Problem("roster_room_twice", "room", 7, "3 1 501", {"first": 4}))
    assert (line.row, line.column, line.value) == (7, "房号", "3 1 501")
    assert line.advice == "和第4行是同一户：删去一行，或者改房号"


def test_every_kind_of_file_that_is_no_table_is_called_by_its_name() -> None:
    kinds = {*spreadsheet._MARKS.values(), *workbook._KINDS.values(), "html", "zip", "strict", "doc", "binary"}
    advice = {kind: problem_line(Problem("file_other_kind", detail={"kind": kind})).advice for kind in kinds}
    assert len(set(advice.values())) == len(kinds)
    assert advice["pdf"] == "这是PDF文件，不是表格：找到原来的表格，另存为.xlsx再导入"


def test_a_problem_that_many_rows_share_says_how_far_down_it_goes() -> None:
    line = problem_line(Problem("roster_merged", "building", 3, detail={"last": 13}))
    assert (line.row, line.column) == (3, "楼栋")
    assert line.advice == "空着：补上；如果是合并的单元格，先取消合并，再每行填满（一直到第13行都是这样）"


def test_a_place_that_isnt_ones_own_says_how_many_rows_it_takes() -> None:
    line = problem_line(Problem("roster_outside_scope", "compound", 2, "B", {"last": 8, "number": 4}))
    assert line.advice == "不在您管的范围里：从文件里去掉，或者请区里导入（到第8行为止，共4行）"


def test_a_sentence_that_lacks_a_figure_keeps_a_gap() -> None:
    assert problem_line(Problem("file_rows")).advice == "超过…行：按镇街分成几个文件"
