"""Whether: each rule of the poll with its own result, and the five gates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from surveys.core.gates import State
from surveys.core.outcome import Hidden, PublicCheck, PublicJudgement, PublicOutcome, PublicRuling, told
from surveys.core.rules import CheckKind, Conclusion, Instrument, Of, Rule
from surveys.core.tally import WHOLE
from surveys.words.blocks import Block, CheckRow, CheckTable, Look, Paragraphs, Row, Rows, Stamp, Subheading
from surveys.words.checkpoint import CHECKPOINTS
from surveys.words.claim import Claim, Said, claimed_of, claims_of, joined
from surveys.words.comparison import COMPARED, comparison_words
from surveys.words.gates import GATES, gate_state_words, judgement_words, why_gate_words
from surveys.words.needs import filled_words, needs_words
from surveys.words.rules import (
    bar_words,
    check_claims,
    check_label,
    check_percent,
    concluded_words,
    concluding,
    figure_on,
    headline_words,
    instrument_words,
    met_words,
    needed_claims,
    rule_words,
    scope_words,
    silence_words,
    with_silence_words,
)

_MARKS = {State.PASSED: Stamp.YES, State.FAILED: Stamp.NO, State.UNDETERMINED: Stamp.OPEN}


def rulings(outcome: PublicOutcome) -> tuple[Block, ...]:
    """What every rule came to; of one that asks building by building, what that comes to together."""
    return tuple(block for group in _grouped(outcome) for block in _rule(group))


def sources(outcome: PublicOutcome) -> tuple[Block, ...]:
    """What every rule asks for and where it stands in the law, with each building where it asks building by building, and
    what the answers would come to by other rules."""
    return tuple(block for group in _grouped(outcome) for block in _source(group))


def _grouped(outcome: PublicOutcome) -> list[list[PublicRuling]]:
    return [list(group) for _, group in groupby(outcome.rulings, key=lambda ruling: ruling.rule.key)]


def _rule(group: Sequence[PublicRuling]) -> Iterator[Block]:
    first = group[0]
    if first.rule.instrument is Instrument.DECISION:
        return
    yield Subheading(_rule_title(first.rule))
    if first.scope == WHOLE:
        yield from _whole(first)
    else:
        yield Paragraphs((scopes_words(group),), Look.STRONG)


def _source(group: Sequence[PublicRuling]) -> Iterator[Block]:
    first = group[0]
    if first.rule.instrument is Instrument.DECISION:
        yield from _comparison(group)
        return
    yield Subheading(_rule_title(first.rule))
    if first.scope != WHOLE:
        yield Rows((), tuple(map(_scope_row, group)))
    yield Paragraphs(tuple(_rule_notes(first.rule)), Look.NOTE)


def _rule_title(rule: Rule) -> str:
    return f"{instrument_words(rule.instrument)}：{rule.name}"


def _comparison(group: Sequence[PublicRuling]) -> Iterator[Block]:
    """What a consultation would come to by the bars of a decision: older terms asked for it."""
    first = group[0]
    yield Subheading(COMPARED)
    if first.checks:
        head = ("指标", "应不少于", "实际", "", "对照")
        yield CheckTable(head, tuple(check_row(check, first) for check in first.checks))
    yield Paragraphs(tuple(map(comparison_words, group)), Look.TEXT)
    yield Paragraphs((f"比例的出处：{first.rule.source}。",), Look.NOTE)


def _whole(ruling: PublicRuling) -> Iterator[Block]:
    if ruling.checks:
        yield CheckTable(
            ("指标", "应不少于", "实际", "", "结论"), tuple(check_row(check, ruling) for check in ruling.checks)
        )
    said = (headline_words(ruling, closed=True), needs_words(ruling), filled_words(ruling))
    yield Paragraphs((joined("。", (words for words in said if words), "。"),), Look.STRONG)
    if followed := with_silence_words(ruling):
        yield Paragraphs((joined("", (followed,), "。"),), Look.NOTE)


def check_row(check: PublicCheck, ruling: PublicRuling) -> CheckRow:
    """One bar of a rule, with how far it is reached."""
    joins = check.kind is CheckKind.CONSENT and ruling.rule.of is Of.PARTICIPANTS
    ratio = check.bar.ratio
    claims = check_claims(check, ruling)
    percent = Said(f"占{figure_on(check.basis, check.whole)}的{check_percent(check)}", *claims)
    return CheckRow(
        what=check_label(check),
        need=Said(figure_on(check.basis, check.needed), *(claims or needed_claims(check, ruling))),
        need_of=f"{'参与' if joins else '总数'}的{bar_words(check.bar)}",
        actual=Said(figure_on(check.basis, check.actual), *claims),
        actual_of=percent if told(check.actual) else "写出来会算出哪家怎么选",
        part=_part(check),
        bar=1000 * ratio.numerator // ratio.denominator,
        verdict=Said(met_words(check), *claims),
        mark=Stamp.OPEN if isinstance(check.ok, Hidden) else Stamp.YES if check.ok else Stamp.NO,
    )


def _part(check: PublicCheck) -> int | None:
    if not (told(check.actual) and told(check.whole)):
        return None
    return 1000 * check.actual // check.whole if check.whole else 0


def _scope_row(ruling: PublicRuling) -> Row:
    conclusion = ruling.conclusion
    figures = joined("，", (Said(_short(check), *check_claims(check, ruling)) for check in ruling.checks))
    what = joined("　", (scope_words(ruling.scope), figures)) if figures else scope_words(ruling.scope)
    if isinstance(conclusion, Hidden):
        return Row((what,), "不公布", Stamp.OPEN)
    verdict = concluding(concluded_words(ruling, conclusion), ruling, conclusion)
    return Row((what,), verdict, Stamp.YES if conclusion is Conclusion.PASSED else Stamp.NO)


def _short(check: PublicCheck) -> str:
    needed, actual = figure_on(check.basis, check.needed), figure_on(check.basis, check.actual)
    return f"{check_label(check)}应不少于{needed}，实际{actual}"


def scopes_words(group: Sequence[PublicRuling]) -> Said:
    """How many of the scopes that a rule asks one by one passed."""
    hidden = sum(isinstance(ruling.conclusion, Hidden) for ruling in group)
    passed = sum(ruling.conclusion is Conclusion.PASSED for ruling in group)
    counted = f"{passed}处通过" if hidden < len(group) else "都不公布"
    also = f"，{hidden}处不公布" if 0 < hidden < len(group) else ""
    why = "户太少，公布会看出哪家怎么选，由镇街另行书面告知。" if hidden else ""
    told_apart = [concluding("", one, one.conclusion) for one in group if not isinstance(one.conclusion, Hidden)]
    among = Claim("apart", {"rule": group[0].rule.key, "scopes": len(group), "passed": passed, "hidden": hidden})
    claims = [among, *(claim for one in told_apart for claim in claims_of(one))]
    return Said(f"分{len(group)}处认定，各算各的：{counted}{also}。{why}", *claims)


def _rule_notes(rule: Rule) -> Iterator[str]:
    yield f"规则：{rule_words(rule)}{silence_words(rule)}"
    source = f"依据：{rule.source}" if rule.source else "依据：没有写明"
    confirmed = f"由{rule.confirmed_by}确认适用" if rule.confirmed_by else "本规则尚未经主管部门确认"
    yield f"{source}。{confirmed}。"
    if rule.conditions:
        yield f"规则另要求（不由本表计算）：{'；'.join(rule.conditions)}。"


def gates(outcome: PublicOutcome) -> tuple[Block, ...]:
    """The five gates, each with its reason and what would change it; on the sheet at every checkpoint that began."""
    later = (_checkpoint(one, later=True) for one in outcome.later)
    return (*_checkpoint(outcome.judgement), *(block for blocks in later for block in blocks))


def gates_brief(outcome: PublicOutcome) -> tuple[Block, ...]:
    """The five gates in a line each."""
    found = outcome.judgement.gates
    return (Rows((), tuple(Row((GATES[one.gate],), gate_state_words(one), _mark(one.state)) for one in found)),)


def _mark(state: State | Hidden) -> Stamp:
    return Stamp.OPEN if isinstance(state, Hidden) else _MARKS[state]


def _checkpoint(judgement: PublicJudgement, *, later: bool = False) -> tuple[Block, ...]:
    at = {"checkpoint": judgement.checkpoint.value} if later else {}
    rows = []
    for gate in judgement.gates:
        why, state = claimed_of(why_gate_words(gate), **at), claimed_of(gate_state_words(gate), **at)
        rows.append(Row((str(gate.gate.number), GATES[gate.gate], why), state, _mark(gate.state)))
    heading = (Subheading(f"{CHECKPOINTS[judgement.checkpoint]}检查"),) if later else ()
    return (
        *heading,
        Rows(("", "条件", "核对结果", "结论"), tuple(rows)),
        Paragraphs((judgement_words(judgement),), Look.NOTE),
    )
