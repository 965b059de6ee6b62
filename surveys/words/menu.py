"""What an item of the menu is thought to cost, in round numbers."""

from __future__ import annotations

from surveys.core.menu import Item
from surveys.words.language import _


def cost_words(item: Item, homes: int) -> str:
    """What an item is thought to cost, in round numbers, and for each of `homes` households; empty where nobody knows."""
    if item.cost is None:
        return ""
    whole = round_money(item.cost)
    if not homes or item.buildings:
        return whole
    return _("%(whole)s，每户合%(yuan)s元", whole=whole, yuan=(item.cost // 100 + homes // 2) // homes)


def round_money(fen: int) -> str:
    """An amount in round numbers: 14.2万元, 9800元."""
    yuan = fen // 100
    if yuan < 10_000:
        return _("%(yuan)s元", yuan=yuan)
    tenths = (yuan + 500) // 1000
    ten_thousands = f"{tenths // 10}.{tenths % 10}".replace(".0", "")
    return _("%(ten_thousands)s万元", ten_thousands=ten_thousands, yuan=f"{tenths * 1000:,}")
