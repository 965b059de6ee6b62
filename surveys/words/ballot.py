"""What residents read: refusals, problems and answers in short, plain sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveys.core.answers import NONE, visible
from surveys.core.ballot import Answer, Answers, Ballot, Capacity, Channel
from surveys.core.errors import Problem
from surveys.core.menu import Item, Menu
from surveys.core.poll import Poll
from surveys.core.questionnaire import Condition, Edition, Kind, Question
from surveys.words.dates import deadline, time_words
from surveys.words.language import N_, _

PLACES = (N_("最需要"), N_("第二"), N_("第三"))

CAPACITIES = {
    Capacity.OWNER: (N_("房主的意见"), N_("算这一户的票")),
    Capacity.OCCUPANT: (N_("住户的意见"), N_("单独统计，给社区参考")),
}
CHANNELS = {
    Channel.PHONE: N_("手机上填的"),
    Channel.PAPER: N_("纸质问卷，工作人员录入"),
    Channel.DOOR: N_("工作人员上门代填"),
    Channel.CALL: N_("电话里说，工作人员代填"),
}


@dataclass(frozen=True, slots=True)
class Advice:
    """A page that says one thing: what is the case, and what to do now."""

    title: str
    lines: tuple[str, ...]

    def said(self) -> Advice:
        """The same in the reader's language."""
        return Advice(_(self.title), tuple(map(_, self.lines)))


@dataclass(frozen=True, slots=True)
class ProblemWords:
    """A problem of one question: its key, what is wrong, and the question's title for the list at the top."""

    field: str
    words: str
    title: str


NOT_MINE = Advice(
    N_("这不是您家的信"),
    (
        N_("您什么都没有动，这封信的户码还能用。"),
        N_("信送错了：交还给这一户，或者交给社区居委会。"),
        N_("您家也有自己的一封信，用那一封上的二维码或户码。"),
    ),
)
LEFT = Advice(N_("记录清掉了"), (N_("这台手机已经不记得是哪一户。交过的回答还在，凭户码随时能看。"),))
OUT_OF_REACH = Advice(
    N_("这一户不归您代填"),
    (N_("您现在用工作人员的身份登录着。"), N_("要填自己家的，先退出登录，再扫自家的信。")),
)
NOT_TO_FILL_IN = Advice(
    N_("这个账号不能代填"),
    (N_("您现在用工作人员的身份登录着。"), N_("要填自己家的，先退出登录，再扫自家的信。")),
)
HELPED_ALREADY = Advice(
    N_("这一户自己填过了"),
    (N_("住户自己交的回答，代填换不掉。"), N_("住户想改，用信上的二维码自己改。")),
)

_REFUSALS = {
    "void": Advice(
        N_("这封信换过了"), (N_("社区给这一户补过一封新信，旧信的二维码和户码就停用了。"), N_("用新信上的二维码或户码。"))
    ),
    "unknown": Advice(
        N_("这个二维码打不开"), (N_("码可能没有扫全，或者信是旧的。"), N_("再扫一次，或者输入信上的12位户码。"))
    ),
}
_CODES = {
    "empty": N_("填上信里的12位户码"),
    "length": N_("户码是12位数字，再数一数"),
    "typo": N_("有一位数字对不上，照着信再看一遍"),
    "unknown": N_("没有找到这个户码，照着信再看一遍。信如果补发过，用新信上的"),
    "room": N_("这里错的次数多了，再填上您家的楼号和房号"),
    "pair": N_("户码和楼号、房号对不上，照着信再看一遍。信如果补发过，用新信上的"),
}


def refusal_words(reason: str) -> Advice:
    """Why a letter's link or a remembered household opens nothing."""
    return _REFUSALS.get(reason, _REFUSALS["unknown"])


def code_words(reason: str, phone: str, *, with_room: bool = False) -> str:
    """What is wrong with a typed code, and with the room where it was asked for; `phone` is the office's, or empty."""
    reason = "pair" if reason == "unknown" and with_room else reason
    words = _(_CODES.get(reason, _CODES["unknown"]))
    called = reason in ("room", "pair") and phone
    return _("%(words)s，或者打电话%(phone)s", words=words, phone=phone) if called else words


def closes_words(poll: Poll) -> str:
    """When answering ends: 12月15日星期二 20:00."""
    day, hour = deadline(poll.ended_at)
    return _("%(day)s%(hour)s", day=day, hour=hour)


def scheduled_words(poll: Poll) -> Advice:
    """A poll that hasn't begun."""
    dates = _("%(opens)s开始，%(closes)s截止。", opens=time_words(poll.opens_at), closes=closes_words(poll))
    return Advice(_("还没有开始"), (dates, _("到时候再扫这个二维码，信先收好。")))


def closed_words(poll: Poll, *, late: bool) -> Advice:
    """A poll that is over; `late` where answers came after it."""
    ended = _("%(closes)s截止的。", closes=closes_words(poll))
    told = _("刚才这份交晚了，没有算进去。您填的都在下面，可以截图交给社区居委会。") if late else _("您家没有交过回答。")
    return Advice(_("征询已经截止"), (ended, told, _("结果核对好以后，贴在小区公示栏。")))


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


def cost_words(item: Item, homes: int) -> str:
    """What an item is thought to cost, in round numbers, and for each of `homes` households; empty where nobody knows."""
    if item.cost is None:
        return ""
    whole = round_money(item.cost)
    if not homes or item.buildings:
        return whole
    return _("%(whole)s，每户合%(yuan)s元", whole=whole, yuan=(item.cost // 100 + homes // 2) // homes)


def round_money(fen: int) -> str:
    """An amount in round numbers: 14.2万元, 9800元."""
    yuan = fen // 100
    if yuan < 10_000:
        return _("%(yuan)s元", yuan=yuan)
    tenths = (yuan + 500) // 1000
    ten_thousands = f"{tenths // 10}.{tenths % 10}".replace(".0", "")
    return _("%(ten_thousands)s万元", ten_thousands=ten_thousands, yuan=f"{tenths * 1000:,}")


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


_CONTACTS = {
    "phone_missing": N_("填上电话号码；不想留，回到回执就行"),
    "phone_unreadable": N_("“%(value)s”不像电话号码，手机是11位，座机带上区号"),
    "consent_missing": N_("同意社区用这个电话联系您的，勾一下；不同意就不用留"),
}


def contact_problem_words(problem: Problem) -> str:
    """Why a telephone number can't be kept, and what to do."""
    return _(_CONTACTS[problem.code], value=problem.value)


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
    whose, counts = CAPACITIES[ballot.capacity]
    came = {"time": time_words(ballot.cast_at), "channel": _(CHANNELS[ballot.channel])}
    if ballot.revision > 1:
        told = _("%(time)s收到，第%(revision)s次，%(channel)s", revision=ballot.revision, **came)
    else:
        told = _("%(time)s收到，%(channel)s", **came)
    return ReceiptWords(_(whose), _(counts), told)
