"""Posters: what hangs in a stairwell is read from two metres, and leads to the compound's page and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from surveys.core.community import LONGEST
from surveys.core.paper import PaperFormat
from surveys.core.poll import PollState
from surveys.paper.poster import POSTER_ROW, PosterFacts
from surveys.words.community import asker
from surveys.words.poster import poster_words
from tests.paper.ladder import unread
from tests.paper.laid import outside, overlapping, signs
from tests.paper.printed import CLOSES, NOON, Print, poll
from tests.paper.test_sheet import squeezed

ADDRESS = "https://diandan.example/p/1"
POINT = 25.4 / 72


def facts(*places: str, state: PollState = PollState.OPEN, address: str = ADDRESS, **more: str) -> PosterFacts:
    asked = poll(community="春风里社区", **more)
    return PosterFacts(poster_words(asked, asker(asked.compound, ""), state), address, places)


def printed(made: PosterFacts) -> Print:
    return Print(POSTER_ROW.made(made, PaperFormat.PDF, NOON))


def test_a_poster_is_one_a3_page_and_a_stairwell_has_its_own() -> None:
    with printed(facts()) as paper:
        assert len(paper) == 1
        assert paper.sizes(0) == {(842, 1191)}
        assert "本张贴在" not in paper.text(0)
    with printed(facts("3号楼 1单元", "3号楼 2单元")) as paper:
        assert len(paper) == 2
        assert "3号楼 2单元" in paper.text(1)


def test_a_poster_says_until_when_whom_to_call_and_what_nobody_asks_for() -> None:
    with printed(facts()) as paper:
        text = squeezed(paper.text(0))
        found = signs(paper, 0)
    for words in ("老旧小区改造意见征求通知", "2026年12月15日", "星期二20:00", "0571-0000-0007", "diandan.example/p/1"):
        assert words in text
    for words in ("不会用手机？打电话，上门来填", "不收钱，不要身份证号、银行卡号", "不要短信验证码"):
        assert words in text
    tall = sorted((one.bottom - one.top for one in found if one.text in "年月日"), reverse=True)
    assert tall[0] > 80 * POINT * 0.8
    assert max(one.bottom - one.top for one in found if one.text == "7") > 48 * POINT * 0.7


def test_the_code_of_a_poster_is_120_millimetres_wide_and_leads_to_the_compounds_page() -> None:
    with printed(facts()) as paper:
        code = paper.codes(0, dpi=254)[0]
    assert code.text == ADDRESS
    assert (code.position.top_right.x - code.position.top_left.x) / 10 == pytest.approx(120, abs=1)


def test_a_poster_tells_how_its_dates_stand() -> None:
    for state, said in ((PollState.SCHEDULED, True), (PollState.OPEN, False)):
        with printed(facts(state=state)) as paper:
            assert ("开始" in paper.text(0)) == said
    later = poll(community="春风里社区")
    later = replace(later, closes_at=later.closes_at.replace(day=20))
    words = poster_words(later, asker(later.compound, ""), PollState.OPEN)
    with printed(PosterFacts(words, ADDRESS)) as paper:
        assert "2026年12月20日" in paper.text(0)
        assert "原定2026年12月15日，延长了" in paper.text(0)


@pytest.mark.parametrize("length", [0, 1, 6, 12, 20, 30, 60])
def test_whatever_stands_on_it_a_poster_is_one_page_and_nothing_lies_over_anything(length: int) -> None:
    asked = poll(
        community="社" * max(1, min(length, 16)), compound="长" * max(1, min(length, 30)), title="轮" * max(1, length)
    )
    asked = replace(asked, closes_at=CLOSES.replace(day=31))
    assert asked.compound.community
    said = {field: "宽" * min(length, LONGEST[field]) for field in ("address", "hours", "person")}
    street = replace(asked.compound.street, name="街" * max(1, min(length, 30)))
    theirs = replace(asked.compound.community, **said, phone="0571-1234567转8" + "0" * min(length, 13), street=street)
    compound = replace(asked.compound, community=theirs, street=street)
    made = poster_words(replace(asked, compound=compound), asker(compound, ""), PollState.SCHEDULED)
    place = " ".join("楼" * max(1, min(length, 20)) for _ in range(2))
    address = f"https://{'.'.join(['a' * 20] * min(length // 8 + 1, 5))}.example/p/123"
    with printed(PosterFacts(made, address, (place,))) as paper:
        assert len(paper) == 1
        assert not outside(signs(paper, 0), 18, 12, 279, 411)
        assert not overlapping(signs(paper, 0))
        assert [code.text for code in paper.codes(0)] == [address]
        assert squeezed("".join(said.values())) in squeezed(paper.text(0)) or length


def test_the_code_of_a_poster_is_read_on_every_rung_of_the_ladder() -> None:
    with printed(facts()) as paper:
        assert unread(paper, 0, ADDRESS) == []
