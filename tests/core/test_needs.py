"""What is still needed, against every way in which the rest could still answer, and what an answer can undo."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.core.ballot import Ballot
from surveys.core.roster import Roster
from surveys.core.rules import (
    Conclusion,
    Lock,
    Need,
    Result,
    Rule,
    Silence,
    SilenceEvidence,
    Treatment,
    apply,
    apply_totals,
)
from surveys.core.tally import Basis, Count, Tally, owners_of
from tests.core.small_polls import PRESETS, counted, rule, vote
from tests.core.test_locks import polls, rules
from tests.sizes import examples

EVERY = st.one_of(st.sampled_from(list(PRESETS.values())), rules())
EVIDENCE = SilenceEvidence("clause", "delivery", "warning")
Poll = tuple[Roster, list[Ballot], set[int]]


def held(result: Result, basis: Basis) -> bool:
    return all(check.ok for check in result.checks if check.basis is basis)


def answers(poll: Poll) -> list[dict[int, str]]:
    """Every way in which those without a vote may answer yes, no, or not at all."""
    roster, ballots, _ = poll
    voted = {b.household for b in ballots if "consent" in b.answers}
    left = [h.id for h in roster.households if h.id not in voted]
    ways = product(("", "yes", "no"), repeat=len(left))
    return [{n: answer for n, answer in zip(left, way, strict=True) if answer} for way in ways]


def after(poll: Poll, given_now: dict[int, str]) -> Tally:
    roster, ballots, invalid = poll
    kept = [b for b in ballots if b.household not in given_now]
    return counted(roster, *kept, *(vote(n, answer, minute=9) for n, answer in given_now.items()), invalid=invalid)


@settings(max_examples=examples(300), deadline=None)
@given(EVERY, polls())
def test_a_need_is_the_least_that_any_answers_of_the_rest_come_to(asked: Rule, poll: Poll) -> None:
    now, heads = apply(asked, after(poll, {})), owners_of(poll[0].households)
    ends = [(given_now, apply(asked, after(poll, given_now))) for given_now in answers(poll)]
    for basis in set(asked.bases) - {Basis.AREA}:
        own = heads if basis is Basis.OWNERS else {n: str(n) for n in heads}
        ways = [
            Need(len({own[n] for n in some}), len({own[n] for n, answer in some.items() if answer == "yes"}))
            for some, end in ends
            if held(end, basis)
        ]
        assert now.needs[basis] == min(ways, key=lambda need: (need.returns, need.agree), default=None)


@settings(max_examples=examples(300), deadline=None)
@given(EVERY, st.data())
def test_a_need_in_area_is_the_least_where_any_part_of_it_may_come(asked: Rule, data: st.DataObject) -> None:
    count = Count(*(data.draw(st.integers(0, 4)) for _ in range(7)))
    loose = {f"loose_{way}": data.draw(st.integers(0, getattr(count, way))) for way in ("yes", "no", "abstain")}
    names = ("yes", "no", "abstain", "blank", "invalid", "delivered")
    figures = {name: getattr(count, name) for name in names} | loose
    count = Count(sum(figures[name] for name in names) + count.total, **figures)
    result = apply_totals(asked, dict.fromkeys(asked.bases, count))
    kept = asked.abstention is Treatment.TAKES_PART
    back = count.invalid if asked.invalid is Treatment.TAKES_PART else 0
    turners = back + count.loose_no + (count.loose_abstain if kept else 0)
    part = count.yes + count.no + (count.abstain if kept else 0) + back
    newcomers = count.total - part - (0 if kept else count.abstain - count.loose_abstain)
    ways = [
        Need(new + turn, agree)
        for new in range(newcomers + 1)
        for turn in range(turners + 1)
        for agree in range(new + turn + 1)
        if all(bar.met(part + new, count.total) for bar in (asked.coverage, asked.participation) if bar)
        and (not asked.consent or asked.consent.met(count.yes + agree, count.total if asked.of == "all" else part + new))
    ]
    least = min(ways, key=lambda need: (need.returns, need.agree), default=None)
    assert set(result.needs.values()) == {least}


@settings(max_examples=examples(300), deadline=None)
@given(EVERY, polls())
def test_needs_and_locks_never_contradict_each_other(asked: Rule, poll: Poll) -> None:
    result = apply(asked, after(poll, {}))
    if result.conclusion is Conclusion.UNDECIDABLE:
        return
    assert (result.lock is Lock.FAILED) == any(need is None for need in result.needs.values())
    assert (result.lock is Lock.FAILED) == any(check.most < check.most_needed for check in result.checks)
    assert (result.conclusion is Conclusion.PASSED) == all(need == Need(0, 0) for need in result.needs.values())


@settings(max_examples=examples(300), deadline=None)
@given(EVERY, polls(), st.data())
def test_one_more_yes_or_a_no_turned_yes_never_undoes_a_pass(asked: Rule, poll: Poll, data: st.DataObject) -> None:
    turned = data.draw(st.sampled_from([h.id for h in poll[0].households]))
    one, other = apply(asked, after(poll, {})), apply(asked, after(poll, {turned: "yes"}))
    assert one.conclusion is not Conclusion.PASSED or other.conclusion is Conclusion.PASSED
    for before, behind in zip(one.checks, other.checks, strict=True):
        assert behind.ok or not before.ok


@settings(max_examples=examples(300), deadline=None)
@given(st.sampled_from(list(PRESETS.values())), polls(), st.data())
def test_one_more_yes_never_undoes_a_pass_with_the_silent_counted(asked: Rule, poll: Poll, data: st.DataObject) -> None:
    roster, ballots, _ = poll
    asked = replace(asked, silence=Silence.FOLLOWS_MAJORITY, clause="12")
    ids = [h.id for h in roster.households]
    turned, delivered = data.draw(st.sampled_from(ids)), data.draw(st.lists(st.sampled_from(ids)))
    kept = [b for b in ballots if b.household != turned]
    one = apply(asked, counted(roster, *ballots, delivered=delivered), EVIDENCE).with_silence
    other = apply(asked, counted(roster, *kept, vote(turned, minute=9), delivered=delivered), EVIDENCE).with_silence
    assert (one is None) == (other is None) == (not asked.silence_may_count)
    if one and other:
        assert one.conclusion is not Conclusion.PASSED or other.conclusion is Conclusion.PASSED


@settings(max_examples=examples(300), deadline=None)
@given(EVERY, st.data())
def test_a_pass_that_hung_on_noes_says_on_how_many(asked: Rule, data: st.DataObject) -> None:
    yes, no, silent = (data.draw(st.integers(0, 9)) for _ in range(3))
    counts = {basis: Count(yes + no + silent, yes=yes, no=no) for basis in asked.bases}
    result = apply_totals(asked, counts)
    for basis in asked.bases:
        without = [
            apply_totals(asked, counts | {basis: Count(yes + no + silent, yes=yes, no=no - fewer)})
            for fewer in range(no + 1)
        ]
        least = [n for n, one in enumerate(without) if one.conclusion is not Conclusion.PASSED]
        assert result.filled.get(basis) == (least[0] if result.conclusion is Conclusion.PASSED and least else None)


def test_a_no_turns_a_failed_vote_into_a_passed_one_where_it_fills_the_bar() -> None:
    asked = rule(participation="2/3", consent=">1/2")
    assert apply_totals(asked, {Basis.HOUSEHOLDS: Count(9, yes=4, no=1)}).conclusion is not Conclusion.PASSED
    passed = apply_totals(asked, {Basis.HOUSEHOLDS: Count(9, yes=4, no=2)})
    assert (passed.conclusion, passed.filled) == (Conclusion.PASSED, {Basis.HOUSEHOLDS: 1})
