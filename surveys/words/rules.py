"""What a rule says, and what came out: sentences that can be printed as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from surveys.core.outcome import Hidden, PublicCheck, PublicRuling, told
from surveys.core.rules import Bar, CheckKind, Conclusion, Instrument, Lock, Of, Rule, Silence
from surveys.core.tally import Basis, Scope
from surveys.words.claim import Claim, Said, joined, said
from surveys.words.figure import BASES, UNTOLD, amount_words, percent_words
from surveys.words.language import N_, _
from surveys.words.needs import filled_words, needs_words
from surveys.words.place import building_words, unit_words

_DIGITS = "零一二三四"


class CheckWords(NamedTuple):
    """What a check looks at, as the rules name it, and who they are, as residents are told."""

    noun: str
    who: str


CHECKS: Mapping[CheckKind, CheckWords] = {
    CheckKind.COVERAGE: CheckWords("征询", N_("答了的")),
    CheckKind.PARTICIPATION: CheckWords("参与", N_("参加的")),
    CheckKind.CONSENT: CheckWords("同意", N_("同意的")),
}
_INSTRUMENTS = {Instrument.CONSULTATION: N_("意愿征询"), Instrument.DECISION: N_("业主共同决定")}
_CONCLUSIONS = {
    Conclusion.PASSED: N_("通过"),
    Conclusion.NOT_PASSED: N_("未通过"),
    Conclusion.INSUFFICIENT: N_("样本不足，结果仅供参考"),
    Conclusion.UNDECIDABLE: N_("无法认定"),
}


def instrument_words(instrument: Instrument) -> str:
    """What kind of vote a rule is about."""
    return _(_INSTRUMENTS[instrument])


def bar_words(bar: Bar) -> str:
    """A bar as the law would say it: 三分之二以上, 85%以上, 过半数."""
    if bar.strict:
        return "过半数" if bar.ratio == Fraction(1, 2) else f"超过{_share(bar.ratio)}"
    return "全部" if bar.ratio == 1 else f"{_share(bar.ratio)}以上"


def _share(ratio: Fraction) -> str:
    if ratio.denominator <= 4:
        return f"{_DIGITS[ratio.denominator]}分之{_DIGITS[ratio.numerator]}"
    if 100 % ratio.denominator == 0:
        return f"{100 * ratio.numerator // ratio.denominator}%"
    return f"{ratio.denominator}分之{ratio.numerator}"


def scope_words(scope: Scope) -> str:
    """Who decides: 全小区, 3号楼, 3号楼2单元."""
    if not scope.buildings:
        return _("全小区")
    named = _("、").join(map(building_words, scope.buildings))
    return _("%(building)s%(unit)s", building=named, unit=unit_words(scope.unit)) if scope.unit else named


def rule_words(rule: Rule) -> str:
    """The rule's bars in one sentence; 不少于 includes the number, 超过 doesn't."""
    nouns = "、".join(BASES[basis].noun for basis in rule.bases) + ("都" if len(rule.bases) > 1 else "")
    consenting = "总数" if rule.of is Of.ALL else "参与者"
    bars = (
        ("征询到的", "总数", rule.coverage),
        ("参与的", "总数", rule.participation),
        ("同意的", consenting, rule.consent),
    )
    parts = [f"{who}{nouns}{_bound(bar, whole)}" for who, whole, bar in bars if bar]
    return "；".join(parts) + "。"


def _bound(bar: Bar, whole: str) -> str:
    if bar.ratio == 1:
        return f"等于{whole}"
    return f"{'超过' if bar.strict else '不少于'}{whole}的{_share(bar.ratio)}"


def check_words(check: PublicCheck, ruling: PublicRuling) -> Said:
    """One check with its integers: 参与人数：403人的三分之二以上，应不少于269人，实际271人（67.2%），达到."""
    whole = figure_on(check.basis, check.whole)
    if check.kind is CheckKind.CONSENT and ruling.rule.of is Of.PARTICIPANTS:
        whole = f"参与的{whole}"
    need = f"{check_label(check)}：{whole}的{bar_words(check.bar)}，应不少于{figure_on(check.basis, check.needed)}"
    words = f"{need}，实际{figure_on(check.basis, check.actual)}（{check_percent(check)}），{met_words(check)}"
    return Said(words, *check_claims(check, ruling))


def check_claims(check: PublicCheck, ruling: PublicRuling) -> tuple[Claim, ...]:
    """What is claimed where a check is printed, as far as its figures are told."""
    if not (told(check.whole) and told(check.needed)) or isinstance(check.ok, Hidden):
        return ()
    actual = check.actual if told(check.actual) else None
    figures = {"whole": check.whole, "needed": check.needed, "actual": actual, "ok": check.ok}
    what = {"kind": check.kind.value, "basis": check.basis.value}
    return (Claim("check", {"rule": ruling.rule.key, "scope": ruling.scope.document(), **what, **figures}),)


def needed_claims(check: PublicCheck, ruling: PublicRuling) -> tuple[Claim, ...]:
    """What is claimed where a bar alone is printed."""
    if not told(check.needed):
        return ()
    what = {"kind": check.kind.value, "basis": check.basis.value, "needed": check.needed}
    return (Claim("check", {"rule": ruling.rule.key, "scope": ruling.scope.document(), **what}),)


def figure_on(basis: Basis, figure: int | Hidden) -> str:
    """A figure on one basis with its unit; a dash where it may not be told."""
    return amount_words(basis, figure) if told(figure) else UNTOLD


def check_percent(check: PublicCheck) -> str:
    """How much of the whole there is, on the same side of the bar as the verdict; a dash where it may not be told."""
    if not (told(check.actual) and told(check.whole)):
        return UNTOLD
    if check.bar.met(check.actual, check.whole) is not check.ok:
        return percent_words(check.actual, check.whole)  # rounded to square metres it lies on the other side
    return percent_words(check.actual, check.whole, check.bar)


def met_words(check: PublicCheck) -> str:
    """Whether the bar is met."""
    if isinstance(check.ok, Hidden):
        return "不公布"
    return "达到" if check.ok else "未达到"


def check_label(check: PublicCheck) -> str:
    """What a check is about: 征询户数, 参与人数, 同意面积."""
    return f"{CHECKS[check.kind].noun}{BASES[check.basis].noun}"


def conclusion_words(conclusion: Conclusion) -> str:
    """What came out, in a word."""
    return _(_CONCLUSIONS[conclusion])


def lock_words(ruling: PublicRuling) -> Said:
    """Whether the rest can still change the outcome, those who answered keeping to their answers. Empty where that may not
    be told."""
    rest = "其余住户" if ruling.rule.bases == (Basis.HOUSEHOLDS,) else "其余业主"
    words = {
        Lock.PASSED: f"交了的都不改，无论{rest}怎么答，都会通过",
        Lock.FAILED: f"交了的都不改，无论{rest}怎么答，都不能通过",
        Lock.OPEN: f"{rest}怎么答，还可能改变结果",
    }
    if ruling.lock is None:
        return Said("")
    return said(words[ruling.lock], "lock", rule=ruling.rule.key, scope=ruling.scope.document(), lock=ruling.lock.value)


def result_words(ruling: PublicRuling, *, closed: bool) -> tuple[Said, ...]:
    """A ruling as sentences: the outcome, each check, what is needed and what a pass hung on; while the poll is open also
    whether it can change."""
    return tuple(joined("", (sentence,), "。") for sentence in _sentences(ruling, closed) if sentence)


def _sentences(ruling: PublicRuling, closed: bool) -> Iterator[str]:
    yield headline_words(ruling, closed=closed)
    if ruling.conclusion is Conclusion.UNDECIDABLE:
        return
    yield from (check_words(check, ruling) for check in ruling.checks)
    yield needs_words(ruling)
    if not closed:
        yield lock_words(ruling)
    yield filled_words(ruling)
    yield with_silence_words(ruling)
    if ruling.conclusion is Conclusion.PASSED:
        yield open_words(ruling.rule.conditions, confirmed=bool(ruling.rule.confirmed_by.strip()))


def open_words(conditions: Sequence[str], *, confirmed: bool) -> str:
    """What stays open though a rule's numbers are reached: what else it asks for, and that nobody confirmed it."""
    named = _("、").join(_("“%(condition)s”", condition=_(condition)) for condition in conditions)
    parts = [_("规则另外要求的%(conditions)s没有核对过", conditions=named)] if conditions else []
    return _("；").join([*parts, *([] if confirmed else [_("这条规则还没有经主管部门确认")])])


def with_silence_words(ruling: PublicRuling) -> str:
    """What comes out with the silent counted. Empty where they may not be."""
    match ruling.with_silence:
        case None:
            return ""
        case Hidden():
            return "按议事规则把已送达而未表态的计入多数一方的结果不公布，公布会看出哪家怎么选"
        case conclusion:
            words = f"按议事规则把已送达而未表态的计入多数一方，结果为：{conclusion_words(conclusion)}；两种结果都印出"
            return concluding(words, ruling, conclusion, claim="with_silence")


def headline_words(ruling: PublicRuling, *, closed: bool) -> str:
    """The outcome with what kind of vote it is of; while the poll is open, as it stands so far."""
    kind = instrument_words(ruling.rule.instrument)
    if isinstance(ruling.conclusion, Hidden):
        return f"{kind}：通过没有，公布会看出哪家怎么选，不在此公布"
    if ruling.conclusion is Conclusion.UNDECIDABLE:
        words = f"{kind}：无法认定，户册中没有可以计算的{'、'.join(BASES[basis].noun for basis in ruling.empty)}"
        return concluding(words, ruling, ruling.conclusion)
    so_far = "" if closed else "（截至目前）"
    words = f"{kind}{so_far}：{concluded_words(ruling, ruling.conclusion)}"
    if ruling.conclusion is Conclusion.PASSED and ruling.rule.consent is None:
        words = f"{kind}{so_far}：征询达到要求；这条规则没有规定同意比例，不能据此认定改不改"
    return concluding(words, ruling, ruling.conclusion)


def concluding(words: str, ruling: PublicRuling, conclusion: Conclusion, *, claim: str = "conclusion") -> Said:
    """Words that claim what a rule came to in its scope."""
    return said(words, claim, rule=ruling.rule.key, scope=ruling.scope.document(), conclusion=conclusion.value)


def concluded_words(ruling: PublicRuling, conclusion: Conclusion) -> str:
    """What came out, in a word; a sample is too small only where more answers could still make it pass."""
    out_of_reach = conclusion is Conclusion.INSUFFICIENT and ruling.out_of_reach
    return conclusion_words(Conclusion.NOT_PASSED if out_of_reach else conclusion)


def silence_words(rule: Rule) -> str:
    """How the rule treats those who don't answer."""
    if rule.silence is Silence.FOLLOWS_MAJORITY:
        clause = f"议事规则约定：“{rule.clause}”。" if rule.clause else ""
        return f"{clause}未表态的，仅在议事规则有约定、送达有凭证、后果已提示时，才计入多数一方，并同时印出两种结果。"
    return "未表态的，不算参与，也不算同意。"
