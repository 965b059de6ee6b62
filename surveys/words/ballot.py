"""What residents read: refusals, problems and answers in short, plain sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from surveys.core.answers import visible
from surveys.core.ballot import Answers, Ballot, Capacity, Channel, Revision
from surveys.core.kind import NONE, AnswerLine
from surveys.core.kinds import KINDS
from surveys.core.matter import matter_asked
from surveys.core.menu import Menu
from surveys.core.questionnaire import Condition, Edition, Question, QuestionRole
from surveys.core.roster import Entrance
from surveys.core.submission import Other
from surveys.words.dates import time_words
from surveys.words.language import N_, _
from surveys.words.matter import voted_on_words

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


class ChannelWords(NamedTuple):
    """How a ballot came, as its household reads it, and in two signs for a list."""

    came: str
    way: str


CHANNELS: Mapping[Channel, ChannelWords] = {
    Channel.PHONE: ChannelWords(N_("手机上填的"), "手机"),
    Channel.PAPER: ChannelWords(N_("纸质问卷，工作人员录入"), "纸质"),
    Channel.DOOR: ChannelWords(N_("工作人员上门代填"), "上门"),
    Channel.CALL: ChannelWords(N_("电话里说，工作人员代填"), "电话"),
}


def condition_words(question: Question, edition: Edition, menu: Menu) -> str:
    """When a question is to be answered, for a page that can't hide it; empty where it always is."""
    if matter_asked(question):
        return _("上面选了投票，才答这一题；不投就跳过。")
    parts = [_condition(condition, edition, menu) for condition in question.show_if]
    order = edition.with_role(QuestionRole.ORDER)
    if question.from_menu and order:
        parts.append(_("“%(question)s”没有选“这些都不需要”", question=_(order.label)))
    if question.owner_only:
        parts.append(_("您是房主，或替房主填"))
    return _("%(conditions)s，才答这一题；不是就跳过。", conditions=_("，并且").join(parts)) if parts else ""


def _condition(condition: Condition, edition: Edition, menu: Menu) -> str:
    asked = edition.by_key[condition.question]
    names = option_names(asked, menu)
    chosen = _("或").join(_("“%(name)s”", name=names.get(key, key)) for key in condition.any_of)
    return _("“%(question)s”选了%(chosen)s", question=_(asked.label), chosen=chosen)


def option_names(question: Question, menu: Menu) -> Mapping[str, str]:
    """What may be chosen, in the reader's language."""
    if KINDS[question.kind].takes_menu(question):
        return {item.key: _(item.name) for item in menu.items}
    return {option.key: _(option.label) for option in question.options}


def answer_lines(
    edition: Edition, menu: Menu, entrance: Entrance, capacity: Capacity, answers: Answers
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Every question that was asked at `entrance`, with what was answered as it was recorded; no line where nothing was."""
    questions = visible(edition, menu, entrance, capacity, answers)
    return tuple((_title(q), question_lines(q, menu, answers)) for q in questions)


def _title(question: Question) -> str:
    return voted_on_words(question.label) if matter_asked(question) else _(question.label)


def question_lines(question: Question, menu: Menu, answers: Answers) -> tuple[str, ...]:
    """What was answered to one question; nothing where it wasn't."""
    if question.key not in answers:
        return ()
    names = option_names(question, menu)
    return tuple(_line(line, names, menu) for line in KINDS[question.kind].lines(question.key, answers))


def _line(line: AnswerLine, names: Mapping[str, str], menu: Menu) -> str:
    if not line.chosen:
        return line.text
    name = names.get(line.chosen) or (_("这些都不需要") if line.chosen == NONE else line.chosen)
    name += _way(line, menu)
    return _("%(place)s：%(name)s", place=_(PLACES[line.place - 1]), name=name) if line.place else name


def _way(line: AnswerLine, menu: Menu) -> str:
    item = menu.by_key.get(line.chosen)
    ways = {way.key: way.name for way in item.alternatives} if item else {}
    return _("（%(way)s）", way=_(ways[line.way])) if line.way in ways else ""


@dataclass(frozen=True, slots=True)
class ReceiptWords:
    """A ballot's heading on the receipt: whose it is, how it counts, how and when it came."""

    whose: str
    counts: str
    came: str


def receipt_words(ballot: Revision) -> ReceiptWords:
    """The heading of one ballot."""
    whose, counts, _short = CAPACITIES[ballot.capacity]
    return ReceiptWords(_(whose), _(counts), came_words(ballot))


@dataclass(frozen=True, slots=True)
class ClashWords:
    """What is in the way of answers that were sent: what has happened, what to do; whether a receipt key is asked for, and
    the choices where the household has to say what becomes of its other ballot."""

    title: str
    lines: tuple[str, ...]
    asks_key: bool = False
    choices: tuple[tuple[Other, str], ...] = ()

    def said(self) -> ClashWords:
        """The same in the reader's language."""
        return ClashWords(_(self.title), tuple(map(_, self.lines)))


def clash_words(reason: str, before: Revision) -> ClashWords:
    """Why answers were not taken beside what was cast `before`: `NotAllowed`'s reasons of `services.ballot.cast`."""
    whose, came = _(CAPACITIES[before.capacity].whose), came_words(before)
    kept = _("您刚填的都还在，还没有交。")
    match reason:
        case "cast_elsewhere":
            by = _("要换成您这一份，用上次交的那部手机来改，或者填上回执上的钥匙；都没有，找社区居委会。")
            waits = ((Other.WAIT, _("没有回执钥匙，就这样交：先等着不算，由街道来定")),) if before.entered_by else ()
            told = _("您家已经交过一份%(whose)s", whose=whose)
            return ClashWords(told, (came, kept, by), asks_key=True, choices=waits)
        case "whose":
            choices = (
                (Other.WITHDRAW, _("前面那份选错了，撤回，只留这一份")),
                (Other.KEEP, _("家里两个人各填各的，两份都留着")),
            )
            told = _("您把身份改了。前面交过的那份%(whose)s还在，怎么办？", whose=whose)
            return ClashWords(told, (came, kept), choices=choices)
        case "kept_first":
            told = _("要改，用先交的那部手机，或者填它的回执钥匙；都没有，带上签了名的纸条找街道。")
            return ClashWords(_("先交的那位没有同意换，这一份没有交"), (kept, told), asks_key=True)
        case "overtaken":
            return ClashWords(_("同一页后来又交过一份"), (came, kept, _("要换成您刚填的这一份，看一遍再提交。")))
        case _:
            return ClashWords(
                _("这一页打开以后，有人交过一份%(whose)s", whose=whose),
                (came, kept, _("要换成您刚填的这一份，看一遍再提交。")),
            )


HELPER_LEFT = ClashWords(
    N_("代填的登录过期了"),
    (N_("您刚填的都还在，还没有交。"), N_("在另一个窗口重新登录，再回到这一页提交。"), N_("不在这里登录，就交不了这一份。")),
)

VOTED_BY_CALL = ClashWords(
    N_("业主共同决定的票，不能在电话里投"),
    (N_("房主在纸上签名，或者用手机自己投，才算。"), N_("这次先选“不是，或者这次不投”，再提交别的回答。")),
)

FLATS: Mapping[str, str] = {
    "flat": N_("您勾的另一套，已经有人交过，或者变过。去掉它再提交；那一套用它自己的信来交。"),
    "flats_of_owners": N_("几套一起交，只有房主的意见才行。去掉另外几套，再提交。"),
}


def flats_words(reason: str) -> ClashWords:
    """Why several flats were not answered for at once; nothing was cast for any."""
    return ClashWords(_("几套没有一起交成"), (_(FLATS[reason]), _("您刚填的都还在，还没有交。")))


def came_words(kept: Revision | Ballot) -> str:
    """How and when a ballot came."""
    came = {"time": time_words(kept.cast_at), "channel": _(CHANNELS[kept.channel].came)}
    if kept.revision > 1:
        return _("%(time)s收到，第%(revision)s次，%(channel)s", revision=kept.revision, **came)
    return _("%(time)s收到，%(channel)s", **came)
