"""Silence counts only with the clause, the delivery and the warning on record; then both results stand side by side."""

from __future__ import annotations

from dataclasses import replace

import pytest

from surveys.core.rules import Conclusion, Instrument, Lock, Rule, Silence, SilenceEvidence, apply, apply_totals
from surveys.core.tally import Basis, Count, Tally
from tests.core.small_polls import counted, homes, rule, vote

EVIDENCE = SilenceEvidence("clause 12", "register of 2026-11-02", "printed on the ballot")


def decision(**more: object) -> Rule:
    more = {"instrument": Instrument.DECISION, "silence": Silence.FOLLOWS_MAJORITY, **more}
    return rule(Basis.OWNERS, participation="2/3", consent=">1/2", **more)  # type: ignore[arg-type]


def four_of_ten(answer: str = "yes") -> Tally:
    return counted(homes(10), *(vote(n, answer) for n in range(1, 5)), delivered=range(1, 8))


def test_the_delivered_follow_the_majority_and_both_results_stand() -> None:
    result = apply(decision(), four_of_ten(), EVIDENCE)
    assert result.conclusion is Conclusion.NOT_PASSED
    assert result.with_silence
    assert result.with_silence.conclusion is Conclusion.PASSED
    assert result.with_silence.counts[Basis.OWNERS].yes == 7
    assert result.with_silence.lock is Lock.OPEN
    assert result.document()["with_silence"]["outcome"] == "passed"


def test_those_without_proof_of_delivery_stay_silent() -> None:
    result = apply(decision(), counted(homes(10), *(vote(n) for n in range(1, 5))), EVIDENCE)
    assert result.with_silence
    assert result.with_silence.counts == result.counts


def test_the_silent_follow_a_majority_that_refuses() -> None:
    result = apply(decision(), four_of_ten("no"), EVIDENCE)
    assert result.with_silence
    assert result.with_silence.counts[Basis.OWNERS].no == 7


@pytest.mark.parametrize("other", ["no", "abstain"])
def test_without_a_majority_nobody_follows(other: str) -> None:
    split = counted(homes(10), vote(1), vote(2), vote(3, other), vote(4, other), delivered=range(1, 8))
    result = apply(decision(), split, EVIDENCE)
    assert result.with_silence
    assert result.with_silence.counts == result.counts


def test_a_majority_of_heads_without_one_of_area_is_none() -> None:
    heads, area = Count(10, yes=4, no=1, delivered=3), Count(100, yes=20, no=30, delivered=40)
    asked = replace(decision(), bases=(Basis.OWNERS, Basis.AREA))
    result = apply_totals(asked, {Basis.OWNERS: heads, Basis.AREA: area}, EVIDENCE)
    assert result.with_silence
    assert result.with_silence.counts == result.counts


@pytest.mark.parametrize("gap", ["clause", "delivery", "warning"])
def test_one_missing_paper_is_enough_to_leave_silence_out(gap: str) -> None:
    papers = {"clause": "c", "delivery": "d", "warning": "w", gap: " "}
    assert apply(decision(), four_of_ten(), SilenceEvidence(**papers)).with_silence is None
    assert apply(decision(), four_of_ten()).with_silence is None


def test_a_rule_that_does_not_ask_for_it_and_a_consultation_never_count_silence() -> None:
    assert apply(decision(silence=Silence.NOT_COUNTED), four_of_ten(), EVIDENCE).with_silence is None
    assert apply(decision(instrument=Instrument.CONSULTATION), four_of_ten(), EVIDENCE).with_silence is None
