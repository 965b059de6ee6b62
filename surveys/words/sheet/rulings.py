"""WHETHER: each rule with its integers, and the five gates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby, zip_longest
from typing import Any

from surveys.core.gates import State, Verdict
from surveys.core.poll import PollState
from surveys.core.rules import Check, CheckKind, Conclusion, Of, Result, Rule
from surveys.core.sheet import Ruling
from surveys.core.tally import WHOLE, Basis
from surveys.words.figure import percent_words
from surveys.words.gates import GATES, STATES, change_words, judgement_words, reason_words
from surveys.words.rules import (
    amount_words,
    bar_words,
    check_label,
    conclusion_words,
    exact_percent,
    instrument_words,
    joining_words,
    lock_words,
    missing_words,
    result_words,
    rule_words,
    scope_words,
    silence_words,
)
from surveys.words.sheet.parts import HIDDEN, CheckRow, GateRow, Gates, Mark, Rulings, RulingWords, ScopeRow, Source

_MARKS = {State.PASSED: Mark.YES, State.FAILED: Mark.NO, State.UNDETERMINED: Mark.OPEN}


def rulings(source: Source) -> Rulings:
    """Every rule of the poll with its own result; those that ask building by building as one table."""
    documents = source.posted["rulings"] if source.posted else ()
    pairs = zip_longest(source.sheet.rulings, documents)
    grouped = (list(group) for _, group in groupby(pairs, key=lambda pair: pair[0].rule.key))
    return Rulings(
        title="改不改",
        head=("指标", "应不少于", "实际", "", "结论"),
        rulings=tuple(_ruling(source, group) for group in grouped),
    )


def _ruling(source: Source, group: list[tuple[Ruling, Mapping[str, Any] | None]]) -> RulingWords:
    first, document = group[0]
    name = f"{instrument_words(first.rule.instrument)}：{first.rule.name}"
    if first.scope != WHOLE:
        scopes = tuple(_scope_row(ruling, exact=document is None) for ruling, document in group)
        passed = sum(ruling.result.conclusion is Conclusion.PASSED for ruling, _ in group)
        outcome = f"分{len(group)}处认定，各算各的：{passed}处通过。"
        return RulingWords(name, (), scopes, outcome, tuple(_rule_notes(first.rule)))
    result = first.result
    figures = document["result"]["checks"] if document else [check.document() for check in result.checks]
    checks = zip(result.checks, figures, strict=True)
    closed = source.sheet.state is PollState.CLOSED
    return RulingWords(
        name=name,
        checks=tuple(_check_row(check, shown, first.rule, source.rough) for check, shown in checks),
        scopes=(),
        outcome=_outcome(result, source.rough),
        notes=(*_result_notes(result, closed, source.rough), *_rule_notes(first.rule)),
    )


def _check_row(check: Check, shown: Mapping[str, Any], rule: Rule, rough: bool) -> CheckRow:
    basis, actual, whole = check.basis, shown["actual"], shown["whole"]
    ratio = check.bar.ratio
    joins = check.kind is CheckKind.CONSENT and rule.of is Of.PARTICIPANTS
    hidden = actual is None
    share = HIDDEN if hidden else percent_words(actual, whole) if rough else exact_percent(actual, whole, check.bar)
    bar = 1000 * ratio.numerator // ratio.denominator
    part = 1000 * check.actual // check.whole if check.whole else 0
    return CheckRow(
        what=check_label(check),
        need=amount_words(basis, shown["needed"]),
        need_of=f"{'参与' if joins else '总数'}的{bar_words(check.bar)}",
        actual=HIDDEN if hidden else amount_words(basis, actual),
        actual_of=f"占{amount_words(basis, whole)}的{share}",
        part=min(bar, part) if hidden else part,  # a hidden figure is drawn up to its bar and no further
        bar=bar,
        verdict="达到" if check.ok else "未达到",
        state=Mark.YES if check.ok else Mark.NO,
    )


def _scope_row(ruling: Ruling, *, exact: bool) -> ScopeRow:
    result = ruling.result
    state = Mark.YES if result.conclusion is Conclusion.PASSED else Mark.NO
    figures = "，".join(_short(check) for check in result.checks) if exact else ""
    what = f"{scope_words(ruling.scope)}　{figures}" if figures else scope_words(ruling.scope)
    return ScopeRow(what, conclusion_words(result.conclusion), state)


def _short(check: Check) -> str:
    needed, actual = amount_words(check.basis, check.needed), amount_words(check.basis, check.actual)
    return f"{check_label(check)}应不少于{needed}，实际{actual}"


def _outcome(result: Result, rough: bool) -> str:
    headline = result_words(result, closed=True)[0]
    missing = "" if rough and Basis.AREA in result.rule.bases else missing_words(result)
    return f"{headline}{missing}。" if missing else headline


def _result_notes(result: Result, closed: bool, rough: bool) -> Iterator[str]:
    if not closed:
        joining = "" if rough else joining_words(result)
        yield "。".join(part for part in (joining, lock_words(result)) if part) + "。"
    if result.with_silence:
        outcome = conclusion_words(result.with_silence.conclusion)
        yield f"按议事规则把已送达而未表态的计入多数一方，结果为：{outcome}。两种结果都印出。"


def _rule_notes(rule: Rule) -> Iterator[str]:
    yield f"规则：{rule_words(rule)}{silence_words(rule)}"
    source = f"依据：{rule.source}" if rule.source else "依据：没有写明"
    confirmed = f"由{rule.confirmed_by}确认适用" if rule.confirmed_by else "本规则尚未经主管部门确认"
    yield f"{source}。{confirmed}。"
    if rule.conditions:
        yield f"规则另要求（不由本表计算）：{'；'.join(rule.conditions)}。"


def gates(source: Source) -> Gates:
    """The five gates, each with its reason and what would change it."""
    judgement = source.sheet.judgement
    verdicts = [_shown(verdict, number, source) for number, verdict in enumerate(judgement.verdicts)]
    return Gates(
        title="五个不改（五项条件都符合才改造）",
        head=("", "条件", "核对结果", "结论"),
        rows=tuple(_gate_row(verdict) for verdict in verdicts),
        notes=(judgement_words(judgement),),
    )


def _shown(verdict: Verdict, number: int, source: Source) -> Verdict:
    """The verdict with the figures that may be shown."""
    if not source.posted:
        return verdict
    return replace(verdict, values=source.posted["judgement"]["gates"][number]["values"])


def _gate_row(verdict: Verdict) -> GateRow:
    change = change_words(verdict)
    why = f"{reason_words(verdict)}。{change}。" if change else f"{reason_words(verdict)}。"
    return GateRow(str(verdict.gate.number), GATES[verdict.gate], why, STATES[verdict.state], _MARKS[verdict.state])
