"""Paper questionnaires made from literals, and eyes that find their frames and read their codes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

import zxingcpp
from PIL import Image, ImageEnhance, ImageFilter
from pypdfium2 import raw

from surveys.core.matter import Matter, with_matters
from surveys.core.menu import Menu
from surveys.core.paper_form import FormBatch, form_number
from surveys.core.questionnaire import Edition
from surveys.core.roster import Entrance
from surveys.paper.paper_form import form_sides, forms_pdf
from surveys.services.edition import edition_named, matter_pattern, menu_named
from surveys.services.form_plan import FormAsked
from surveys.services.paper_form import FormSides, NumberedForm, PrintedForms
from tests.paper.printed import NOON, Print, poll

HERE = Entrance("3", "2")
MENU, EDITION = menu_named("xuecheng-2021"), edition_named("w1-2026")
MILLIMETRE = 72 / 25.4


def asked(
    edition: Edition = EDITION,
    menu: Menu = MENU,
    matters: Sequence[Matter] = (),
    *,
    blank: bool = False,
    compound: str = "桂花园小区",
) -> FormAsked:
    """A form of a poll of forty homes at one entrance."""
    whole = with_matters(edition, matters, matter_pattern(), None)
    given = tuple(item for item in menu.items if item.must)
    return FormAsked(poll("第一轮", compound), whole, menu, menu.orderable(HERE), given, tuple(matters), {HERE: 40}, blank)


def sides(form: FormAsked, *, big: bool = False) -> FormSides:
    return form_sides(form, phone="0571-00000007", site="https://diandan.example", big=big, printed_at=NOON)


def numbers(count: int) -> list[str]:
    return [form_number(Random(n).randbytes(8)) for n in range(count)]


def forms(made: FormSides, count: int = 1, door: tuple[str, str, str] = ("3", "2", "501")) -> bytes:
    """So many forms of one batch, all for the same door."""
    numbered = tuple(NumberedForm(number, serial, *door) for serial, number in enumerate(numbers(count), start=1))
    batch = FormBatch(1, NOON, "li", "li", "", "", made.layout.big, not door[2], count, made.layout.digest)
    return forms_pdf([PrintedForms(poll(), batch, made, numbered)])


def frames(pdf: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Every square that is drawn as a line on a page: page, middle and side with its line, in hundredths of a millimetre."""
    with Print(pdf) as paper:
        for number in range(len(paper)):
            for thing in paper.document[number].get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=1):
                left, bottom, right, top = (edge / MILLIMETRE * 100 for edge in thing.get_bounds())
                if abs((right - left) - (top - bottom)) < 5 and 400 < right - left < 900:
                    yield number + 1, round((left + right) / 2), round(29700 - (top + bottom) / 2), round(right - left)


def ladder(page: Image.Image) -> dict[str, Image.Image]:
    """A page drawn at 200 dpi as ever worse cameras see it."""
    grey = page.convert("L")
    small = grey.resize((grey.width * 60 // 200, grey.height * 60 // 200), Image.Resampling.LANCZOS)
    noise = Image.effect_noise(grey.size, 60)
    blurred = Image.blend(grey.filter(ImageFilter.GaussianBlur(3)), noise, 0.25)
    dark = ImageEnhance.Contrast(ImageEnhance.Brightness(grey).enhance(0.35)).enhance(0.8)
    turned = {f"{angle:+}°": grey.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=120) for angle in (-25, 25)}
    return {"clean": grey, "60 dpi": small, "blur and noise": blurred, "dark": dark, **turned}


def codes(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]
