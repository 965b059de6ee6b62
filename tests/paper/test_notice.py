"""The notice (公示表): the same bytes whenever it is pressed, and nothing of what is exact."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from surveys.core.canonical import canonical
from surveys.core.errors import NotAllowed
from surveys.core.notice import Notice
from surveys.core.outcome import PublicOutcome, document, from_document, outcome_digest
from surveys.core.outcome.telling import exact, public
from surveys.paper.papers import NOTICE, SHEET, Printing, notice_pdf
from surveys.words.blocks import Figures
from surveys.words.community import Asker
from surveys.words.letter import short_digest
from tests.paper.decided import AFTER, decided, exact_sheet, preview, said, sheet_pdf
from tests.paper.printed import Print

POSTED = datetime(2026, 12, 16, 2, tzinfo=UTC)


def posted(told: PublicOutcome, number: int = 1, reason: str = "") -> Notice:
    """A notice of what may be told."""
    return Notice(12, number, POSTED, "jie", date(2026, 12, 24), reason, outcome_digest(told), told)


def test_the_same_notice_is_the_same_bytes_whenever_it_is_pressed() -> None:
    told = public(decided(homes=8))
    assert notice_pdf(posted(told), asks=Asker(phone="1")) == notice_pdf(posted(told), asks=Asker(phone="1"))
    with Print(notice_pdf(posted(told), asks=Asker(phone="000-1"))) as paper:
        text = paper.whole
    assert "公示期：2026年12月16日至2026年12月24日（不少于7日）" in text
    assert "电话：000-1" in text
    assert "打印时间" not in text
    assert f"校验码 {short_digest(outcome_digest(told))}" in text
    assert f"规则摘要 {short_digest(told.heading.terms_digest)}" in text


@pytest.mark.parametrize("agree", [78, 20])
def test_a_notice_read_back_is_the_same_paper_line_by_line(agree: int) -> None:
    told = public(decided(homes=8, agree=agree))
    kept = from_document(json.loads(canonical(document(told))))
    assert NOTICE.make(kept, Printing(AFTER)) == NOTICE.make(told, Printing(AFTER))


def test_a_correction_says_which_it_is_and_why() -> None:
    told = public(decided(homes=4))
    paper = NOTICE.make(told, Printing(AFTER, posted=posted(told, 2, "补登了两户")))
    assert "这是第2次公示，更正：补登了两户" in said(paper)


def test_what_is_not_posted_yet_says_so_across_every_page() -> None:
    made = decided(homes=4)
    assert preview(made).stage == "还没有公示，不能张贴"
    with Print(NOTICE.pdf(public(made), Printing(AFTER))) as paper:
        assert all("还没有公示" in paper.text(n) for n in range(len(paper)))
    with Print(notice_pdf(posted(public(made)))) as paper:
        assert "还没有公示" not in paper.whole


def test_nothing_is_posted_while_people_still_vote() -> None:
    running = decided(homes=4, now=datetime(2026, 12, 10, tzinfo=UTC))
    with pytest.raises(NotAllowed):
        preview(running)


@pytest.mark.parametrize("kind", [SHEET, NOTICE], ids=lambda kind: kind.key)
def test_no_paper_takes_an_outcome_of_the_other_sort(kind: object) -> None:
    made = decided(homes=4)
    wrong = public(made) if kind is SHEET else exact(made)
    with pytest.raises(ValueError, match=r"committee|tells of nobody"):
        kind.make(wrong, Printing(AFTER))


def test_a_notice_has_nothing_that_only_the_committee_reads() -> None:
    made = decided(homes=10)
    notice, sheet = said(preview(made)), said(exact_sheet(made))
    assert short_digest(made.digest) in sheet
    for words in (short_digest(made.digest), "清单复核", "代表性名次", "已锁定", "几套房的答案不一样"):
        assert words not in notice


def test_a_column_of_which_nothing_is_told_is_not_there() -> None:
    made = decided(homes=10)
    tables = [block for block in preview(made).blocks if isinstance(block, Figures)]
    assert tables[-1].head == ("楼栋", "应征", "收回", "收回率")
    assert "各楼怎么选不写" in said(preview(made))
    assert len(tables[-1].total) == len(tables[-1].head)


def test_a_paper_lies_on_its_side_where_its_row_says_so() -> None:
    with Print(replace(SHEET, landscape=True).pdf(exact(decided(homes=4)), Printing(AFTER))) as paper:
        assert paper.sizes(0) == {(842, 595)}
    with Print(sheet_pdf(decided(homes=4))) as paper:
        assert paper.sizes(0) == {(595, 842)}
