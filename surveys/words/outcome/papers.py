"""The two papers of a result: the exact sheet for the committee (汇总表), and the notice for the stairwell (公示表)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TypedDict

from surveys.core.notice import Notice
from surveys.core.outcome import Heading, PublicOutcome, outcome_digest
from surveys.core.outcome.amended import AmendedRoster
from surveys.core.place import CHINA
from surveys.core.poll import PollState
from surveys.words.amended import amended_words, requests_words
from surveys.words.blocks import Box, Facts, Link, Paper, Paragraphs, Section, Signatures
from surveys.words.claim import said
from surveys.words.community import UNNAMED, Asker
from surveys.words.dates import date_words, day_in_year, time_words
from surveys.words.demo_mark import unmarked
from surveys.words.entered import entered_words, rechecked_words
from surveys.words.gates import judgement_words, verdict_words
from surveys.words.letter import short_digest
from surveys.words.outcome.matters import matters
from surveys.words.outcome.priorities import listing, money
from surveys.words.outcome.rules import gates, gates_brief, rulings, sources
from surveys.words.outcome.turnout import buildings, turnout
from surveys.words.outcome.wall import BLANK_DAY, BLANK_PHONE, brief, heading, matters_brief, wall
from surveys.words.place import building_words
from surveys.words.tree_head import typed_words

_NAMED = 8
_DATED = "年　　月　　日"
_NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三")
MOST_LINES = 36
"""So many items of the list stand on the first two pages of the sheet."""
_SIGNED = ((("监票居民代表（签字）", 3), ("制表", 1), ("复核", 1)),)


def sheet(
    outcome: PublicOutcome,
    *,
    digest: str,
    printed_at: datetime,
    asks: Asker = UNNAMED,
    beside: Section | None = None,
    head: str = "",
) -> Paper:
    """The exact sheet, with the digest of the exact outcome as its check code; `beside` are the checks of the list,
    `head` is the ledger's checkpoint at the close as it is typed.

    Raises `ValueError` on an outcome of which something is hidden, which would look exact, and on that of a poll that runs.
    """
    if not outcome.exact:
        raise ValueError("the sheet is for the committee and tells everything")
    if outcome.heading.state is not PollState.CLOSED:
        raise ValueError("nobody is told what a poll comes to while it runs")
    sealed = (Paragraphs(_objection(asks, BLANK_DAY, BLANK_DAY)), Signatures(_SIGNED, asks.seals, _DATED))
    main = tuple(_numbered(_main(outcome)))
    return Paper(
        **_head(outcome, "汇总表"),
        stage="初步结果，供内部审核，不张贴",
        top=(facts(outcome), verdict(outcome)),
        sections=(*main, Section("objection", "公示和异议", sealed, whole=True)),
        annex=tuple(_numbered(_annex(outcome, beside), len(main))),
        foot=(_check(digest, outcome), f"打印时间 {time_words(printed_at)}{_head_of(head)}"),
    )


def _main(outcome: PublicOutcome) -> Iterator[Section]:
    """What stands on the first two pages of the sheet."""
    yield Section("turnout", "参与情况", turnout(outcome))
    yield Section("whether", "改不改", rulings(outcome))
    if outcome.matters:
        yield Section("matters_brief", "业主共同决定事项", (matters_brief(outcome),), brief=True)
    yield Section("gates_brief", "五个不改（五项条件都符合才改造）", gates_brief(outcome), brief=True)
    yield Section("what_brief", "改哪里", (*money(outcome), brief(outcome, MOST_LINES)), brief=True)


def _annex(outcome: PublicOutcome, beside: Section | None) -> Iterator[Section]:
    """What is read at a table: why, and by which rules."""
    yield Section("sources", "规则和出处", sources(outcome))
    if outcome.matters:
        yield Section("matters", "业主共同决定的每一件", matters(outcome))
    yield Section("gates", "五项条件的核对结果", gates(outcome))
    yield Section("what", "每一项为什么做、为什么不做", listing(outcome))
    if beside:
        yield beside
    yield Section("buildings", "各楼情况（户）", buildings(outcome))
    if outcome.amended:
        yield Section("amended", "户册更正", (_amended(outcome.amended),))
    if outcome.entered:
        yield Section("entered", "录入复核", (Paragraphs(entered_words(outcome.entered)),))
    if outcome.rechecked:
        yield Section("rechecked", "上门重问", (Paragraphs(rechecked_words(outcome.rechecked)),))


def notice(outcome: PublicOutcome, *, posted: Notice | None, asks: Asker = UNNAMED, link: Link | None = None) -> Paper:
    """What hangs in the stairwell, with the dates of the notice that posted it; without one, marked as not posted yet.
    `link` is where the same figures stand for everybody.

    It says nothing of when it is printed, so that the same notice is always the same paper. Raises `ValueError` on an exact
    outcome, which is never posted.
    """
    if outcome.exact:
        raise ValueError("what is posted tells of nobody")
    code = f"校验码 {short_digest(outcome_digest(outcome))}"
    linked = replace(link, code=code) if link else Link(code)
    return Paper(
        **_head(outcome, _kind(posted)),
        stage=_stage(posted),
        top=(*wall(outcome, posted, asks), linked, Signatures(_SIGNED, asks.seals, _DATED)),
        sections=(),
        annex=tuple(_numbered((*_told(outcome), *_annex(outcome, None), _posting(posted, asks)))),
        foot=(_check(outcome_digest(outcome), outcome), *_sealed(posted)),
        watermark="" if posted else "还没有公示",
    )


def _told(outcome: PublicOutcome) -> Iterator[Section]:
    """What the wall leaves to the annex before rules and reasons."""
    yield Section("asked", "征询了什么", (facts(outcome),))
    yield Section("turnout", "参与情况", turnout(outcome))
    yield Section("whether", "改不改", rulings(outcome))


def _posting(posted: Notice | None, asks: Asker) -> Section:
    """Until when it hangs and where, and what it corrects, in full."""
    start, end = (date_words(posted.published_at), day_in_year(posted.until)) if posted else (BLANK_DAY, BLANK_DAY)
    final = posted is not None and posted.final
    corrected = (f"这是第{posted.number}次公示，更正：{posted.reason}",) if posted and posted.reason else ()
    lines = _answered(asks, start, end) if final else _objection(asks, start, end)
    return Section("objection", "公示和异议", (Paragraphs((*corrected, "　".join(lines))),))


def _kind(posted: Notice | None) -> str:
    if posted and posted.final:
        return "最终公示"
    return "更正公示" if posted and posted.reason else "公示"


def _stage(posted: Notice | None) -> str:
    if posted is None:
        return "还没有公示，不能张贴"
    if posted.final:
        return "最终结果"
    return f"第{posted.number}次公示，更正前一次，征求异议" if posted.reason else "初步结果，公示征求异议"


class _Head(TypedDict):
    title: str
    running: str
    number: str
    demo: str
    heading: tuple[str, ...]


def _head(outcome: PublicOutcome, kind: str) -> _Head:
    """What a paper is called, and what it is known by."""
    told = outcome.heading
    lines = heading(told.compound, kind)
    return {
        "title": "".join(lines),
        "running": f"{told.compound}　改造征求意见结果{kind}",
        "number": _number(told),
        "demo": unmarked(told.title)[1],
        "heading": lines,
    }


def _amended(found: AmendedRoster) -> Paragraphs:
    asked = () if found.voided_answered is None else (requests_words(found),)
    return Paragraphs((*amended_words(found), *asked))


def _numbered(sections: Iterable[Section], after: int = 0) -> Iterator[Section]:
    for numeral, section in zip(_NUMERALS[after:], sections, strict=False):
        yield replace(section, title=f"{numeral}、{section.title}")


def _number(heading: Heading) -> str:
    return f"编号 {heading.ended_at.astimezone(CHINA).year}-{heading.wave:02}-{heading.poll:04}"


def _sealed(posted: Notice | None) -> tuple[str, ...]:
    """By which the rows beside a notice and the ledger that they hang on are known again; nothing of notices without."""
    if posted is None or not posted.opened:
        return ()
    return (f"逐题校验码 {short_digest(posted.opened)}{_head_of(posted.head)}",)


def _head_of(head: str) -> str:
    return f"　账本校验点 {typed_words(head)}" if head else ""


def _check(digest: str, outcome: PublicOutcome) -> str:
    return f"校验码 {short_digest(digest)}　规则摘要 {short_digest(outcome.heading.terms_digest)}"


def facts(outcome: PublicOutcome) -> Facts:
    """Which compound was asked what, and when."""
    heading = outcome.heading
    places = [heading.street, heading.area or "", heading.compound]
    wave, _ = unmarked(heading.title)
    early = "（提前截止）" if heading.ended_at < heading.closes_at else ""
    times = {"opens_at": heading.opens_at.isoformat(), "ended_at": heading.ended_at.isoformat()}
    return Facts(
        (
            ("小区", "　".join(place for place in places if place)),
            ("事项", said(f"{wave}。{_ASKED}，每户最多{heading.choose}项", "poll", choose=heading.choose)),
            ("范围", _range(heading.buildings)),
            ("时间", said(f"{time_words(heading.opens_at)}至{time_words(heading.ended_at)}{early}", "poll", **times)),
        )
    )


_ASKED = "改不改：是否同意实施改造；改哪里：从改造菜单点单"


def _range(names: tuple[str, ...]) -> str:
    named = "、".join(map(building_words, names[:_NAMED]))
    words = f"全小区{len(names)}栋楼：{named}{'等' if len(names) > _NAMED else ''}"
    return said(words, "poll", buildings=list(names))


def verdict(outcome: PublicOutcome) -> Box:
    """What came out, in a few words and a sentence."""
    return Box(verdict_words(outcome.judgement), (judgement_words(outcome.judgement),))


def _answered(asks: Asker, start: str, end: str) -> tuple[str, ...]:
    return (f"最终公示：{start}至{end}。", "初步公示已经期满，期内提出的异议都有了答复。", _hangs(asks))


def _objection(asks: Asker, start: str, end: str) -> tuple[str, ...]:
    place = [f"{label}：{text}" for label, text in (("地址", asks.address), ("时间", asks.hours)) if text]
    return (
        f"公示期：{start}至{end}（不少于7日）。",
        f"对本户的记录或对结果有异议，在公示期内向{asks.committee}提出。",
        f"联系人：{asks.person or asks.committee}　电话：{asks.phone or BLANK_PHONE}",
        *(["　".join(place)] if place else []),
        _hangs(asks),
    )


def _hangs(asks: Asker) -> str:
    return f"张贴处：{asks.posting}。"
