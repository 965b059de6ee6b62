"""What the office reads of questionnaires: who came up with one, of which kind a question is, and what it is for."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.core.questionnaire import Edition, Question, QuestionRole
from surveys.core.sketch import DocumentSort

SORTS: Mapping[DocumentSort, str] = {DocumentSort.EDITION: "问卷", DocumentSort.MENU: "改造菜单"}
KIND_NAMES: Mapping[str, str] = {
    "single": "单选",
    "multiple": "多选",
    "scale": "打分",
    "number": "填数",
    "text": "写字",
    "order": "点单（从菜单里选）",
    "top3": "选三项，排先后",
}
EDIT_NAMES: Mapping[str, str] = {
    "options": "选项",
    "most": "最多选几项",
    "low": "最小",
    "high": "最大",
    "length": "最多写几个字",
    "from_menu": "从改造菜单里选，不另写选项",
}
"""What each key of a kind is called where it is edited."""
ROLES_SAID: Mapping[QuestionRole, str] = {
    QuestionRole.CAPACITY: "分清谁在答",
    QuestionRole.CONSENT: "算同意不同意",
    QuestionRole.ORDER: "算点单户数",
    QuestionRole.TOP3: "算最要紧的",
}


def asked_when_words(question: Question, edition: Edition) -> str:
    """When a question is asked, short; empty where everybody is asked."""
    parts = []
    for condition in question.show_if:
        asked = edition.by_key.get(condition.question)
        names = {option.key: option.label for option in asked.options} if asked else {}
        chosen = "或".join(f"“{names.get(key, key)}”" for key in condition.any_of)
        parts.append(f"“{asked.label if asked else condition.question}”选了{chosen}")
    return "，并且".join(parts) + "，才问" if parts else ""


BANK_NAMES: Mapping[str, str] = {"w1": "第一轮 意愿征集", "w2": "第二轮 方案征询", "w3": "第三轮 满意度"}
"""What the banks of questions are for, by the wave."""
BANK_TITLES: Mapping[str, str] = {"w1": "老旧小区改造意愿征集", "w2": "老旧小区改造方案征询", "w3": "老旧小区改造满意度"}
"""What a questionnaire made from each bank is called until somebody says otherwise."""
