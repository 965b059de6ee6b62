"""The summary sheet: what is printed, read back from the page."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from surveys.core.errors import NotAllowed
from surveys.core.gates import Gate
from surveys.core.menu import Menu
from surveys.words.blocks import Figures, Listing, Paper, Section
from surveys.words.community import Asker
from surveys.words.letter import short_digest
from tests.paper.decided import MENU, decided, exact_sheet, long_menu, said, sheet_pdf
from tests.paper.printed import Print

HOSTILE = ['#import "x": *', "$ a_b $", '"]) #panic("x")', "\\u{1}\\", "</script><b>x", "=1+cmd", "*_`~@<>//", "{{x}}{%y%}"]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def section(paper: Paper, key: str) -> Section:
    return next(found for found in (*paper.sections, *paper.annex) if found.key == key)


def listing(paper: Paper) -> Listing:
    return next(block for block in paper.blocks if isinstance(block, Listing))


def renamed(names: list[str]) -> Menu:
    items = tuple(replace(item, name=name) for item, name in zip(MENU.items, names, strict=False))
    return replace(MENU, items=(*items, *MENU.items[len(items) :]))


def test_every_page_says_which_of_how_many_it_is_and_carries_the_check_code() -> None:
    sheet = decided()
    with Print(sheet_pdf(sheet)) as paper:
        assert len(paper) > 1
        for n in range(len(paper)):
            assert f"第{n + 1}页，共{len(paper)}页" in paper.text(n)
            assert f"校验码 {short_digest(sheet.digest)}" in paper.text(n)
            assert f"规则摘要 {short_digest(sheet.terms.digest)}" in paper.text(n)
            assert "打印时间 2026年12月16日 09:00" in paper.text(n)
            assert paper.sizes(n) == {(595, 842)}


def test_the_sheet_says_who_took_part_and_each_test_in_integers() -> None:
    sheet = decided()
    count = sheet.tally.votes.households
    check = next(c for c in sheet.rulings[0].result.checks if c.needed == 123)
    with Print(sheet_pdf(sheet)) as paper:
        text = squeezed(paper.whole)
    assert f"户数（户）{count.total}{count.answered}{count.yes}{count.no}{count.abstain}" in text
    assert f"征询户数{check.needed}户总数的85%以上{check.actual}户占144户的" in text
    assert "《中华人民共和国民法典》第二百七十八条" in text
    assert "本规则尚未经主管部门确认" in text
    assert "可以改造" in text
    for label in (
        "监票居民代表（签字）",
        "制表",
        "复核",
        "业主委员会（章）",
        "社区居委会（章）",
        "镇街（章）",
        "公示期",
        "不少于7日",
    ):
        assert label in text


def test_the_items_stand_in_the_order_of_the_list_must_do_first() -> None:
    sheet = decided()
    with Print(sheet_pdf(sheet)) as paper:
        text = squeezed(paper.whole)
    brief = text[text.index("四、改哪里") : text.index("公示和异议")]
    listing = text[text.index("七、每一项为什么做") : text.index("八、清单复核")]
    places = [listing.index(squeezed(line.item.name)) for line in sheet.listed.lines]
    assert places == sorted(places)
    assert sheet.listed.lines[0].item.must
    first = next(line for line in sheet.listed.lines if line.rank == 1)
    assert f"{first.support}/{first.answered}" in brief
    assert "预算3,000,000元" in brief
    assert "必改" in listing
    assert "暂缓" in listing
    assert "余额不足，暂缓" in listing


def test_beside_the_list_stands_how_sure_it_is() -> None:
    sheet = decided()
    beside = section(exact_sheet(sheet), "checks")
    table = beside.blocks[0]
    assert isinstance(table, Figures)
    ordered = [line for line in sheet.listed.lines if line.rank is not None and line.support]
    assert [row[0] for row in table.rows] == [line.item.name for line in ordered]
    assert all(row[3] in ("稳", "两可", "难") for row in table.rows)
    assert beside.title == "八、清单复核（只供参考，不改变清单）"
    assert section(exact_sheet(sheet), "buildings").title.startswith("九、")
    with Print(sheet_pdf(sheet)) as paper:
        assert "代表性名次" in paper.whole
    bare = exact_sheet(decided(draws=0))
    assert "代表性名次" not in said(bare)
    assert section(bare, "buildings").title.startswith("八、")


def test_a_refused_compound_reads_why_and_that_its_list_is_for_reference() -> None:
    with Print(sheet_pdf(decided(agree=50, failing=[Gate.COMMITTEE]))) as paper:
        text = squeezed(paper.whole)
    assert "暂不予改造" in text
    assert "群众改造意愿不强烈；未成立业主委员会" in text
    assert "这份清单只作参考" in text


def test_there_is_no_sheet_of_a_poll_that_is_still_open() -> None:
    with pytest.raises(NotAllowed, match="open"):
        exact_sheet(decided(homes=4, now=datetime(2026, 12, 10, tzinfo=UTC)))


def test_without_a_budget_no_line_is_drawn() -> None:
    paper = exact_sheet(decided(budget=None))
    assert "没有定预算：只排先后，不划线。" in said(paper)
    assert {row.verdict for row in listing(paper).groups[1].rows} == {"排序"}


def test_without_a_budget_an_item_without_an_estimate_keeps_its_place_in_the_order() -> None:
    groups = listing(exact_sheet(decided(budget=None, menu=long_menu(22)))).groups
    titles = [group.title for group in groups]
    assert len(set(titles)) == len(titles)
    assert "未估算" in {row.verdict for group in groups if "点单项目" in group.title for row in group.rows}


def test_must_do_items_over_the_budget_are_told() -> None:
    paper = exact_sheet(decided(budget=10_000_000))
    assert "预算100,000元。必改项目就要768,600元，超出668,600元，要花共同的钱的点单项目都要等。" in said(paper)


def test_sixty_items_and_forty_buildings_break_over_pages_with_their_heads() -> None:
    buildings = [*map(str, range(1, 39)), "锅炉房东侧家属楼（原二轻局）", "商铺楼"]
    sheet = decided(buildings, 12, menu=long_menu(60), rules=("xuecheng-2021", "shanghai-lift-2014-building"))
    with Print(sheet_pdf(sheet)) as paper:
        pages = [squeezed(paper.text(n)) for n in range(len(paper))]
    everything = "".join(pages)
    for line in sheet.listed.lines:
        assert squeezed(line.item.name) in everything
    for building in buildings[-2:]:
        assert building in everything
    for page in pages:
        if "轮到它时预算" in page:
            assert "点单项目" in page
        if re.search(r"\d+号楼1212|\d+号楼12\d+", page):
            assert "收回率" in page or "应不少于" in page


def test_what_people_wrote_is_never_read_as_markup() -> None:
    sheet = decided([*HOSTILE, "1"], 8, menu=renamed(HOSTILE), compound="#[x] $1$ \\")
    with Print(sheet_pdf(sheet, asks=Asker(phone='#emph[x]"'))) as paper:
        text = squeezed(paper.whole)
    for name in HOSTILE:
        assert text.count(squeezed(name)) >= 2
    assert "#[x]$1$\\" in text
    assert '#emph[x]"' in text


def test_the_same_sheet_and_time_give_the_same_bytes() -> None:
    assert sheet_pdf(decided(homes=4)) == sheet_pdf(decided(homes=4))


@pytest.mark.parametrize(("title", "mark"), [("【演示数据】第一轮", "演示数据，不是真实征询"), ("第一轮", "")])
def test_invented_data_is_marked_on_every_page(title: str, mark: str) -> None:
    with Print(sheet_pdf(decided(homes=4, title=title))) as paper:
        assert all(("演示数据" in paper.text(n)) is bool(mark) for n in range(len(paper)))
        assert all(mark in paper.text(n) for n in range(len(paper)))


def test_one_household_and_nobody_answering_still_print() -> None:
    for sheet in (decided(["1"], 1, answer=100, agree=100), decided(["1"], 6, answer=0)):
        with Print(sheet_pdf(sheet)) as paper:
            assert f"第1页，共{len(paper)}页" in paper.text(0)
