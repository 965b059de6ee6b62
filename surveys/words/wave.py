"""Why a wave can't be made, changed or opened, as the desk says it."""

from __future__ import annotations

from surveys.core.errors import Problem
from surveys.words.advice import mending
from surveys.words.life import PROBLEMS as LIFE
from surveys.words.matter import matter_problem_words
from surveys.words.menu_table import menu_opening_words
from surveys.words.site import SITES

_WAVES = {
    "empty": "写上轮次名称",
    "taken": "已经有一轮叫“{value}”，换一个名称",
    "closes_before_opening": "截止时间要晚于开始时间",
    "empty_roster": "{value}还没有户册：先导入户册，或者把它从这一轮里去掉",
    "time_is_over": "{value}的截止时间已经过了：先改截止时间",
    "opened_before": "{value}已经打开过",
    "rule_silence_in_consultation": "意愿征询不能把没有表态的计入多数",
}


def wave_problem_words(problem: Problem) -> str:
    """Why a wave can't be made, changed or opened."""
    if words := matter_problem_words(problem) or menu_opening_words(problem):
        where = problem.detail.get("compound", "")
        return f"{where}：{words}" if where else words
    return mending({**LIFE, **SITES, **_WAVES}, problem)
