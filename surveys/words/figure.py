"""Numbers as they are printed: exact, with both parts of a share, money in yuan, floor area in square metres."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from surveys.core.outcome import Hidden, Why, told
from surveys.core.rules import Bar
from surveys.core.tally import Basis
from surveys.words.language import N_, _, counted

FEN = 100
UNTOLD = "—"
WHY: dict[Why, str] = {
    Why.FEW: "这样选的或者不这样选的户太少，写出准数会看出哪家怎么选。",
    Why.AREA: "写出来会算出哪家怎么选。",
    Why.APART: "公示以后更正过交过回答的户，两次公示一比，会看出那一户怎么选。",
    Why.FOLLOWS: "要从不公布的数得来，写出来会看出哪家怎么选。",
}
"""Why a figure isn't told, in one sentence each."""


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


def percent_words(part: int, whole: int, bar: Bar | None = None) -> str:
    """A share in tenths of a percent: 75.8%. Never 100% while somebody is missing, nor 0% while somebody is there.

    Beside a bar it has the decimals that it takes to stand on the right side of it: 84.99%, not 85.0%.
    """
    if whole == 0:
        return UNTOLD
    met = bar.met(part, whole) if bar else None
    for unit in (10, 100):
        parts = _inside((200 * unit * part + whole) // (2 * whole), part, whole, unit)
        if bar is None or _reaches(bar, Fraction(parts, 100 * unit)) == met:
            return _percent(parts, unit)
    # Away from the bar: up where it is met, down where it isn't; rounding to the nearest can't tell 2/3 from more than 2/3.
    thousandths = -(-100_000 * part // whole) if met else 100_000 * part // whole
    return _percent(_inside(thousandths, part, whole, 1000), 1000)


def per_mille(part: int, whole: int) -> int:
    """The same share in tenths of a percent, for a spreadsheet. Raises `ZeroDivisionError` where there is no whole."""
    return _inside((2000 * part + whole) // (2 * whole), part, whole, 10)


def _inside(parts: int, part: int, whole: int, unit: int) -> int:
    return min(100 * unit - 1, max(1, parts)) if 0 < part < whole else parts


def _reaches(bar: Bar, share: Fraction) -> bool:
    return share > bar.ratio if bar.strict else share >= bar.ratio


def _percent(parts: int, unit: int) -> str:
    return f"{parts // unit}.{parts % unit:0{len(str(unit)) - 1}}%"


def share_words(part: int, whole: int, unit: str = N_("户")) -> str:
    """A share with both parts: 128户中的97户（75.8%）."""
    parts = {"part": f"{part:,}", "whole": f"{whole:,}", "unit": _(unit), "percent": percent_words(part, whole)}
    return _("%(whole)s%(unit)s中的%(part)s%(unit)s（%(percent)s）", **parts)


def hundredths(value: int) -> str:
    """A figure kept in hundredths, with two decimals: 1,023.40."""
    sign = "-" if value < 0 else ""
    return f"{sign}{abs(value) // 100:,}.{abs(value) % 100:02}"


def area_words(area: int) -> str:
    """A floor area from hundredths of a square metre: 1,023.40平方米."""
    return _("%(area)s平方米", area=hundredths(area))


def amount_words(basis: Basis, amount: int) -> str:
    """An amount on one basis with its unit: 269人, 14户, 1,023.40平方米."""
    if basis is Basis.AREA:
        return area_words(amount)
    return counted("%(n)s户", amount) if basis is Basis.HOUSEHOLDS else counted("%(n)s人", amount)


def area_share_words(part: int, whole: int) -> str:
    """A share of floor area with both parts."""
    return f"{area_words(whole)}中的{area_words(part)}（{percent_words(part, whole)}）"


def yuan(fen: int) -> str:
    """An amount from fen, the fen shown only where there are any: 12,300 or 12,300.50."""
    return hundredths(fen) if fen % FEN else f"{fen // FEN:,}"


def money_words(fen: int) -> str:
    """An amount of money: 12,300元."""
    return _("%(yuan)s元", yuan=yuan(fen))


def figure_words(figure: int | Hidden | None) -> str:
    """A count; a dash where it may not be told."""
    return f"{figure:,}" if told(figure) else UNTOLD


def band_words(figure: int | Hidden, of: int) -> str:
    """A number of households among `of`, or as much as may be told of where it lies: 不到7户, 94户以上; else empty."""
    match figure:
        case int():
            return f"{figure:,}户"
        case Hidden(low=0, high=int(high)) if high < of:
            return f"不到{high + 1:,}户"
        case Hidden(low=int(low), high=int(high)) if low > 0 and high == of:
            return f"{low:,}户以上"
    return ""
