"""The wall page and the sheet hold what they promise for every length that roster, menu and community accept."""

from __future__ import annotations

import re
import resource
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from surveys.core.amendment import AmendmentKind
from surveys.core.community import LONGEST, LONGEST_SEAL, MOST_SEALS
from surveys.core.menu import Menu
from surveys.core.notice import Notice
from surveys.core.outcome import outcome_digest
from surveys.core.outcome.amended import AmendedRoster, ToldAmendment
from surveys.core.outcome.outcome import Outcome
from surveys.core.outcome.telling import public
from surveys.core.roster_file.draft import LONGEST as LONGEST_IN_ROSTER
from surveys.paper.papers import notice_pdf
from surveys.words.community import Asker
from surveys.words.demo_mark import MARK
from surveys.words.letter import short_digest
from surveys.words.outcome.wall import MOST_WORDING
from tests.core.test_matter_told import told as told_matter
from tests.paper.decided import decided, long_menu, sheet_pdf
from tests.paper.ladder import unread
from tests.paper.places import frames, outside, overlapping, signs, sizes_of
from tests.paper.printed import Print
from tests.paper.seen import unembedded
from tests.paper.test_sheet import HOSTILE, renamed, squeezed
from tests.paper.worlds import RARE
from tests.sizes import sized

SLOW = settings(deadline=None, max_examples=sized(3, 40, 800), suppress_health_check=list(HealthCheck))
SITE = "https://diandan.example"
LONGEST_ITEM = 20
OFFICE = Asker(
    "望春街道", "春风里社区居委会", "0571-12345678", "春风路18号社区服务中心一楼", "每天9:00-17:00", "王小明", "单元门口",
    ("桂花园小区业主委员会（章）", "春风里社区居委会（章）", "望春街道办事处（章）"),
)  # fmt: skip
FREE = (25, 25, 185, 272)
READ = (17, 8, 193, 289)


def posted(outcome: Outcome, **more: Any) -> Notice:
    told = public(outcome)
    days = {"published_at": datetime(2026, 12, 16, 2, tzinfo=UTC), "until": date(2026, 12, 24)}
    known = {"digest": outcome_digest(told), "opened": "0b21" * 16, "head": f"{'9' * 6}:{'c5d2' * 16}"}
    values = {"poll_id": 12, "number": 1, "published_by": "jie", "reason": "", **known, **days}
    return Notice(outcome=told, **{**values, **more})


def wall_pdf(outcome: Outcome, asks: Asker = OFFICE, site: str = SITE, **more: Any) -> bytes:
    return notice_pdf(posted(outcome, **more), asks=asks, site=site)


@dataclass(frozen=True)
class Estate:
    """How long everything is in a compound, and how much there is of it."""

    seed: int
    compound: int
    items: int
    item: int
    buildings: int
    building: int
    homes: int
    office: int
    reason: int

    def text(self, most: int, key: int) -> str:
        random = Random(self.seed * 1000 + key)
        return "".join(chr(random.randrange(0x4E00, 0x9000)) for _ in range(most))

    def menu(self) -> Menu:
        menu = long_menu(self.items)
        return replace(menu, items=tuple(replace(item, name=self.text(self.item, n)) for n, item in enumerate(menu.items)))

    def names(self) -> list[str]:
        return [self.text(self.building, 200 + n) for n in range(self.buildings)]

    def asks(self) -> Asker:
        part = self.office
        said = {field: self.text(max(1, most * part // 100), 300 + n) for n, (field, most) in enumerate(LONGEST.items())}
        seals = [self.text(max(2, LONGEST_SEAL * part // 100), 400 + n) for n in range(1 + part * MOST_SEALS // 101)]
        named = (said["name"], "0571-12345678转80123", said["address"], said["hours"], said["person"], said["posting"])
        return Asker("街道", *named, tuple(seals))

    def outcome(self, draws: int = 0) -> Outcome:
        return decided(self.names(), self.homes, menu=self.menu(), compound=self.text(self.compound, 500), draws=draws)


estates = st.builds(
    Estate,
    seed=st.integers(0, 10**6),
    compound=st.integers(1, LONGEST_IN_ROSTER["compound"]),
    items=st.integers(1, 60),
    item=st.integers(2, LONGEST_ITEM),
    buildings=st.integers(1, 40),
    building=st.integers(2, LONGEST_IN_ROSTER["building"]),
    homes=st.integers(1, 40),
    office=st.integers(1, 100),
    reason=st.integers(0, 200),
)
LARGEST = Estate(1, LONGEST_IN_ROSTER["compound"], 60, LONGEST_ITEM, 40, LONGEST_IN_ROSTER["building"], 125, 100, 200)
SMALLEST = Estate(2, 1, 1, 2, 1, 2, 1, 1, 0)


def check(pdf: bytes, buildings: list[str], margins: Mapping[int, tuple[float, float, float, float]]) -> list[str]:
    """The text of each page, once nothing stands outside, over something else, or alone."""
    with Print(pdf) as paper:
        texts = []
        for page in range(len(paper)):
            found = signs(paper, page)
            assert outside(found, *margins.get(page, READ)) == []
            assert next(overlapping(found), None) is None
            texts.append("".join(sign.text for sign in found))
    for text in texts:
        if "合计" in text:
            assert any(name in text[: text.index("合计")] for name in buildings)
    return texts


@given(estate=estates)
@example(estate=LARGEST)
@example(estate=SMALLEST)
@example(estate=replace(SMALLEST, items=22, homes=12))
@SLOW
def test_a_notice_of_any_length_is_one_page_and_an_annex_of_two(estate: Estate) -> None:
    outcome = estate.outcome()
    more = {"number": 2, "reason": estate.text(estate.reason, 600)} if estate.reason else {}
    pdf = wall_pdf(outcome, estate.asks(), **more)
    with Print(pdf) as paper:
        apart = len(paper) > 1 and "改哪里：一项一项写在下一页" in re.sub(r"\s", "", paper.text(0))
    texts = check(pdf, estate.names(), {0: FREE, **({1: FREE} if apart else {})})
    assert len(texts) <= 1 + apart + 2
    assert apart or estate.items <= 22


@given(estate=estates)
@example(estate=LARGEST)
@example(estate=SMALLEST)
@SLOW
def test_a_sheet_of_any_length_is_two_pages_and_an_annex(estate: Estate) -> None:
    texts = check(sheet_pdf(estate.outcome(draws=2), asks=estate.asks()), estate.names(), {})
    first = next(page for page, text in enumerate(texts) if "附页" in text and "规则和出处" in text)
    assert first <= 2
    assert "监票居民代表" in texts[first - 1]
    assert len(texts) - first <= 6


@cache
def usual() -> Outcome:
    return decided()


@cache
def usual_wall() -> bytes:
    return wall_pdf(usual())


def test_the_wall_page_has_exactly_the_sizes_that_are_read_from_a_step_away() -> None:
    with Print(usual_wall()) as paper:
        found = signs(paper, 0)
        assert sizes_of(found, "关于桂花园小区改造") == sizes_of(found, "征求意见结果的公示") == {26}
        assert sizes_of(found, "可以改造") == {30}
        assert sizes_of(found, "发出144户，收回128户") == sizes_of(found, "应不少于123户") == {16}
        for words in (
            "公示期：2026年12月16日至12月24日",
            "公示期内向春风里社区居委会提异议",
            "联系人：王小明",
            "0571-12345678",
        ):
            assert sizes_of(found, words) == {18}
        assert sizes_of(found, "diandan.example/p/12") == {14}
        assert 14 in sizes_of(found, f"校验码{short_digest(outcome_digest(public(usual())))}".replace(" ", ""))
        assert frames(paper, 0).count((50, 50)) == 3
        assert frames(paper, 0).count((35, 35)) == 1
    heights = {sign.top for sign in found if sign.size == 26}
    assert max(heights) - min(heights) > 8


def test_what_people_wrote_stays_words_on_the_wall_and_in_the_annex() -> None:
    asks = replace(OFFICE, person=HOSTILE[0], address=HOSTILE[1], seals=(HOSTILE[2], RARE))
    outcome = decided([*HOSTILE, "1"], 8, menu=renamed([*HOSTILE, RARE]), compound=f"{RARE}#[x]")
    with Print(wall_pdf(outcome, asks, number=2, reason=HOSTILE[3])) as paper:
        pages = [squeezed(paper.text(page)) for page in range(len(paper))]
        assert [page for page in paper.document if unembedded(page)] == []
    for words in (*HOSTILE, RARE):
        assert squeezed(words) in pages[0]
        assert squeezed(words) in "".join(pages[1:])
    assert f"{RARE}#[x]" in pages[0]


def test_of_twenty_two_items_each_has_its_line_on_the_first_page() -> None:
    outcome = decided(menu=long_menu(22))
    with Print(wall_pdf(outcome)) as paper:
        text = re.sub(r"\s", "", paper.text(0))
        assert len(paper) <= 3
    for line in outcome.listed.lines:
        assert re.sub(r"\s", "", line.item.name) in text


@pytest.mark.parametrize("mark", ["", MARK])
def test_what_a_notice_is_known_by_is_broken_nowhere(mark: str) -> None:
    with Print(wall_pdf(decided(["1"], 12, title=f"2026年意愿征集{mark}"))) as paper:
        for page in range(len(paper)):
            for name in ("规则摘要", "逐题校验码", "账本校验点"):
                assert re.search(rf"{name} (?:999999条 )?(?:[0-9a-f]{{4}} ){{3}}[0-9a-f]{{4}}", paper.text(page)), (
                    page,
                    name,
                )


def test_twelve_homes_take_one_page_and_an_annex() -> None:
    with Print(wall_pdf(decided(["1"], 12))) as paper:
        assert len(paper) <= 3


@pytest.mark.parametrize("site", [SITE, f"https://{'a' * 50}.example.gov.cn"])
def test_the_code_on_the_wall_leads_to_the_result_from_wherever_it_is_looked_at(site: str) -> None:
    with Print(wall_pdf(usual(), site=site)) as paper:
        assert unread(paper, 0, f"{site}/p/12") == []


def test_each_stage_says_which_it_is() -> None:
    for more, title, words in (
        ({}, "征求意见结果的公示", "初步结果，公示征求异议"),
        ({"number": 2, "reason": "补登了两户"}, "征求意见结果的更正公示", "这是第2次公示，更正：补登了两户"),
        ({"final": True}, "征求意见结果的最终公示", "公示期满，异议都答复了"),
    ):
        with Print(wall_pdf(usual(), **more)) as paper:
            text = re.sub(r"\s", "", paper.text(0))
        assert title in text
        assert words in text


AMENDED = AmendedRoster(
    (143, 140, 13_551),
    (144, 141, 13_651),
    (ToldAmendment(AmendmentKind.ADD, "漏登了一户"),),
    1,
    0,
    0,
    {},
    {},
    0,
    None,
    False,
)


@pytest.mark.parametrize(("number", "wording"), [(1, 22), (6, 20), (6, 120), (20, 120)])
def test_what_owners_decided_and_how_the_roster_was_put_right_stand_on_the_wall_too(number: int, wording: int) -> None:
    (matter,) = told_matter(60, *range(1, 50)).matters  # type: ignore[attr-defined]
    words = [f"第{n}件是否同意使用维修资金{'更换电梯和消防设施' * 20}"[:wording] for n in range(number)]
    matters = tuple(replace(matter, key=f"m{n}", wording=text) for n, text in enumerate(words))
    told = replace(public(usual()), matters=matters, amended=AMENDED)
    texts = check(notice_pdf(replace(posted(usual()), outcome=told), asks=OFFICE, site=SITE), ["1号楼"], {0: FREE})
    assert "户册更正1处，写在附页" in texts[0]
    assert len(texts) <= 4
    if number * wording <= MOST_WORDING:
        assert all(f"共同决定：{text}" in texts[0] for text in words)
    else:
        assert f"业主共同决定{number}件：通过{number}件，没有通过0件" in texts[0]
    assert all(text in "".join(texts[1:]) for text in words)
    assert len(texts) == 3 or number > 1


def test_a_paper_takes_a_quarter_of_a_second_of_processor() -> None:
    """Twice that here, as machines that test are busy with other things."""
    outcome = usual()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall_pdf(outcome)
    sheet_pdf(outcome)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2 * 2 * 0.25
