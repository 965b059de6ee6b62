"""The menu of one compound's draft: filled in, copied, out as a workbook and in again, frozen at opening."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from surveys.core.errors import NotAllowed, NotFound, Problem, Rejected
from surveys.core.menu import Estimated, Menu, Payer, Payment, RankBy, Ranking
from surveys.core.menu_table import MenuColumn, Signature
from surveys.core.place import DISTRICT, Jurisdiction
from surveys.core.poll import Poll
from surveys.core.roster import Entrance
from surveys.services import draft as planning
from surveys.services.draft import Draft
from surveys.services.edition import menu_named, rules_named
from surveys.services.menu import copied_table, fill_in_menu, menu_desk, menu_sources
from surveys.services.poll import open_poll
from surveys.services.roster import import_roster
from surveys.services.wave import open_wave
from surveys.store.db import Connection
from surveys.store.ledger import lines_since_it_began
from tests.conftest import Database
from tests.estimates import estimated_menu
from tests.factories import CLOSES, EDITION, KEYS, LI, NOW, OPENS, RANDOM, rows

RULE = rules_named(["xuecheng-2021"])[0].document()
SHIPPED = menu_named("xuecheng-2021")
SIGNED = {Signature.ON: "2026-11-20", Signature.BY: "某造价公司", Signature.PAPER: "报告第3号"}
COLUMN = MenuColumn


def drafts(session: Connection, *names: str, menu: Menu = SHIPPED, budget: int | None = None) -> list[Poll]:
    """A draft of each of these new compounds of two buildings, in one wave."""
    compounds = set()
    for name in names:
        for building in ("1号楼", "2号楼"):
            listed = rows("101", "102", compound=name, building=building)
            compounds.add(import_roster(session, listed, by=LI, now=NOW).compounds[0].compound.id)
    draft = Draft("W", EDITION, OPENS, CLOSES, menu, [RULE], False, frozenset(compounds))
    plan = planning.planned(session, planning.make(session, draft, by=LI, now=NOW).id)
    if budget is not None:
        planning.set_budgets(session, plan.wave.id, {poll.id: budget for poll in plan.polls}, by=LI, now=NOW)
    return list(plan.polls)


def fill(session: Connection, poll: Poll, *, signed: bool = True, **cells: str) -> Menu:
    """Fill cells in, named by item and column with two strokes between them."""
    table: dict[str, dict[MenuColumn, str]] = {}
    for name, text in cells.items():
        key, column = name.split("__")
        table.setdefault(key.replace("_way_", "/"), {})[MenuColumn(column)] = text
    return fill_in_menu(session, DISTRICT, poll.id, table, SIGNED if signed else {}, by=LI, now=NOW).menu


def refused(session: Connection, poll: Poll, *, signed: bool = True, **cells: str) -> list[Problem]:
    with pytest.raises(Rejected) as found:
        fill(session, poll, signed=signed, **cells)
    return list(found.value.problems)


def test_a_compound_says_what_it_offers_what_that_costs_and_who_pays(database: Database) -> None:
    with database.transaction() as session:
        (poll,) = drafts(session, "A")
        fill(
            session,
            poll,
            road__quantity="1,800 平方米",
            road__unit_cost="165元/平方米",
            lamp__lump="1.5万",
            lamp__must="是",
            plug__government="60",
            plug__company="40%",
            childcare__offered="否",
            square__infeasible="院里没有空地",
            pavilion__scope="2栋、1号楼1单元",
        )
        menu = menu_desk(session, DISTRICT, poll.id).menu
        assert menu.by_key["road"].cost == 297_000_00
        assert (menu.by_key["lamp"].cost, menu.by_key["lamp"].must) == (15_000_00, True)
        assert menu.by_key["plug"].pays == (Payment(Payer.GOVERNMENT, 60), Payment(Payer.COMPANY, 40))
        assert not menu.offers("childcare")
        assert menu.by_key["pavilion"].buildings == ("2号楼",)
        assert menu.by_key["pavilion"].stairwells == (Entrance("1号楼", "1"),)
        assert menu.estimated == Estimated(date(2026, 11, 20), "某造价公司", "报告第3号")
        assert menu.template == SHIPPED.digest
        assert [item.key for item in menu.whole] == [item.key for item in SHIPPED.items]


def test_nothing_has_a_cost_until_somebody_entered_it(database: Database) -> None:
    with database.transaction() as session:
        (poll,) = drafts(session, "A")
        assert not any(item.costs for item in menu_desk(session, DISTRICT, poll.id).menu.items)
        menu = fill(session, poll, road__quantity="1800")
        assert menu.by_key["road"].cost is None, "a reference price is never counted"


def test_what_was_typed_otherwise_is_repeated_as_it_was_understood(database: Database) -> None:
    with database.transaction() as session:
        (poll,) = drafts(session, "A")
        table = {"road": {COLUMN.LUMP: "１２，０００"}, "lamp": {COLUMN.LUMP: "12000"}, "gate": {COLUMN.LUMP: "0"}}
        read = fill_in_menu(session, DISTRICT, poll.id, table, SIGNED, by=LI, now=NOW)
        assert [(one.row, one.typed, one.amount) for one in read.understood] == [
            ("road", "１２，０００", 12_000_00),
            ("gate", "0", 0),
        ]


@pytest.mark.parametrize(
    ("cell", "typed", "code"),
    [
        ("road__quantity", "0", "amount_zero"),
        ("road__quantity", "很多", "amount_text"),
        ("road__quantity", "1e999", "amount_exponent"),
        ("road__lump", "-5", "amount_negative"),
        ("road__unit_cost", "1.234", "amount_decimals"),
        ("road__lump", "1000000000", "amount_too_large"),
        ("road__government", "30", "menu_pays_total"),
        ("road__government", "30.5", "percent_whole"),
        ("road__government", "一半", "percent_whole"),
        ("road__government", "101", "percent_whole"),
        ("road__scope", "9号楼", "menu_place_unknown"),
        ("road__scope", "1号楼9单元", "menu_place_unknown"),
        ("road__offered", "也许", "cell_yes_or_no"),
        ("road__infeasible", "长" * 121, "cell_too_long"),
        ("road__unit", "#REF!", "cell_no_value"),
        ("road__infeasible", "=A1&B1", "cell_no_value"),
        ("road__unit", "", "menu_unit_missing"),
        ("road__own_money", "是", "menu_own_money_must"),
        ("lamp__own_money", "是", "menu_own_money_payers"),
        ("road__lump", "1", "menu_two_costs"),
    ],
)
def test_what_can_t_be_taken_is_refused_beside_its_cell_and_changes_nothing(
    database: Database, cell: str, typed: str, code: str
) -> None:
    with database.transaction() as session:
        (poll,) = drafts(session, "A")
        before = fill(session, poll, road__quantity="10", road__unit_cost="100")
        key, column = cell.split("__")
        problems = refused(session, poll, **{cell: typed})
        assert code in {problem.code for problem in problems}
        assert all(problem.detail["key"] == key for problem in problems)
        assert column in {problem.field for problem in problems} or code == "menu_own_money_must"
        assert menu_desk(session, DISTRICT, poll.id).menu == before


def test_every_cell_that_is_wrong_is_named_at_once(database: Database) -> None:
    with database.transaction() as session:
        (poll,) = drafts(session, "A")
        found = refused(session, poll, road__lump="x", lamp__quantity="-1", gate__scope="天上", drain__owners="200")
        assert {(p.detail["key"], p.field) for p in found} == {
            ("road", "lump"),
            ("lamp", "quantity"),
            ("gate", "scope"),
            ("drain", "owners"),
        }


@pytest.mark.parametrize(
    ("signature", "field"),
    [
        ({}, Signature.BY),
        ({Signature.ON: "2026-11-20", Signature.BY: ""}, Signature.BY),
        ({Signature.ON: "", Signature.BY: "李"}, Signature.ON),
        ({Signature.ON: "2026-02-30", Signature.BY: "李"}, Signature.ON),
        ({Signature.ON: "昨天", Signature.BY: "李"}, Signature.ON),
        ({Signature.ON: "2026-12-24", Signature.BY: "李"}, Signature.ON),
        ({Signature.ON: "2026-11-20", Signature.BY: "长" * 61}, Signature.BY),
    ],
)
def test_an_estimate_says_who_made_it_and_when(
    database: Database, signature: dict[Signature, str], field: Signature
) -> None:
    with database.transaction() as session:
        (poll,) = drafts(session, "A")
        with pytest.raises(Rejected) as found:
            fill_in_menu(session, DISTRICT, poll.id, {"road": {COLUMN.LUMP: "1"}}, signature, by=LI, now=NOW)
        assert [problem.field for problem in found.value.problems] == [field]


@pytest.mark.parametrize("typed", ["2026年11月20日", "2026/11/20", "2026.11.20", "20261120", "２０２６－１１－２０"])
def test_a_day_may_be_written_in_the_usual_ways(database: Database, typed: str) -> None:
    with database.transaction() as session:
        (poll,) = drafts(session, "A")
        read = fill_in_menu(session, DISTRICT, poll.id, {}, {**SIGNED, Signature.ON: typed}, by=LI, now=NOW)
        assert read.menu.estimated is not None
        assert read.menu.estimated.on == date(2026, 11, 20)


def test_what_needs_an_item_that_isn_t_offered_is_refused(database: Database) -> None:
    needing = SHIPPED.fitted({"pavilion": {"needs": ("square",)}})
    with database.transaction() as session:
        (poll,) = drafts(session, "A", menu=needing)
        found = refused(session, poll, square__offered="否")
        name = SHIPPED.by_key["square"].name
        assert [(p.code, p.value, p.detail["key"]) for p in found] == [("menu_needs_set_aside", name, "pavilion")]
        fill(session, poll, square__offered="否", pavilion__offered="否")


def test_the_ledger_tells_what_the_menu_was_before_and_after_and_of_which_items(database: Database) -> None:
    with database.transaction() as session:
        (poll,) = drafts(session, "A")
        menu = fill(session, poll, road__lump="5", lamp__offered="否")
        fill(session, poll, signed=False, road__lump="5")
        (line,) = [line for line in lines_since_it_began(session) if line.act == "menu_filled_in"]
        assert line.turns["menu"] == (SHIPPED.digest, menu.digest)
        assert line.said["items"] == "道路硬化、路灯"


def test_after_opening_nobody_changes_the_menu_and_the_terms_carry_it(database: Database) -> None:
    with database.transaction() as session:
        (poll,) = drafts(session, "A")
        menu = fill(session, poll, road__lump="5")
        terms = open_poll(session, DISTRICT, poll.id, keys=KEYS, random=RANDOM, by=LI, now=NOW).terms
        assert terms is not None
        assert terms.menu == menu.digest
        with pytest.raises(NotAllowed, match="menu_is_frozen"):
            fill(session, poll, road__lump="6")


def test_with_a_budget_a_menu_without_any_estimate_isn_t_opened(database: Database) -> None:
    with database.transaction() as session:
        first, second = drafts(session, "A", "B", budget=100_00)
        fill(session, first, lamp__lump="5")
        with pytest.raises(Rejected) as found:
            open_wave(session, first.wave.id, keys=KEYS, random=RANDOM, by=LI, now=NOW)
        assert [(p.code, p.detail["compound"]) for p in found.value.problems] == [("menu_nothing_estimated", "B")]
        planning.set_budgets(session, first.wave.id, {second.id: None}, by=LI, now=NOW)
        assert open_poll(session, DISTRICT, second.id, keys=KEYS, random=RANDOM, by=LI, now=NOW).terms


@pytest.mark.parametrize("cell", [{COLUMN.OFFERED: "否"}, {COLUMN.INFEASIBLE: "做不了"}, {COLUMN.MUST: "是"}])
def test_a_menu_of_which_nothing_can_be_ordered_isn_t_opened(database: Database, cell: dict[MenuColumn, str]) -> None:
    with database.transaction() as session:
        (poll,) = drafts(session, "A")
        table = {item.key: cell for item in SHIPPED.items}
        fill_in_menu(session, DISTRICT, poll.id, table, {}, by=LI, now=NOW)
        with pytest.raises(Rejected) as found:
            open_poll(session, DISTRICT, poll.id, keys=KEYS, random=RANDOM, by=LI, now=NOW)
        assert [problem.code for problem in found.value.problems] == ["menu_nothing_offered"]


def test_a_change_of_the_wave_keeps_what_its_compounds_filled_in(database: Database) -> None:
    with database.transaction() as session:
        first, second = drafts(session, "A", "B")
        fill(session, first, road__lump="5", lamp__offered="否", gate__must="是")
        other = replace(SHIPPED.fitted({"gate": {"name": "新门"}, "roof": {"must": True}}), choose=5)
        compounds = frozenset({first.compound.id, second.compound.id})
        changed = Draft("V", EDITION, OPENS, CLOSES, other, [RULE], True, compounds)
        planning.change(session, first.wave.id, changed, by=LI, now=NOW)
        plan = planning.planned(session, first.wave.id)
        own = plan.menus[first.id]
        assert plan.menu == other == plan.menus[second.id]
        gate = own.by_key["gate"]
        assert (own.choose, gate.name, gate.must, own.by_key["roof"].must) == (5, "新门", True, True)
        assert (own.by_key["road"].cost, own.offers("lamp"), own.template) == (5_00, False, other.digest)
        assert own.estimated


def test_another_compounds_menu_is_copied_within_reach_and_kept_only_when_it_is_filled_in(database: Database) -> None:
    with database.transaction() as session:
        first, second = drafts(session, "A", "B")
        fill(session, first, road__quantity="9", road__unit_cost="7", lamp__lump="3", gate__scope="1号楼", gate__lump="1")
        desk = menu_desk(session, DISTRICT, second.id)
        (source,) = menu_sources(session, DISTRICT, desk)
        assert (source.poll.id, source.costed) == (first.id, 3)
        table, _ = copied_table(session, DISTRICT, desk, first.id, quantities=False)
        assert (table["road"][COLUMN.UNIT_COST], table["road"][COLUMN.QUANTITY], table["lamp"][COLUMN.LUMP]) == ("7", "", "")
        assert menu_desk(session, DISTRICT, second.id).menu == SHIPPED
        table, signature = copied_table(session, DISTRICT, desk, first.id, quantities=True)
        menu = fill_in_menu(session, DISTRICT, second.id, table, signature, by=LI, now=NOW).menu
        assert (menu.by_key["road"].cost, menu.by_key["lamp"].cost) == (63_00, 3_00)
        assert not menu.by_key["gate"].is_local, "where it is for is the compound's own"
        mine = Jurisdiction(compound=second.compound.id)
        assert menu_sources(session, mine, desk) == ()
        with pytest.raises(NotFound):
            copied_table(session, mine, desk, first.id, quantities=True)


def test_a_draft_with_the_quantities_that_once_came_with_the_product_is_saved_anew_before_it_opens(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    invented = estimated_menu()
    monkeypatch.setattr("surveys.services.poll.INVENTED", invented.digest)
    with database.transaction() as session:
        (poll,) = drafts(session, "A", menu=replace(invented, ranking=Ranking(RankBy.POINTS)))
        with pytest.raises(Rejected) as found:
            open_poll(session, DISTRICT, poll.id, keys=KEYS, random=RANDOM, by=LI, now=NOW)
        assert [problem.code for problem in found.value.problems] == ["menu_invented"]
        again = Draft("W", EDITION, OPENS, CLOSES, SHIPPED, [RULE], False, frozenset({poll.compound.id}))
        planning.change(session, poll.wave.id, again, by=LI, now=NOW)
        assert menu_desk(session, DISTRICT, poll.id).menu == SHIPPED
        assert open_poll(session, DISTRICT, poll.id, keys=KEYS, random=RANDOM, by=LI, now=NOW).terms
