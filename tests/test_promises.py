"""Every sentence that promises residents something has a test that holds it; `tests/promises.toml` says which."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.english import gathered
from tests.test_house import CJK, ROOT

PROMISES = tomllib.loads((ROOT / "tests" / "promises.toml").read_text("utf-8"))
HELD = [(says, entry["held_by"]) for entry in PROMISES["promise"] for says in entry["says"]]
PLAIN = [says for entry in PROMISES["plain"] for says in entry["says"]]
PROMISING = re.compile("|".join(map(re.escape, PROMISES["words"])))


def on_the_letter() -> Iterator[str]:
    """What letters say, sentences that are put together in their parts."""
    for node in ast.walk(ast.parse((ROOT / "surveys" / "words" / "letter.py").read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CJK.search(node.value):
            yield node.value


def sentences() -> list[str]:
    """What residents read, on pages and on the letter."""
    on_pages = (message.id if isinstance(message.id, str) else message.id[0] for message in gathered() if message.id)
    return list(dict.fromkeys([*on_pages, *on_the_letter()]))


def named_in(path: Path) -> set[str]:
    """The names of the tests in a file."""
    return {node.name for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)}


def test_every_sentence_that_promises_something_is_held_by_a_test_or_promises_nothing() -> None:
    known = {says for says, _held_by in HELD} | set(PLAIN)
    assert [says for says in sentences() if PROMISING.search(says) and says not in known] == [], "tests/promises.toml"


def test_every_promise_is_still_made_and_stands_once() -> None:
    listed = [*(says for says, _held_by in HELD), *PLAIN]
    assert sorted(set(listed) - set(sentences())) == []
    assert sorted({says for says in listed if listed.count(says) > 1}) == []


@pytest.mark.parametrize("held_by", sorted({name for _says, names in HELD for name in names}))
def test_every_test_that_holds_a_promise_is_there(held_by: str) -> None:
    path, name = held_by.split("::")
    assert name.startswith("test_")
    assert name in named_in(ROOT / path)


def test_every_promise_has_a_test_and_every_other_sentence_a_reason() -> None:
    assert [says for says, held_by in HELD if not held_by] == []
    assert [entry["says"] for entry in PROMISES["plain"] if not entry["because"]] == []


def test_every_promising_word_is_said_somewhere() -> None:
    said = "\n".join(sentences())
    assert [word for word in PROMISES["words"] if word not in said] == []
