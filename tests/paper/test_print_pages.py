"""The print pages in HTML: the same words as on the PDF, escaped, and within the content security policy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask, render_template
from flask_babel import Babel

from surveys.paper.letter import letters_page
from surveys.words.sheet import sheet_words
from tests.paper.decided import AFTER, decided
from tests.paper.printed import letters

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = '</script><b onclick="x">&{{ 7*7 }}'


@pytest.fixture
def app() -> Iterator[Flask]:
    """An app that has the templates and nothing else."""
    app = Flask("print-pages", root_path=str(ROOT))
    app.config["BABEL_DEFAULT_LOCALE"] = "zh_Hans_CN"
    Babel(app)
    with app.test_request_context():
        yield app


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
    return render_template("paper/sheet.html", page=sheet_words(decided(**more), printed_at=AFTER), pdf_url="/x.pdf")


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
    for expected in (page.words.headline, page.words.about, *page.words.promises, "000-0000-0001"):
        assert text.count(expected) == 2
    for letter in page.letters:
        assert letter.code in text
        assert letter.door in text


@pytest.mark.usefixtures("app")
def test_without_a_phone_number_there_is_a_line_to_write_it_on() -> None:
    assert 'class="blank"' in letters_html([("3", "2", "501")])


@pytest.mark.usefixtures("app")
def test_the_sheet_on_screen_says_what_the_paper_says() -> None:
    sheet = decided()
    words = sheet_words(sheet, printed_at=AFTER)
    text = "".join(Page(render_template("paper/sheet.html", page=words)).said)
    for expected in (words.number, words.check, words.printed, words.verdict.title, words.what.intro[0]):
        assert expected in text
    for ruling in words.whether.rulings:
        for check in ruling.checks:
            assert check.need in text
            assert check.actual_of in text
    for group in words.what.groups:
        for row in group.rows:
            assert row.name in text
            assert row.why in text


@pytest.mark.usefixtures("app")
def test_what_people_wrote_is_escaped() -> None:
    for html in (letters_html([(HOSTILE, HOSTILE, HOSTILE)]), sheet_html(compound=HOSTILE)):
        page = Page(html)
        assert not page.named("b") or all("onclick" not in attrs for attrs in page.named("b"))
        assert HOSTILE in "".join(page.said)
        assert "49" not in re.findall(r"&amp;(.{0,4})", html)
