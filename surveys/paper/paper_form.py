"""Paper questionnaires (纸质问卷): the sides that a batch shares, the map of their boxes, and each form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from surveys.core.errors import Problem, Rejected
from surveys.core.paper_form import MOST_PAGES, FormBox, FormLayout, payload
from surveys.paper.press import pdf, placed
from surveys.paper.qr import Qr, drawn, form_qr
from surveys.services.form_plan import FormAsked, FormPlan
from surveys.services.paper_form import FormSides, NumberedForm, PrintedForms
from surveys.words.letter import host_words
from surveys.words.paper_form import NUMBER_WORDS, form_serial_words, number_words, questionnaire_words
from surveys.words.place import door_words

TEMPLATE, NUMBERS = "paper/paper_form.typ", "paper/form_numbers.typ"
# The first four of ArUco's DICT_4X4_50, clockwise from the upper left: by these a camera finds the corners of a side.
CORNERS = (
    ("######", "#.#..#", "##.#.#", "###..#", "###.##", "######"),
    ("######", "######", "#....#", "#.##.#", "#.#.##", "######"),
    ("######", "###..#", "###..#", "###.##", "#..#.#", "######"),
    ("######", "#.##.#", "#.##.#", "##.###", "##..##", "######"),
)


def form_sides(asked: FormAsked, *, phone: str, site: str, big: bool, printed_at: datetime) -> FormSides:
    """The sides of a form without a number, always an even number of them, and where their boxes came to stand.

    Raises `Rejected`: form_too_long, where there are more sides than a form's QR codes can tell.
    """
    words = asdict(questionnaire_words(asked, phone=phone, host=host_words(site)))
    data = {"words": words, "big": big, "marks": [asdict(Qr(6, drawn(_dark(rows)))) for rows in CORNERS]}
    boxes = tuple(_box(found, big) for found in placed(TEMPLATE, data, "<box>"))
    pages = int(placed(TEMPLATE, data, "<sides>")[0]["sides"])
    if pages > MOST_PAGES:
        raise Rejected([Problem("form_too_long", "form", value=str(pages), detail={"most": MOST_PAGES})])
    layout = FormLayout(asked.edition_digest, asked.menu.digest, big, pages, boxes)
    return FormSides(pdf(TEMPLATE, data, printed_at, tagged=False), layout)


def sides_of(plans: Iterable[FormPlan], *, phone: str, site: str, big: bool, printed_at: datetime) -> dict[str, FormSides]:
    """The sides of each plan, by its key. Raises as `form_sides` does."""
    return {plan.asked.key: form_sides(plan.asked, phone=phone, site=site, big=big, printed_at=printed_at) for plan in plans}


def forms_pdf(printed: Sequence[PrintedForms]) -> bytes:
    """The forms of these batches, each on all its sides; the same batches give the same bytes."""
    forms = [_numbered(form, at, one.sides.layout.pages) for at, one in enumerate(printed) for form in one.forms]
    sides = [list(one.sides.content) for one in printed]
    return pdf(NUMBERS, {**NUMBER_WORDS, "sides": sides, "forms": forms}, printed[0].batch.at, tagged=False)


def _dark(rows: Iterable[str]) -> list[list[bool]]:
    return [[sign == "#" for sign in row] for row in rows]


def _box(found: dict[str, Any], big: bool) -> FormBox:
    x, y = (round(found[axis] * 100) for axis in ("x", "y"))
    return FormBox(found["question"], found["option"], found["page"], x, y, 700 if big else 500)


def _numbered(form: NumberedForm, sides: int, pages: int) -> dict[str, Any]:
    codes = [asdict(form_qr(payload(form.number, page))) for page in range(1, pages + 1)]
    door = door_words(form.building, form.unit, form.room) if form.room else ""
    return {
        "number": number_words(form.number),
        "serial": form_serial_words(form.serial),
        "door": door,
        "sides": sides,
        "codes": codes,
    }
