"""What a rule says, and what came out: sentences that can be printed as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from surveys.core.outcome import Hidden, PublicCheck, PublicRuling, told
from surveys.core.rules import Bar, CheckKind, Conclusion, Instrument, Lock, Of, Rule, Silence
from surveys.core.tally import Basis, Scope
from surveys.words.figure import UNTOLD, area_words, percent_words
from surveys.words.language import N_, _, counted
from surveys.words.place import building_words, unit_words

_DIGITS = "零一二三四"


class BasisWords(NamedTuple):
    """A basis as the rules name it, as residents are told by what was counted, and its unit."""

    noun: str
    by: str
    unit: str


BASES: Mapping[Basis, BasisWords] = {
    Basis.HOUSEHOLDS: BasisWords("户数", N_("按户数"), "户"),
    Basis.OWNERS: BasisWords("人数", N_("按人数"), "人"),
    Basis.AREA: BasisWords("面积", N_("按面积"), "平方米"),
}


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


def amount_words(basis: Basis, amount: int) -> str:
    """An amount on one basis with its unit: 269人, 14户, 1,023.40平方米."""
    if basis is Basis.AREA:
        return area_words(amount)
    return counted("%(n)s户", amount) if basis is Basis.HOUSEHOLDS else counted("%(n)s人", amount)


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


def check_words(check: PublicCheck, rule: Rule) -> str:
    """One check with its integers: 参与人数：403人的三分之二以上，应不少于269人，实际271人（67.2%），达到."""
    whole = figure_on(check.basis, check.whole)
    if check.kind is CheckKind.CONSENT and rule.of is Of.PARTICIPANTS:
        whole = f"参与的{whole}"
    need = f"{check_label(check)}：{whole}的{bar_words(check.bar)}，应不少于{figure_on(check.basis, check.needed)}"
    return f"{need}，实际{figure_on(check.basis, check.actual)}（{check_percent(check)}），{met_words(check)}"


def figure_on(basis: Basis, figure: int | Hidden) -> str:
    """A figure on one basis with its unit; a dash where it may not be told."""
    return amount_words(basis, figure) if told(figure) else UNTOLD


def check_percent(check: PublicCheck) -> str:
    """How much of the whole there is, on the same side of the bar as the verdict; a dash where it may not be told."""
    if not (told(check.actual) and told(check.whole)):
        return UNTOLD
    if check.bar.met(check.actual, check.whole) is not check.ok:
        return percent_words(check.actual, check.whole)  # rounded to square metres it lies on the other side
    return exact_percent(check.actual, check.whole, check.bar)


def met_words(check: PublicCheck) -> str:
    """Whether the bar is met."""
    if isinstance(check.ok, Hidden):
        return "不公布"
    return "达到" if check.ok else "未达到"


def check_label(check: PublicCheck) -> str:
    """What a check is about: 征询户数, 参与人数, 同意面积."""
    return f"{CHECKS[check.kind].noun}{BASES[check.basis].noun}"


def exact_percent(part: int, whole: int, bar: Bar) -> str:
    """A percentage beside a bar, with the decimals that it takes to stand on the right side of it: 84.99%, not 85.0%."""
    if whole == 0:
        return percent_words(part, whole)
    met = bar.met(part, whole)
    for unit in (10, 100):
        rounded = (200 * unit * part + whole) // (2 * whole)
        shown = Fraction(rounded, 100 * unit)
        if (shown > bar.ratio if bar.strict else shown >= bar.ratio) == met:
            return _percent(rounded, unit)
    # Away from the bar: up where it is met, down where it isn't; rounding to the nearest can't tell 2/3 from more than 2/3.
    return _percent(-(-100_000 * part // whole) if met else 100_000 * part // whole, 1000)


def _percent(parts: int, unit: int) -> str:
    return f"{parts // unit}.{parts % unit:0{len(str(unit)) - 1}}%"


def conclusion_words(conclusion: Conclusion) -> str:
    """What came out, in a word."""
    return _(_CONCLUSIONS[conclusion])


def missing_words(ruling: PublicRuling) -> str:
    """What is missing as things stand, check by check: 参与还差14人、1,023.40平方米. Empty where nothing is."""
    found = []
    for kind in CheckKind:
        lacking = [check for check in ruling.checks if check.kind is kind and check.ok is False]
        amounts = [amount_words(check.basis, check.missing) for check in lacking if told(check.missing)]
        if amounts:
            found.append(f"{CHECKS[kind].noun}还差" + "、".join(amounts))
        found += [f"{check_label(check)}差多少不公布" for check in lacking if not told(check.missing)]
    return "；".join(found)


def joining_words(ruling: PublicRuling) -> str:
    """What newcomers must add for a pass: 至少再有14人、1,023.40平方米参与并同意，才能通过. Empty where it passes."""
    joining = {
        basis: [check.joining for check in ruling.checks if check.basis is basis and not isinstance(check.joining, Hidden)]
        for basis in ruling.rule.bases
    }
    if any(need is None for needs in joining.values() for need in needs):
        return "其余的全部参与并同意，也不能通过"
    most = {basis: max((need for need in needs if need), default=0) for basis, needs in joining.items()}
    needs = [amount_words(basis, need) for basis, need in most.items() if need]
    return f"至少再有{'、'.join(needs)}参与并同意，才能通过" if needs else ""


def lock_words(ruling: PublicRuling) -> str:
    """Whether the rest can still change the outcome. Empty where that may not be told."""
    rest = "其余住户" if ruling.rule.bases == (Basis.HOUSEHOLDS,) else "其余业主"
    match ruling.lock:
        case Lock.PASSED:
            return f"无论{rest}如何表态，结果都不会改变（已锁定通过）"
        case Lock.FAILED:
            return f"无论{rest}如何表态，都不能通过（已锁定不通过）"
        case Lock.OPEN:
            return f"{rest}的表态还可能改变结果（未定）"
    return ""


def result_words(ruling: PublicRuling, *, closed: bool) -> tuple[str, ...]:
    """A ruling as sentences: the outcome, each check, what is missing; while the poll is open also whether it can change."""
    return tuple(f"{sentence}。" for sentence in _sentences(ruling, closed) if sentence)


def _sentences(ruling: PublicRuling, closed: bool) -> Iterator[str]:
    yield headline_words(ruling, closed=closed)
    if ruling.conclusion is Conclusion.UNDECIDABLE:
        return
    yield from (check_words(check, ruling.rule) for check in ruling.checks)
    yield missing_words(ruling)
    if not closed:
        yield joining_words(ruling)
        yield lock_words(ruling)
    yield with_silence_words(ruling)


def with_silence_words(ruling: PublicRuling) -> str:
    """What comes out with the silent counted. Empty where they may not be."""
    match ruling.with_silence:
        case None:
            return ""
        case Hidden():
            return "按议事规则把已送达而未表态的计入多数一方的结果不公布，公布会看出哪家怎么选"
        case conclusion:
            return f"按议事规则把已送达而未表态的计入多数一方，结果为：{conclusion_words(conclusion)}；两种结果都印出"


def headline_words(ruling: PublicRuling, *, closed: bool) -> str:
    """The outcome with what kind of vote it is of; while the poll is open and nothing is locked, as it stands so far."""
    kind = instrument_words(ruling.rule.instrument)
    if isinstance(ruling.conclusion, Hidden):
        return f"{kind}：通过没有，公布会看出哪家怎么选，不在此公布"
    if ruling.conclusion is Conclusion.UNDECIDABLE:
        return f"{kind}：无法认定，户册中的{'、'.join(BASES[basis].noun for basis in ruling.empty)}为0"
    so_far = "" if closed or ruling.lock is not Lock.OPEN else "（截至目前）"
    if ruling.conclusion is Conclusion.PASSED and ruling.rule.consent is None:
        return f"{kind}{so_far}：征询达到要求；这条规则没有规定同意比例，不能据此认定改不改"
    return f"{kind}{so_far}：{conclusion_words(ruling.conclusion)}"


def silence_words(rule: Rule) -> str:
    """How the rule treats those who don't answer."""
    if rule.silence is Silence.FOLLOWS_MAJORITY:
        clause = f"议事规则约定：“{rule.clause}”。" if rule.clause else ""
        return f"{clause}未表态的，仅在议事规则有约定、送达有凭证、后果已提示时，才计入多数一方，并同时印出两种结果。"
    return "未表态的，不算参与，也不算同意。"
