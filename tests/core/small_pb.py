"""Small Pabulib elections drawn by hypothesis, in which equals and projects that don't fit are common."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from surveys.core.pb import PbBallot, PbElection, PbProject, PbRule, Scored, VoteType
from surveys.core.priorities import Completion

RUNS = [
    (PbRule.SUPPORT, Completion.NONE, False),
    (PbRule.PHRAGMEN, Completion.NONE, False),
    (PbRule.PHRAGMEN, Completion.NONE, True),
    *((PbRule.EQUAL_SHARES, completion, False) for completion in Completion),
]


@st.composite
def pb_elections(draw: st.DrawFn, *, scored: bool = False) -> PbElection:
    """An election of at most five projects and eight ballots; with points where asked."""
    costs = draw(st.lists(st.integers(0, 9), min_size=1, max_size=5))
    projects = tuple(PbProject(f"p{place}", Fraction(cost)) for place, cost in enumerate(costs))
    ids = st.sampled_from([project.id for project in projects])
    ballots = []
    for voter in range(draw(st.integers(0, 8))):
        named = tuple(draw(st.lists(ids, unique=True, max_size=len(projects))))
        points = tuple(draw(st.integers(0, 4)) for _ in named) if scored else ()
        ballots.append(PbBallot(f"v{voter}", named, points))
    kind = VoteType.SCORING if scored else VoteType.APPROVAL
    source = Scored.COLUMN if scored else None
    return PbElection({}, Fraction(draw(st.integers(0, 24))), kind, projects, tuple(ballots), scored=source)
