"""Locks, against every way in which the rest could still answer."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.core.ballot import Ballot
from surveys.core.roster import Roster
from surveys.core.rules import Conclusion, Instrument, Lock, Of, Rule, Treatment, apply
from surveys.core.tally import Basis
from tests.core.small_polls import bar, counted, home, rule, vote
from tests.sizes import examples

RATIOS = st.sampled_from(["", "1/2", ">1/2", "2/3", "3/4", "17/20", "1/1"])
BASES = st.lists(st.sampled_from(list(Basis)), min_size=1, max_size=3, unique=True)
CHOICES = ("yes", "no", "abstain")


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    found = rule(
        *draw(BASES),
        coverage=draw(RATIOS),
        participation=draw(RATIOS),
        consent=draw(RATIOS),
        of=draw(st.sampled_from(Of)),
        abstention=draw(st.sampled_from(Treatment)),
        invalid=draw(st.sampled_from(Treatment)),
        instrument=draw(st.sampled_from(Instrument)),
    )
    return found if found.coverage or found.participation or found.consent else rule(*found.bases, consent="2/3")


@st.composite
def polls(draw: st.DrawFn) -> tuple[Roster, list[Ballot], set[int]]:
    """Up to five households, of whom at most three gave no vote: nothing, a blank or an invalid ballot."""
    size = draw(st.integers(1, 5))
    owners = [draw(st.sampled_from(["one", "two", ""])) for _ in range(size)]
    roster = Roster(tuple(home(n, owner, draw(st.integers(0, 4))) for n, owner in enumerate(owners, 1)))
    missing = set(draw(st.lists(st.integers(1, size), max_size=3)))
    ballots = [
        vote(n, draw(st.sampled_from(CHOICES)), minute=draw(st.integers(0, 2)))
        for n in range(1, size + 1)
        if n not in missing
    ]
    ballots += [vote(n, "") for n in sorted(missing) if draw(st.booleans())]
    return roster, ballots, {n for n in missing if draw(st.booleans())}


def completions(roster: Roster, ballots: list[Ballot]) -> list[list[Ballot]]:
    voted = {b.household for b in ballots if "consent" in b.answers}
    open_ = [h.id for h in roster.households if h.id not in voted]
    result = []
    for answers in product(("", *CHOICES), repeat=len(open_)):
        new = {n: vote(n, answer, minute=9) for n, answer in zip(open_, answers, strict=True) if answer}
        result.append([b for b in ballots if b.household not in new] + list(new.values()))
    return result


@settings(max_examples=examples(300), deadline=None)
@given(rules(), polls())
def test_a_lock_is_what_every_completion_shows(asked: Rule, poll: tuple[Roster, list[Ballot], set[int]]) -> None:
    roster, ballots, invalid = poll
    now = apply(asked, counted(roster, *ballots, invalid=invalid))
    ends = [apply(asked, counted(roster, *end, invalid=invalid)) for end in completions(roster, ballots)]
    passed = [end.conclusion is Conclusion.PASSED for end in ends]
    undecidable = now.conclusion is Conclusion.UNDECIDABLE
    wanted = Lock.OPEN if undecidable else Lock.PASSED if all(passed) else Lock.OPEN if any(passed) else Lock.FAILED
    assert now.lock is wanted
    for n, check in enumerate(now.checks):
        held = [end.checks[n].ok for end in ends]
        assert check.lock is (Lock.PASSED if all(held) else Lock.OPEN if any(held) else Lock.FAILED)


@settings(max_examples=examples(200), deadline=None)
@given(rules(), polls(), st.integers(2, 10**6))
def test_scaling_all_areas_changes_no_outcome(asked: Rule, poll: tuple[Roster, list[Ballot], set[int]], factor: int) -> None:
    roster, ballots, invalid = poll
    larger = Roster(tuple(home(h.id, h.owner, h.area * factor) for h in roster.households))
    one, other = (apply(asked, counted(r, *ballots, invalid=invalid)) for r in (roster, larger))
    assert (one.conclusion, one.lock) == (other.conclusion, other.lock)
    assert [check.ok for check in one.checks] == [check.ok for check in other.checks]


@given(st.sampled_from(["1/2", ">1/2", "2/3", "3/4", "17/20", "1/1"]), st.integers(1, 10**9))
def test_needed_is_the_smallest_number_that_passes(text: str, whole: int) -> None:
    found = bar(text)
    assert found
    needed = found.needed(whole)
    assert found.met(needed, whole)
    assert not found.met(needed - 1, whole)
    share = found.ratio.numerator * whole
    assert (needed - 1) * found.ratio.denominator <= share
    assert needed * found.ratio.denominator > share if found.strict else needed * found.ratio.denominator >= share
