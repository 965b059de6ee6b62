"""What was acknowledged outlasts a power cut, and the disk that these tests lose power on can lose something."""

from __future__ import annotations

import pytest

from surveys.store import db
from tests.sizes import sized
from tests.torture.power import run
from tests.torture.result import Result


def quietly(_result: Result) -> None:
    """Nobody looks on."""


def test_nothing_acknowledged_is_lost_when_the_power_goes() -> None:
    found = run(sized(20, 200, 1_500), quietly)
    assert found.problems == []
    assert found.counts["cuts"] == sized(20, 200, 1_500)
    assert found.counts["acknowledged"] > found.counts["cuts"]


def test_with_synchronous_normal_it_would_be_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    weaker = tuple(pragma.replace("synchronous=FULL", "synchronous=NORMAL") for pragma in db.PRAGMAS)
    assert weaker != db.PRAGMAS
    monkeypatch.setattr(db, "PRAGMAS", weaker)
    assert run(10, quietly).counts["lost"] > 0
