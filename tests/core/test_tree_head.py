"""A checkpoint as people type it from paper or a picture."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from surveys.core.seal import HeadWhy, TreeHead, read_head, typed_head

ROOT = "e92fc871a7ae118f"


@pytest.mark.parametrize(
    "typed",
    [
        "62条 e92f c871 a7ae 118f",
        "62 条e92fc871a7ae118f",
        "校验点：62条 E92F C871 A7AE 118F",
        "６２：e92fc871a7ae118f",
        "62 entries e92f c871 a7ae 118f",
        "62:e92fc871a7ae118f",
    ],
)
def test_it_is_read_however_it_is_written(typed: str) -> None:
    assert read_head(typed) == (62, ROOT)


@pytest.mark.parametrize("typed", ["", "62", ROOT, f"62条 {ROOT[:-1]}", "62条 这里看不清", "1" * 300])
def test_what_is_none_is_not_guessed_at(typed: str) -> None:
    assert read_head(typed) is None


def test_what_is_printed_to_be_typed_is_read_again() -> None:
    head = TreeHead(1, 62, ROOT * 4, datetime(2026, 11, 28, tzinfo=UTC), HeadWhy.BATCH)
    assert read_head(typed_head(head)) == (62, ROOT)
