"""What residents read: refusals, problems and answers in short, plain sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveys.core.answers import NONE, visible
from surveys.core.ballots import Answer, Answers, Ballot, Capacity, Channel
from surveys.core.errors import Problem
from surveys.core.menu import Item, Menu
from surveys.core.poll import Poll
from surveys.core.questionnaire import Condition, Edition, Kind, Question
from surveys.words.dates import deadline, time_words

PLACES = ("最需要", "第二", "第三")

CAPACITIES = {
    Capacity.OWNER: ("房主的意见", "算这一户的票"),
    Capacity.OCCUPANT: ("住户的意见", "单独统计，给社区参考"),
}
CHANNELS = {
    Channel.PHONE: "手机上填的",
    Channel.PAPER: "纸质问卷，工作人员录入",
    Channel.DOOR: "工作人员上门代填",
    Channel.CALL: "电话里说，工作人员代填",
}


@dataclass(frozen=True, slots=True)
class Advice:
    """A page that says one thing: what is the case, and what to do now."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProblemWords:
    """A problem of one question: its key, what is wrong, and the question's title for the list at the top."""

    field: str
    words: str
    title: str


NOT_MINE = Advice(
    "这不是您家的信",
    (
        "您什么都没有动，这封信的户码还能用。",
        "信送错了：交还给这一户，或者交给社区居委会。",
        "您家也有自己的一封信，用那一封上的二维码或户码。",
    ),
)
LEFT = Advice("记录清掉了", ("这台手机已经不记得是哪一户。交过的回答还在，用户码随时能看。",))
OUT_OF_REACH = Advice(
    "这一户不归您代填",
    ("您现在用工作人员的身份登录着。", "要填自己家的，先退出登录，再扫自家的信。"),
)
HELPED_ALREADY = Advice(
    "这一户自己填过了",
    ("住户自己交的回答，代填换不掉。", "住户想改，用信上的二维码自己改。"),
)

_REFUSALS = {
    "void": Advice("这封信换过了", ("社区给这一户补过一封新信，旧信的二维码和户码就停用了。", "用新信上的二维码或户码。")),
    "unknown": Advice("这个二维码打不开", ("码可能没有扫全，或者信是旧的。", "再扫一次，或者输入信上的12位户码。")),
}
_CODES = {
    "empty": "填上信里的12位户码",
    "length": "户码是12位数字，再数一数",
    "typo": "有一位数字对不上，照着信再看一遍",
    "unknown": "没有找到这个户码，照着信再看一遍。信如果补发过，用新信上的",
    "room": "这里错的次数多了，再填上您家的楼号和房号",
    "pair": "户码和楼号、房号对不上，照着信再看一遍。信如果补发过，用新信上的",
}


def refusal_words(reason: str) -> Advice:
    """Why a letter's link or a remembered household opens nothing."""
    return _REFUSALS.get(reason, _REFUSALS["unknown"])


def code_words(reason: str, phone: str, *, with_room: bool = False) -> str:
    """What is wrong with a typed code, and with the room where it was asked for; `phone` is the office's, or empty."""
    reason = "pair" if reason == "unknown" and with_room else reason
    words = _CODES.get(reason, _CODES["unknown"])
    return f"{words}，或者打电话{phone}" if reason in ("room", "pair") and phone else words


def closes_words(poll: Poll) -> str:
    """When answering ends: 12月15日星期二 20:00."""
    return "".join(deadline(poll.ended_at))


def scheduled_words(poll: Poll) -> Advice:
    """A poll that hasn't begun."""
    return Advice(
        "还没有开始", (f"{time_words(poll.opens_at)}开始，{closes_words(poll)}截止。", "到时候再扫这个二维码，信先收好。")
    )


def closed_words(poll: Poll, *, late: bool) -> Advice:
    """A poll that is over; `late` where answers came after it."""
    ended = f"{closes_words(poll)}截止的。"
    after = "结果核对好以后，贴在小区公示栏。"
    if late:
        return Advice("征询已经截止", (ended, "刚才这份交晚了，没有算进去。您填的都在下面，可以截图交给社区居委会。", after))
    return Advice("征询已经截止", (ended, "您家没有交过回答。", after))


def condition_words(question: Question, edition: Edition, menu: Menu) -> str:
    """When a question is to be answered, for a page that can't hide it; empty where it always is."""
    parts = [_condition(condition, edition, menu) for condition in question.show_if]
    if question.owner_only:
        parts.append("您是房主，或替房主填")
    return f"{'，并且'.join(parts)}，才答这一题；不是就跳过。" if parts else ""


def _condition(condition: Condition, edition: Edition, menu: Menu) -> str:
    asked = edition.by_key[condition.question]
    names = _names(asked, menu)
    chosen = "或".join(f"“{names.get(key, key)}”" for key in condition.any_of)
    return f"“{asked.label}”选了{chosen}"


def _names(question: Question, menu: Menu) -> Mapping[str, str]:
    if question.kind is Kind.ORDER or question.from_menu:
        return {item.key: item.name for item in menu.items}
    return {option.key: option.label for option in question.options}


def cost_words(item: Item, homes: int) -> str:
    """What an item is thought to cost, in round numbers, and for each of `homes` households; empty where nobody knows."""
    if item.cost is None:
        return ""
    yuan = item.cost // 100
    tenths = (yuan + 500) // 1000
    whole = f"{tenths // 10}.{tenths % 10}万元".replace(".0", "") if yuan >= 10_000 else f"{yuan}元"
    return f"{whole}，每户合{(yuan + homes // 2) // homes}元" if homes and not item.buildings else whole


def problem_words(problem: Problem, edition: Edition, menu: Menu) -> ProblemWords:
    """What is wrong with an answer and how to mend it."""
    question = edition.by_key.get(problem.field)
    if question is None:
        return ProblemWords(problem.field, "再点一次提交", "这一页放久了")
    return ProblemWords(problem.field, _mending(problem, question, menu), question.label)


def _mending(problem: Problem, question: Question, menu: Menu) -> str:
    detail = problem.detail
    match problem.code:
        case "answer_missing":
            return {Kind.NUMBER: "填一个数", Kind.TEXT: "写几个字"}.get(question.kind, "选一项")
        case "answer_too_many":
            return f"最多选{detail['most']}项，现在选了{detail['count']}项，去掉几项"
        case "answer_none_and_others":
            return "选了“都没有”，就不再选别的；去掉其中一边"
        case "answer_twice":
            return f"“{_names(question, menu).get(problem.value, '同一项')}”选了两次，换一项"
        case "answer_not_a_number":
            return f"“{problem.value}”不是数，填数字，例如3"
        case "answer_out_of_bounds":
            return f"填{detail['low']}到{detail['high']}之间的数"
        case "answer_too_long":
            return f"最多写{detail['most']}个字，现在有{detail['count']}个字，删掉一些"
        case _:
            return "再选一次"


def answer_lines(
    edition: Edition, menu: Menu, capacity: Capacity, answers: Answers
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Every question that was asked, with what was answered as it was recorded; no line where nothing was."""
    questions = visible(edition, capacity, answers)
    return tuple((q.label, _lines(q, menu, answers.get(q.key), answers.get(f"{q.key}.how", {}))) for q in questions)


def _lines(question: Question, menu: Menu, answer: Answer | None, ways: Answer) -> tuple[str, ...]:
    if answer is None:
        return ()
    if question.kind in (Kind.NUMBER, Kind.TEXT) or not isinstance(answer, Sequence):
        return (str(answer),)
    names = _names(question, menu)
    keys = (answer,) if isinstance(answer, str) else tuple(answer)
    lines = [names.get(key, key) for key in keys]
    if question.kind is Kind.TOP3:
        return tuple(f"{place}：{line}" for place, line in zip(PLACES, lines, strict=False))
    if question.kind is Kind.ORDER:
        return tuple(map(lambda key, line: line + _way(menu, key, ways), keys, lines)) or (_names_none(question),)
    return tuple(lines)


def _way(menu: Menu, key: str, ways: Answer) -> str:
    chosen = ways.get(key) if isinstance(ways, Mapping) else None
    item = menu.by_key.get(key)
    return next((f"（{way.name}）" for way in item.alternatives if way.key == chosen), "") if item and chosen else ""


def _names_none(question: Question) -> str:
    return {option.key: option.label for option in question.options}.get(NONE, "这些都不需要")


@dataclass(frozen=True, slots=True)
class ReceiptWords:
    """A ballot's heading on the receipt: whose it is, how it counts, how and when it came."""

    whose: str
    counts: str
    came: str


def receipt_words(ballot: Ballot) -> ReceiptWords:
    """The heading of one ballot."""
    whose, counts = CAPACITIES[ballot.capacity]
    changed = f"，第{ballot.revision}次" if ballot.revision > 1 else ""
    return ReceiptWords(whose, counts, f"{time_words(ballot.cast_at)}收到{changed}，{CHANNELS[ballot.channel]}")
