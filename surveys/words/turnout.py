"""Who takes part while a poll runs: how much is still needed to have in, never what anybody said."""

from __future__ import annotations

from collections.abc import Iterable

from surveys.core.rules import Check
from surveys.core.tally import Basis
from surveys.words.figure import area_words


def still_words(basis: Basis, amount: int) -> str:
    """An amount that is still to come in: 14户, 1,023.40平方米, 9位业主."""
    if basis is Basis.AREA:
        return area_words(amount)
    return f"{amount:,}户" if basis is Basis.HOUSEHOLDS else f"{amount:,}位业主"


def lacking_amounts(checks: Iterable[Check]) -> str:
    """What each basis still needs: 14户、9位业主; that it is enough, where it is; nothing where no bar asks for any."""
    known = list(checks)
    lacking = [still_words(check.basis, check.lacking) for check in known if check.lacking]
    return "、".join(lacking) or ("够了" if known else "")


def lacking_words(checks: Iterable[Check]) -> str:
    """The same as a part of a sentence."""
    amounts = lacking_amounts(checks)
    return "参与够了" if amounts == "够了" else f"还差{amounts}" if amounts else ""
