"""What is wrong with a questionnaire or a menu while it is written, and what has changed in it, as the office reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from surveys.core.errors import Problem
from surveys.core.questionnaire import Edition, QuestionRole
from surveys.core.sketch import Alteration, Paper
from surveys.words.edition import EDIT_NAMES, KIND_NAMES, ROLES_SAID
from surveys.words.toml_document import toml_problem_words

PART_FIELDS: Mapping[str, str] = {
    **EDIT_NAMES,
    "title": "名称",
    "intro": "开头的话",
    "label": "题目",
    "hint": "怎么答",
    "why": "为什么问",
    "optional": "可以不答",
    "owner_only": "只问房主",
    "show_if": "什么时候才问",
    "role": "用来做什么",
    "counts": "算作什么",
    "kind": "题型",
    "name": "名称",
    "about": "说明",
    "tier": "类别",
    "must": "必改",
    "unit": "单位",
    "unit_cost": "单价",
    "lump": "总价",
    "reference": "参考单价",
    "set_aside": "不列入的项目",
    "quantity": "数量",
    "icon": "图标",
    "alternatives": "几种做法",
    "excludes": "只能做一项",
    "needs": "要先做",
    "decision": "业主要另外表决",
    "choose": "每户最多点几项",
    "ranking": "怎么排先后",
    "least_answers": "至少几户应答",
    "cap": "这一类最多用多少钱",
    "buildings": "给哪几栋楼",
    "stairwells": "给哪几个单元",
    "infeasible": "做不了的原因",
    "pays": "谁出钱",
    "own_money": "不用共同的钱",
    "questions": "题",
    "items": "项目",
    "tiers": "类别",
}
SKETCH_PROBLEMS: Mapping[str, str] = {
    "toml_missing": "{field}不能空着",
    "toml_text_long": "{field}有{length}个字，最多{most}个，删掉一些",
    "toml_range": "{field}填{low}到{high}之间的数",
    "toml_decimals": "{field}最多两位小数",
    "toml_type": "{field}不认得“{value}”，填数字",
    "toml_entries": "至少留一{counted}，最多{high}{counted}",
    "toml_repeated": "“{value}”已经有了，换个名称",
    "edition_bounds": "最大要比最小的大，现在是{low}到{value}",
    "edition_options": "选项有{value}个，要有{low}到{high}个",
    "edition_options_twice": "选了从菜单里选，就不另写选项，把选项去掉",
    "edition_most": "最多选{value}项，比选项还多，一共只有{options}个选项",
    "edition_scale": "打分要从高到低一级一级连着，至少三级，不能少中间一级，也不能打乱",
    "edition_role_twice": "前面已经有一题用来{role}，一份问卷只能有一题",
    "edition_role_kind": "用来{role}的题，题型不能改",
    "edition_capacity_first": "分清谁在答的题，要排在第一，人人都答",
    "edition_owner_only": "只问房主的题，前面要先有分清谁在答的那一题",
    "edition_consent_optional": "问同意不同意的题，不能写成可以不答",
    "edition_counts": "每个选项都要定下算作什么",
    "edition_counts_without_role": "这一题不参加计票，选项不用定算作什么",
    "edition_counts_lacking": "缺了算作“{lacking}”的选项，少了它就没法计票",
    "edition_condition_question": "它要看另一题怎么答才问，那一题要在它前面",
    "edition_condition_option": "它要看“{asked}”选了什么才问，那个选项没有了；先改它的“什么时候才问”",
    "sketch_role_kept": "这一题用来{role}，原来的问卷有，不能去掉；可以改说法",
    "sketch_yuan": "{field}填数字，单位元，例如92.5，不是“{value}”",
    "sketch_whole": "{field}填整数，例如3，不是“{value}”",
    "menu_tier_unknown": "这一类还有项目，先把项目挪到别的类，或者去掉",
    "menu_unit_missing": "写了单价，就要写单位，例如“平方米”",
    "menu_least_without_share": "至少几户应答，只在按比例排的时候填，去掉",
    "menu_item_unknown": "“{named}”要先做它，或者和它只能做一项；先改那一项",
}
_COUNTS_SAID = {"owner": "房主", "occupant": "租户、其他住户", "yes": "同意", "no": "不同意", "abstain": "暂不表态"}
"""What an option counts as."""


def counts_words(counts: str) -> str:
    """What an option counts as, in a word."""
    return _COUNTS_SAID.get(counts, counts)


def sketch_problem_words(problem: Problem, paper: Paper) -> str:
    """One problem of a document that somebody writes, without where it is."""
    words = SKETCH_PROBLEMS.get(problem.code)
    if words is None:
        return toml_problem_words(_named(problem, paper))
    values: dict[str, Any] = {
        **problem.detail,
        "field": _field(problem),
        "value": problem.value,
        "role": _role(problem.value),
        "lacking": "、".join(counts_words(one) for one in problem.value.split(", ")),
        "counted": "题" if isinstance(paper, Edition) else "项",
        "asked": _label(paper, str(problem.detail.get("question", ""))),
        "named": _label(paper, problem.value),
    }
    return words.format_map(values)


def _field(problem: Problem) -> str:
    field = PART_FIELDS.get(problem.field, problem.field)
    place = problem.detail.get("place")
    return f"第{place}个选项" if place and problem.field in ("label", "counts", "name", "about") else field


def _role(value: str) -> str:
    return ROLES_SAID.get(QuestionRole(value), "") if value in tuple(QuestionRole) else ""


def _named(problem: Problem, paper: Paper) -> Problem:
    """The problem with the names of items in the place of their keys."""
    rival = {"rival": _label(paper, str(problem.detail.get("rival", "")))}
    return Problem(
        problem.code,
        PART_FIELDS.get(problem.field, problem.field),
        0,
        _label(paper, problem.value),
        {**problem.detail, **rival},
    )


def _label(paper: Paper, key: str) -> str:
    if isinstance(paper, Edition):
        return paper.by_key[key].label if key in paper.by_key else key
    return paper.by_key[key].name if key in paper.by_key else key


def sketch_part_words(problem: Problem, paper: Paper) -> str:
    """Where a problem is: in which question, tier or item; empty for the document itself."""
    if not problem.row:
        return ""
    if isinstance(paper, Edition):
        return f"第{problem.row}题“{paper.questions[problem.row - 1].label}”"
    tiers = len(paper.tiers)
    part = paper.tiers[problem.row - 1] if problem.row <= tiers else paper.items[problem.row - 1 - tiers]
    return f"“{part.name}”"


def alteration_words(alteration: Alteration, before: Paper, after: Paper) -> str:
    """One difference in a sentence."""
    where = _where(alteration, before, after)
    match alteration.code:
        case "added":
            return f"添了{where}"
        case "removed":
            return f"去掉了{where}"
        case "moved":
            return f"{where}换了位置"
    return f"{where}从“{_said(alteration.before, before)}”改成“{_said(alteration.after, after)}”"


def _where(alteration: Alteration, before: Paper, after: Paper) -> str:
    """The way to what differs, from the outside."""
    paper = before if alteration.code == "removed" else after
    document: Any = paper.document()
    steps: list[str] = []
    for name in alteration.path:
        if isinstance(document, list):
            document = next((one for one in document if one["key"] == name), {})
            steps[-1] += f"“{document.get('label') or document.get('name') or name}”"
        else:
            document = document.get(name, {})
            own = "说法" if name == "label" and "options" in alteration.path else ""
            steps.append(own or PART_FIELDS.get(name, name))
    return "，".join(steps)


def _said(value: Any, paper: Paper) -> str:
    match value:
        case None | "" | []:
            return "空"
        case bool():
            return "是" if value else "否"
        case str() if value in KIND_NAMES:
            return KIND_NAMES[value]
        case str():
            return _label(paper, value)
        case list():
            return "；".join(_said(one, paper) for one in value)
        case dict():
            return _condition(value, paper)
    return str(value)


def _condition(value: dict[str, Any], paper: Paper) -> str:
    if "question" not in value or not isinstance(paper, Edition):
        return "、".join(str(one) for one in value.values())
    asked = paper.by_key.get(value["question"])
    names = {option.key: option.label for option in asked.options} if asked else {}
    chosen = "或".join(names.get(key, key) for key in value["any_of"])
    return f"“{asked.label if asked else value['question']}”选了{chosen}"
