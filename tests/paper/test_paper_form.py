"""The paper questionnaire: everything that the phone asks, in frames that stand where their map says."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import pytest

from surveys.core.answers import offers, read_answers
from surveys.core.choosing import MOST_OPTIONS
from surveys.core.errors import Rejected
from surveys.core.kinds import KINDS
from surveys.core.menu import Alternative, Menu
from surveys.core.paper_form import FormLayout, payload
from surveys.core.questionnaire import Edition, Option, Question
from tests.core.test_matter import LIFT
from tests.paper.form_printed import EDITION, HERE, MENU, MILLIMETRE, asked, codes, forms, frames, ladder, numbers, sides
from tests.paper.printed import Print
from tests.paper.test_sheet import squeezed

LONG = "把楼道、门厅和地下室里堆的杂物清走，再把坏了的灯换成节能灯，墙面重新刷一遍，把电线理好装进管子里面去，最后装上扶手"
LABELS = tuple(Option(f"o{n}", LONG[: 1 + n]) for n in range(MOST_OPTIONS))
SINGLE = Question("one", "single", "哪一项？", options=LABELS)
ONE_OF_EACH = {
    "single": SINGLE,
    "multiple": Question("some", "multiple", LONG, options=LABELS, most=5),
    "top3": Question("three", "top3", LONG, options=LABELS),
    "order": next(q for q in EDITION.questions if q.kind == "order"),
    "scale": Question("steps", "scale", LONG, options=tuple(Option(str(n), str(n)) for n in range(1, 8))),
    "number": Question("people", "number", LONG, high=20),
    "text": Question("more", "text", LONG, length=2000),
}
WAYS = tuple(Alternative(f"w{n}", LONG[:20], LONG[:40]) for n in range(3))
ITEMS = tuple(
    replace(MENU.items[n % len(MENU.items)], key=f"i{n}", name=LONG[: 1 + n % 30], about=LONG[: n % 50], must=n > 58)
    for n in range(MOST_OPTIONS)
)
SIXTY = replace(MENU, items=tuple(replace(item, alternatives=WAYS) if n % 7 == 0 else item for n, item in enumerate(ITEMS)))
FORMS = {
    "shipped": asked(),
    "blank": asked(blank=True),
    "with a matter": asked(matters=(LIFT,)),
    "sixty items": asked(menu=SIXTY, compound="望春路北段原机械厂家属院老旧小区" * 2),
    "no items": asked(menu=replace(MENU, items=())),
    **{kind: asked(Edition("e", "e", "", (question,))) for kind, question in ONE_OF_EACH.items()},
}


def test_every_kind_is_tried_on_paper() -> None:
    assert set(ONE_OF_EACH) == set(KINDS)


@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize("name", FORMS)
def test_the_map_names_exactly_the_frames_that_are_printed(name: str, big: bool) -> None:
    made = sides(FORMS[name], big=big)
    mapped = {(box.page, box.x + box.side // 2, box.y + box.side // 2, box.side) for box in made.layout.boxes}
    assert len(mapped) == len(made.layout.boxes)
    found = sorted(frames(made.content))
    assert len(found) == len(mapped)
    for frame, box in zip(found, sorted(mapped), strict=True):
        assert frame[0] == box[0]
        assert all(abs(one - other) <= 3 for one, other in zip(frame[1:3], box[1:3], strict=True)), (frame, box)
        assert 0 <= frame[3] - box[3] <= 60
    assert {box.side for box in made.layout.boxes} <= {700 if big else 500}
    assert apart(made.layout)


@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize("name", ["shipped", "sixty items", "top3"])
def test_no_words_come_near_a_frame_or_leave_the_page(name: str, big: bool) -> None:
    made = sides(FORMS[name], big=big)
    with Print(made.content) as paper:
        for number in range(len(paper)):
            page = paper.document[number].get_textpage()
            rects = [tuple(edge / MILLIMETRE for edge in page.get_rect(n)) for n in range(page.count_rects())]
            for left, bottom, right, top in rects:
                assert left >= 19.5
                assert right <= 190.5
                assert bottom >= 5, "printers leave the edge white"
                for box in (box for box in made.layout.boxes if box.page == number + 1):
                    x, y, side = box.x / 100, 297 - box.y / 100, box.side / 100
                    clear = right < x - 1 or left > x + side + 1 or top < y - side or bottom > y
                    assert clear, (number, box, left, bottom, right, top)


def apart(layout: FormLayout) -> bool:
    """Whether frames below each other stand a centimetre apart, those beside each other two fifths of one, all of them clear
    of the marks, the code and the strip that is torn off."""
    for _page, found in groupby(sorted(layout.boxes, key=lambda box: box.page), key=lambda box: box.page):
        boxes = list(found)
        for n, one in enumerate(boxes):
            assert 2000 <= one.x <= 19000 - one.side
            assert 3600 <= one.y <= 27200 - one.side
            for other in boxes[n + 1 :]:
                assert abs(one.y - other.y) >= 1000 - 2 or abs(one.x - other.x) >= one.side + 400, (one, other)
    return True


@pytest.mark.parametrize("name", FORMS)
def test_every_answer_that_the_phone_takes_can_be_ticked(name: str) -> None:
    form = FORMS[name]
    layout = sides(form).layout
    ticks = {(box.question, box.option) for box in layout.boxes}
    for offer in offers(form.edition, form.menu, form.items):
        kind = KINDS[offer.question.kind]
        assert kind.paper
        part = kind.paper(offer)
        assert bool(part.rows) != bool(part.lines)
        assert {row.option for row in part.rows} >= (set(offer.places) if part.rows else set())
        for row in part.rows:
            for mark in (*row.marks, *row.ways):
                assert tuple(mark) in ticks
                fields = {mark.field: [mark.value]} | ({row.marks[0].field: [row.option]} if mark in row.ways else {})
                assert kind.read(offer, fields)


def test_what_is_ticked_is_read_as_the_answers_of_a_phone() -> None:
    form = asked(matters=(LIFT,))
    first = {box.question: [box.option] for box in reversed(sides(form).layout.boxes)}
    _capacity, answers = read_answers(
        form.edition, form.menu, HERE, first | {"urgent.2": [], "urgent.3": [], "people": ["3"]}
    )
    assert answers["who"] == "owner"
    assert answers["urgent"] == ["lamp"]
    assert answers["matter-lift"] == "yes"


@pytest.mark.parametrize("big", [False, True])
def test_a_form_has_an_even_number_of_sides_each_with_its_page_and_number(big: bool) -> None:
    for name in ("shipped", "with a matter", "number"):
        made = sides(FORMS[name], big=big)
        with Print(forms(made, 2)) as paper:
            pages = made.layout.pages
            assert pages % 2 == 0
            assert len(paper) == 2 * pages
            for n, number in enumerate(numbers(2)):
                for page in range(pages):
                    text = paper.text(n * pages + page)
                    assert f"第{page + 1}面，共{pages}面" in text
                    assert f"{number[:4]} {number[4:8]} {number[8:]}" in text
                    assert "3号楼 2单元 501" in text


@pytest.mark.parametrize("big", [False, True])
def test_the_code_of_every_side_is_read_through_the_ladder(big: bool) -> None:
    made = sides(FORMS["with a matter"], big=big)
    (number,) = numbers(1)
    with Print(forms(made)) as paper:
        for page in range(len(paper)):
            drawn = paper.document[page].render(scale=200 / 72).to_pil()
            for step, picture in ladder(drawn).items():
                assert codes(picture) == [payload(number, page + 1)], (step, page)


def test_the_code_is_24_millimetres_wide_at_level_q_in_its_smallest_version() -> None:
    with Print(forms(sides(FORMS["number"]))) as paper:
        (found,) = paper.codes(0, dpi=254)
    wide = (found.position.top_right.x - found.position.top_left.x) / 10
    assert 23.5 <= wide <= 24.5
    assert found.ec_level == "Q"
    assert len(found.text) == 15


def test_conditions_and_what_is_done_in_any_case_are_said_in_words() -> None:
    with Print(forms(sides(FORMS["with a matter"]))) as paper:
        text = squeezed(paper.whole)
    assert "第2题选了“不同意”的才答" in text
    assert "第5题没有选“这些都不需要”的才答" in text
    assert "第13题选了投票的才答" in text
    assert "必改：要改造就先改这些，不用选：道路硬化、雨污分流、弱线下地、消防通道和消防栓" in text
    assert "在方框里打√" in text
    assert "填表人签名" in text
    assert "见证人签名" in text
    assert "diandan.example/form" in text


def test_a_blank_form_leaves_room_for_the_door_and_says_for_whom_an_item_is() -> None:
    local = replace(
        MENU, items=tuple(replace(item, buildings=("3", "5")) if item.key == "lamp" else item for item in MENU.items)
    )
    with Print(forms(sides(asked(menu=local, blank=True)), door=("", "", ""))) as paper:
        text = squeezed(paper.whole)
    assert "号楼" in text
    assert "只有3号楼、5号楼的可以选" in text


def test_the_same_forms_are_the_same_bytes() -> None:
    made = sides(FORMS["shipped"])
    assert made == sides(FORMS["shipped"])
    assert forms(made, 3) == forms(made, 3)


def test_a_questionnaire_that_no_form_can_hold_is_refused() -> None:
    endless = Edition("e", "e", "", tuple(replace(SINGLE, key=f"q{n}") for n in range(60)))
    with pytest.raises(Rejected) as refused:
        sides(asked(endless, Menu("m", "m", 1, (), ())), big=True)
    assert [problem.code for problem in refused.value.problems] == ["form_too_long"]
