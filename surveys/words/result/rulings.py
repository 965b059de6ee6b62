"""What each rule says: by how much in the whole compound, or building by building."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from surveys.core.outcome import Hidden, PublicCheck, PublicRuling, told
from surveys.core.rules import Conclusion, Instrument, Rule
from surveys.core.tally import WHOLE
from surveys.words.comparison import COMPARED, NO_DECISION, compared_words, comparison_words
from surveys.words.figure import percent_words
from surveys.words.language import _, counted
from surveys.words.result.bars import PartBar
from surveys.words.rules import BASES, CHECKS, amount_words, conclusion_words, instrument_words, scope_words


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
    told. `together` ties what is missing on several bars, `untold` says what isn't told, and who tells it.
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
        checks=tuple(map(_check, first.checks)),
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
        conclusion=_("这里不写") if isinstance(conclusion, Hidden) else _concluded(rule, conclusion),
        chip="none" if hidden else "passed" if conclusion is Conclusion.PASSED else "failed",
        checks=tuple(map(_check, ruling.checks)),
        scopes=(),
        untold=_("过没过，由镇街另行书面告知业主。") if hidden else "",
        together=_together([check for check in ruling.checks if check.ok is False]),
    )


def _together(missed: Sequence[PublicCheck]) -> str:
    """What is missing where that is more than one thing: neither more answers nor more consent alone is enough then."""
    if len(missed) < 2:
        return ""
    gaps = _("，").join(_("%(what)s%(gap)s", what=_title(check), gap=_gap(check)) for check in missed)
    return _("几样都够了才通过：%(gaps)s。只补上其中一样，还是不通过。", gaps=gaps)


def _gap(check: PublicCheck) -> str:
    if told(check.missing):
        return _("差%(less)s", less=amount_words(check.basis, check.missing))
    return _("不够")


def _apart(group: Sequence[PublicRuling]) -> RulingLines:
    rule = group[0].rule
    scopes = [
        (scope_words(ruling.scope), _concluded(rule, ruling.conclusion))
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


def _concluded(rule: Rule, conclusion: Conclusion) -> str:
    if rule.consent is None and conclusion is Conclusion.PASSED:
        return _("答的人家够多；这条规则不管同意多少")
    return conclusion_words(conclusion)


def _check(check: PublicCheck) -> CheckLine:
    title = _title(check)
    actual, whole, needed = check.actual, check.whole, check.needed
    if not (told(actual) and told(whole) and told(needed)):
        return CheckLine(title, _("面积不公布，免得算出哪家怎么选"), _side(check), None)
    reached = _(
        "%(whole)s里的%(actual)s，占%(percent)s",
        whole=amount_words(check.basis, whole),
        actual=amount_words(check.basis, actual),
        percent=percent_words(actual, whole),
    )
    return CheckLine(
        title, reached, _margin(check, actual, needed), PartBar(actual, whole, needed, low=check.ok is not True)
    )


def _title(check: PublicCheck) -> str:
    return _("%(what)s（%(basis)s）", what=_(CHECKS[check.kind].who), basis=_(BASES[check.basis].by))


def _margin(check: PublicCheck, actual: int, needed: int) -> str:
    need = amount_words(check.basis, needed)
    if check.ok is not True:
        less = check.missing if told(check.missing) else needed - actual
        return _("要%(need)s才够，差%(less)s", need=need, less=amount_words(check.basis, less))
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
