"""Results and gates as they are printed: integers first, percentages on the right side of their bar."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core.gates import Checkpoint, Decider, Finding, FindingStatus, Gate, judge
from surveys.core.outcome import PublicJudgement, PublicRuling
from surveys.core.outcome.gates import judgement
from surveys.core.outcome.rulings import exact_ruling
from surveys.core.rules import (
    Bar,
    Conclusion,
    Instrument,
    Of,
    Rule,
    Silence,
    SilenceEvidence,
    apply_totals,
    read_bar,
    read_rules,
)
from surveys.core.tally import WHOLE, Basis, Count, Scope
from surveys.words import gates, rules
from surveys.words.claim import claims_of
from surveys.words.figure import percent_words
from surveys.words.gates import GATES, gate_state_words, judgement_words, why_gate_words
from surveys.words.needs import filled_words, needs_words
from surveys.words.result.verdict import verdict_of
from surveys.words.rules import (
    bar_words,
    conclusion_words,
    lock_words,
    result_words,
    rule_words,
    scope_words,
    silence_words,
)

PRESETS = Path(__file__).resolve().parents[2] / "surveys/editions/rules/presets.toml"
RULES = {rule.key: rule for rule in read_rules(PRESETS.read_text("utf-8"))}
BARS = ("at least 2/3", "at least 85/100", "more than 1/2", "at least 3/4", "more than 2/3", "at least 1/1", "at least 1/7")


def applied(rule: Rule, counts: dict[Basis, Count], evidence: SilenceEvidence | None = None) -> PublicRuling:
    return exact_ruling(rule, WHOLE, apply_totals(rule, counts, evidence))


def special(people: Count, area: Count) -> PublicRuling:
    return applied(RULES["civil-278-special"], {Basis.OWNERS: people, Basis.AREA: area})


def xuecheng(total: int, part: int, yes: int) -> PublicRuling:
    return applied(RULES["xuecheng-2021"], {Basis.HOUSEHOLDS: Count.of(total, part, yes)})


def bar(text: str) -> Bar:
    found = read_bar(text)
    assert found
    return found


def judged(counts: tuple[int, int, int], *findings: Finding, checkpoint: Checkpoint = Checkpoint.C1) -> PublicJudgement:
    """The judgement of a consultation in which so many of all answered and agreed, with nothing hidden."""
    result = apply_totals(RULES["xuecheng-2021"], {Basis.HOUSEHOLDS: Count.of(*counts)})
    found = judge([result], findings, on=date(2026, 11, 23), closed=True, checkpoint=checkpoint)
    return judgement(SimpleNamespace(judgement=found, rulings=()), (), exact=True)


def gate_words(found: PublicJudgement, place: int) -> str:
    gate = found.gates[place]
    return f"{GATES[gate.gate]}：{gate_state_words(gate)}。{why_gate_words(gate)}"


def finding(gate: Gate, status: FindingStatus = FindingStatus.PASS, note: str = "", until: date | None = None) -> Finding:
    return Finding(gate, Checkpoint.C1, status, Decider.BUREAU, "甲", datetime(2026, 11, 1, 20, tzinfo=UTC), until, note)


def test_bars_read_as_the_law_says_them() -> None:
    assert [bar_words(bar(text)) for text in BARS] == [
        "三分之二以上",
        "85%以上",
        "过半数",
        "四分之三以上",
        "超过三分之二",
        "全部",
        "7分之1以上",
    ]


def test_a_rule_is_told_in_one_sentence() -> None:
    assert rule_words(RULES["xuecheng-2021"]) == "征询到的户数不少于总数的85%；同意的户数不少于参与者的三分之二。"
    assert rule_words(RULES["civil-278-ordinary"]) == (
        "参与的人数、面积都不少于总数的三分之二；同意的人数、面积都超过参与者的二分之一。"
    )
    everybody = Rule("r", "r", "s", Instrument.DECISION, (Basis.OWNERS,), consent=bar("at least 1/1"), of=Of.ALL)
    assert rule_words(everybody) == "同意的人数等于总数。"


def test_a_result_is_told_with_its_integers() -> None:
    result = special(Count.of(403, 271, 271), Count.of(6678397, 4349925, 4349925))
    assert result_words(result, closed=True) == (
        "业主共同决定：未通过。",
        "参与人数：403人的三分之二以上，应不少于269人，实际271人（67.2%），达到。",
        "同意人数：参与的271人的四分之三以上，应不少于204人，实际271人（100.0%），达到。",
        "参与面积：66,783.97平方米的三分之二以上，应不少于44,522.65平方米，实际43,499.25平方米（65.1%），未达到。",
        "同意面积：参与的43,499.25平方米的四分之三以上，应不少于32,624.44平方米，实际43,499.25平方米（100.0%），达到。",
        "按面积还要1,023.40平方米的房交回（同意不同意都算）。",
    )


def test_what_is_needed_is_told_in_people_and_area() -> None:
    result = special(Count.of(403, 255, 255), Count.of(6678397, 4349925, 4349925))
    assert needs_words(result) == (
        "按人数还要14人交回（同意不同意都算）；按面积还要1,023.40平方米的房交回（同意不同意都算）；几样都够了才通过"
    )
    assert needs_words(xuecheng(100, 78, 78)) == "还要7户交回（同意不同意都算）"
    assert needs_words(xuecheng(100, 36, 12)) == "还要49户交回（同意不同意都算），其中至少45户同意"
    assert needs_words(xuecheng(100, 85, 56)) == "还要2户交回，而且都同意"
    assert needs_words(xuecheng(100, 90, 80)) == ""
    assert claims_of(needs_words(xuecheng(100, 36, 12)))[0].document() == {
        "claim": "needs",
        "rule": "xuecheng-2021",
        "scope": {"buildings": [], "unit": None},
        "basis": "households",
        "returns": 49,
        "agree": 45,
    }


def test_a_bar_out_of_reach_is_named_with_why() -> None:
    assert needs_words(xuecheng(100, 90, 40)) == ("其余的全部交回并且都同意，同意的也只有50户，不到要的67户，够不着")
    assert result_words(xuecheng(100, 80, 10), closed=True)[0] == "意愿征询：未通过。"


def test_a_pass_that_hung_on_noes_says_so() -> None:
    assert filled_words(xuecheng(100, 86, 60)) == "不同意的也算参加：要是不同意的里有2户没交，参加的就不够，通不过"
    assert filled_words(xuecheng(100, 99, 99)) == ""


def test_a_pass_says_what_is_open_beside_the_numbers() -> None:
    assert result_words(xuecheng(100, 99, 99), closed=True)[-1] == (
        "规则另外要求的“承诺支持改造施工”、“承诺配合拆除违法建设”、“选定改造后的物业管理方式”、“同意公共资源共享的安排”没有核对过；"
        "这条规则还没有经主管部门确认。"
    )


def test_an_open_poll_tells_what_the_rest_can_still_change() -> None:
    assert result_words(xuecheng(100, 85, 56), closed=False)[0] == "意愿征询（截至目前）：未通过。"
    assert result_words(xuecheng(100, 85, 56), closed=False)[-2:] == (
        "还要2户交回，而且都同意。",
        "其余住户怎么答，还可能改变结果。",
    )
    assert lock_words(xuecheng(100, 90, 80)) == "交了的都不改，无论其余住户怎么答，都会通过"
    assert lock_words(xuecheng(100, 90, 40)) == "交了的都不改，无论其余住户怎么答，都不能通过"
    assert "其余业主" in lock_words(special(Count.of(9, 1, 1), Count.of(9, 1, 1)))
    assert result_words(xuecheng(100, 90, 80), closed=False)[0] == "意愿征询（截至目前）：通过。"


def test_an_insufficient_sample_is_for_reference_only() -> None:
    sentences = result_words(xuecheng(7447, 6329, 6329), closed=True)
    assert sentences[0] == "意愿征询：样本不足，结果仅供参考。"
    assert sentences[1] == "征询户数：7,447户的85%以上，应不少于6,330户，实际6,329户（84.99%），未达到。"


def test_a_rule_without_consent_decides_nothing() -> None:
    result = applied(RULES["naiman-2022"], {Basis.HOUSEHOLDS: Count.of(869, 700, 0)})
    assert result_words(result, closed=True)[0].endswith("这条规则没有规定同意比例，不能据此认定改不改。")


def test_with_nothing_to_count_the_result_says_what_is_empty() -> None:
    assert result_words(special(Count(3), Count(0)), closed=True) == ("业主共同决定：无法认定，户册中没有可以计算的面积。",)


def test_nobody_answering_has_no_percentage() -> None:
    assert "实际0户（—），未达到" in result_words(xuecheng(9, 0, 0), closed=True)[2]


def test_silence_prints_both_results() -> None:
    asked = Rule(
        "r",
        "r",
        "s",
        Instrument.DECISION,
        (Basis.OWNERS,),
        participation=bar("at least 2/3"),
        consent=bar("more than 1/2"),
        silence=Silence.FOLLOWS_MAJORITY,
    )
    evidence = SilenceEvidence("c", "d", "w")
    result = applied(asked, {Basis.OWNERS: Count(10, yes=5, delivered=4)}, evidence)
    assert (
        result_words(result, closed=True)[-1] == "按议事规则把已送达而未表态的计入多数一方，结果为：通过；两种结果都印出。"
    )
    assert silence_words(asked) != silence_words(RULES["civil-278-special"])


def test_scopes_are_named_as_neighbours_do() -> None:
    scopes = (Scope(), Scope(("3",)), Scope(("3",), "2"), Scope(("1", "3")))
    assert [scope_words(scope) for scope in scopes] == ["全小区", "3号楼", "3号楼2单元", "1号楼、3号楼"]


@given(st.integers(1, 10**7), st.data(), st.sampled_from(BARS))
def test_a_percentage_never_stands_on_the_wrong_side_of_its_bar(whole: int, data: st.DataObject, text: str) -> None:
    found = bar(text)
    edge = found.needed(whole)
    part = data.draw(st.integers(max(0, min(edge, whole) - 2), min(edge + 2, whole)))
    words = percent_words(part, whole, found)
    shown = Fraction(words.rstrip("%")) / 100
    assert (shown > found.ratio if found.strict else shown >= found.ratio) == found.met(part, whole)
    assert abs(shown - Fraction(part, whole)) <= Fraction(1, 1000)


def test_a_percentage_at_a_repeating_bar_is_rounded_away_from_it() -> None:
    assert percent_words(3642, 5463, bar("more than 2/3")) == "66.666%"
    assert percent_words(2 * 10**12 - 1, 3 * 10**12, bar("at least 2/3")) == "66.666%"
    assert percent_words(10**12 + 1, 2 * 10**12, bar("more than 1/2")) == "50.001%"
    assert percent_words(2, 3, bar("at least 2/3")) == "66.7%"


@pytest.mark.parametrize("gate", list(Gate))
def test_every_gate_has_its_words(gate: Gate) -> None:
    assert gates.GATES[gate]
    assert gates.REFUSALS[gate]


def test_a_waiver_is_told_with_its_reason() -> None:
    waiver = finding(Gate.WILLINGNESS, FindingStatus.WAIVED, note="危房")
    words = gate_words(judged((9, 9, 1), waiver), 0)
    assert words == "居民愿意改造：豁免。区住建局准予豁免（区住建局2026年11月2日登记，危房）。"


def test_the_first_gate_is_told_with_its_numbers() -> None:
    words = [gate_words(judged(counts), 0) for counts in ((9, 9, 9), (99, 60, 59), (9, 9, 1))]
    assert words == [
        "居民愿意改造：符合。征询结果达到认定规则。",
        "居民愿意改造：未定。样本不足，结果仅供参考。需要更多住户参加征询：还要25户交回（同意不同意都算）。",
        "居民愿意改造：不符合。即使其余的全部同意，也达不到认定规则。需要更多住户同意后重新征询。",
    ]


def test_a_finding_is_told_with_who_when_and_how_long() -> None:
    found = finding(Gate.COMMITTEE, note="备案号7", until=date(2027, 5, 1))
    assert gate_words(judged((9, 9, 9), found), 1) == (
        "已成立业主委员会：符合。经核实，符合（区住建局2026年11月2日登记，有效期至2027年5月1日，备案号7）。"
    )
    assert gate_words(judged((9, 9, 9)), 1) == "已成立业主委员会：未定。还没有核实记录。由有权认定的单位核实并登记。"


def test_the_judgement_is_told_in_a_sentence() -> None:
    willing, others = (9, 9, 9), [gate for gate in Gate if gate is not Gate.WILLINGNESS]
    passed = [finding(gate, until=date(2027, 1, n)) for n, gate in enumerate(others, 1)]
    assert judgement_words(judged(willing, *passed)).startswith(
        "申报入库检查：五项条件都符合，可以改造，有效期至2027年1月1日。还没有定的：规则另外要求的“承诺"
    )
    assert judgement_words(judged(willing, *map(finding, others))).endswith("；这条规则还没有经主管部门确认。")
    failing = finding(Gate.MANAGEMENT, FindingStatus.FAIL, "没有合同")
    assert judgement_words(judged((9, 9, 1), failing)).startswith(
        "申报入库检查：群众改造意愿不强烈；未落实物业管理覆盖。暂不予改造，整改后可以重新申报。另外，还有未定的条件（"
    )
    assert "还有未定的条件（已成立业主委员会；" in judgement_words(judged(willing, checkpoint=Checkpoint.C2))


def test_a_promise_or_a_waiver_is_not_called_met() -> None:
    others = [finding(gate) for gate in (Gate.COMMITTEE, Gate.CLEARANCE, Gate.COOPERATION)]
    promise = finding(Gate.MANAGEMENT, FindingStatus.CONDITIONAL, until=date(2027, 1, 1))
    waiver = finding(Gate.WILLINGNESS, FindingStatus.WAIVED, note="危房")
    found = judged((9, 9, 1), waiver, promise, *others)
    assert judgement_words(found) == (
        "申报入库检查：五项条件里，“居民愿意改造”准予豁免，“已落实物业管理覆盖”有书面承诺，其余的都符合，可以改造，有效期至2027年1月1日。"
        "还没有定的：已落实物业管理覆盖，只有书面承诺，还没有办成。"
    )
    assert verdict_of(found).title == "可以改造，还有没定的事"
    assert gate_words(found, 4).startswith("已落实物业管理覆盖：承诺。已书面承诺，限期完成（")
    later = judged((9, 9, 1), waiver, promise, *others, checkpoint=Checkpoint.C2)
    assert gate_words(later, 4).startswith("已落实物业管理覆盖：未定。只有书面承诺，还没有核实办成没有（")
    unclear = finding(Gate.COMMITTEE, FindingStatus.UNKNOWN)
    assert gate_words(judged((9, 9, 9), unclear), 1).startswith("已成立业主委员会：未定。有登记，还不清楚符不符合（")


def test_every_value_has_a_word() -> None:
    tables = (gates.STATES, gates.CHECKPOINTS, gates.DECIDERS, gates.STATUSES, gates.REASONS, gates._CHANGES)
    for table in tables:
        assert set(table) == set(type(next(iter(table))))
    assert all(map(conclusion_words, Conclusion))
    assert all(map(rules.instrument_words, Instrument))


def test_sentences_are_calm() -> None:
    loud = re.compile("[！!]|抱歉|无效|禁止|错误")
    for path in (rules.__file__, gates.__file__):
        assert not loud.search(Path(path).read_text("utf-8"))
