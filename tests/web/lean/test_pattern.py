"""Pages made once and filled many times unpack to what they are, whatever stands in their holes."""

from __future__ import annotations

import gzip

import brotli
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from surveys.web.lean.pattern import Pattern, Patterns, hole

CODINGS = {"gzip": gzip.decompress, "br": brotli.decompress, "gzip, deflate, br": brotli.decompress, "": bytes}
NAMES = ("address", "proof", "code")

texts = st.text(st.characters(exclude_categories=["Cs", "Co"]), max_size=40)
repeated = st.builds(lambda text, times: text * times, texts, st.integers(1, 60))
pages = st.lists(st.one_of(repeated, st.sampled_from(NAMES).map(hole)), max_size=9).map("".join)
values = st.fixed_dictionaries({name: st.one_of(texts, st.text("<&x", min_size=280, max_size=320)) for name in NAMES})


def unpacked(page: Pattern, filled: dict[str, str], coding: str) -> str:
    with Flask("pattern").test_request_context(headers={"Accept-Encoding": coding}):
        answer = page.answer(filled)
    told = answer.headers.get("Content-Encoding", "")
    return {"gzip": gzip.decompress, "br": brotli.decompress, "": bytes}[told](answer.data).decode()


@pytest.mark.parametrize("coding", CODINGS)
@given(page=pages, filled=values, others=values)
def test_whatever_stands_in_the_holes_comes_out_again(
    coding: str, page: str, filled: dict[str, str], others: dict[str, str]
) -> None:
    pattern = Pattern.of(page)
    for chosen in (filled, others):
        assert unpacked(pattern, chosen, coding) == unpacked(pattern, chosen, "")


def test_a_length_says_nothing_about_a_value() -> None:
    page = Pattern.of("the page repeats: secret-0123456789 " * 9 + hole("proof"))
    with Flask("pattern").test_request_context(headers={"Accept-Encoding": "br, gzip"}):
        lengths = {len(page.answer({"proof": proof}).data) for proof in ("secret-0123456789", "zq-9182736450-zqz")}
    assert len(lengths) == 1


def test_a_hole_between_two_others_keeps_its_place() -> None:
    page = Pattern.of(hole("address") + hole("proof") + "<" + hole("code") + "/>" + "x" * 200)
    filled = {"address": "3号楼", "proof": "", "code": "6275"}
    assert unpacked(page, filled, "br") == "3号楼<6275/>" + "x" * 200


def test_a_page_that_is_filled_again_and_again_is_made_once_however_many_others_are() -> None:
    made: list[object] = []

    def page(key: object) -> Pattern:
        def text() -> str:
            made.append(key)
            return f"<p>{key}</p>"

        return kept.get(key, text)

    kept = Patterns(3)
    for other in range(20):
        assert unpacked(page("ours"), {}, "") == "<p>ours</p>"
        page(other)
    assert made == ["ours", *range(20)]
    page(0)  # it had to go
    assert made[-1] == 0
