"""Matters from a file: listed, replaced as long as the poll is a draft, refused with the line that is wrong."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Installation
from tests.cli.test_wave import DATES, ready

__all__ = ["ready"]

LIFT = '[[matter]]\nkey = "lift"\nwording = "加装一部电梯"\ndecision = "7"\nbuildings = ["{}"]\n'


def written(folder: Path, text: str) -> str:
    path = folder / "matters.toml"
    path.write_text(text, "utf-8")
    return str(path)


def test_matters_are_taken_from_a_file_and_fixed_when_the_poll_opens(ready: Installation) -> None:
    ready.done("wave", "第一轮", "示例里", *DATES)
    assert "0件业主共同决定事项" in ready.done("matters", "示例里")
    path = written(ready.folder, LIFT.format("2栋"))
    said = ready.done("matters", "示例里", path)
    assert "1件业主共同决定事项" in said
    assert "第七项：改建、重建建筑物及其附属设施" in said
    assert "参与的人数、面积都不少于总数的三分之二；同意的人数、面积都不少于参与者的四分之三。" in said
    ready.done("open-poll", "示例里")
    refused = ready.type("matters", "示例里", path)
    assert (refused.exit_code, refused.stderr) == (1, "已经打开过，不能再打开\n")


def test_a_file_with_mistakes_names_their_lines_and_a_building_that_isn_t_there(ready: Installation) -> None:
    ready.done("wave", "第一轮", "示例里", *DATES)
    wrong = written(ready.folder, LIFT.format("2栋") + 'rule = "civil-278-ordinary"\n')
    refused = ready.type("matters", "示例里", wrong)
    assert refused.exit_code == 2
    assert refused.stderr.startswith("第6行：")
    assert "要的同意比例比法律低：第7项不能用" in refused.stderr
    elsewhere = ready.type("matters", "示例里", written(ready.folder, LIFT.format("99")))
    assert elsewhere.stderr == "第1件事项：户册里没有“99号楼”这栋楼\n"


def test_a_rule_of_a_decision_is_refused_for_the_consultation(ready: Installation) -> None:
    refused = ready.type("wave", "第一轮", "示例里", *DATES, "--rule", "civil-278-special")
    assert refused.exit_code == 2
    assert "不能用来认定意愿征询；要决定的事，列为业主共同决定事项" in refused.stderr
