"""What each rule says: by how much in the whole compound, or building by building."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from surveys.core.outcome import Hidden, PublicCheck, PublicRuling, told
from surveys.core.rules import CheckKind, Conclusion, Instrument, Of
from surveys.core.tally import WHOLE
from surveys.words.claim import Said, joined
from surveys.words.comparison import COMPARED, NO_DECISION, compared_words, comparison_words
from surveys.words.figure import BASES, amount_words
from surveys.words.language import _, counted
from surveys.words.needs import filled_words, needs_words
from surveys.words.result.bars import PartBar
from surveys.words.rules import (
    CHECKS,
    check_claims,
    check_percent,
    concluded_words,
    concluding,
    instrument_words,
    needed_claims,
    open_words,
    scope_words,
)


@dataclass(frozen=True, slots=True)
class CheckLine:
    """What was reached of what, and by how much."""

    title: str
    reached: str
    margin: str
    bar: PartBar | None


@dataclass(frozen=True, slots=True)
class RulingLines:
    """What one rule says in the whole compound, or in one building after the other.

    `name` is the rule's own, in Chinese. `chip` is how the conclusion is coloured: passed, failed, or none where it isn't
    told. `together` says what a pass needs, or what it hung on; `untold` what isn't told, and who tells it.
    """

    title: str
    name: str
    conclusion: str
    chip: str
    checks: tuple[CheckLine, ...]
    scopes: tuple[tuple[str, str], ...]
    untold: str
    together: str = ""


def ruling_lines(rulings: Sequence[PublicRuling]) -> Iterator[RulingLines]:
    """The rules in their order; those that are applied building by building come together under one heading."""
    by_rule: dict[str, list[PublicRuling]] = {}
    for ruling in rulings:
        by_rule.setdefault(ruling.rule.key, []).append(ruling)
    for group in by_rule.values():
        if group[0].rule.instrument is Instrument.DECISION:
            yield _comparison(group)
            continue
        yield _whole(group[0]) if group[0].scope == WHOLE else _apart(group)


def _comparison(group: Sequence[PublicRuling]) -> RulingLines:
    """What a consultation would come to by the bars of a decision, which it is not: it has no colour of a verdict."""
    first, apart = group[0], len(group) > 1
    return RulingLines(
        title=_(COMPARED),
        name=first.rule.source,
        conclusion="" if apart else compared_words(first),
        chip="none",
        checks=tuple(_check(check, first) for check in first.checks),
        scopes=tuple((scope_words(ruling.scope), compared_words(ruling)) for ruling in group) if apart else (),
        untold="",
        together=_("%(apart)s。", apart=_(NO_DECISION)) if apart else comparison_words(first),
    )


def _whole(ruling: PublicRuling) -> RulingLines:
    rule, conclusion = ruling.rule, ruling.conclusion
    hidden = isinstance(conclusion, Hidden)
    return RulingLines(
        title=instrument_words(rule.instrument),
        name=rule.name,
        conclusion=_("这里不写") if isinstance(conclusion, Hidden) else _concluded(ruling, conclusion),
        chip="none" if hidden else "passed" if conclusion is Conclusion.PASSED else "failed",
        checks=tuple(_check(check, ruling) for check in ruling.checks),
        scopes=(),
        untold=_("过没过，由镇街另行书面告知业主。") if hidden else "",
        together=_together(ruling),
    )


def _together(ruling: PublicRuling) -> Said:
    """What is needed for a pass, or what a pass hung on and what is open beside it, in sentences."""
    passed = ruling.conclusion is Conclusion.PASSED
    still = open_words(ruling.rule.conditions, confirmed=bool(ruling.rule.confirmed_by.strip())) if passed else ""
    sentences = (needs_words(ruling), filled_words(ruling), still)
    return joined("", (joined("", (words,), _("。")) for words in sentences if words))


def _apart(group: Sequence[PublicRuling]) -> RulingLines:
    rule = group[0].rule
    scopes = [
        (scope_words(ruling.scope), _concluded(ruling, ruling.conclusion))
        for ruling in group
        if not isinstance(ruling.conclusion, Hidden)
    ]
    return RulingLines(
        title=instrument_words(rule.instrument),
        name=rule.name,
        conclusion="",
        chip="none",
        checks=(),
        scopes=tuple(scopes),
        untold=_untold(len(group) - len(scopes), len(group)),
    )


def _untold(hidden: int, of: int) -> str:
    if not hidden:
        return ""
    if hidden == of:
        return _("各楼过没过，这里不写，免得看出哪家怎么选；由镇街另行书面告知业主。")
    return counted("另有%(n)s处这里不写，免得看出哪家怎么选；由镇街另行书面告知业主。", hidden)


def _concluded(ruling: PublicRuling, conclusion: Conclusion) -> Said:
    words = concluded_words(ruling, conclusion)
    if ruling.rule.consent is None and conclusion is Conclusion.PASSED:
        words = _("答的人家够多；这条规则不管同意多少")
    return concluding(words, ruling, conclusion)


def _check(check: PublicCheck, ruling: PublicRuling) -> CheckLine:
    title = _title(check)
    actual, whole, needed = check.actual, check.whole, check.needed
    if not (told(actual) and told(whole) and told(needed)):
        side = Said(_side(check), *(check_claims(check, ruling) or needed_claims(check, ruling)))
        return CheckLine(title, _("面积不公布，免得算出哪家怎么选"), side, None)
    reached = _(
        "%(whole)s里的%(actual)s，占%(percent)s",
        whole=amount_words(check.basis, whole),
        actual=amount_words(check.basis, actual),
        percent=check_percent(check),
    )
    joins = check.kind is CheckKind.CONSENT and ruling.rule.of is Of.PARTICIPANTS
    margin = Said(_margin(check, actual, needed, whole, joins=joins), *check_claims(check, ruling))
    reached = Said(reached, *check_claims(check, ruling))
    return CheckLine(title, reached, margin, PartBar(actual, whole, needed, low=check.ok is not True))


def _title(check: PublicCheck) -> str:
    return _("%(what)s（%(basis)s）", what=_(CHECKS[check.kind].who), basis=_(BASES[check.basis].by))


def _margin(check: PublicCheck, actual: int, needed: int, whole: int, *, joins: bool) -> str:
    need = amount_words(check.basis, needed)
    if check.ok is not True and joins:
        return _("现在这%(whole)s里要%(need)s才够，不够", whole=amount_words(check.basis, whole), need=need)
    if check.ok is not True:
        return _("要%(need)s才够，差%(less)s", need=need, less=amount_words(check.basis, needed - actual))
    if actual == needed:
        return _("要%(need)s才够，正好够", need=need)
    return _("要%(need)s才够，多%(more)s", need=need, more=amount_words(check.basis, actual - needed))


def _side(check: PublicCheck) -> str:
    """On which side of the bar a hidden area lies, where that may be told."""
    if not told(check.needed):
        return ""
    need = amount_words(check.basis, check.needed)
    if isinstance(check.ok, Hidden):
        return _("要%(need)s才够，够不够这里不写", need=need)
    return _("要%(need)s才够，够了", need=need) if check.ok else _("要%(need)s才够，不够", need=need)
