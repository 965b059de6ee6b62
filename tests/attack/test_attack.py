"""No household's choice follows from what is published of generated compounds, and no hidden count either."""

from __future__ import annotations

from tests.attack.attacker import attack
from tests.attack.compounds import compound
from tests.sizes import sized

COMPOUNDS = sized(4, 80, 10_000)


def test_nothing_public_of_small_compounds_tells_what_a_household_chose() -> None:
    found = [str(leak) for number in range(COMPOUNDS) for leak in attack(compound(number)).leaks]
    assert found == []


def test_the_same_number_gives_the_same_compound() -> None:
    assert compound(7) == compound(7)
    assert compound(7) != compound(8)
