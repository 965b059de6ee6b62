"""A kind of question is one module and one template: what stands in them, and a new kind from file to receipt."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader

from surveys.core.errors import Problem
from surveys.core.kinds import KINDS
from surveys.services.edition import edition_named
from surveys.web.lean.resident.kinds import check_kinds, problem_words
from tests.estimates import estimated_menu

ROOT = Path(__file__).parents[3]
W1, XUECHENG = edition_named("w1-2026"), estimated_menu()
# Nothing to say but: choose once more.
AGAIN = {"answer_unknown", "answer_several"}


@pytest.mark.parametrize(
    ("code", "detail", "words"),
    [
        ("answer_missing", {}, "选一项"),
        ("answer_unknown", {}, "再选一次"),
        ("answer_several", {"count": 2}, "再选一次"),
    ],
)
def test_a_problem_is_said_with_its_question_and_its_mending(
    app: Flask, code: str, detail: dict[str, Any], words: str
) -> None:
    with app.test_request_context():
        said = problem_words(Problem(code, "consent", value="x", detail=detail), W1, XUECHENG)
    assert (said.field, said.words) == ("consent", f"{words}：这个小区要改造，您同意吗？")


def test_every_problem_of_every_kind_has_words_of_its_own(app: Flask) -> None:
    """The codes that stand in a kind's module, and that of a missing answer."""
    shared = (ROOT / "surveys/core/choosing.py").read_text()
    with app.test_request_context():
        for kind in KINDS:
            module = (ROOT / f"surveys/core/kinds/{kind}.py").read_text()
            found = module + (shared if "several(" in module else "")
            macros = app.jinja_env.get_template(f"kinds/{kind}.html").module
            for code in {"answer_missing", *re.findall(r'"(answer_\w+)"', found)} - AGAIN:
                assert macros.mending(Problem(code), "").strip(), (kind, code)  # type: ignore[attr-defined]


def test_an_app_starts_with_every_part_of_every_kind_and_not_without(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    check_kinds(app)
    monkeypatch.setitem(KINDS, "day", replace(KINDS["text"], name="day", counted=None))  # type: ignore[arg-type]
    with pytest.raises(RuntimeError, match="day: counted, day: widget, day: typed, day: mending"):
        check_kinds(app)


@pytest.mark.parametrize("part", ["widget", "mending"])
def test_a_kind_without_a_macro_keeps_the_app_from_starting(app: Flask, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    source = (ROOT / "templates/kinds/text.html").read_text().replace(f"macro {part}(", "macro other(")
    monkeypatch.setitem(KINDS, "day", replace(KINDS["text"], name="day"))  # type: ignore[arg-type]
    loader = ChoiceLoader([DictLoader({"kinds/day.html": source}), app.jinja_env.loader])  # type: ignore[list-item]
    monkeypatch.setattr(app.jinja_env, "loader", loader)
    with pytest.raises(RuntimeError, match=f"lack parts: day: {part}$"):
        check_kinds(app)
