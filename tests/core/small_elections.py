"""Small approval elections, as literals and drawn by hypothesis."""

from __future__ import annotations

from collections import Counter

from hypothesis import strategies as st

from surveys.core.priorities.election import Election


def election(budget: int, costs: str, *ballots: str) -> Election:
    """Items a, b, c ... with these costs, in tie order; each ballot names items by their letters."""
    return Election(
        tuple(map(int, costs.split())), budget, Counter(tuple(sorted("abcdefgh".index(c) for c in b)) for b in ballots)
    )


def names(items: tuple[int, ...]) -> str:
    return "".join("abcdefgh"[item] for item in items)


@st.composite
def elections(draw: st.DrawFn) -> Election:
    """Small elections in which ties and unaffordable items are common."""
    costs = draw(st.lists(st.integers(0, 12), min_size=1, max_size=6))
    ballot = st.sets(st.integers(0, len(costs) - 1)).map(lambda chosen: tuple(sorted(chosen)))
    ballots = draw(st.dictionaries(ballot, st.integers(1, 4), max_size=8))
    return Election(tuple(costs), draw(st.integers(0, 30)), ballots)
