"""A compound's menu as a workbook: out to be filled in, and back, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import islice

from surveys.core.errors import Problem, Rejected
from surveys.core.menu import Alternative, Item, Menu
from surveys.core.menu_reading import TableRead
from surveys.core.menu_table import AMOUNTS, PAYING, MenuColumn, Signature, write_signature, write_table
from surveys.core.place import Jurisdiction
from surveys.core.roster_file import Cell, folded
from surveys.core.scope_text import Whereabouts
from surveys.core.staff import Actor, Right, needs
from surveys.services.edition import menu_document, menu_words
from surveys.services.menu import fill_in_menu, menu_desk
from surveys.services.sheet_rows import Row
from surveys.services.spreadsheet import read_tables
from surveys.services.worksheet import Worksheet, Written, write_xlsx
from surveys.store.db import Connection

_HEAD = 20
_MOST_ROWS = 2_000
_NOISE = Decimal("0.000001")
_FLAGS = (MenuColumn.OFFERED, MenuColumn.MUST, MenuColumn.OWN_MONEY)


def menu_workbook(menu: Menu, places: Whereabouts, *, made_at: datetime | None = None) -> bytes:
    """The menu as .xlsx: what `take_menu_workbook` reads back, who made the estimate, and how to fill it in."""
    document = menu_document()
    sheet, columns = document["sheet"], document["column"]
    keys = [column["key"] for column in columns]
    header = [sheet["tier"], sheet["item"], sheet["way"], *(c["name"] for c in columns), sheet["reference"], sheet["cost"]]
    at = {key: place for place, key in enumerate(keys, 3)}
    numbers = [at[column] for column in (*AMOUNTS, *PAYING)] + [len(header) - 2, len(header) - 1]
    filled = Worksheet(
        name=sheet["name"],
        header=header,
        rows=list(_rows(menu, places)),
        widths=[12, 20, 12, *(column["width"] for column in columns), 14, 16],
        choices={at[key]: _yes_or_no() for key in _FLAGS},
        formats=dict.fromkeys(numbers, "General"),
    )
    signed = write_signature(menu)
    signature = Worksheet(
        name=sheet["signature_name"],
        header=sheet["signature_header"],
        rows=[[row["name"], signed[Signature(row["key"])]] for row in document["signature"]],
        widths=sheet["signature_widths"],
        texts=frozenset({1}),
    )
    notes = Worksheet(
        name=sheet["notes_name"],
        header=sheet["notes_header"],
        rows=[*([column["name"], column["about"]] for column in columns), *([note] for note in sheet["notes"])],
        widths=sheet["notes_widths"],
    )
    return write_xlsx([filled, signature, notes], made_at=made_at)


def _yes_or_no() -> Sequence[str]:
    words = menu_document()["words"]
    return [words["yes"][0], words["no"][0]]


def _rows(menu: Menu, places: Whereabouts) -> Iterator[list[Written]]:
    table = write_table(menu, menu_words(), places)
    tiers = {tier.key: tier.name for tier in menu.tiers}
    for item in menu.whole:
        yield [tiers[item.tier], item.name, "", *_cells(table[item.key]), *_told(item, item)]
        for way in item.alternatives:
            yield [tiers[item.tier], item.name, way.name, *_cells(table[f"{item.key}/{way.key}"]), *_told(item, way)]


def _cells(row: Mapping[MenuColumn, str]) -> Iterator[Written]:
    for column in MenuColumn:
        text = row.get(column, "")
        yield (Decimal(text) if column in AMOUNTS else int(text) if column in PAYING else text) if text else None


def _told(item: Item, one: Item | Alternative) -> tuple[Written, Written]:
    """The reference and the estimate, which nobody reads back."""
    cost = item.cost_of(one.key) if isinstance(one, Alternative) else (item.cost if not item.priced_ways else None)
    unknown = "" if isinstance(one, Item) and item.priced_ways else menu_document()["sheet"]["unknown"]
    reference = None if one.reference is None else Decimal(one.reference) / 100
    return reference, unknown if cost is None else Decimal(cost) / 100


@dataclass(frozen=True, slots=True)
class MenuSheets:
    """What a workbook says: the rows of the table with their numbers, and who made the estimate."""

    table: Mapping[str, Mapping[MenuColumn, str]]
    rows: Mapping[str, int]
    signature: Mapping[Signature, str]


@needs(Right.MENU)
def take_menu_workbook(
    session: Connection, scope: Jurisdiction, poll_id: int, data: bytes, *, by: Actor, now: datetime
) -> TableRead:
    """Give a draft the menu in the file; every row has to be there, in any order. Raises as `menu.fill_in_menu`, where the
    `row` of a problem is the sheet's."""
    desk = menu_desk(session, scope, poll_id)
    sheets = read_menu_workbook(data, desk.menu)
    try:
        return fill_in_menu(session, scope, poll_id, sheets.table, sheets.signature, by=by, now=now)
    except Rejected as refused:
        raise Rejected([_placed(problem, sheets.rows) for problem in refused.problems]) from None


def _placed(problem: Problem, rows: Mapping[str, int]) -> Problem:
    return replace(problem, row=rows.get(str(problem.detail.get("key", "")), 0))


def read_menu_workbook(data: bytes, menu: Menu) -> MenuSheets:
    """What the file says of a menu with these items. Raises `Rejected` where rows or columns are missing, unknown, or there
    twice."""
    sheet = menu_document()["sheet"]
    found, signature = None, dict[Signature, str]()
    for one in read_tables(data):
        rows = list(islice(one.rows, _MOST_ROWS))
        head = next((n for n, (_, cells) in enumerate(rows[:_HEAD]) if _is_header(cells)), None)
        if found is None and head is not None:
            found = rows[head:]
        elif rows and [_text(cell) for cell in rows[0][1][:2]] == sheet["signature_header"]:
            signature = _signature(rows[1:])
    if found is None:
        raise Rejected([Problem("menu_sheet_no_header")])
    table, numbers = _table(found, menu)
    return MenuSheets(table, numbers, signature)


def _is_header(cells: Sequence[Cell]) -> bool:
    sheet = menu_document()["sheet"]
    named = {folded(_text(cell)) for cell in cells}
    return {folded(sheet["item"]), folded(menu_document()["column"][0]["name"])} <= named


def _signature(rows: Sequence[Row]) -> dict[Signature, str]:
    names = {row["name"]: Signature(row["key"]) for row in menu_document()["signature"]}
    texts = ((_text(cells[0]), _text(cells[1]) if len(cells) > 1 else "") for _, cells in rows if cells)
    return {names[name]: text for name, text in texts if name in names}


def _table(rows: Sequence[Row], menu: Menu) -> tuple[dict[str, dict[MenuColumn, str]], dict[str, int]]:
    document, sheet = menu_document(), menu_document()["sheet"]
    head, header = rows[0][0], [folded(_text(cell)) for cell in rows[0][1]]
    names = {"item": sheet["item"], "way": sheet["way"], **{column["key"]: column["name"] for column in document["column"]}}
    places = {key: header.index(folded(name)) for key, name in names.items() if folded(name) in header}
    if lost := [name for key, name in names.items() if key not in places]:
        raise Rejected([Problem("menu_sheet_column", row=head, value=name) for name in lost])
    known, problems = _keys(menu), list[Problem]()
    table, numbers = dict[str, dict[MenuColumn, str]](), dict[str, int]()
    for number, cells in rows[1:]:
        texts = {key: _text(cells[place]) if place < len(cells) else "" for key, place in places.items()}
        if not any(texts.values()):
            continue
        key = known.get((texts["item"], texts["way"]))
        if key is None or key in numbers:
            name = "/".join(filter(None, (texts["item"], texts["way"])))
            code = "menu_sheet_unknown" if key is None else "menu_sheet_twice"
            problems.append(Problem(code, "item", number, name[:80], {"first": numbers.get(key or "", 0)}))
            continue
        numbers[key] = number
        table[key] = {column: texts[column] for column in MenuColumn if "/" not in key or column in AMOUNTS}
    lacking = ["/".join(filter(None, name)) for name, key in known.items() if key not in numbers]
    problems += [Problem("menu_sheet_missing", "item", value=name) for name in lacking]
    if problems:
        raise Rejected(problems)
    return table, numbers


def _keys(menu: Menu) -> dict[tuple[str, str], str]:
    """The key of each row by the names of its item and of its way."""
    ways = {(item.name, way.name): f"{item.key}/{way.key}" for item in menu.whole for way in item.alternatives}
    return {(item.name, ""): item.key for item in menu.whole} | ways


def _text(cell: Cell) -> str:
    """A cell as it was typed; what spreadsheets calculate is a little off."""
    if isinstance(cell, float):
        number = Decimal(repr(cell))
        near = round(number, 2) if abs(number) < 10**12 else number
        number = near if abs(number - near) < _NOISE else number
        return f"{number:f}".rstrip("0").rstrip(".") if number.is_finite() and "." in f"{number:f}" else f"{number:f}"
    return " ".join(str(cell if cell is not None else "").split())
