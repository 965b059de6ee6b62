"""What the paper questionnaire (纸质问卷) says: the same questions as on the phone, none of which paper can hide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from surveys.core.answers import offers
from surveys.core.kind import NONE, Offer
from surveys.core.kinds import KINDS
from surveys.core.kinds.top3 import PLACES
from surveys.core.matter import VOTER, matter_asked
from surveys.core.menu import Alternative, Item, Tier
from surveys.core.paper_part import PaperPart, TickMark, TickRow
from surveys.core.questionnaire import Condition, Question, QuestionRole
from surveys.services.form_plan import FormAsked
from surveys.words import ballot
from surveys.words.community import asker, where_to_go
from surveys.words.dates import deadline
from surveys.words.demo_mark import unmarked
from surveys.words.letter import short_digest
from surveys.words.matter import asked_words
from surveys.words.menu import asking_words, cost_words, ranking_words, way_cost_words
from surveys.words.place import building_words, unit_words

Mark = tuple[str, str]


@dataclass(frozen=True, slots=True)
class WayPrint:
    """A way to carry an item out: its frame, its name, what it is thought to cost and what there is to know of it."""

    mark: Mark
    name: str
    cost: str
    about: str


@dataclass(frozen=True, slots=True)
class RowPrint:
    """One option: its frames, its name, what it is thought to cost and what there is to know before it is ticked."""

    marks: tuple[Mark, ...]
    name: str
    bold: bool = False
    cost: str = ""
    about: tuple[str, ...] = ()
    ways: tuple[WayPrint, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupPrint:
    """Options under a heading of their own, or under none."""

    title: str
    rows: tuple[RowPrint, ...]


@dataclass(frozen=True, slots=True)
class QuestionPrint:
    """One question: its number and title, who is to answer it and how, what the law says of it, what is given and not to be
    chosen, its options under the heads of their frames, or lines to write on."""

    number: str
    title: str
    when: str
    notes: tuple[str, ...]
    law: tuple[str, ...]
    given_title: str
    given: tuple[str, ...]
    heads: tuple[str, ...]
    groups: tuple[GroupPrint, ...]
    lines: int


@dataclass(frozen=True, slots=True)
class FormWords:
    """Everything that the forms of a batch have in common. `door` has the blanks of a form that is nobody's yet."""

    title: str
    head: str
    door: str
    intro: tuple[str, ...]
    questions: tuple[QuestionPrint, ...]
    privacy: tuple[str, ...]
    digest: str
    demo: str
    slip: tuple[str, ...]
    page: tuple[str, str, str] = ("第", "面，共", "面")
    ways: str = "选了这一项，想怎么改？（选填）"
    tick: str = "在方框里打√，别的地方不画"
    signs: tuple[tuple[str, ...], ...] = (("填表人签名", "日期"), ("见证人签名", "日期"))
    signing: str = "签名"
    sign_note: str = "业主共同决定的事，要房主本人签名；替房主投的，附上文书。工作人员上门代填的，在见证人处签名。"
    slip_title: str = "回执联：沿虚线剪下，自己留着"
    nothing: str = "这一面没有题目，不用填"
    how: tuple[str, ...] = (
        "用黑色或者蓝色的笔，在方框里打√。只打在框里，不画圈。",
        "打错了：把那一行整行划掉，再在对的方框里打√。",
        "写着“才答”的题，不是您的情形就空着。",
    )


NUMBER_WORDS = {"title": "纸质问卷", "number": "表号"}
"""What stands beside the number of each form."""


def form_serial_words(serial: int) -> str:
    """Which of a poll's forms it is, for rows of them."""
    return f"第{serial}份"


def number_words(number: str) -> str:
    """A form's number in groups of four, as it is printed and typed."""
    return " ".join(number[n : n + 4] for n in range(0, len(number), 4))


_DOOR = "＿＿＿号楼　＿＿＿单元　＿＿＿＿室"


def questionnaire_words(asked: FormAsked, *, phone: str, host: str) -> FormWords:
    """The words of the paper questionnaire of a poll that has been opened, so that its terms stand."""
    asks = asker(asked.poll.compound, phone)
    wave, demo = unmarked(asked.poll.wave.title)
    day, hour = deadline(asked.poll.ended_at)
    back = [f"{day} {hour}以前交回{asks.committee}", *where_to_go(asks), *([f"电话：{asks.phone}"] if asks.phone else [])]
    return FormWords(
        title=f"{asked.poll.compound.name} 纸质问卷",
        head=f"{asked.poll.compound.name} {wave or asked.edition.title}",
        door=_DOOR if asked.blank else "",
        intro=(*asked.edition.intro.split("\n"), "　".join(back)),
        questions=tuple(_questions(asked)),
        privacy=_PRIVACY,
        digest=f"问卷摘要 {short_digest(asked.edition_digest)}　菜单摘要 {short_digest(asked.menu.digest)}",
        demo=demo,
        slip=tuple(_slip(host, asks.phone)),
    )


_PRIVACY = (
    "这张表用来算本小区改不改、先改哪里。公示只写户数和面积，不写哪家选了什么。",
    "不用写身份证号、银行卡号、手机号。不收任何费用。",
)


def _slip(host: str, phone: str) -> Iterator[str]:
    if host:
        yield f"收到没有，自己查：用浏览器打开 {host}/form，填上表号。"
    asking = f"也可以打电话问：{phone}" if phone else ""
    yield f"只看得到已收、已录、已复核，看不到选了什么。{asking}"


def _questions(asked: FormAsked) -> Iterator[QuestionPrint]:
    found = offers(asked.edition, asked.menu, asked.items)
    there = {offer.question.key for offer in found}
    found = tuple(offer for offer in found if all(one.question in there for one in offer.question.show_if))
    numbers = {offer.question.key: number for number, offer in enumerate(found, start=1)}
    return (_question(asked, offer, numbers) for offer in found)


def _question(asked: FormAsked, offer: Offer, numbers: Mapping[str, int]) -> QuestionPrint:
    question, kind = offer.question, KINDS[offer.question.kind]
    assert kind.paper
    part = kind.paper(offer)
    ordered = question.role is QuestionRole.ORDER
    return QuestionPrint(
        number=f"第{numbers[question.key]}题",
        title=question.label + ("（选填）" if question.optional else ""),
        when=_when(asked, question, numbers),
        notes=tuple(filter(None, _notes(asked, question, part))),
        law=_law(asked, question),
        given_title="必改：要改造就先改这些，不用选",
        given=tuple(_given(asked, item) for item in asked.given) if ordered else (),
        heads=ballot.PLACES if part.rows and len(part.rows[0].marks) == len(PLACES) else (),
        groups=tuple(group for group in _groups(asked, offer, part) if group.rows),
        lines=part.lines,
    )


def _law(asked: FormAsked, question: Question) -> tuple[str, ...]:
    found = next((one for one in asked.matters if one.question.key == question.key), None)
    if found is None:
        return ()
    homes = sum(count for door, count in asked.homes_by_entrance.items() if found.scope.holds(*door))
    return asked_words(found, homes)


def _notes(asked: FormAsked, question: Question, part: PaperPart) -> Iterator[str]:
    how = _how(question, part)
    hint = "" if question.role is QuestionRole.ORDER else question.hint
    yield how if how.rstrip("。") not in hint else ""
    yield hint if hint.rstrip("。") not in how else ""
    yield ranking_words(question.role, asked.menu, asked.poll.terms) or question.why
    if question.role is QuestionRole.ORDER:
        yield "钱数是估计的，现在不收钱。"


def _how(question: Question, part: PaperPart) -> str:
    if not part.rows:
        bounds = f"填{question.low}到{question.high}之间的整数。" if question.low < question.high else ""
        return f"最多写{question.length}个字。" if question.length else bounds
    if len(part.rows[0].marks) == len(PLACES):
        return "每一列最多打一个√，三列不选同一项。"
    if part.most == 1:
        return "只选一项。"
    return f"可以选几项，最多选{part.most}项。" if part.most < len(part.rows) else "可以选几项。"


def _when(asked: FormAsked, question: Question, numbers: Mapping[str, int]) -> str:
    if matter_asked(question):
        return f"第{numbers[VOTER]}题选了投票的才答，不投的空着。"
    parts = [_condition(asked, condition, numbers) for condition in question.show_if]
    order = asked.edition.with_role(QuestionRole.ORDER)
    if question.from_menu and order:
        parts.append(f"第{numbers[order.key]}题没有选“{_NOTHING}”")
    if question.owner_only:
        parts.append("您是房主，或者替房主填")
    return f"{'，并且'.join(parts)}的才答，别的空着。" if parts else ""


def _condition(asked: FormAsked, condition: Condition, numbers: Mapping[str, int]) -> str:
    names = {**ballot.option_names(asked.edition.by_key[condition.question], asked.menu), NONE: _NOTHING}
    chosen = "或".join(f"“{names[key]}”" for key in condition.any_of if key in names)
    return f"第{numbers[condition.question]}题选了{chosen}"


def _groups(asked: FormAsked, offer: Offer, part: PaperPart) -> Iterator[GroupPrint]:
    if offer.question.role is not QuestionRole.ORDER:
        names = {option.key: option.label for option in offer.question.options}
        names |= {key: item.name for key, item in offer.items.items()}
        yield GroupPrint("", tuple(RowPrint(row.marks, names[row.option]) for row in part.rows))
        return
    for tier in asked.menu.tiers:
        rows = tuple(_dish(asked, offer.items[row.option], row) for row in _of(tier, part.rows, offer.items))
        yield GroupPrint(tier.name, rows)
    yield GroupPrint("或者", tuple(RowPrint(row.marks, _NOTHING) for row in part.rows if row.option == NONE))


def _of(tier: Tier, rows: Iterable[TickRow], items: Mapping[str, Item]) -> Iterator[TickRow]:
    return (row for row in rows if row.option in items and items[row.option].tier == tier.key)


def _dish(asked: FormAsked, item: Item, row: TickRow) -> RowPrint:
    homes = asked.homes_for(item)
    basic_first = asked.poll.terms is not None and asked.poll.terms.basic_first
    asks = asking_words(item, asked.menu, homes, basic_first=basic_first)
    ways = {way.key: way for way in item.alternatives}
    return RowPrint(
        row.marks,
        item.name,
        bold=True,
        cost=cost_words(item, homes) or "未估算",
        about=tuple(filter(None, (_where(asked, item), item.about, *asks))),
        ways=tuple(_way(mark, item, ways[mark.value]) for mark in row.ways),
    )


def _way(mark: TickMark, item: Item, way: Alternative) -> WayPrint:
    return WayPrint(mark, way.name, way_cost_words(item, way.key), way.about)


def _given(asked: FormAsked, item: Item) -> str:
    where = _where(asked, item)
    return f"{item.name}（{where.removesuffix('的可以选')}）" if where else item.name


def _where(asked: FormAsked, item: Item) -> str:
    """For whom an item is, on a form that is nobody's yet; a household's own has only what it may order."""
    if not (asked.blank and item.is_local):
        return ""
    stairwells = [building_words(one.building) + unit_words(one.unit) for one in item.stairwells]
    return f"只有{'、'.join([*map(building_words, item.buildings), *stairwells])}的可以选"


_NOTHING = "这些都不需要"
