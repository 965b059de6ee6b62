"""Reading forms off photographs: nothing is invented, and what isn't plain is left to a person."""

from __future__ import annotations

from itertools import islice
from random import Random

import cv2
import numpy as np
import pytest

from surveys.camera.reader import read_page
from surveys.camera.straight import StraightPage, straightened
from surveys.core.paper_form import FormBox
from surveys.core.paper_reading import Doubt, PageReading, Seen, Unread, reading_from_document, within_limits
from tests.camera.forms import NUMBER, SCALE, clean, layout, most
from tests.camera.hunting import Hunt, hunted
from tests.camera.pens import LOOKED_AT, MARKS, Pen, write
from tests.camera.photographs import LEVELS, damaged, photograph
from tests.paper.form_printed import asked, forms, numbers, sides
from tests.paper.printed import Print
from tests.sizes import sized

INK = Pen((40, 40, 40), 4)
EASY, _USUAL, HARD = LEVELS


def taken(page: object, number: int = 1, level: object = EASY) -> StraightPage:
    return straightened(photograph(page, level, Random(number)))  # type: ignore[arg-type]


def read(page: object, number: int = 1, *, big: bool = False) -> dict[tuple[str, str], tuple[Seen, Doubt | None]]:
    seen = taken(page, number)
    assert seen.picture is not None
    found = within_limits(read_page(seen.picture, layout(big=big), 1), most(layout(big=big)))
    return {(box.question, box.option): (box.seen, box.doubt) for box in found.boxes}


def written(*kinds: str, pen: Pen = INK, big: bool = False) -> tuple[object, list[FormBox]]:
    """A page with each of these in a question of its own that takes several, and the boxes that they are in."""
    page, boxes = clean(big=big).copy(), [box for box in layout(big=big).boxes if int(box.question[1:]) >= 6][::4]
    for kind, box in zip(kinds, boxes, strict=False):
        write(page, box, kind, pen, Random(7))
    return page, boxes[: len(kinds)]


def test_of_many_photographs_nothing_is_invented_and_hardly_anything_missed() -> None:
    found = Hunt()
    for one in islice(map(hunted, range(1, 10_000, 2)), sized(4, 40, 800)):
        found.add(one)
    many = sum(found.boxes.values())
    assert (found.invented, found.unread) == (0, 0), found.wrong
    assert 1000 * (found.missed + found.unlooked) <= many, found.wrong
    assert found.share("empty", seen=Seen.UNSURE)[0] * 10 < many
    assert found.share(*MARKS, seen=Seen.MARKED)[0] * 3 > found.share(*MARKS, seen=Seen.MARKED)[1]


@pytest.mark.parametrize("big", [False, True])
def test_ticks_are_read_and_the_number_with_them(big: bool) -> None:
    page, boxes = written("tick", "cross", "line", "dot", big=big)
    assert (taken(page).number, taken(page).page) == (NUMBER, 1)
    found = read(page, big=big)
    assert {key for key, (seen, _) in found.items() if seen is Seen.MARKED} == {(box.question, box.option) for box in boxes}
    assert all(seen is not Seen.UNSURE for seen, _ in found.values())


@pytest.mark.parametrize("kind", sorted(set(LOOKED_AT)))
def test_what_is_ringed_or_crossed_out_is_left_to_a_person(kind: str) -> None:
    page, (box,) = written(kind)
    assert read(page)[box.question, box.option][0] is Seen.UNSURE


def test_a_faint_mark_is_left_to_a_person() -> None:
    page, (box,) = written("tick", pen=Pen((205, 205, 205), 3))
    assert read(page)[box.question, box.option] == (Seen.UNSURE, Doubt.FAINT)


def test_too_many_choices_are_left_to_a_person_and_no_other_question_is() -> None:
    page = clean().copy()
    for box in layout().boxes[:2]:
        write(page, box, "tick", INK, Random(3))
    found = read(page)
    assert [found["q0", option] for option in ("o0", "o1")] == [(Seen.UNSURE, Doubt.MANY)] * 2
    assert found["q0", "o2"] == (Seen.EMPTY, None)
    assert all(seen is Seen.EMPTY for (question, _), (seen, _) in found.items() if question != "q0")


def test_a_fold_or_a_stamp_through_an_empty_box_marks_nothing() -> None:
    for number in range(sized(1, 8, 50)):
        for kind in ("fold", "stamp", "coffee"):
            found = read(damaged(clean(), kind, Random(number)), number)
            assert not [key for key, (seen, _) in found.items() if seen is Seen.MARKED], (kind, number)


def test_three_marks_are_enough_and_two_are_not() -> None:
    page, (box,) = written("tick")
    picture = np.array(page)
    corner = round(24 * SCALE)
    picture[:corner, :corner] = 255
    assert read(picture)[box.question, box.option][0] is Seen.MARKED
    picture[-corner:, -corner:] = 255
    assert taken(picture).picture is None


def test_a_page_on_its_head_is_read_alike() -> None:
    page, (box,) = written("tick")
    content = cv2.imencode(".jpg", np.array(page)[::-1, ::-1])[1].tobytes()
    seen = straightened(content)
    assert (seen.number, seen.page) == (NUMBER, 1)
    assert seen.picture is not None
    found = read_page(seen.picture, layout(), 1)
    assert [(one.question, one.option) for one in found.boxes if one.seen is Seen.MARKED] == [(box.question, box.option)]


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff nothing", b"no picture at all"])
def test_what_is_no_picture_shows_no_page(content: bytes) -> None:
    assert straightened(content or b"\0") == StraightPage(None, None, None)


def test_a_photograph_of_something_else_shows_no_page() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (900, 700, 3), np.uint8)
    assert straightened(cv2.imencode(".jpg", noise)[1].tobytes()) == StraightPage(None, None, None)


def test_a_page_without_its_frames_is_not_read() -> None:
    page = clean().copy()
    page[round(40 * SCALE) : round(270 * SCALE)] = 255
    seen = taken(page)
    assert seen.picture is not None
    assert read_page(seen.picture, layout(), 1) == PageReading(unread=Unread.CURLED)


def test_a_page_that_the_form_has_not_is_not_read() -> None:
    seen = taken(clean())
    assert seen.picture is not None
    assert read_page(seen.picture, layout(), 2) == PageReading(unread=Unread.OTHER_PAGE)


def test_a_reading_is_kept_as_it_was() -> None:
    page, _ = written("tick", "ring", "fill")
    seen = taken(page, level=HARD)
    assert seen.picture is not None
    found = read_page(seen.picture, layout(), 1)
    assert reading_from_document(found.document()) == found
    assert reading_from_document(PageReading(unread=Unread.NO_CODE).document()).unread is Unread.NO_CODE


@pytest.mark.parametrize("big", [False, True])
def test_the_form_that_is_printed_is_read_by_its_own_map(big: bool) -> None:
    made = sides(asked(), big=big)
    with Print(forms(made)) as paper:
        for leaf in range(1, sized(2, 3, made.layout.pages + 1)):
            page = np.array(paper.document[leaf - 1].render(scale=SCALE * 25.4 / 72).to_pil().convert("RGB"))[
                :, :, ::-1
            ].copy()
            boxes = [box for box in made.layout.boxes if box.page == leaf]
            for box in boxes[::5]:
                write(page, box, "tick", INK, Random(1))
            seen = taken(page, leaf)
            assert (seen.number, seen.page) == (numbers(1)[0], leaf)
            assert seen.picture is not None
            found = read_page(seen.picture, made.layout, leaf).boxes
            wanted = [(box.question, box.option) for box in boxes[::5]]
            assert [(one.question, one.option) for one in found if one.seen is Seen.MARKED] == wanted
            assert all(one.seen is not Seen.UNSURE for one in found)
