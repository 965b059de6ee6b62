"""Numbers as they are printed: exact, with both parts of a share, money in yuan, floor area in square metres."""

from __future__ import annotations

from surveys.core.outcome import Hidden, Why, told
from surveys.words.language import N_, _

FEN = 100
UNTOLD = "—"
WHY: dict[Why, str] = {
    Why.FEW: "这样选的或者不这样选的户太少，写出准数会看出哪家怎么选。",
    Why.AREA: "写出来会算出哪家怎么选。",
    Why.FOLLOWS: "要从不公布的数得来，写出来会看出哪家怎么选。",
}
"""Why a figure isn't told, in one sentence each."""


def percent_words(part: int, whole: int) -> str:
    """A share in tenths of a percent: 75.8%. Never 100% while somebody is missing, nor 0% while somebody is there."""
    if whole == 0:
        return "—"
    tenths = (2000 * part + whole) // (2 * whole)
    if 0 < part < whole:
        tenths = min(999, max(1, tenths))
    return f"{tenths // 10}.{tenths % 10}%"


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
