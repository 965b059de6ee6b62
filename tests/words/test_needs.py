"""What is still needed, where it isn't a ballot that has to come in."""

from __future__ import annotations

from surveys.core.outcome.rulings import exact_ruling
from surveys.core.rules import apply_totals
from surveys.core.tally import WHOLE, Basis, Count
from surveys.words.needs import needs_words
from tests.core.small_polls import PRESETS, both


def voted(people: Count, area: Count) -> str:
    result = apply_totals(PRESETS["civil-278-special"], both(people, area))
    return needs_words(exact_ruling(result.rule, WHOLE, result), voting=True)


def test_what_a_matter_needs_is_votes_as_every_ballot_may_be_in() -> None:
    assert voted(Count.of(403, 255, 255), Count.of(6678397, 4349925, 4349925)) == (
        "按人数还要14人投票（同意不同意都算）；按面积还要1,023.40平方米的房投票（同意不同意都算）；几样都够了才通过"
    )
    lost = voted(Count.of(100, 95, 10), Count.of(10000, 9500, 1000))
    assert lost.startswith("其余的全部投票并且都同意，同意的也只有15人")


def test_where_there_is_nobody_to_count_nothing_is_needed() -> None:
    result = apply_totals(PRESETS["xuecheng-2021"], {Basis.HOUSEHOLDS: Count.of(0, 0, 0)})
    assert needs_words(exact_ruling(result.rule, WHOLE, result)) == ""
