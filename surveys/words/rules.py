"""What a rule says, and what came out: sentences that can be printed as they are."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from surveys.core.rules import Bar, Check, CheckKind, Conclusion, Instrument, Lock, Of, Result, Rule, Silence
from surveys.core.tally import Basis, Scope
from surveys.words.figure import area_words, percent_words
from surveys.words.language import N_, _, counted
from surveys.words.place import building_words, unit_words

_DIGITS = "零一二三四"
_NOUNS = {Basis.HOUSEHOLDS: "户数", Basis.OWNERS: "人数", Basis.AREA: "面积"}
_KINDS = {CheckKind.COVERAGE: "征询", CheckKind.PARTICIPATION: "参与", CheckKind.CONSENT: "同意"}
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
    nouns = "、".join(_NOUNS[basis] for basis in rule.bases) + ("都" if len(rule.bases) > 1 else "")
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


def check_words(check: Check, rule: Rule) -> str:
    """One check with its integers: 参与人数：403人的三分之二以上，应不少于269人，实际271人（67.2%），达到."""
    basis = check.basis
    whole = amount_words(basis, check.whole)
    if check.kind is CheckKind.CONSENT and rule.of is Of.PARTICIPANTS:
        whole = f"参与的{whole}"
    needed, actual = amount_words(basis, check.needed), amount_words(basis, check.actual)
    share = exact_percent(check.actual, check.whole, check.bar)
    met = "达到" if check.ok else "未达到"
    return f"{check_label(check)}：{whole}的{bar_words(check.bar)}，应不少于{needed}，实际{actual}（{share}），{met}"


def check_label(check: Check) -> str:
    """What a check is about: 征询户数, 参与人数, 同意面积."""
    return f"{_KINDS[check.kind]}{_NOUNS[check.basis]}"


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


def missing_words(result: Result) -> str:
    """What is missing as things stand, check by check: 参与还差14人、1,023.40平方米. Empty where nothing is."""
    found = []
    for kind in CheckKind:
        lacking = [check for check in result.checks if check.kind is kind and check.missing]
        if lacking:
            found.append(f"{_KINDS[kind]}还差" + "、".join(amount_words(check.basis, check.missing) for check in lacking))
    return "；".join(found)


def joining_words(result: Result) -> str:
    """What newcomers must add for a pass: 至少再有14人、1,023.40平方米参与并同意，才能通过. Empty where it passes."""
    shortfall = result.shortfall
    if any(need is None for need in shortfall.values()):
        return "其余的全部参与并同意，也不能通过"
    needs = [amount_words(basis, need) for basis, need in shortfall.items() if need]
    return f"至少再有{'、'.join(needs)}参与并同意，才能通过" if needs else ""


def lock_words(result: Result) -> str:
    """Whether the rest can still change the outcome."""
    rest = "其余住户" if result.rule.bases == (Basis.HOUSEHOLDS,) else "其余业主"
    match result.lock:
        case Lock.PASSED:
            return f"无论{rest}如何表态，结果都不会改变（已锁定通过）"
        case Lock.FAILED:
            return f"无论{rest}如何表态，都不能通过（已锁定不通过）"
    return f"{rest}的表态还可能改变结果（未定）"


def result_words(result: Result, *, closed: bool) -> tuple[str, ...]:
    """A result as sentences: the outcome, each check, what is missing; while the poll is open also whether it can change."""
    return tuple(f"{sentence}。" for sentence in _sentences(result, closed))


def _sentences(result: Result, closed: bool) -> Iterable[str]:
    yield headline_words(result, closed=closed)
    if result.conclusion is Conclusion.UNDECIDABLE:
        return
    yield from (check_words(check, result.rule) for check in result.checks)
    if missing := missing_words(result):
        yield missing
    if not closed:
        if joining := joining_words(result):
            yield joining
        yield lock_words(result)
    if result.with_silence:
        yield f"按议事规则把已送达而未表态的计入多数一方，结果为：{conclusion_words(result.with_silence.conclusion)}"


def headline_words(result: Result, *, closed: bool) -> str:
    """The outcome with what kind of vote it is of; while the poll is open and nothing is locked, as it stands so far."""
    kind = instrument_words(result.rule.instrument)
    if result.conclusion is Conclusion.UNDECIDABLE:
        empty = "、".join(_NOUNS[basis] for basis, count in result.counts.items() if count.total == 0)
        return f"{kind}：无法认定，户册中的{empty}为0"
    so_far = "" if closed or result.lock is not Lock.OPEN else "（截至目前）"
    if result.conclusion is Conclusion.PASSED and not result.decides:
        return f"{kind}{so_far}：征询达到要求；这条规则没有规定同意比例，不能据此认定改不改"
    return f"{kind}{so_far}：{conclusion_words(result.conclusion)}"


def silence_words(rule: Rule) -> str:
    """How the rule treats those who don't answer."""
    if rule.silence is Silence.FOLLOWS_MAJORITY:
        clause = f"议事规则约定：“{rule.clause}”。" if rule.clause else ""
        return f"{clause}未表态的，仅在议事规则有约定、送达有凭证、后果已提示时，才计入多数一方，并同时印出两种结果。"
    return "未表态的，不算参与，也不算同意。"
