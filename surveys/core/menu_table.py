"""A menu as a table that people fill in: one row for each item and each of its ways, every cell a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from surveys.core.amount import AmountWords, plain_amount
from surveys.core.menu import Alternative, Item, Menu, Payer
from surveys.core.scope_text import Whereabouts


class MenuColumn(StrEnum):
    """What a row says of an item; of one of its ways only the three amounts."""

    OFFERED = "offered"
    MUST = "must"
    UNIT = "unit"
    QUANTITY = "quantity"
    UNIT_COST = "unit_cost"
    LUMP = "lump"
    GOVERNMENT = "government"
    OWNERS = "owners"
    COMPANY = "company"
    FUND = "fund"
    OWN_MONEY = "own_money"
    SCOPE = "scope"
    INFEASIBLE = "infeasible"


class Signature(StrEnum):
    """What says who made an estimate."""

    ON = "estimated_on"
    BY = "estimated_by"
    PAPER = "estimate_paper"


AMOUNTS = (MenuColumn.QUANTITY, MenuColumn.UNIT_COST, MenuColumn.LUMP)
PAYING = {MenuColumn(payer.value): payer for payer in Payer}
Row = Mapping[MenuColumn, str]
Table = Mapping[str, Row]
"""Rows by the key of their item, or by that of the item and of the way with a stroke between them."""


@dataclass(frozen=True, slots=True)
class MenuWords:
    """How cells may be filled in; the first of each is the one we write."""

    amounts: AmountWords
    yes: tuple[str, ...]
    no: tuple[str, ...]


def write_signature(menu: Menu) -> dict[Signature, str]:
    """Who made the estimate, as it is typed."""
    made = menu.estimated
    if made is None:
        return dict.fromkeys(Signature, "")
    return {Signature.ON: made.on.isoformat(), Signature.BY: made.by, Signature.PAPER: made.paper}


def write_table(menu: Menu, words: MenuWords, places: Whereabouts) -> dict[str, dict[MenuColumn, str]]:
    """The table that `read_table` reads back to the same menu."""
    table: dict[str, dict[MenuColumn, str]] = {}
    for item in menu.whole:
        table[item.key] = written_row(item, menu.offers(item.key), words, places)
        for way in item.alternatives:
            table[f"{item.key}/{way.key}"] = written_amounts(way)
    return table


def written_row(item: Item, offered: bool, words: MenuWords, places: Whereabouts) -> dict[MenuColumn, str]:
    """The row of one item."""
    flags = {MenuColumn.OFFERED: offered, MenuColumn.MUST: item.must, MenuColumn.OWN_MONEY: item.own_money}
    shares = {payment.payer: str(payment.percent) for payment in item.pays}
    row = {column: (words.yes if flag else words.no)[0] for column, flag in flags.items()}
    row |= {MenuColumn.UNIT: item.unit, **written_amounts(item)}
    row |= {column: shares.get(payer, "") for column, payer in PAYING.items()}
    row |= {MenuColumn.SCOPE: places.written(item), MenuColumn.INFEASIBLE: item.infeasible}
    return {column: row[column] for column in MenuColumn}


def written_amounts(one: Item | Alternative) -> dict[MenuColumn, str]:
    """The amounts of an item or of one of its ways."""
    amounts = (one.quantity, one.unit_cost, one.lump)
    return dict(zip(AMOUNTS, map(plain_amount, amounts), strict=True))
