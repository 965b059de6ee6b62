"""A compound's menu as a workbook: out, and back unchanged, or refused with every bad cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from surveys.core.errors import NotAllowed, Rejected
from surveys.core.menu import Estimated, Menu, Payer, Payment
from surveys.core.menu_reading import read_table
from surveys.core.menu_table import write_table
from surveys.core.place import DISTRICT
from surveys.core.plain_text import plain_line
from surveys.core.poll import Poll
from surveys.core.roster import Entrance, Household, Roster
from surveys.services.edition import menu_words, places_of
from surveys.services.menu import menu_desk
from surveys.services.menu_workbook import menu_workbook, read_menu_workbook, take_menu_workbook
from surveys.services.poll import open_poll
from surveys.store.db import Connection
from surveys.store.ledger import lines_since_it_began
from tests.conftest import Database
from tests.estimates import estimated_menu
from tests.factories import KEYS, LI, NOW, RANDOM
from tests.services.test_menu import SHIPPED, drafts, fill


def workbook(session: Connection, poll: Poll) -> bytes:
    desk = menu_desk(session, DISTRICT, poll.id)
    return menu_workbook(desk.menu, desk.places)


def sheet(data: bytes, **cells: object) -> bytes:
    """The workbook with other cells; `A2` and the like."""
    book = load_workbook(BytesIO(data))
    for place, value in cells.items():
        book.worksheets[0][place] = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_goes_out_and_comes_back_unchanged(database: Database) -> None:
    with database.transaction() as session:
        (poll,) = drafts(session, "A")
        before = fill(session, poll, road__quantity="9.25", road__unit_cost="7", gate__scope="1号楼", lamp__offered="否")
        data = workbook(session, poll)
        assert take_menu_workbook(session, DISTRICT, poll.id, data, by=LI, now=NOW).menu == before
        assert len([line for line in lines_since_it_began(session) if line.act == "menu_filled_in"]) == 1
        assert "未估算" in {row[-1].value for row in load_workbook(BytesIO(data)).worksheets[0]}


def test_a_workbook_is_taken_whole_or_not_at_all_and_every_bad_cell_is_named(database: Database) -> None:
    with database.transaction() as session:
        (poll,) = drafts(session, "A")
        fill(session, poll, road__lump="1")
        before = menu_desk(session, DISTRICT, poll.id).menu
        data = workbook(session, poll)
        with pytest.raises(Rejected) as found:
            take_menu_workbook(session, DISTRICT, poll.id, sheet(data, I2="很多", G3=-4, D4="?"), by=LI, now=NOW)
        assert [(p.row, p.field, p.value) for p in found.value.problems] == [
            (2, "lump", "很多"),
            (3, "quantity", "-4"),
            (4, "offered", "?"),
        ]
        assert menu_desk(session, DISTRICT, poll.id).menu == before
        taken = take_menu_workbook(session, DISTRICT, poll.id, sheet(data, I2="2万", G3=4.5), by=LI, now=NOW).menu
        assert (taken.by_key["road"].cost, taken.by_key["drain"].quantity) == (20_000_00, 450)


def test_rows_may_stand_in_any_order_but_none_may_be_missing_unknown_or_there_twice(database: Database) -> None:
    with database.transaction() as session:
        (poll,) = drafts(session, "A")
        data = workbook(session, poll)
        for changes, codes in (
            ({"B2": "路灯"}, {"menu_sheet_twice", "menu_sheet_missing"}),
            ({"B2": "月亮"}, {"menu_sheet_unknown", "menu_sheet_missing"}),
            ({"B1": "什么"}, {"menu_sheet_no_header"}),
            ({"G1": "多少"}, {"menu_sheet_column"}),
        ):
            with pytest.raises(Rejected) as found:
                take_menu_workbook(session, DISTRICT, poll.id, sheet(data, **changes), by=LI, now=NOW)
            assert {problem.code for problem in found.value.problems} == codes
        with pytest.raises(Rejected):
            take_menu_workbook(session, DISTRICT, poll.id, b"", by=LI, now=NOW)


def test_after_opening_no_workbook_is_taken(database: Database) -> None:
    with database.transaction() as session:
        (poll,) = drafts(session, "A")
        open_poll(session, DISTRICT, poll.id, keys=KEYS, random=RANDOM, by=LI, now=NOW)
        with pytest.raises(NotAllowed, match="menu_is_frozen"):
            take_menu_workbook(session, DISTRICT, poll.id, workbook(session, poll), by=LI, now=NOW)


AMOUNT = st.none() | st.integers(1, 9_000_000)
WORDS_OF_PEOPLE = st.text(max_size=20).map(plain_line)
PAYS = st.sampled_from([(), (Payment(Payer.OWNERS, 30), Payment(Payer.GOVERNMENT, 70)), (Payment(Payer.FUND, 100),)])
HOMES = Roster(
    tuple(
        Household(n, building, unit, 1, str(n), 80_00, str(n))
        for n, (building, unit) in enumerate([("1号楼", "1单元"), ("1号楼", "2单元"), ("商业楼", ""), ("A座", "甲")])
    )
)


@st.composite
def menus(draw: st.DrawFn) -> Menu:
    """The district's menu, fitted in every way that people may."""
    whole = []
    for item in estimated_menu().items:
        amounts = {"quantity": draw(AMOUNT), "unit_cost": draw(AMOUNT), "lump": None}
        if draw(st.booleans()):
            amounts = {"quantity": draw(AMOUNT), "unit_cost": None, "lump": draw(AMOUNT)}
        where = draw(st.sampled_from([{}, {"buildings": ("A座", "1号楼")}, {"stairwells": (Entrance("1号楼", "2单元"),)}]))
        must = draw(st.booleans())
        pays = draw(PAYS)
        reason = draw(WORDS_OF_PEOPLE)
        own = bool(pays) and not must and draw(st.booleans())
        whole.append(replace(item, **amounts, **where, must=must, pays=pays, own_money=own, infeasible=reason))
    offered = draw(st.sets(st.sampled_from([item.key for item in whole])))
    return replace(SHIPPED.made_of(whole, offered), template=SHIPPED.digest, estimated=Estimated(date(2026, 1, 2), "李"))


@given(menus())
@settings(max_examples=25)
def test_whatever_menu_goes_out_as_a_workbook_comes_back_the_same(menu: Menu) -> None:
    places = places_of(HOMES)
    sheets = read_menu_workbook(menu_workbook(menu, places), menu)
    today = date(2026, 11, 20)
    assert read_table(menu, sheets.table, sheets.signature, menu_words(), places, today=today).menu == menu
    blank = replace(SHIPPED, estimated=None)
    table = write_table(menu, menu_words(), places)
    again = read_table(blank, table, sheets.signature, menu_words(), places, today=today).menu
    assert {item.key: item.costs for item in again.whole} == {item.key: item.costs for item in menu.whole}
