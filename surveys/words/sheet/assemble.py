"""The sheet as words, from top to bottom."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from surveys.core.gates import State
from surveys.core.notice import Notice
from surveys.core.place import CHINA
from surveys.core.poll import PollState
from surveys.core.sheet import Sheet, posted
from surveys.words.dates import date_words, day_in_year, time_words
from surveys.words.demo_mark import unmarked
from surveys.words.gates import judgement_words
from surveys.words.letter import short_digest
from surveys.words.place import building_words
from surveys.words.sheet.checks import checks
from surveys.words.sheet.figures import buildings, turnout
from surveys.words.sheet.listing import listing
from surveys.words.sheet.parts import Box, Paragraphs, SheetWords, Source
from surveys.words.sheet.rulings import gates, rulings

_VERDICTS = {State.PASSED: "可以改造", State.FAILED: "暂不予改造", State.UNDETERMINED: "暂不能认定"}
_NAMED = 8
_NUMERALS = "一二三四五六七"
_SECTIONS = ("turnout", "whether", "gates", "what", "checks", "buildings", "objection")


def sheet_words(
    sheet: Sheet, *, printed_at: datetime, phone: str = "", for_posting: bool = False, notice: Notice | None = None
) -> SheetWords:
    """The sheet in words: exact for the committee, or without small cells where it is made for posting.

    `notice` is the one that stands, if any: its dates are printed where it says the same.
    """
    source = Source(sheet, posted(sheet) if for_posting else None)
    kind = "公示" if for_posting else "汇总表"
    name = sheet.poll.compound.name
    words = SheetWords(
        title=f"关于{name}改造征求意见结果的{kind}",
        short=f"{name}　改造征求意见结果{kind}",
        number=_number(sheet),
        stage=_stage(source, notice),
        demo=unmarked(sheet.poll.wave.title)[1],
        facts=tuple(_facts(sheet)),
        verdict=_verdict(sheet),
        turnout=turnout(source),
        whether=rulings(source),
        gates=gates(source),
        what=listing(source),
        checks=checks(source),
        buildings=buildings(source),
        objection=_objection(phone, _same(notice, source)),
        check=f"校验码 {_digest(source)}　规则摘要 {short_digest(sheet.terms.digest)}",
        printed=f"打印时间 {time_words(printed_at)}",
    )
    return _numbered(words)


def _numbered(words: SheetWords) -> SheetWords:
    """The same words with the sections' titles numbered in order."""
    present = [name for name in _SECTIONS if getattr(words, name)]
    titles = {name: f"{numeral}、{getattr(words, name).title}" for name, numeral in zip(present, _NUMERALS, strict=False)}
    return replace(words, **{name: replace(getattr(words, name), title=title) for name, title in titles.items()})


def _number(sheet: Sheet) -> str:
    year = sheet.poll.ended_at.astimezone(CHINA).year
    return f"编号 {year}-{sheet.poll.wave.id:02}-{sheet.poll.id:04}"


def _stage(source: Source, notice: Notice | None) -> str:
    if source.sheet.state is not PollState.CLOSED:
        return "征询进行中，不是最后结果"
    for_posting = source.posted is not None
    if for_posting and notice and not _same(notice, source):
        return "和已经公示的不一样，更正公示以后再张贴"
    return "初步结果，公示征求异议" if for_posting else "初步结果，供内部审核，不张贴"


def _digest(source: Source) -> str:
    return short_digest(source.posted["digest"] if source.posted else source.sheet.digest)


def _facts(sheet: Sheet) -> list[tuple[str, str]]:
    poll, compound = sheet.poll, sheet.poll.compound
    places = [compound.street.name, compound.area.name if compound.area else "", compound.name]
    wave, _ = unmarked(poll.wave.title)
    early = "（提前截止）" if poll.ended_at < poll.closes_at and sheet.state is PollState.CLOSED else ""
    return [
        ("小区", "　".join(place for place in places if place)),
        ("事项", f"{wave}。改不改：是否同意实施改造；改哪里：从改造菜单点单，每户最多{sheet.menu.choose}项"),
        ("范围", _range([part.building for part in sheet.tally.buildings])),
        ("时间", f"{time_words(poll.opens_at)}至{time_words(poll.ended_at)}{early}"),
    ]


def _range(names: list[str]) -> str:
    named = "、".join(map(building_words, names[:_NAMED]))
    return f"全小区{len(names)}栋楼：{named}{'等' if len(names) > _NAMED else ''}"


def _verdict(sheet: Sheet) -> Box:
    if sheet.state is not PollState.CLOSED:
        return Box("征询进行中", (judgement_words(sheet.judgement),))
    return Box(_VERDICTS[sheet.judgement.state], (judgement_words(sheet.judgement),))


def _same(notice: Notice | None, source: Source) -> Notice | None:
    return notice if notice and source.posted and source.posted["digest"] == notice.digest else None


def _objection(phone: str, notice: Notice | None) -> Paragraphs:
    blank = "＿＿＿＿年＿＿月＿＿日"
    called = phone or "＿" * 10
    start, end = (date_words(notice.published_at), day_in_year(notice.until)) if notice else (blank, blank)
    corrected = (f"这是第{notice.number}次公示，更正：{notice.reason}",) if notice and notice.number > 1 else ()
    return Paragraphs(
        title="公示和异议",
        lines=(
            *corrected,
            f"公示期：{start}至{end}（不少于7日）。",
            "对本户的记录或对结果有异议，在公示期内向社区居委会提出。",
            f"联系人：＿＿＿＿＿＿＿＿　电话：{called}",
        ),
    )
