"""Who acts for an owner, and why a mandate isn't taken, as the desk says it."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.core.errors import Problem
from surveys.core.mandate import MandateKind
from surveys.words.advice import mending

KINDS: Mapping[MandateKind, str] = {
    MandateKind.PROXY: "房主的书面委托",
    MandateKind.GUARDIAN: "监护人（房主没有或者只有部分行为能力）",
    MandateKind.CO_OWNER: "共有人共同推选的一位",
}
_PROBLEMS = {
    "mandate_without_name": "写上姓名",
    "mandate_without_paper": "写上文书的编号和日期",
    "mandate_without_matter": "这次没有要业主共同决定的事",
    "mandate_matter": "没有“{value}”这件事",
    "mandate_second_holder": "这一户已经由“{value}”代投，一件事只能由一个人代投：换人的，先把那一份点成“不算数了”",
    "mandate_too_many": "“{value}”已经替别的业主投了：一个人最多替{most}位业主",
}


def mandate_problem_words(problem: Problem) -> str:
    """Why a mandate isn't taken."""
    return mending(_PROBLEMS, problem)
