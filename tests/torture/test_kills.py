"""A service that is killed loses nothing that it acknowledged; how often is a matter of `python3 run.py torture`."""

from __future__ import annotations

import pytest

from tests.sizes import Size, size, sized
from tests.torture import kills
from tests.torture.result import Result


def quietly(_result: Result) -> None:
    """Nobody looks on."""


@pytest.mark.parametrize("kind", kills.KINDS if size() is not Size.SUITE else kills.KINDS[:1])
def test_a_killed_service_keeps_what_it_acknowledged(kind: str) -> None:
    found = kills.run(kind, sized(1, 5, 100), sized(10, 60, 1_500), quietly, phones=sized(4, 8, 12))
    assert found.problems == []
    assert found.counts["acknowledged"] >= sized(10, 60, 1_500)
