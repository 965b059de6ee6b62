"""Who takes part while a poll runs: how much is still needed to have in, never what anybody said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from surveys.core.rules import Check, CheckKind
from surveys.core.tally import Basis, Scope
from surveys.services.turnout import RuleTurnout
from surveys.words.figure import area_words
from surveys.words.place import building_words, unit_words


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


@dataclass(frozen=True, slots=True)
class SaidBar:
    """One bar on taking part in words: for what, what it asks of, how much came and how much of it is needed; `lacking` is
    empty where it is enough."""

    what: str
    asks: str
    came: str
    needed: str
    lacking: str
    check: Check


def turnout_words(rules: Iterable[RuleTurnout]) -> tuple[SaidBar, ...]:
    """Every bar on taking part, those of the consultation first."""
    return tuple(said for one in rules for said in _bars(one))


def _bars(one: RuleTurnout) -> Iterator[SaidBar]:
    place = _scope(one.scope)
    what = f"事项：{one.matter}" if one.matter else one.name
    for check in one.checks:
        asks = "全都同意，最少要交的" if check.kind is CheckKind.CONSENT else "参加的"
        lacking = f"还差{still_words(check.basis, check.lacking)}" if check.lacking else ""
        came, needed = still_words(check.basis, check.actual), still_words(check.basis, check.needed)
        yield SaidBar(f"{what}（{place}）" if place else what, asks, came, needed, lacking, check)


def _scope(scope: Scope) -> str:
    """Where a rule is applied, empty where that is everywhere."""
    if scope.unit is not None:
        return f"{building_words(scope.buildings[0])}{unit_words(scope.unit)}"
    return "、".join(map(building_words, scope.buildings))
