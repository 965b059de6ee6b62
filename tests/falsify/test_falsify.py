"""Nothing that is printed of any compound is false: ten seconds of the search here, a minute in continuous integration.

`python3 run.py falsify` goes on for as long as it is let.
"""

from __future__ import annotations

from tests.falsify.compounds import compound
from tests.falsify.judging import falsehoods
from tests.falsify.shrinking import described, shrunk
from tests.sizes import sized

FIRST = 9_000_000
COMPOUNDS = sized(250, 2500, 20_000)


def test_nothing_that_is_printed_of_a_compound_is_false() -> None:
    claims = 0
    for number in range(FIRST, FIRST + COMPOUNDS):
        tried, false = falsehoods(compound(number))
        claims += tried
        if false:
            small, still = shrunk(compound(number), false[0])
            raise AssertionError(f"compound {number}: {still}\n{described(small)}")
    assert claims > 50 * COMPOUNDS
