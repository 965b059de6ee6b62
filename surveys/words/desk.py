"""What the desk says when a plan or a finding can't be accepted: what to do, in one sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from surveys.core.errors import NotAllowed, Problem
from surveys.words.dates import day_in_year

_WAVES = {
    "empty": "写上轮次名称",
    "taken": "已经有一轮叫“{value}”，换一个名称",
    "closes_before_opening": "截止时间要晚于开始时间",
    "empty_roster": "{value}还没有户册：先导入户册，或者把它从这一轮里去掉",
    "time_is_over": "{value}的截止时间已经过了：先改截止时间",
    "opened_before": "{value}已经打开过",
    "rule_silence_in_consultation": "意愿征询不能把没有表态的计入多数",
    "rule_silence_without_clause": "写上议事规则里这一条的原文",
}
_FINDINGS = {
    "finding_expired_before": "有效期要写今天以后的日期",
    "finding_computed": "这一项由征询结果自动计算，不用登记",
    "finding_self_assessed": "配合情况不能由镇街或社区自己认定，由区里登记",
    "finding_not_entitled": "这一项不归这个单位认定，换一个有权认定的单位",
    "finding_without_reason": "不符合的，在说明里写清原因",
    "finding_not_promisable": "这一项不能用承诺代替，选“符合”或“不符合”",
    "finding_promise_without_date": "承诺要写完成的日期",
    "waiver_not_entitled": "豁免只能由区住建局登记",
    "waiver_without_reason": "豁免要在说明里写清理由",
}
NOTICES = {
    "notice_too_short": "公示不少于7日，选{earliest}或以后的日子",
    "notice_too_long": "公示不超过一年，选{latest}或以前的日子",
    "changed_since": "刚才结果有了变化，再看一遍公示表，没错再公示",
    "correction_without_reason": "写明更正了什么、为什么",
    "reason_too_long": "最多写{most}个字，现在有{count}个字，删掉一些",
}
_NOT_ALLOWED = {
    "draft": "这个征询还是草稿：先到“轮次”里打开。",
    "scheduled": "征询还没有开始，截止以后才有结果。",
    "open": "征询还在进行，截止以后才有结果。",
    "closed": "这个征询已经截止，不用再截止一次。",
    "opened_before": "这一轮里已经有小区打开了，不能再改。",
    "no_silence_clause": "这次征询没有约定不表态计入多数，不用登记。",
    "nothing_to_correct": "和上一次公示的内容一样，不用再公示一次。",
    "already_in_wave": "{compound}已经在这一轮里了。",
}


def not_allowed_words(refused: NotAllowed) -> str:
    """Why an act can't be done now; empty where there is no more to say than that."""
    return _NOT_ALLOWED.get(refused.reason, "").format(**refused.detail)


def wave_problem_words(problem: Problem) -> str:
    """Why a wave can't be made, changed or opened."""
    return _said(_WAVES, problem)


def finding_problem_words(problem: Problem) -> str:
    """Why a finding can't be written down."""
    return _said(_FINDINGS, problem)


def notice_problem_words(problem: Problem) -> str:
    """Why a result can't be published so."""
    said = {
        name: day_in_year(date.fromisoformat(str(value))) if name in ("earliest", "latest") else value
        for name, value in problem.detail.items()
    }
    return _said(NOTICES, replace(problem, detail=said))


def _said(sentences: dict[str, str], problem: Problem) -> str:
    return sentences.get(problem.code, "这里填得不合适，改一改再提交").format(value=problem.value, **problem.detail)
