"""Why a result can't be published so, and what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from surveys.core.errors import Problem
from surveys.words.advice import mending
from surveys.words.dates import day_in_year

NOTICES = {
    "notice_too_short": "公示不少于7日，选{earliest}或以后的日子",
    "notice_too_long": "公示不超过一年，选{latest}或以前的日子",
    "changed_since": "刚才结果有了变化，再看一遍公示表，没错再公示",
    "correction_without_reason": "写明更正了什么、为什么",
    "reason_too_long": "最多写{most}个字，现在有{count}个字，删掉一些",
}


def notice_problem_words(problem: Problem) -> str:
    """Why a result can't be published so."""
    said = {
        name: day_in_year(date.fromisoformat(str(value))) if name in ("earliest", "latest") else value
        for name, value in problem.detail.items()
    }
    return mending(NOTICES, replace(problem, detail=said))
