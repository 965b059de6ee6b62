"""Every mistake in a menu or a questionnaire has a sentence that says how to mend it."""

import re
from pathlib import Path

import pytest

from surveys.core.edition_file import read_edition
from surveys.core.errors import Rejected
from surveys.core.menu_file import read_menu
from surveys.words.toml_document import SENTENCES, toml_problem_words

CORE = Path(__file__).parents[2] / "surveys" / "core"
MENU = """
key = "A"
title = ""
chose = 0
choose = "2"
[[tier]]
key = "t"
[[item]]
key = "none"
tier = "x"
unit_cost = "1.234"
must = 1
"""
EDITION = """
[[question]]
key = "a"
kind = "singel"
role = "consent"
owner_only = true
options = [{ key = "x", label = "x", counts = "yes" }, { key = "x", label = "y" }]
show_if = [{ question = "z", any_of = ["q"] }]
[[question]]
key = "b"
kind = "number"
low = 3
high = 1
length = 9999
"""


def test_every_code_that_a_reader_reports_has_a_sentence() -> None:
    sources = "".join((CORE / f"{name}.py").read_text() for name in ("toml_document", "menu_file", "edition_file"))
    codes = set(re.findall(r'"((?:toml|menu|edition)_[a-z_]+)"', sources))
    assert len(codes) > 25
    assert codes <= set(SENTENCES)


@pytest.mark.parametrize("read", [read_menu, read_edition])
@pytest.mark.parametrize("text", [MENU, EDITION, "x = [", "x = " + "[" * 5000, "#" * 300_000])
def test_sentences_are_whole(read: object, text: str) -> None:
    assert callable(read)
    with pytest.raises(Rejected) as refused:
        read(text)
    for problem in refused.value.problems:
        words = toml_problem_words(problem)
        assert words
        assert not re.search(r"[{}！]|请|None", words)
