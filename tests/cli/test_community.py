"""Communities on the command line."""

from __future__ import annotations

from tests.cli.conftest import Installation
from tests.cli.test_roster import written

ROWS = [
    "甲街道,春风里,1,1,1,101,80.5,示例业主甲",
    "甲街道,秋月里,1,1,1,101,80.5,示例业主乙",
    "乙镇,冬雪里,1,1,1,101,80,示例业主丙",
]


def with_compounds(empty: Installation) -> Installation:
    empty.done("import-roster", written(empty.folder, *ROWS))
    return empty


def test_a_community_is_added_renamed_called_and_given_compounds(empty: Installation) -> None:
    town = with_compounds(empty)
    added = town.done("community", "add", "春风社区", "--street", "甲街道", "--phone", "０５７１－１２３４５６７８")
    assert added == "添好了：甲街道 春风社区居委会（编号 1，电话 0571-12345678）\n"
    assert "春风里社区居委会（编号 1" in town.done("community", "rename", "春风社区", "春风里")
    assert "电话 12345" in town.done("community", "phone", "春风里社区居委会", "12345")
    assert town.done("community", "assign", "1", "春风里", "秋月里") == "春风里社区居委会：春风里、秋月里\n"
    assert town.done("community", "list") == "甲街道 春风里社区居委会（编号 1，电话 12345）：春风里、秋月里\n"
    assert town.told("community", "list") == [
        {
            "id": 1,
            "street": "甲街道",
            "name": "春风里",
            "phone": "12345",
            "address": "",
            "hours": "",
            "person": "",
            "posting": "",
            "seals": [],
            "compounds": ["春风里", "秋月里"],
        }
    ]


def test_what_is_refused_says_why(empty: Installation) -> None:
    town = with_compounds(empty)
    town.done("community", "add", "春风社区", "--street", "甲街道", "--phone", "0571-12345678")
    refusals = {
        ("community", "add", "春风社区", "--street", "丙街道", "--phone", "12345"): (1, "没有找到镇街“丙街道”\n"),
        ("community", "add", "春风社区", "--street", "甲街道", "--phone", "12345"): (2, "“春风社区”已经有了，换一个\n"),
        ("community", "phone", "春风社区", "找小李"): (
            2,
            "“找小李”不像电话号码，写成例如0571-12345678，分机写“转801”\n",
        ),
        ("community", "phone", "秋月社区", "12345"): (1, "没有找到社区“秋月社区”\n"),
        ("community", "assign", "春风社区", "冬雪里"): (2, "冬雪里不在这个社区的镇街里\n"),
        ("community", "rename", "春风社区", " "): (2, "名称不能空着\n"),
    }
    assert {typed: (town.type(*typed).exit_code, town.type(*typed).stderr) for typed in refusals} == refusals


def test_of_two_communities_of_one_name_the_number_is_asked_for(empty: Installation) -> None:
    town = with_compounds(empty)
    for street in ("甲街道", "乙镇"):
        town.done("community", "add", "春风社区", "--street", street, "--phone", "12345")
    result = town.type("community", "phone", "春风社区", "54321")
    assert result.exit_code == 1
    assert "不止一个" in result.stderr
    assert "电话 54321" in town.done("community", "phone", "2", "54321")
