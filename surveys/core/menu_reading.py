"""Reading the table of a menu as people fill it in: the menu that it says, or every cell that has to be mended."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from surveys.core.amount import plain_amount, read_amount
from surveys.core.errors import Problem, Rejected
from surveys.core.fitting import fitting_problems
from surveys.core.menu import Alternative, Estimated, Item, Menu, Payer, Payment, estimate
from surveys.core.menu_table import (
    PAYING,
    MenuColumn,
    MenuWords,
    Row,
    Signature,
    Table,
    write_signature,
    written_amounts,
    written_row,
)
from surveys.core.plain_text import compact_text, plain_line
from surveys.core.roster_file import CellRefused, is_no_value
from surveys.core.scope_text import Whereabouts

MOST_COST = 100_000_000
"""In yuan; what costs more is a slip of the hand."""
MOST_UNITS = 10_000_000
LONGEST_NAME, LONGEST_REASON, LONGEST_UNIT = 60, 120, 10
_FIRST_YEAR = 2000
_DAY = re.compile(r"(\d{4})\D?(\d{1,2})\D(\d{1,2})\D?|(\d{4})(\d\d)(\d\d)")
_PERCENT = re.compile(r"0*(\d{1,3})%?")
Read = TypeVar("Read")
Priced = TypeVar("Priced", Item, Alternative)


@dataclass(frozen=True, slots=True)
class Understood:
    """An amount, in hundredths, that was typed otherwise than we write it."""

    row: str
    column: MenuColumn
    typed: str
    amount: int


@dataclass(frozen=True, slots=True)
class TableRead:
    """The menu that a table says, and what was typed in a way that is worth repeating."""

    menu: Menu
    understood: tuple[Understood, ...]


def read_table(
    menu: Menu, table: Table, signature: Mapping[Signature, str], words: MenuWords, places: Whereabouts, *, today: date
) -> TableRead:
    """The menu with what the table says; a cell that says what stands changes nothing, nor does one that isn't there.

    Raises `Rejected` with every problem: its `field` is the column, and `detail` has the row.
    """
    reading = _Reading(menu, table, words, places)
    items = [reading.item(item) for item in menu.whole]
    offered = {item.key for item in items if reading.offered[item.key]}
    made = reading.signature({**write_signature(menu), **signature}, today)
    read = replace(menu.made_of(items, offered), estimated=made)
    if read != menu:
        read = replace(read, template=menu.template or menu.digest)
    problems = [*reading.problems, *_fit(read, places), *_unsigned(menu, read, reading.problems)]
    if problems:
        raise Rejected(problems)
    return TableRead(read, tuple(reading.understood))


def _fit(menu: Menu, places: Whereabouts) -> Iterator[Problem]:
    for problem in fitting_problems(menu, places.roster):
        column = problem.field if problem.field in set(MenuColumn) else MenuColumn.OFFERED
        yield replace(problem, field=column)


def _unsigned(before: Menu, read: Menu, problems: list[Problem]) -> Iterator[Problem]:
    """An estimate that changed says who made it."""
    changed = _costs(before) != _costs(read) and any(_costs(read))
    if changed and read.estimated is None and not any(problem.field in set(Signature) for problem in problems):
        yield Problem("estimate_unsigned", Signature.BY)


def _costs(menu: Menu) -> list[tuple[int, ...]]:
    return [item.costs for item in menu.whole]


@dataclass
class _Reading:
    """One reading of a table, with what it found."""

    menu: Menu
    table: Table
    words: MenuWords
    places: Whereabouts
    problems: list[Problem] = field(default_factory=list)
    understood: list[Understood] = field(default_factory=list)
    offered: dict[str, bool] = field(default_factory=dict)
    key: str = ""

    def item(self, item: Item) -> Item:
        """An item as its row and those of its ways say."""
        self.key, kept = item.key, written_row(item, self.menu.offers(item.key), self.words, self.places)
        flag = self._flag
        self.offered[item.key] = self._cell(MenuColumn.OFFERED, kept, self.menu.offers(item.key), flag)
        buildings, stairwells = self._cell(MenuColumn.SCOPE, kept, (item.buildings, item.stairwells), self.places.read)
        read = replace(
            item,
            must=self._cell(MenuColumn.MUST, kept, item.must, flag),
            unit=self._cell(MenuColumn.UNIT, kept, item.unit, _line(LONGEST_UNIT)),
            own_money=self._cell(MenuColumn.OWN_MONEY, kept, item.own_money, flag),
            infeasible=self._cell(MenuColumn.INFEASIBLE, kept, item.infeasible, _line(LONGEST_REASON)),
            buildings=buildings,
            stairwells=stairwells,
            pays=self._pays(item, kept),
        )
        read = self._priced(read, kept, read.unit)
        ways = tuple(self._way(way, read.unit) for way in read.alternatives)
        self.key = item.key
        read = replace(read, alternatives=ways)
        if not read.unit and _measured(read) and (item.unit or _measured(read) != _measured(item)):
            self._refuse("menu_unit_missing", MenuColumn.UNIT)
        return read

    def _way(self, way: Alternative, unit: str) -> Alternative:
        self.key = f"{self.key.partition('/')[0]}/{way.key}"
        return self._priced(way, written_amounts(way), unit)

    def _priced(self, one: Priced, kept: Row, unit: str) -> Priced:
        """The three amounts, and that they don't say two different costs."""
        quantity = self._cell(MenuColumn.QUANTITY, kept, one.quantity, self._amount(MenuColumn.QUANTITY, MOST_UNITS, unit))
        unit_cost = self._cell(
            MenuColumn.UNIT_COST, kept, one.unit_cost, self._amount(MenuColumn.UNIT_COST, MOST_COST, f"/{unit}")
        )
        lump = self._cell(MenuColumn.LUMP, kept, one.lump, self._amount(MenuColumn.LUMP, MOST_COST))
        if (quantity, unit_cost, lump) == (one.quantity, one.unit_cost, one.lump):
            return one
        product = estimate(unit_cost, quantity)
        if lump is not None and product not in (None, lump):
            self._refuse("menu_two_costs", MenuColumn.LUMP, plain_amount(lump), product=plain_amount(product))
        elif product is not None and product > MOST_COST * 100:
            self._refuse("amount_too_large", MenuColumn.QUANTITY, plain_amount(product), most=MOST_COST)
        return replace(one, quantity=quantity, unit_cost=unit_cost, lump=lump)

    def _cell(self, column: MenuColumn, kept: Row, stands: Read, read: Callable[[str], Read]) -> Read:
        """What a cell says, and what stands where it says that, or what nobody can read."""
        text = self._text(column, kept)
        if text == kept[column]:
            return stands
        try:
            return read(text)
        except CellRefused as refused:
            self._refuse(refused.code, column, text, **refused.detail)
        return stands

    def _text(self, column: MenuColumn, kept: Row) -> str:
        return " ".join(self.table.get(self.key, {}).get(column, kept[column]).split())

    def _refuse(self, code: str, column: MenuColumn, value: str = "", **detail: str | int) -> None:
        self.problems.append(Problem(code, column, value=value[:80], detail={"key": self.key, **detail}))

    def _flag(self, text: str) -> bool:
        typed = compact_text(text).casefold()
        if typed in self.words.yes:
            return True
        if typed in self.words.no:
            return False
        raise CellRefused("cell_yes_or_no")

    def _amount(self, column: MenuColumn, most: int, unit: str = "") -> Callable[[str], int | None]:
        key = self.key

        def read(text: str) -> int | None:
            counted = column is MenuColumn.QUANTITY
            words = self.words.amounts.without_money() if counted else self.words.amounts
            amount = read_amount(text, words, most, unit=unit)
            if counted and amount == 0:
                raise CellRefused("amount_zero")
            if amount is not None and (not amount or text != plain_amount(amount)):
                self.understood.append(Understood(key, column, text, amount))
            return amount

        return read

    def _pays(self, item: Item, kept: Row) -> tuple[Payment, ...]:
        if all(self._text(column, kept) == kept[column] for column in PAYING):
            return item.pays
        shares = {payer: self._cell(column, kept, -1, _percent) for column, payer in PAYING.items()}
        known = {payment.payer: payment.percent for payment in item.pays}
        shares = {payer: known.get(payer, 0) if share < 0 else share for payer, share in shares.items()}
        pays = tuple(Payment(payer, percent) for payer, percent in shares.items() if percent)
        total = sum(shares.values())
        refused = any(p.detail["key"] == self.key and p.field in PAYING for p in self.problems)
        if pays and total != 100 and not refused:
            self._refuse("menu_pays_total", MenuColumn.GOVERNMENT, str(total))
        return () if pays == (Payment(Payer.GOVERNMENT, 100),) else pays

    def signature(self, typed: Mapping[Signature, str], today: date) -> Estimated | None:
        """Who made the estimate; None where nobody says so."""
        texts = {name: plain_line(typed[name]) for name in Signature}
        if texts == write_signature(self.menu):
            return self.menu.estimated
        if not any(texts.values()):
            return None
        on = _day(texts[Signature.ON], today)
        if isinstance(on, str):
            self.problems.append(Problem(on, Signature.ON, value=texts[Signature.ON][:80]))
        if not texts[Signature.BY]:
            self.problems.append(Problem("estimate_unsigned", Signature.BY))
        for name, most in ((Signature.BY, LONGEST_NAME), (Signature.PAPER, LONGEST_REASON)):
            if len(texts[name]) > most:
                self.problems.append(Problem("cell_too_long", name, value=texts[name][:80], detail={"most": most}))
        return None if isinstance(on, str) else Estimated(on, texts[Signature.BY], texts[Signature.PAPER])


def _measured(item: Item) -> list[tuple[int | None, int | None]]:
    """The amounts of an item and of its ways that are of a unit, where there are any."""
    measured: tuple[Item | Alternative, ...] = (item, *item.alternatives)
    amounts = [(one.unit_cost, one.quantity) for one in measured]
    return amounts if any(pair != (None, None) for pair in amounts) else []


def _line(most: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        line = plain_line(text)
        if is_no_value(line):
            raise CellRefused("cell_no_value")
        if len(line) > most:
            raise CellRefused("cell_too_long", most=most)
        return line

    return read


def _percent(text: str) -> int:
    typed = compact_text(text)
    found = _PERCENT.fullmatch(typed) if typed.isascii() else None
    if typed and (found is None or int(found[1]) > 100):
        raise CellRefused("percent_whole")
    return int(found[1]) if found else 0


def _day(text: str, today: date) -> date | str:
    """The day that was typed, or why it is none."""
    found = _DAY.fullmatch(compact_text(text))
    if not text:
        return "estimate_day_missing"
    try:
        year, month, day = (int(part) for part in found.groups() if part) if found else (0, 0, 0)
        typed = date(year, month, day)
    except ValueError:
        return "estimate_day"
    if typed > today or typed.year < _FIRST_YEAR:
        return "estimate_day_future" if typed > today else "estimate_day"
    return typed
