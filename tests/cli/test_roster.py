"""Rosters, editions, menus and rules from files."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.conftest import Installation

EDITIONS = Path(__file__).parents[2] / "surveys" / "editions"
HEADER = "镇街,小区,楼栋,单元,楼层,房号,建筑面积,业主"
GOOD = [f"示例街道,示例里,{b},1,{f},{f}0{d},80.5,示例业主{b}{f}{d}" for b in (1, 2) for f in (1, 2) for d in (1, 2)]


def written(folder: Path, *rows: str, header: str = HEADER) -> str:
    file = folder / "roster.csv"
    file.write_text("\n".join([header, *rows]) + "\n")
    return str(file)


def test_a_roster_is_taken_over_and_the_same_again_changes_nothing(empty: Installation) -> None:
    file = written(empty.folder, *GOOD)
    assert "示例里：新增8户，改动0户，不变0户" in empty.done("import-roster", file)
    assert "没有改动" in empty.done("import-roster", file)
    assert empty.told("overview")["households"] == 8


def test_a_dry_run_says_the_same_and_changes_nothing(empty: Installation) -> None:
    said = empty.done("import-roster", written(empty.folder, *GOOD), "--dry-run")
    assert "示例里：新增8户" in said
    assert "什么都没有改" in said
    assert empty.told("overview")["households"] == 0


def test_every_problem_is_said_at_once_with_row_column_value_and_how(empty: Installation) -> None:
    bad = [GOOD[0].replace("80.5", "-3"), GOOD[1].replace("80.5", "八十"), GOOD[2], GOOD[2]]
    result = empty.type("import-roster", written(empty.folder, *bad))
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        "第2行 建筑面积 “-3”：面积要大于0",
        "第3行 建筑面积 “八十”：写成数字，单位平方米，例如98.50",
        "第5行 房号 “1号楼 1单元 201”：和第4行是同一户：删去一行，或者改房号",
    ]
    assert empty.told("overview")["households"] == 0


def test_what_the_file_lacks_is_kept_until_somebody_says_otherwise(empty: Installation) -> None:
    empty.done("import-roster", written(empty.folder, *GOOD))
    shorter = written(empty.folder, *GOOD[:-1])
    said = empty.done("import-roster", shorter)
    assert "仍保留1户（2号楼 1单元 202）" in said
    assert empty.told("overview")["households"] == 8
    assert "去掉1户（2号楼 1单元 202）" in empty.done("import-roster", shorter, "--remove-missing", "--dry-run")
    assert empty.told("overview")["households"] == 8
    assert "去掉1户（2号楼 1单元 202）" in empty.done("import-roster", shorter, "--remove-missing")
    assert empty.told("overview")["households"] == 7


def test_of_many_doors_removed_the_first_sixty_are_named_and_all_are_counted(empty: Installation) -> None:
    many = [f"示例街道,示例里,1,1,{n},{n}01,80.5,示例业主{n}" for n in range(1, 81)]
    empty.done("import-roster", written(empty.folder, *many))
    said = empty.done("import-roster", written(empty.folder, many[0]), "--remove-missing", "--dry-run")
    assert said.count("1号楼 1单元 ") == 60
    assert "6101等79户）" in said


def test_columns_without_use_are_named(empty: Installation) -> None:
    file = written(empty.folder, *(f"{row},红" for row in GOOD), header=f"{HEADER},门的颜色")
    assert "没有用到的列：门的颜色" in empty.done("import-roster", file)


def test_what_the_file_cannot_say_is_asked_and_answered_on_the_command_line(empty: Installation) -> None:
    file = written(empty.folder, *(row.split(",", 2)[2] for row in GOOD), header=HEADER.split(",", 2)[2])
    result = empty.type("import-roster", file)
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        "要您来定：没有写小区，8户是哪个小区的？（第2到9行）",
        "  --answer 'compound=…'  写成“镇街/小区”，例如“示范街道/梧桐里”",
    ]
    wrong = empty.type("import-roster", file, "--answer", "compound=示例里", "--answer", "hidden=in")
    assert wrong.stderr.splitlines()[:2] == ["不能这样回答：compound=示例里", "不能这样回答：hidden=in"]
    assert "示例里：新增8户" in empty.done("import-roster", file, "--answer", "compound=示例街道/示例里")


def test_what_was_understood_is_said_before_what_it_changes(empty: Installation) -> None:
    said = empty.done("import-roster", written(empty.folder, *GOOD, "合计,,,,,,644,")).splitlines()
    assert said[0] == "合计行不算户，没有读：第10行"
    assert said[1].startswith("示例里：新增8户，改动0户，不变0户")


@pytest.mark.parametrize("content", [b"", b"\x00" * 100, b"%PDF-1.7", b"PK\x03\x04 no workbook"])
def test_a_file_of_another_kind_is_refused_in_a_sentence(empty: Installation, content: bytes) -> None:
    file = empty.folder / "strange.xlsx"
    file.write_bytes(content)
    result = empty.type("import-roster", str(file))
    assert result.exit_code == 2
    assert "另存为" in result.stderr or "文件是空的" in result.stderr


def test_a_file_that_isnt_there_is_said(empty: Installation) -> None:
    result = empty.type("import-roster", str(empty.folder / "nowhere.xlsx"))
    assert (result.exit_code, result.stderr) == (2, f"打不开文件 {empty.folder / 'nowhere.xlsx'}\n")


def test_the_template_is_a_roster_without_rows(empty: Installation) -> None:
    file = empty.folder / "template.xlsx"
    empty.done("roster-template", str(file))
    book = load_workbook(file)
    assert "建筑面积" in [cell.value for cell in book.worksheets[0][1]]
    book.close()
    result = empty.type("import-roster", str(file))
    assert (result.exit_code, result.stderr) == (2, "只有表头，没有住户：一行写一户\n")


@pytest.mark.parametrize(
    ("command", "file"),
    [
        ("check-edition", "w1-2026.toml"),
        ("check-menu", "menu-xuecheng-2021.toml"),
        ("check-rules", "rules/presets.toml"),
    ],
)
def test_the_files_that_come_with_the_product_are_sound(empty: Installation, command: str, file: str) -> None:
    assert empty.done(command, str(EDITIONS / file)).startswith("没有问题")


@pytest.mark.parametrize(
    ("command", "text", "said"),
    [
        ("check-edition", 'key = "x"\ntitel = "T"\n', "第2行：不认识“titel”；是不是“title”"),
        ("check-edition", "key = \n", "第1行：这里不合TOML的写法"),
        ("check-menu", 'key = "X X"\n', "第1行：key“X X”只能用小写字母"),
        ("check-rules", '[[rule]]\nkey = "r"\nconsent = "2/3"\n', "第3行：consent写成“at least 2/3”"),
    ],
)
def test_a_faulty_file_is_told_by_line(empty: Installation, command: str, text: str, said: str) -> None:
    file = empty.folder / "faulty.toml"
    file.write_text(text)
    result = empty.type(command, str(file))
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_file_in_another_encoding_is_said(empty: Installation) -> None:
    file = empty.folder / "gb.toml"
    file.write_bytes('key = "x"\ntitle = "问卷"\n'.encode("gb18030"))
    result = empty.type("check-edition", str(file))
    assert (result.exit_code, result.stderr) == (2, "第2行：不是UTF-8文字；用UTF-8另存一次\n")


def test_namesakes_are_asked_about_and_nothing_is_taken_over_until_they_are_answered(empty: Installation) -> None:
    rows = [f"示例街道,示例里,1,1,{floor},{floor}01,80.5,张伟" for floor in range(1, 4)]
    file = written(empty.folder, *rows)
    refused = empty.type("import-roster", file)
    assert refused.exit_code == 2
    assert "没有导入" in refused.stdout
    assert "示例里有3户写着张伟：是一个人吗？" in refused.stderr
    one = next(line for line in refused.stderr.splitlines() if line.endswith("都是一个人")).replace("'", "").split()
    assert empty.told("overview")["households"] == 0
    assert "新增3户" in empty.done("import-roster", file, *one[:2])
    assert empty.told("overview")["owners"] == 1
    assert "没有改动" in empty.done("import-roster", file), "it is decided"


def test_all_namesakes_may_be_different_people_at_once(empty: Installation) -> None:
    rows = [f"示例街道,示例里,1,1,{n},{n}01,80.5,{name}" for n, name in enumerate(["张伟", "张伟", "李娜", "李娜"], 1)]
    empty.done("import-roster", written(empty.folder, *rows), "--all-apart", "--yes")
    assert empty.told("overview")["owners"] == 4


def test_a_misspelt_compound_is_asked_about(empty: Installation) -> None:
    empty.done("import-roster", written(empty.folder, *GOOD))
    file = written(empty.folder, *(row.replace("示例里", "示例里小区").replace("80.5", "81") for row in GOOD))
    refused = empty.type("import-roster", file)
    assert refused.exit_code == 2
    answer = next(line for line in refused.stderr.splitlines() if "就是“示例街道 示例里”" in line).replace("'", "").split()
    said = empty.done("import-roster", file, *answer[:2])
    assert "示例里：新增0户，改动8户" in said
    assert "建筑面积：80.50平方米 → 81.00平方米" in said


def test_totals_that_were_expected_otherwise_stop_an_import_until_somebody_agrees(empty: Installation) -> None:
    file = written(empty.folder, *GOOD)
    refused = empty.type("import-roster", file, "--expect", "homes=9")
    assert refused.exit_code == 2
    assert "户：应该是9户，文件里是8户，少1户" in refused.output
    assert empty.told("overview")["households"] == 0
    empty.done("import-roster", file, "--expect", "homes=9", "--although-differs")
    assert empty.told("overview")["households"] == 8
