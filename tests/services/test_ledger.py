"""Reading the ledger: one's own place alone, newest first, page by page, and fast."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import event, text

from surveys.core.act import Act, made, turned
from surveys.core.ballot import Capacity
from surveys.core.contact import Contact
from surveys.core.errors import NotFound
from surveys.core.ledger import NAMELESS, LedgerLine, Search
from surveys.core.place import DISTRICT, Jurisdiction
from surveys.core.staff import Installation, Role
from surveys.services import community, contact, draft, letter, staff
from surveys.services.ledger import at_a_door, by_somebody, going_on, ledger_lines, ledger_page
from surveys.store import contact as stored_contact
from surveys.store import entry
from surveys.store.db import Connection
from surveys.words.ledger import line_words
from surveys.words.table import ledger_table
from tests.acts import last
from tests.conftest import Database
from tests.factories import BASE_URL, DURING, KEYS, LI, NOW, RANDOM, WANG, opened
from tests.services.test_poll import drafted

EVERYWHERE = {
    "district": DISTRICT,
    "street": Jurisdiction(street=1),
    "other street": Jurisdiction(street=2),
    "community": Jurisdiction(community=1),
    "compound": Jurisdiction(compound=1),
}


def furnished(session: Connection) -> None:
    """Two streets with a compound each, the first one's in a community, and somebody for each street."""
    for number, (street, compound) in enumerate((("S", "A"), ("T", "B")), start=1):
        poll = opened(session, compound=compound, street=street, wave=f"W{number}")
        assert poll.compound.id == poll.compound.street.id == number
        scope = Jurisdiction(street=number)
        staff.add_staff(session, f"jie{number}", "街", None, role=Role.STREET, scope=scope, random=RANDOM, by=LI, now=NOW)
    there = community.add_community(session, DISTRICT, "S", "社区", "0632-5550123", by=LI, now=NOW)
    community.assign_compounds(session, DISTRICT, there.id, [1], by=WANG, now=DURING)


def read(session: Connection, scope: Jurisdiction, search: Search | None = None) -> list[LedgerLine]:
    return [line for line, _names in ledger_lines(session, scope, search)]


def test_everybody_reads_what_lies_in_their_place_and_nothing_else(database: Database) -> None:
    with database.transaction() as session:
        furnished(session)
        seen = {name: read(session, scope) for name, scope in EVERYWHERE.items()}
    assert {line.act for line in seen["district"]} > {line.act for line in seen["street"]}
    assert {line.street for line in seen["street"]} == {1}
    assert {line.street for line in seen["other street"]} == {2}
    assert {line.compound for line in seen["compound"]} == {1}
    assert {(line.compound, line.community) for line in seen["community"]} == {(1, None), (None, 1)}
    assert [line.said["username"] for line in seen["street"] if line.act is Act.STAFF_ADDED] == ["jie1"]
    assert not any(line.act == "wave_made" for name in seen if name != "district" for line in seen[name])


def test_it_is_read_from_the_newest_on_page_by_page(database: Database) -> None:
    with database.transaction() as session:
        furnished(session)
        for scope in EVERYWHERE.values():
            whole, search, paged = read(session, scope), Search(), []
            assert whole == sorted(whole, key=lambda line: (line.at, line.id), reverse=True)
            while True:
                page = ledger_page(session, scope, search, size=2)
                paged += page.lines
                if not page.older:
                    break
                search = going_on(session, Search(), page.lines[-1].id)
            assert paged == whole


def test_it_is_searched_by_person_act_place_home_and_day(database: Database) -> None:
    with database.transaction() as session:
        furnished(session)
        again = letter.reissue(session, DISTRICT, 1, 2, keys=KEYS, base_url=BASE_URL, by=WANG, now=DURING)
        by_wang = by_somebody(session, Search(), "wang")
        assert {line.act for line in read(session, DISTRICT, by_wang)} == {
            Act.COMPOUND_ASSIGNED,
            Act.LETTER_REISSUED,
            Act.LETTERS_PRINTED,
        }
        assert {line.compound for line in read(session, DISTRICT, Search(compound=2))} == {2}
        assert read(session, Jurisdiction(street=1), Search(compound=2)) == []
        assert {line.poll for line in read(session, DISTRICT, Search(poll=2))} == {2}
        assert [line.act for line in read(session, DISTRICT, Search(act=Act.POLL_OPENED))] == [Act.POLL_OPENED] * 2
        later = Search(since=NOW + timedelta(seconds=1))
        assert {line.at for line in read(session, DISTRICT, later)} == {DURING}
        assert {line.at for line in read(session, DISTRICT, Search(until=DURING))} == {NOW}
        home = at_a_door(session, DISTRICT, Search(compound=1), again.address.room)
        assert home is not None
        assert [line.act for line in read(session, DISTRICT, home)] == [Act.LETTER_REISSUED]
        assert at_a_door(session, DISTRICT, Search(compound=1), "no such room") is None
        assert at_a_door(session, DISTRICT, Search(), "101") is None
        with pytest.raises(NotFound):
            at_a_door(session, Jurisdiction(street=2), Search(compound=1), "101")
        assert going_on(session, Search(), 10_000).after is None


def test_budgets_are_told_in_fen_from_what_to_what(database: Database) -> None:
    with database.transaction() as session:
        poll = drafted(session, "101")
        draft.set_budgets(session, poll.wave.id, {poll.id: 300_000_00}, by=LI, now=NOW)
        draft.set_budgets(session, poll.wave.id, {poll.id: 450_000_00}, by=LI, now=NOW)
        assert last(session, "budgets_set") == {
            "wave": poll.wave.id,
            "budget_before": 300_000_00,
            "budget_after": 450_000_00,
        }
        page = ledger_page(session, DISTRICT, Search())
    words = line_words(page.lines[0], page.names, personal=True)
    assert words.sentence.endswith("li改了预算（A，W）：预算从300,000元改成450,000元。")


def left(session: Connection, poll_id: int, household: int, phone: str) -> None:
    stored_contact.keep(session, poll_id, Contact(household, Capacity.OWNER, phone, DURING))


def test_every_phone_that_is_shown_is_entered_with_the_home_and_who_saw_it(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        for household in (1, 2, 3):
            left(session, poll.id, household, f"1380000000{household}")
        _poll, one = contact.show_phones(session, DISTRICT, poll.id, only=(2, Capacity.OWNER), by=WANG, now=DURING)
        assert [found.phone for _home, found in one] == ["13800000002"]
        _poll, whole = contact.show_phones(session, DISTRICT, poll.id, by=LI, now=DURING)
        assert len(whole) == 3
        shown = [line for line in read(session, DISTRICT) if line.act is Act.PHONE_SHOWN]
        assert [(line.actor, line.household) for line in shown] == [("li", 3), ("li", 2), ("li", 1), ("wang", 2)]
        assert "1380000000" not in "".join(session.execute(text("SELECT detail FROM entries")).scalars())
        with pytest.raises(NotFound):
            contact.show_phones(session, DISTRICT, poll.id, only=(4, Capacity.OWNER), by=LI, now=DURING)
        with pytest.raises(NotFound):
            contact.show_phones(session, Jurisdiction(street=2), poll.id, by=LI, now=DURING)


@pytest.mark.by_hand
def test_personal_values_are_shown_to_those_who_may_see_them_while_they_are_kept(database: Database) -> None:
    with database.transaction() as session:
        furnished(session)
        page = ledger_page(session, Jurisdiction(street=1), Search(act=Act.STAFF_ADDED))
        told = [line_words(page.lines[0], page.names, personal=may).sentence for may in (True, False)]
        session.execute(text("DELETE FROM entry_values"))
        page = ledger_page(session, Jurisdiction(street=1), Search(act=Act.STAFF_ADDED))
        told.append(line_words(page.lines[0], page.names, personal=True).sentence)
    assert "姓名：“街”" in told[0]
    assert "姓名：有记录，这里不显示" in told[1]
    assert "姓名：已删除" in told[2]


def test_every_line_has_plain_texts_for_tables(database: Database) -> None:
    with database.transaction() as session:
        furnished(session)
        table = ledger_table(ledger_lines(session, DISTRICT), personal=True)
    rows = table.rows
    assert {len(row) for row in rows} == {len(table.columns)}
    assert all(isinstance(text, str) for row in rows for text in row[2:])


def test_a_line_of_before_is_told_as_it_was_entered() -> None:
    line = LedgerLine(1, NOW, "li", Act.BUDGETS_SET, said={"wave": 1, "budgets": "1:None>3"})
    assert line_words(line, NAMELESS, personal=True).sentence == "2026年11月23日 09:00，li改了预算。"
    line = LedgerLine(1, NOW, "li", Act.PACKAGE_GIVEN, said={"to": "王某", "reason": "复核"})
    assert "王某" in line_words(line, NAMELESS, personal=True).sentence
    assert "王某" not in line_words(line, NAMELESS, personal=False).sentence
    old = {
        "closes_at": "2026-12-01 → 2026-12-05",
        "matters": "lift,roof",
        "role": "manager",
        "gate": "weather",
        "until": "soon",
    }
    for name, value in old.items():
        line = LedgerLine(1, NOW, "li", Act.POLL_EXTENDED, said={name: value})
        assert f"“{value}”" in line_words(line, NAMELESS, personal=True).sentence


SEARCHES = {
    "all": Search(),
    "page": Search(after=(DURING, 7)),
    "person": Search(actors=("li",)),
    "act": Search(act=Act.POLL_OPENED),
    "compound": Search(compound=1),
    "poll": Search(poll=1),
    "home": Search(households=(1,)),
    "days": Search(since=NOW, until=DURING),
    "day and person": Search(actors=("li", "wang"), since=NOW, until=DURING, after=(DURING, 7)),
}


def plans(database: Database, scope: Jurisdiction, search: Search) -> Iterator[str]:
    """How SQLite goes through the entries for one page."""
    with database.reading() as session:
        statements: list[tuple[str, object]] = []

        def note(_connection: object, _cursor: object, statement: str, parameters: object, *_more: object) -> None:
            statements.append((statement, parameters))

        event.listen(session, "before_cursor_execute", note)
        ledger_page(session, scope, search)
        event.remove(session, "before_cursor_execute", note)
        for statement, parameters in statements:
            if "FROM entries" in statement:
                for row in session.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters):  # type: ignore[arg-type]
                    yield row.detail


@pytest.mark.by_hand
def test_no_page_goes_through_all_entries(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        furnished(session)
        for number in range(3000):
            told = turned({"budget": number}, {"budget": number + 1})
            entry.enter(session, "budgets_set", by=Installation(f"p{number % 7}"), now=DURING, poll_id=2, **told)
        session.exec_driver_sql("ANALYZE")
    for scope, search in product(EVERYWHERE, SEARCHES):
        found = list(plans(sqlite, EVERYWHERE[scope], SEARCHES[search]))
        assert found
        slow = [detail for detail in found if not detail.startswith(("SEARCH entries USING", "USE TEMP B-TREE"))]
        assert slow == [], (scope, search)


@pytest.mark.by_hand
def test_a_first_page_takes_the_same_few_queries_however_long_the_ledger_is(database: Database) -> None:
    costs = []
    with database.transaction() as session:
        furnished(session)
    for more in (3, 300):
        with database.transaction() as session:
            for number in range(more):
                entry.enter(
                    session, "objection_recorded", by=LI, now=DURING, poll_id=1, objection=number, **made({"who": "x"})
                )
        with database.counted() as statements, database.reading() as session:
            ledger_page(session, Jurisdiction(street=1), Search())
        costs.append(len([one for one in statements if one.startswith("SELECT")]))
    assert costs[0] == costs[1] < 12
