"""The picture of the house is the house."""

from __future__ import annotations

from tests.floors import PICTURE, picture


def test_the_picture_is_drawn_from_the_contracts() -> None:
    assert PICTURE.read_text("utf-8") == picture(), "python -m tests.floors draws it again"
