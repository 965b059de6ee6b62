"""Every printed figure and verdict is claimed, and every claim can be proved by a program that isn't ours."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from surveys.services.package import package_record
from surveys.words.claim import claims_of, sentences_in
from tests.falsify.beside import names_in
from tests.falsify.compounds import NOW, compound
from tests.falsify.sentences import printed
from tests.sizes import sized

UNCLAIMED = tomllib.loads((Path(__file__).resolve().parents[1] / "unclaimed.toml").read_text("utf-8"))["unclaimed"]
NUMBERS = range(5_000_000, 5_000_000 + sized(60, 400, 4000))
_SAYS_SOMETHING = re.compile("[0-9]|通过|符合|可以改造|列入|暂缓|够做|达到|认定")
_DATES = re.compile(r"[0-9]+年[0-9]+月[0-9]+日|[0-9]+月[0-9]+日|[0-9]{2}:[0-9]{2}")


def _bare(number: int) -> Iterator[tuple[str, str]]:
    dossier = compound(number)
    record = package_record(dossier, now=NOW)
    names = names_in(record)
    keys = {*dossier.roster.buildings, *(item.key for item in dossier.menu.items), "out"}
    for where, paper in printed(dossier).papers:
        for text in sentences_in(paper):
            left = text
            for name in names:
                left = left.replace(name, "")
            left = _DATES.sub("", left)
            if not claims_of(text) and text not in keys and _SAYS_SOMETHING.search(left):
                yield where, left


def test_a_sentence_with_a_figure_or_a_verdict_claims_something_or_says_why_not() -> None:
    allowed = [re.compile(like) for row in UNCLAIMED for like in row["like"]]
    bare = {
        (where, re.sub("[0-9]+", "#", left)): left
        for number in NUMBERS
        for where, left in _bare(number)
        if not any(pattern.fullmatch(left.strip()) for pattern in allowed)
    }
    assert sorted(bare) == []


def test_every_reason_for_claiming_nothing_is_still_needed() -> None:
    seen = {left.strip() for number in NUMBERS for _, left in _bare(number)}
    assert [
        row["why"] for row in UNCLAIMED if not any(re.fullmatch(like, left) for like in row["like"] for left in seen)
    ] == []
