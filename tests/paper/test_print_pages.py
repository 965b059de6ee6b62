"""The print pages in HTML: the same words as on the PDF, escaped, and within the content security policy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, fields
from html.parser import HTMLParser
from typing import get_args

import pytest
from flask import render_template

from surveys.core.outcome.outcome import Outcome
from surveys.paper.letter import letters_page
from surveys.words.blocks import Block, Paper
from tests.paper.conftest import ROOT
from tests.paper.decided import decided, exact_sheet, preview
from tests.paper.printed import letters

HOSTILE = '</script><b onclick="x">&{{ 7*7 }}'


class Page(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def letters_html(doors: list[tuple[str, str, str]], **more: str) -> str:
    return render_template("paper/letter.html", page=letters_page(letters(doors, **more)), pdf_url="/x.pdf")


def sheet_html(**more: str) -> str:
    return render_template("paper/sheet.html", page=exact_sheet(decided(**more)), pdf_url="/x.pdf")


@pytest.mark.usefixtures("app")
def test_a_page_has_one_heading_its_title_repeats_it_and_nothing_is_inline() -> None:
    for html in (letters_html([("3", "2", "501")]), sheet_html()):
        page = Page(html)
        assert len(page.named("h1")) == 1
        title = re.search(r"<title>(.*?) · ", html)
        assert title
        assert f"<h1>{title[1]}</h1>" in html
        assert not page.named("script")
        assert not any("style" in attrs or any(name.startswith("on") for name in attrs) for _, attrs in page.tags)
        assert all(not (value or "").startswith("http") for _, attrs in page.tags for value in attrs.values())


@pytest.mark.usefixtures("app")
def test_a_letter_on_screen_is_the_letter_on_paper() -> None:
    made = letters([("3", "2", "501"), ("3", "2", "502")])
    page = letters_page(made, phone="000-0000-0001")
    shown = Page(render_template("paper/letter.html", page=page))
    text = "".join(shown.said)
    paths = [attrs["d"] for attrs in shown.named("path")]
    assert paths == [letter.qr.path for letter in page.letters]
    for expected in (page.shared.words.headline, page.shared.words.about, *page.shared.words.promises, "000-0000-0001"):
        assert text.count(expected) == 2
    for letter in page.letters:
        assert letter.code in text
        assert " ".join(letter.to.door) in text


@pytest.mark.usefixtures("app")
def test_without_a_phone_number_there_is_a_line_to_write_it_on() -> None:
    assert 'class="blank"' in letters_html([("3", "2", "501")])


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("made", [exact_sheet, preview])
def test_the_paper_on_screen_says_what_the_paper_says(made: Callable[[Outcome], Paper]) -> None:
    paper = made(decided())
    text = "".join(Page(render_template("paper/sheet.html", page=paper)).said)
    for expected in (
        paper.number,
        paper.stage,
        *paper.foot,
        *(section.title for section in (*paper.sections, *paper.annex)),
    ):
        assert expected in text
    for block in paper.blocks:
        for words in strings(asdict(block)):
            assert words in text


DRAWN = ("block", "look", "mark", "path", "elsewhere")
"""What a page draws or leaves to print."""


def strings(value: object) -> Iterator[str]:
    """All words of a block, those for drawing aside."""
    match value:
        case dict():
            yield from (words for key, one in value.items() if key not in DRAWN for words in strings(one))
        case tuple() | list():
            yield from (words for one in value for words in strings(one))
        case str():
            yield value


@pytest.mark.usefixtures("app")
def test_what_people_wrote_is_escaped() -> None:
    for html in (letters_html([(HOSTILE, HOSTILE, HOSTILE)]), sheet_html(compound=HOSTILE)):
        page = Page(html)
        assert not page.named("b") or all("onclick" not in attrs for attrs in page.named("b"))
        assert HOSTILE in "".join(page.said)
        assert "49" not in re.findall(r"&amp;(.{0,4})", html)


def test_every_kind_of_block_has_one_macro_and_one_function_for_the_press() -> None:
    made = {next(one.default for one in fields(kind) if one.name == "block") for kind in get_args(Block)}
    macros = (ROOT / "templates/macros/blocks.html").read_text("utf-8")
    typst = (ROOT / "templates/paper/blocks.typ").read_text("utf-8")
    for kind in made:
        assert macros.count(f"{{% macro {kind}(it) %}}") == 1
    assert set(re.findall(r"(\w+): \w+", typst[typst.index("#let kinds = (") : typst.index("#let set-blocks")])) == made
