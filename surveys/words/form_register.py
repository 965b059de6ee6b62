"""The register of paper forms in words, for the desk, the command line and whoever holds a tear-off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from surveys.core.errors import Problem
from surveys.core.form_register import FormStep
from surveys.core.paper_form import FormBatch, FormState
from surveys.words.advice import mending
from surveys.words.language import N_, _
from surveys.words.place import building_words, unit_words


class FormStateWords(NamedTuple):
    """A state for the desk; what whoever types the number of such a form reads, in a word and in a sentence, nothing of what
    isn't theirs to know; and why such a form isn't to be typed in any more."""

    desk: str
    told: str = ""
    sentence: str = ""
    done: str = ""


FORM_STATES: Mapping[FormState, FormStateWords] = {
    FormState.PRINTED: FormStateWords("印了没发"),
    FormState.ISSUED: FormStateWords("发了没回"),
    FormState.RETURNED: FormStateWords("收回没录", N_("已收"), N_("您的纸质问卷社区收到了，还没有录入。")),
    FormState.ENTERED: FormStateWords("已录", N_("已录"), N_("您的纸质问卷录入了，还没有复核。"), "录过了，照片不用再传"),
    FormState.CONFIRMED: FormStateWords(
        "已复核", N_("已复核"), N_("您的纸质问卷录入了，也复核过了。"), "录过了，也复核过了，照片不用再传"
    ),
    FormState.SPOILED: FormStateWords("作废", done="这张表作废了，不能录"),
}


class FormStepWords(NamedTuple):
    """A step as it is chosen, and as what was done is told."""

    choice: str
    done: str


FORM_STEPS: Mapping[FormStep, FormStepWords] = {
    FormStep.ISSUE: FormStepWords("发出", "记好了：发出%(n)s份"),
    FormStep.RETURN: FormStepWords("收回", "记好了：收回%(n)s份"),
    FormStep.SPOIL: FormStepWords("作废", "记好了：作废%(n)s份"),
    FormStep.UNDO: FormStepWords("记错了，退一步", "退回了一步：%(n)s份"),
}
NOT_YET = (N_("还没有收到"), N_("这个表号的问卷还没有收到。刚交的，过几天再看；表号看错了，照着回执联再填一遍。"))
"""What they read of a form that hasn't come back, and of a number that no form has."""
NO_NUMBER = N_("表号对不上：一共12位数字，照着回执联再看一遍。")
_WHERE = {
    "form_printed": "第{value}份还没有发出，没有可以退的",
    "form_issued": "第{value}份已经发出了",
    "form_returned": "第{value}份已经收回了",
    "form_entered": "第{value}份已经录入了，要改先撤回录入",
    "form_confirmed": "第{value}份已经复核了，不能再改",
    "form_spoiled": "第{value}份已经作废了，弄错了先选“记错了，退一步”",
}
FORMS = {
    **_WHERE,
    "form_number": "表号对不上：一共12位数字，照着表上再看一遍",
    "forms_none": "写上哪几份，例如12，或者12-40",
    "forms_unreadable": "“{value}”看不懂，写成12，或者12-40，或者12位表号",
    "forms_too_many": "一次最多{most}份，这里有{value}份，分几次来",
    "forms_missing": "没有这几份，没有印过：{value}",
    "form_why": "写上为什么作废",
    "form_said_long": "最多写{most}个字，现在有{count}个字，删掉一些",
    "forms_count": "空白表一次印1到{most}份",
    "forms_nothing": "没有要印的：这里的都印过了，或者都答了",
    "forms_moved": "户册刚刚更正过，再点一次",
    "form_too_long": "问卷太长，要印{value}面，最多{most}面：减几道题，或者不印长辈版",
}


def form_problem_words(problem: Problem) -> str:
    """Why something can't be done with forms."""
    return mending(FORMS, problem)


def told_words(state: FormState | None) -> tuple[str, str]:
    """What whoever typed a form's number reads, in their language."""
    word, sentence = (FORM_STATES[state].told, FORM_STATES[state].sentence) if state else NOT_YET
    return _(word), _(sentence)


def batch_words(batch: FormBatch) -> str:
    """What a batch was printed for."""
    if batch.blank:
        return "空白表"
    if not batch.building:
        return "全小区"
    return " ".join(filter(None, (building_words(batch.building), unit_words(batch.unit) if batch.unit else "")))
