"""Every problem of a roster file has its sentence."""

from __future__ import annotations

import re
from pathlib import Path

from surveys.core.errors import Problem
from surveys.core.roster_file import AskedCell, ChoiceKind, Remark, RemarkKind, RosterAnswer, RosterChoice, Spot
from surveys.services import spreadsheet, workbook
from surveys.words.roster_file import choice_words, problem_line, remark_words
from surveys.words.roster_file import problem as roster_file
from surveys.words.roster_file.remark import spots_words

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


SPOTS = (Spot("", 3), Spot("", 7))


def test_everything_that_is_understood_has_a_sentence() -> None:
    said = [remark_words(Remark(kind, 1200, SPOTS, ("building",), (("301", "3"),))) for kind in RemarkKind]
    assert len(set(said)) == len(RemarkKind)
    assert not [sentence for sentence in said if "{" in sentence]
    assert remark_words(Remark(RemarkKind.FILLED_DOWN, 1200, (), ("building", "unit"))) == (
        "合并的单元格往下填了1,200格：楼栋、单元"
    )
    assert remark_words(Remark(RemarkKind.HIDDEN_IN, 2, SPOTS)) == "有2行是隐藏或筛选掉的，也算：第3、7行"


def test_rows_of_many_sheets_are_named_with_them_and_not_all() -> None:
    assert spots_words([Spot("1号楼", 3), Spot("1号楼", 4), Spot("2号楼", 3)]) == "表“1号楼”第3、4行，表“2号楼”第3行"
    assert spots_words([Spot("", row) for row in (2, 3, 4, 7, 9, 10)]) == "第2到4、7、9、10行"
    assert spots_words(Spot("", row) for row in range(2, 62, 2)).endswith("38、40行等30行")


def test_every_choice_has_a_question_and_words_for_its_answers() -> None:
    for kind in ChoiceKind:
        choice = RosterChoice("key", kind, tuple(RosterAnswer), text="阁楼", cells=(AskedCell("key:3", SPOTS[0], "x"),))
        said = choice_words(choice)
        assert "{" not in said.question
        assert [value for value, _ in said.options] == list(RosterAnswer)
        assert all(words != value for value, words in said.options)
        assert said.where == "第3行"


def test_an_open_choice_is_a_line_among_the_problems() -> None:
    detail = {"kind": "floor", "count": 2, "text": "阁楼", "sheet": "1号楼"}
    line = problem_line(Problem("roster_unanswered", "floor", 4, "floor:阁楼:6", detail))
    assert line.advice == "要您来定：2户的楼层写的是“阁楼”：是第几层？"
    assert (line.row, line.column, line.sheet) == (4, "楼层", "1号楼")


def test_a_row_twice_in_two_sheets_names_both() -> None:
    detail = {"first": 4, "sheet": "2号楼", "first_sheet": "1号楼"}
    line = problem_line(Problem("roster_room_twice", "room", 7, "3 1 501", detail))
    assert line.advice == "和表“1号楼”第4行是同一户：删去一行，或者改房号"


def test_a_file_without_a_header_says_what_was_found() -> None:
    line = problem_line(Problem("roster_no_header", detail={"at": 5, "found": "业主/电话"}))
    assert line.advice.endswith("（最像表头的是第5行，只认出业主/电话）")
