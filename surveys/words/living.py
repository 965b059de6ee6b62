"""The living roster at the desk: what kinds of homes are called, and what is wrong with a change made by hand."""

from __future__ import annotations

from surveys.core.errors import Problem
from surveys.core.roster import AreaSource, UnitKind
from surveys.services.edition import roster_document
from surveys.words.roster_file import problem_line

_PROBLEMS = {
    "door_taken": "户册里已经有这一户了：看看楼栋、单元和房号",
    "whose": "选一下：是名字写错了，还是这一户换了业主",
    "namesake": "户册里已经有叫“{value}”的，选一下是不是同一个人",
    "no_reason": "写上为什么去掉，例如“和502打通了”",
    "reason_long": "原因最多写{most}个字",
    "no_homes": "勾上是另一个人的房子",
    "all_homes": "不能全勾：全是另一个人的，就直接改姓名",
    "building_taken": "已经有{value}了，换一个名称",
    "compound_taken": "这个镇街里已经有“{value}”了，换一个名称",
    "not_its_name": "要照着打小区的名称：{compound}",
    "door_in_both": "{value}两个小区都有：先改好其中一个的门牌",
}
_LABELS = {"name": "名称", "area": "片区"}


def kind_words(kind: UnitKind) -> str:
    """What a kind of home is called in rosters."""
    return str(roster_document()["kinds"][kind.value][0])


def source_words(source: AreaSource) -> str:
    """Where an area comes from, as rosters say it."""
    return str(roster_document()["sources"][source.value][0])


def mending_words(problem: Problem) -> str:
    """What is wrong with one field of a change made by hand, and how to mend it."""
    if problem.code in _PROBLEMS:
        return _PROBLEMS[problem.code].format_map({"value": problem.value, **problem.detail})
    line = problem_line(problem)
    return f"{_LABELS.get(problem.field) or line.column}{line.advice}"
