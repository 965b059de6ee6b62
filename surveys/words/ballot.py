"""What residents read: refusals, problems and answers in short, plain sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from surveys.core.answers import NONE, visible
from surveys.core.ballot import Answer, Answers, Ballot, Capacity, Channel
from surveys.core.errors import Problem
from surveys.core.menu import Menu
from surveys.core.questionnaire import Condition, Edition, Kind, Question
from surveys.words.dates import time_words
from surveys.words.language import N_, _

PLACES = (N_("最需要"), N_("第二"), N_("第三"))


class CapacityWords(NamedTuple):
    """Whose answers they are and how they count, as residents read it, and in one word for the desk."""

    whose: str
    counts: str
    short: str


CAPACITIES: Mapping[Capacity, CapacityWords] = {
    Capacity.OWNER: CapacityWords(N_("房主的意见"), N_("算这一户的票"), "业主"),
    Capacity.OCCUPANT: CapacityWords(N_("住户的意见"), N_("单独统计，给社区参考"), "租户等其他住户"),
}
CHANNELS = {
    Channel.PHONE: N_("手机上填的"),
    Channel.PAPER: N_("纸质问卷，工作人员录入"),
    Channel.DOOR: N_("工作人员上门代填"),
    Channel.CALL: N_("电话里说，工作人员代填"),
}


@dataclass(frozen=True, slots=True)
class ProblemWords:
    """A problem of one question: its key, what is wrong, and the question's title for the list at the top."""

    field: str
    words: str
    title: str


def condition_words(question: Question, edition: Edition, menu: Menu) -> str:
    """When a question is to be answered, for a page that can't hide it; empty where it always is."""
    parts = [_condition(condition, edition, menu) for condition in question.show_if]
    if question.owner_only:
        parts.append(_("您是房主，或替房主填"))
    return _("%(conditions)s，才答这一题；不是就跳过。", conditions=_("，并且").join(parts)) if parts else ""


def _condition(condition: Condition, edition: Edition, menu: Menu) -> str:
    asked = edition.by_key[condition.question]
    names = _names(asked, menu)
    chosen = _("或").join(_("“%(name)s”", name=names.get(key, key)) for key in condition.any_of)
    return _("“%(question)s”选了%(chosen)s", question=_(asked.label), chosen=chosen)


def _names(question: Question, menu: Menu) -> Mapping[str, str]:
    if question.kind is Kind.ORDER or question.from_menu:
        return {item.key: _(item.name) for item in menu.items}
    return {option.key: _(option.label) for option in question.options}


def problem_words(problem: Problem, edition: Edition, menu: Menu) -> ProblemWords:
    """What is wrong with an answer and how to mend it."""
    question = edition.by_key.get(problem.field)
    if question is None:
        return ProblemWords(problem.field, _("再点一次提交"), _("这一页放久了"))
    return ProblemWords(problem.field, _mending(problem, question, menu), _(question.label))


def _mending(problem: Problem, question: Question, menu: Menu) -> str:
    detail = problem.detail
    match problem.code:
        case "answer_missing":
            return {Kind.NUMBER: _("填一个数"), Kind.TEXT: _("写几个字")}.get(question.kind, _("选一项"))
        case "answer_too_many":
            return _("最多选%(most)s项，现在选了%(count)s项，去掉几项", **detail)
        case "answer_none_and_others":
            return _("选了“都没有”，就不再选别的；去掉其中一边")
        case "answer_twice":
            return _("“%(name)s”选了两次，换一项", name=_names(question, menu).get(problem.value, _("同一项")))
        case "answer_not_a_number":
            return _("“%(value)s”不是数，填数字，例如3", value=problem.value)
        case "answer_out_of_bounds":
            return _("填%(low)s到%(high)s之间的数", **detail)
        case "answer_too_long":
            return _("最多写%(most)s个字，现在有%(count)s个字，删掉一些", **detail)
        case _:
            return _("再选一次")


def answer_lines(
    edition: Edition, menu: Menu, capacity: Capacity, answers: Answers
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Every question that was asked, with what was answered as it was recorded; no line where nothing was."""
    questions = visible(edition, capacity, answers)
    return tuple((_(q.label), _lines(q, menu, answers.get(q.key), answers.get(f"{q.key}.how", {}))) for q in questions)


def _lines(question: Question, menu: Menu, answer: Answer | None, ways: Answer) -> tuple[str, ...]:
    if answer is None:
        return ()
    if question.kind in (Kind.NUMBER, Kind.TEXT) or not isinstance(answer, Sequence):
        return (str(answer),)
    names = _names(question, menu)
    keys = (answer,) if isinstance(answer, str) else tuple(answer)
    lines = [names.get(key, key) for key in keys]
    if question.kind is Kind.TOP3:
        return tuple(_("%(place)s：%(name)s", place=_(place), name=line) for place, line in zip(PLACES, lines, strict=False))
    if question.kind is Kind.ORDER:
        return tuple(map(lambda key, line: line + _way(menu, key, ways), keys, lines)) or (_names_none(question),)
    return tuple(lines)


def _way(menu: Menu, key: str, ways: Answer) -> str:
    chosen = ways.get(key) if isinstance(ways, Mapping) else None
    item = menu.by_key.get(key)
    return (
        next((_("（%(way)s）", way=_(way.name)) for way in item.alternatives if way.key == chosen), "")
        if item and chosen
        else ""
    )


def _names_none(question: Question) -> str:
    return _({option.key: option.label for option in question.options}.get(NONE, N_("这些都不需要")))


@dataclass(frozen=True, slots=True)
class ReceiptWords:
    """A ballot's heading on the receipt: whose it is, how it counts, how and when it came."""

    whose: str
    counts: str
    came: str


def receipt_words(ballot: Ballot) -> ReceiptWords:
    """The heading of one ballot."""
    whose, counts, _short = CAPACITIES[ballot.capacity]
    came = {"time": time_words(ballot.cast_at), "channel": _(CHANNELS[ballot.channel])}
    if ballot.revision > 1:
        told = _("%(time)s收到，第%(revision)s次，%(channel)s", revision=ballot.revision, **came)
    else:
        told = _("%(time)s收到，%(channel)s", **came)
    return ReceiptWords(_(whose), _(counts), told)
