"""What is said of a matter before it is voted on and after, and of a consultation beside the bars of a decision."""

from __future__ import annotations

from dataclasses import replace

import pytest

from surveys.core.menu import Decision
from surveys.core.outcome import PublicOutcome
from surveys.core.outcome.telling import exact, public
from surveys.core.rules import Reach
from surveys.core.tally import Scope
from surveys.words.blocks import Block
from surveys.words.claim import claims_of, sentences_in
from surveys.words.comparison import comparison_words
from surveys.words.matter import class_words, decided_words, what_it_takes_words, who_decides_words
from surveys.words.outcome.matters import matters
from surveys.words.outcome.rules import rulings
from surveys.words.result.matters import matter_lines
from surveys.words.result.rulings import ruling_lines
from tests.core.small_polls import PRESETS, home, homes, vote
from tests.core.test_matter import FUND, LIFT, asked, votes
from tests.core.test_outcome import made, poll


def printed(blocks: tuple[Block, ...]) -> str:
    return "\n".join(sentences_in(blocks))


def lift_of(size: int, agree: int) -> PublicOutcome:
    ballots = [votes(n, lift="yes" if n <= agree else "no") for n in range(1, size + 1)]
    return exact(made(homes(size), *ballots, asked=asked(replace(LIFT, scope=Scope(("1",), "1")))))  # type: ignore[arg-type]


def test_a_matter_says_its_class_who_decides_and_what_it_takes() -> None:
    assert class_words(Decision.REBUILDING) == "民法典第二百七十八条第一款第七项：改建、重建建筑物及其附属设施"
    assert who_decides_words("lift", LIFT.scope, 12) == "由2号楼1单元的房主来定，一共12户。只有房主投票。"
    assert what_it_takes_words("lift", LIFT.rule).startswith("要参加投票的人数和面积都到三分之二以上，其中同意的")
    assert "四分之三以上" in what_it_takes_words("lift", LIFT.rule)
    assert "一半以上（正好一半不算）" in what_it_takes_words("fund", FUND.rule)


@pytest.mark.parametrize(("agree", "word"), [(9, "通过"), (8, "没有通过")])
def test_the_sheet_prints_each_matter_with_its_figures_and_its_claim(agree: int, word: str) -> None:
    found = lift_of(12, agree)
    text = printed(matters(found))
    assert f"业主共同决定：{word}。" in text
    assert "一共12户" in text
    claims = [claim.document() for sentence in sentences_in(matters(found)) for claim in claims_of(sentence)]
    assert {"claim": "decided", "matter": "lift", "conclusion": "passed" if agree == 9 else "not_passed"} in claims
    checks = {(row["kind"], row["basis"]): row for row in claims if row["claim"] == "check"}
    consent = checks["consent", "owners"]
    assert {row["matter"] for row in checks.values()} == {"lift"}
    assert (len(checks), consent["actual"], consent["whole"], consent["needed"]) == (4, agree, 12, 9)


def test_what_is_hidden_is_told_by_the_street() -> None:
    ballots = [votes(n, lift="yes") for n in range(1, 13)]
    found = public(made(homes(12), *ballots, asked=asked(replace(LIFT, scope=Scope(("1",), "1")))))  # type: ignore[arg-type]
    (matter,) = found.matters
    assert decided_words(matter) == "业主共同决定：过没过，这里不写，由镇街另行书面告知相关业主"
    (lines,) = matter_lines(found)
    assert (lines.chip, lines.title) == ("none", "Build a lift?")
    assert "通过。" not in printed(matters(found)).replace("才通过。", "")


@pytest.mark.parametrize("consent", ["yes", "no"])
def test_a_consultation_is_never_printed_as_a_decision(consent: str) -> None:
    """The whole compound agrees, or refuses, by the bars of Civil Code art. 278: either way nobody has voted on a matter."""
    ballots = [vote(n, consent) for n in range(1, 61)]
    by_stairwell = replace(PRESETS["civil-278-special"], key="s", reach=Reach.STAIRWELL)
    for told_of in (exact, public):
        old = told_of(
            made(homes(60), *ballots, asked=poll(PRESETS["xuecheng-2021"], PRESETS["civil-278-special"], by_stairwell))
        )
        lines = list(ruling_lines(old.rulings))
        text = printed(rulings(old)) + "\n".join(sentences_in(lines))
        assert "业主共同决定：" not in text
        assert "筹集维修资金" not in text
        assert "这次是意愿征询，不是业主共同决定" in text
        assert [line.chip for line in lines][1:] == ["none", "none"]


def test_a_comparison_that_fails_does_not_speak_against_the_verdict() -> None:
    roster = replace(homes(1), households=tuple(home(n, area=900_000 if n == 1 else 10_000) for n in range(1, 61)))
    ballots = [vote(n, "no" if n == 1 else "yes") for n in range(1, 61)]
    found = exact(made(roster, *ballots, asked=poll(PRESETS["xuecheng-2021"], PRESETS["civil-278-special"])))
    said = comparison_words(found.rulings[1])
    assert said.endswith("不够。这次是意愿征询，不是业主共同决定。改不改的认定不看这个比例。")
    assert [claim.document()["conclusion"] for claim in claims_of(said)] == ["not_passed"]


def test_where_nobody_lives_no_homes_are_said_to_decide() -> None:
    assert who_decides_words("lift", Scope(("3",), "1"), 3) == "由3号楼1单元的房主来定，一共3户。只有房主投票。"
    nobody = who_decides_words("lift", Scope(("3",), "1"), 0)
    assert nobody == "由3号楼1单元的房主来定，那里没有住户，只有没卖出的房、车位或者储藏室。只有房主投票。"
