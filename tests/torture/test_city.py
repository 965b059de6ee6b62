"""Two machines and one database go on without one of the machines, and after the database starts anew."""

from __future__ import annotations

import pytest

from tests.sizes import sized
from tests.torture import city
from tests.torture.result import Result


def quietly(_result: Result) -> None:
    """Nobody looks on."""


@pytest.mark.skipif(bool(city.lacking()), reason=f"two machines can't be made here: {city.lacking()}")
def test_a_city_goes_on_while_a_machine_dies_and_its_database_starts_anew() -> None:
    found = city.run(quietly, phones=sized(3, 4, 12), steady=sized(2, 4, 30))
    assert found.problems == []
    assert found.counts["machines killed"] == found.counts["databases started anew"] == 1
    assert found.counts["acknowledged"] >= sized(8, 20, 1_000)
