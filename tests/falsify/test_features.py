"""Every branch that compounds of the search are to have is reached."""

from __future__ import annotations

from tests.falsify.features import reached

COMPOUNDS = 1000


def test_every_feature_is_there_in_some_of_a_thousand_compounds() -> None:
    assert [name for name, number in reached(range(COMPOUNDS)).items() if not number] == []
