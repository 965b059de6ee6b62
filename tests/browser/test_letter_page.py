"""The print page of letters, as a browser prints it: as many pages as the PDF has, and every word in its place."""

from __future__ import annotations

import pytest
from flask import Flask, render_template
from flask_babel import Babel
from playwright.sync_api import Browser

from surveys.paper.letter import letters_page
from tests.paper.conftest import ROOT
from tests.paper.laid import outside, overlapping, signs, within
from tests.paper.printed import Print
from tests.paper.test_letter_fit import WINDOW, wordy


@pytest.mark.parametrize("length", [0, 12, 36])
@pytest.mark.parametrize("big", [False, True])
def test_the_print_page_of_letters_has_all_words_in_their_places(browser: Browser, length: int, big: bool) -> None:
    app = Flask("print-pages", root_path=str(ROOT))
    Babel(app, default_locale="zh_Hans_CN")
    with app.test_request_context():
        html = render_template("paper/letter.html", page=letters_page(wordy(length)[0], big=big))
    page = browser.new_page()
    page.set_content(html)
    page.add_style_tag(path=ROOT / "static/css/print.css")
    with Print(page.pdf(prefer_css_page_size=True)) as paper:
        assert len(paper) == 2 * (1 + big)
        for n in range(len(paper)):
            found = signs(paper, n)
            assert not outside(found, 20, 8, 190, 290)
            assert not overlapping(found)
            assert (big and n % 2) or not outside(within(found, 20, 20, 120, 69), *WINDOW)
    page.close()
