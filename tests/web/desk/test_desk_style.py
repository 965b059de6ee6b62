"""The desk's style sheet and script stay readable for the browsers of old office machines."""

from __future__ import annotations

import re
from pathlib import Path

STATIC = Path(__file__).parents[3] / "static"
CSS = (STATIC / "css" / "desk.css").read_text("utf-8")
JS = (STATIC / "js" / "desk.js").read_text("utf-8")


def test_the_style_sheet_uses_nothing_that_chromium_60_does_not_know() -> None:
    functions = r":(?:is|where|has)\(|\b(?:clamp|min|max)\("
    names = r":focus-visible|@layer|@container|\binset:|aspect-ratio|[{;]\s*gap:"
    assert re.findall(f"{functions}|{names}", CSS) == []
    assert not re.search(r"{[^{}]*{[^{}]*{", re.sub(r"@media[^{]*{", "", CSS)), "nesting"


def test_the_style_sheet_takes_its_colours_from_the_tokens() -> None:
    own = set(re.findall(r"#[0-9a-f]{3,6}\b", CSS))
    assert own <= {"#b07a2a", "#e0b060"}, "only the bar of what stays out has a colour of its own"


def test_the_script_is_es2017() -> None:
    assert re.findall(r"\?\.|\?\?|\.\.\.|\bimport\b|\bclass\b|#\w+\(|\.at\(|replaceAll|\bstatic\b", JS) == []


def test_on_a_phone_a_list_to_go_by_shows_no_columns_to_write_in_and_a_button_that_does_nothing_is_faint() -> None:
    paper = (STATIC / "css" / "print.css").read_text("utf-8")
    assert re.search(r"@media screen and \(max-width: 120mm\) {\s*\.going th:nth-child\(n \+ 5\)", paper)
    assert ".btn:disabled { opacity:" in (STATIC / "css" / "app.css").read_text("utf-8")
