"""The English catalogue is complete, keeps every name in a sentence, and says the same in both of its files."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Message

from tests.english import CATALOGUE, gathered, kept, written

CJK = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
NAMES = re.compile(r"%\(\w+\)s|\{\w+\}")
THE_OTHER_LANGUAGE = "EN"
# Only the English sentence wants the whole amount.
MORE = {"%(ten_thousands)s万元": {"%(yuan)s"}}


def said(message: Message) -> list[str]:
    """The English of a sentence, in all its forms."""
    return [message.string] if isinstance(message.string, str) else list(message.string)


def written_here(message: Message) -> str:
    """The Chinese of a sentence."""
    return message.id if isinstance(message.id, str) else message.id[0]


def test_every_sentence_that_residents_read_has_its_english() -> None:
    there, here = kept(), gathered()
    lacking = [written_here(m) for m in here if m.id and (m.id not in there or not all(said(there[m.id])))]
    assert lacking == [], "python -m tests.english"
    spare = [written_here(message) for message in there if message.id and message.id not in here]
    assert spare == [], "python -m tests.english"


def test_no_chinese_is_left_in_it() -> None:
    told = [english for m in kept() if m.id and written_here(m) != THE_OTHER_LANGUAGE for english in said(m)]
    assert [english for english in told if CJK.search(english)] == []


def test_every_name_in_a_sentence_is_kept() -> None:
    strange = []
    for message in kept():
        chinese = written_here(message)
        names = MORE.get(chinese, set(NAMES.findall(chinese)))
        strange += [chinese for english in said(message) if chinese and set(NAMES.findall(english)) != names]
    assert strange == []


def test_a_percent_sign_stands_only_before_a_name() -> None:
    assert [e for m in kept() for e in said(m) if m.id and "%" in NAMES.sub("", e)] == []


def test_nobody_is_shouted_at_in_english_either() -> None:
    assert [e for m in kept() if m.id for e in said(m) if "!" in e or re.search(r"\b(?:invalid|error occurred)\b", e)] == []


@pytest.mark.parametrize("number", [0, 1])
def test_what_runs_is_what_can_be_read(number: int) -> None:
    files = CATALOGUE.read_bytes(), CATALOGUE.with_suffix(".mo").read_bytes()
    assert files[number] == written(kept())[number]
