"""Which size a run has."""

from __future__ import annotations

import pytest

from tests.sizes import Size, examples, size, sized


@pytest.mark.parametrize(
    ("ci", "asked", "found"),
    [("", None, Size.SUITE), ("true", None, Size.CI), ("true", "suite", Size.SUITE), ("", "full", Size.FULL)],
)
def test_continuous_integration_looks_further_unless_somebody_says_how_far(
    monkeypatch: pytest.MonkeyPatch, ci: str, asked: str | None, found: Size
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.delenv("DIANDAN_SIZE", raising=False)
    if asked:
        monkeypatch.setenv("DIANDAN_SIZE", asked)
    assert size() is found
    assert sized(*Size) == found


def test_the_full_size_looks_furthest(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []
    for each in Size:
        monkeypatch.setenv("DIANDAN_SIZE", each)
        tried.append(examples(300))
    assert tried == [75, 300, 6000]
