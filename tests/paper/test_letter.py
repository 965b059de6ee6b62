"""Letters: what a household holds in its hands, read back from the printed page."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdfium2 import raw

from surveys.core.community import LONGEST
from surveys.core.print_run import PrintReason, PrintRun
from surveys.paper.letter import letters_page, letters_pdf
from surveys.paper.press import PressFailed, pdf
from surveys.paper.qr import QUIET, qr
from surveys.services.letter import Letters
from surveys.words.letter import letter_words
from tests.core.test_matter import LIFT
from tests.paper.printed import NOON, Door, Print, letters, poll
from tests.paper.test_sheet import squeezed

DOORS: list[Door] = [("3", "2", "501"), ("3", "2", "502"), ("商铺楼", "", "临街03")]
HOSTILE = [
    '#import "x": *',
    "$ a_b $",
    '"]) #panic("x")',
    "\\u{1}\\",
    "</script><b>x",
    "=1+cmd",
    "\u202e绝地\u202c",
    "*_`~@<>//",
    "{{x}}{%y%}",
]


def test_a_letter_is_one_a4_page() -> None:
    with Print(letters_pdf(letters(DOORS), printed_at=NOON)) as paper:
        assert len(paper) == 3
        assert all(paper.sizes(n) == {(595, 842)} for n in range(3))


def test_the_code_on_the_printed_page_opens_the_household() -> None:
    made = letters([("3", "2", str(n)) for n in range(60)])
    with Print(letters_pdf(made, printed_at=NOON)) as paper:
        for n in (0, 1, 17, 42, 59):
            assert [code.text for code in paper.codes(n)] == [made.letters[n].url]


def test_the_code_is_printed_at_least_34_millimetres_wide_and_has_its_quiet_zone() -> None:
    with Print(letters_pdf(letters(DOORS), printed_at=NOON)) as paper:
        found = paper.codes(0, dpi=254)[0]
    wide = (found.position.top_right.x - found.position.top_left.x) / 10
    assert wide >= 34
    assert found.ec_level == "M"
    first = qr("https://diandan.example/q/" + "0" * 26)
    assert min(int(x) for x in re.findall(r"M(\d+) ", first.path)) == QUIET == 4


def test_a_code_grows_with_its_text_and_still_reads() -> None:
    for base in ("http://10.0.0.7:8000", "https://" + "a" * 90 + ".example"):
        made = letters(DOORS[:1], base=base)
        with Print(letters_pdf(made, printed_at=NOON)) as paper:
            assert [code.text for code in paper.codes(0)] == [made.letters[0].url]


def test_a_letter_says_where_what_until_when_and_whom_to_call() -> None:
    with Print(letters_pdf(letters(DOORS), phone="000-0000-0001", printed_at=NOON)) as paper:
        text, second = paper.text(0), paper.text(1)
    assert "3号楼 2单元 501" in text
    assert "2026年12月15日" in text
    assert "星期二 20:00" in text
    assert "0000 5678 9012" in text
    assert "0001 5678 9012" in second
    assert "000-0000-0001" in text
    assert "diandan.example" in text
    assert "3号楼 第1封，共2封" in text
    assert "不用手机，一样算数" in text
    assert "长辈版" in text
    assert "不转给别人" in text


def test_a_letter_names_who_asks_and_their_own_telephone() -> None:
    for community, named in (("", "社区居委会"), ("春风里社区", "春风里社区居委会")):
        with Print(letters_pdf(letters(DOORS, community=community), phone="000-0000-0001", printed_at=NOON)) as paper:
            text = paper.text(0)
        assert "望春街道" in text
        assert f"{named}电话" in text.replace(" ", "")
        assert ("0571-0000-0007" in text, "000-0000-0001" in text) == (bool(community), not community)


def test_a_deadline_at_midnight_is_the_end_of_a_day() -> None:
    closing = poll()
    moved = type(closing)(
        **{n: getattr(closing, n) for n in closing.__slots__} | {"closes_at": datetime(2026, 12, 15, 16, tzinfo=UTC)}
    )
    words = letter_words(moved, "", "")
    assert (words.last_day, words.last_hour) == ("2026年12月15日", "星期二 24:00")


def test_the_address_alone_stands_in_the_window_of_an_envelope() -> None:
    """The DL window shows at most 15–125 mm across and 19–70 mm down, however the sheet slips; it shows no secret."""
    with Print(letters_pdf(letters(DOORS), printed_at=NOON)) as paper:
        page = paper.document[0]
        millimetre = 72 / 25.4
        seen = page.get_textpage().get_text_bounded(
            left=15 * millimetre, right=125 * millimetre, top=(297 - 19) * millimetre, bottom=(297 - 70) * millimetre
        )
        folded = page.get_textpage().get_text_bounded(left=0, right=595, top=842, bottom=(297 - 99) * millimetre)
    assert seen.split() == ["桂花园小区", "3号楼", "2单元", "501", "业主、家人", "收"]
    assert "5678" not in folded


def test_what_people_wrote_is_never_read_as_markup() -> None:
    made = letters([(text, text, text) for text in HOSTILE], compound="#[x] $1$ \\")
    with Print(letters_pdf(made, phone='#emph[x]"', printed_at=NOON)) as paper:
        assert len(paper) == len(HOSTILE)
        for n, text in enumerate(HOSTILE):
            shown = re.sub(r"\s", "", paper.text(n))
            plain = re.sub("[\\s\u202e\u202c]", "", text)
            assert plain in shown or plain[::-1] in shown
            assert [code.text for code in paper.codes(n)] == [made.letters[n].url]
        assert "#[x]$1$\\" in re.sub(r"\s", "", paper.text(0))


def test_a_long_address_still_leaves_one_page_with_a_readable_code() -> None:
    made = letters(
        [("第十二栋东区高层住宅楼甲座（原机械厂家属院）", "西侧第二单元", "1201-1复式上层")],
        compound="望春路北段原机械厂家属院老旧小区" * 2,
    )
    with Print(letters_pdf(made, printed_at=NOON)) as paper:
        assert len(paper) == 1
        assert [code.text for code in paper.codes(0)] == [made.letters[0].url]


def test_only_our_faces_are_used_and_they_are_inside_the_file() -> None:
    names = "喆堃昇龑䶮㛃"
    with Print(letters_pdf(letters([(names, "1", "101")]), printed_at=NOON)) as paper:
        assert names in paper.text(0)
        page = paper.document[0]
        fonts = set()
        for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=4):
            font = raw.FPDFTextObj_GetFont(thing.raw)
            fonts.add((thing.get_font().get_base_name().split("+")[-1], raw.FPDFFont_GetIsEmbedded(font)))
    assert fonts == {("NotoSansSC-Regular", 1), ("NotoSansSC-Bold", 1)}


def test_the_same_letters_and_time_give_the_same_bytes() -> None:
    assert letters_pdf(letters(DOORS), printed_at=NOON) == letters_pdf(letters(DOORS), printed_at=NOON)


def test_invented_data_says_so_and_real_data_does_not() -> None:
    assert letters_page(letters(DOORS, title="【演示数据】第一轮")).shared.words.demo == "演示数据，不是真实征询"
    assert letters_page(letters(DOORS, title="【演示数据】第一轮")).shared.words.wave == "第一轮"
    assert letters_page(letters(DOORS)).shared.words.demo == ""


def test_a_press_that_fails_says_why() -> None:
    with pytest.raises(PressFailed, match="words"):
        pdf("paper/letter.typ", {"letters": []}, NOON)


def test_a_letter_for_older_eyes_opens_the_bigger_page_at_once() -> None:
    made = letters(DOORS)
    with Print(letters_pdf(made, big=True, printed_at=NOON)) as paper:
        assert [code.text for code in paper.codes(0)] == [f"{made.letters[0].url}?look=big"]
        assert "扫开就是长辈版" in paper.text(0)


def of_a_community(**said: Any) -> Letters:
    """Letters of a community that says this of itself."""
    made = letters([("12幢（东区）", "东侧单元", "1201-1"), *DOORS], community="春风里社区", matters=(LIFT.document(),))
    compound = made.poll.compound
    assert compound.community
    named = replace(compound, community=replace(compound.community, **said))
    run = PrintRun(12, NOON, "ju", "居" * 40, "3", "", False, PrintReason.FIRST, "", 4, 0)
    return replace(made, poll=replace(made.poll, compound=named), run=run)


def test_a_letter_says_where_and_when_whom_to_ask_for_and_where_results_hang() -> None:
    said = {"address": "春风里12号楼一层", "hours": "周一至周五8:30到17:30", "person": "王老师", "posting": "南门公告栏"}
    with Print(letters_pdf(of_a_community(**said), printed_at=NOON)) as paper:
        text = squeezed(paper.text(0))
    for words in ("地址：春风里12号楼一层", "时间：周一至周五8:30到17:30", "找：王老师", "公示贴在南门公告栏，"):
        assert squeezed(words) in text


def test_what_nobody_has_said_leaves_no_gap_on_a_letter() -> None:
    with Print(letters_pdf(of_a_community(), printed_at=NOON)) as paper:
        text = squeezed(paper.text(0))
    assert "公示贴在小区里，" in text
    assert not [gap for gap in ("地址：", "时间：", "找：", "None") if gap in text]


def test_the_longest_that_may_be_said_still_fits_one_page() -> None:
    said = {field: "宽" * LONGEST[field] for field in ("name", "address", "hours", "person", "posting")}
    with Print(letters_pdf(of_a_community(**said, phone="0571-12345678转80123"), printed_at=NOON)) as paper:
        assert len(paper) == 4
        text = squeezed(paper.text(0))
    for field, most in LONGEST.items():
        assert squeezed("宽" * most) in text, field
