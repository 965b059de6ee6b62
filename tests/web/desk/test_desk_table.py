"""What leaves the desk for Excel: to whom, with what in it, and what is written down of it."""

from __future__ import annotations

import re
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import text
from werkzeug.test import TestResponse

from surveys.core.staff import RIGHTS, Right, Role
from surveys.paper.table_file import ACTS
from surveys.store.db import reading, transaction
from surveys.words.table import TableKind
from tests.office import Browser, Office, contents
from tests.phone import Page

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def book_of(answer: TestResponse) -> Workbook:
    """The workbook that was answered with."""
    assert (answer.status_code, answer.mimetype) == (200, WORKBOOK)
    return load_workbook(BytesIO(answer.get_data()))


def table_of(book: Workbook) -> list[tuple[object, ...]]:
    """The rows of a workbook's first sheet."""
    return list(book.worksheets[0].iter_rows(values_only=True))


def entries(office: Office) -> list[str]:
    """What stands in the ledger of acts."""
    with office.app.app_context(), reading() as session:
        return [str(tuple(row)) for row in session.execute(text("SELECT * FROM entries ORDER BY id"))]


OF_NO_SINGLE_ONE = (TableKind.COMPOUNDS, TableKind.LEDGER)


def page_of(office: Office) -> dict[TableKind, tuple[str, str]]:
    """Where each kind is, and the page with its button; a new kind has to be named here."""
    closed, compound = office.closed.id, office.closed.compound.id
    here = f"/desk/compounds/{compound}/tables"
    return {
        TableKind.COMPOUNDS: ("/desk/compounds.xlsx", "/desk/compounds"),
        TableKind.UNANSWERED: (f"/desk/polls/{closed}/unanswered.xlsx", here),
        TableKind.LIST: (f"/desk/polls/{closed}/list.xlsx", here),
        TableKind.EXACT_LIST: (f"/desk/polls/{closed}/exact-list.xlsx", here),
        TableKind.OBJECTIONS: (f"/desk/polls/{closed}/objections.xlsx", here),
        TableKind.ROSTER: (f"/desk/compounds/{compound}/roster.xlsx", here),
        TableKind.LEDGER: ("/desk/ledger.xlsx", "/desk/ledger"),
        TableKind.ARCHIVE: (f"/desk/polls/{closed}/archive.zip", here),
    }


def fetched(browser: Browser, kind: TableKind, office: Office) -> TestResponse:
    """A file as somebody gets it who clicks its button."""
    path, page = page_of(office)[kind]
    return browser.fill(page, {}, action=path) if kind in ACTS else browser.get(path, buffered=True)


def test_every_kind_has_a_button_and_explains_itself(ours: Office) -> None:
    browser = ours.signed_in("jie")
    assert set(page_of(ours)) == set(TableKind)
    for kind, (path, page) in page_of(ours).items():
        shown = browser.page(page)
        assert path in (shown.actions if kind in ACTS else shown.links), kind
        answer = fetched(browser, kind, ours)
        assert answer.headers["Cache-Control"] == "no-store"
        if kind is TableKind.ARCHIVE:
            continue
        notes = list(book_of(answer).worksheets[-1].iter_rows(values_only=True))
        told = {row[0]: row[1] for row in notes}
        assert told["谁做的"] == "槐荫街道办"
        head = table_of(book_of(answer))[0]
        assert all(told.get(name) for name in head), kind
        assert "昨日里" in str(notes[1]) or kind in OF_NO_SINGLE_ONE


def test_what_carries_names_or_exact_figures_is_written_down_and_the_rest_changes_nothing(ours: Office) -> None:
    browser = ours.signed_in("jie")
    for kind in TableKind:
        before = entries(ours)
        content = fetched(browser, kind, ours).get_data()
        new = entries(ours)[len(before) :]
        assert len(new) == (kind in ACTS)
        if kind in ACTS:
            assert sha256(content).hexdigest() in new[0]
            assert "jie" in new[0]


def test_a_file_that_is_only_looked_at_changes_nothing(ours: Office) -> None:
    browser = ours.signed_in("jie")
    before = contents(ours)
    for kind in set(TableKind) - set(ACTS):
        assert fetched(browser, kind, ours).status_code == 200
    assert contents(ours) == before


def test_clicked_twice_it_is_the_same_file_and_one_entry(ours: Office) -> None:
    browser = ours.signed_in("jie")
    path, page = page_of(ours)[TableKind.ROSTER]
    form = browser.page(page).form(path)
    first = browser.client.post(path, data=form)
    once = entries(ours)
    again = browser.client.post(path, data=form)
    assert (first.status_code, first.get_data()) == (200, again.get_data())
    assert entries(ours) == once


def test_a_file_that_would_say_something_else_by_now_is_not_given_without_an_entry(ours: Office) -> None:
    browser = ours.signed_in("jie")
    path, page = page_of(ours)[TableKind.ROSTER]
    form = browser.page(page).form(path)
    assert browser.client.post(path, data=form).status_code == 200
    renamed(ours)
    once = entries(ours)
    again = browser.client.post(path, data=form)
    assert (again.status_code, entries(ours)) == (303, once)
    assert "内容变了" in browser.page(again.location).text


def renamed(office: Office) -> None:
    """Gives the closed compound's first owner another name."""
    with office.app.app_context(), transaction() as session:
        session.execute(
            text("UPDATE owners SET name = '赵改名' WHERE id = (SELECT min(id) FROM owners WHERE compound_id = :c)"),
            {"c": office.closed.compound.id},
        )


def test_another_streets_clerk_and_whoever_has_no_right_get_nothing(ours: Office) -> None:
    there = ours.signed_in("song")
    for kind, (path, _page) in page_of(ours).items():
        if kind not in OF_NO_SINGLE_ONE:
            token = there.page("/staff/password").form("")["csrf_token"]
            answer = there.client.open(path, method="POST" if kind in ACTS else "GET", data={"csrf_token": token})
            assert answer.status_code == 404, kind
    streets = {row[5] for row in table_of(book_of(there.get("/desk/ledger.xlsx", buffered=True)))[1:]}
    assert len(streets) == 1, "only what her own street did"
    names = {row[2] for row in table_of(book_of(there.get("/desk/compounds.xlsx", buffered=True)))[1:]}
    assert names == {"竹影苑"}
    helper = ours.signed_in("wang")
    assert {helper.get(path, buffered=True).status_code for path, _ in page_of(ours).values()} <= {404, 405}
    committee = ours.signed_in("ju").page(f"/desk/compounds/{ours.open.compound.id}/tables")
    assert any(action.endswith("roster.xlsx") for action in committee.actions)
    assert Right.ROSTER not in RIGHTS[Role.OWNERS]


def test_a_poll_that_runs_has_no_list_and_no_archive(ours: Office) -> None:
    browser, poll = ours.signed_in(), ours.open
    assert browser.get(f"/desk/polls/{poll.id}/list.xlsx").status_code == 409
    token = browser.page("/staff/password").form("")["csrf_token"]
    for name in ("exact-list.xlsx", "archive.zip"):
        answer = browser.client.post(f"/desk/polls/{poll.id}/{name}", data={"csrf_token": token})
        assert answer.status_code == 409
    assert browser.get(f"/desk/polls/{ours.draft.id}/unanswered.xlsx").status_code == 409
    page = browser.page(f"/desk/compounds/{poll.compound.id}/tables")
    assert "截止以后才有" in page.text
    assert "打开以后才有表" in browser.page(f"/desk/compounds/{ours.draft.compound.id}/tables").text


@pytest.mark.parametrize("wanted", ["", "?q=春风", "?state=open", "?street=1", "?state=draft", "?q=没有的"])
def test_the_list_of_compounds_is_what_the_page_shows_with_the_same_filters(ours: Office, wanted: str) -> None:
    browser = ours.signed_in()
    head, *rows = table_of(book_of(browser.get(f"/desk/compounds.xlsx{wanted}", buffered=True)))
    page = browser.page(f"/desk/compounds{wanted}")
    assert all(str(row[head.index("小区")]) in page.text for row in rows)
    said = re.search(r"共(\d+)个小区", page.text)
    assert len(rows) == (int(said[1]) if said else 0)


def test_a_share_stands_beside_its_parts_and_dates_are_dates(ours: Office) -> None:
    book = book_of(ours.signed_in().get("/desk/compounds.xlsx?q=昨日", buffered=True))
    sheet = book.worksheets[0]
    row = dict(zip((cell.value for cell in sheet[1]), sheet[2], strict=True))
    assert (row["已参与（户）"].value, row["征询户数（户）"].value) == (7, 8)
    assert (row["参与率"].value, row["参与率"].number_format) == (0.875, "0.0%")
    assert row["截止"].is_date
    assert row["截止"].number_format == "yyyy-mm-dd hh:mm"
    assert row["截止"].value.year == ours.closed.opens_at.year


def test_the_doors_to_go_to_are_those_without_an_owners_ballot_and_tell_no_more(ours: Office) -> None:
    book = book_of(ours.signed_in("ju").get(f"/desk/polls/{ours.open.id}/unanswered.xlsx", buffered=True))
    head, *doors = table_of(book)
    buildings = list(book.worksheets[1].iter_rows(values_only=True))
    assert len(doors) == 1
    assert buildings[-1] == ("合计", 7, 8, 0.875, 1, 0)
    assert head == ("楼栋", "单元", "楼层", "房号", "现在", "上门日期", "情况")
    room = book.worksheets[0]["D2"]
    assert (room.data_type, room.number_format) == ("s", "@")
    words = " ".join(str(value) for row in doors for value in row)
    assert not re.search(r"yes|no|[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}", words)


def test_an_archive_holds_what_hung_and_what_was_decided_and_is_the_same_every_time(ours: Office) -> None:
    ours.publish(ours.closed)
    browser = ours.signed_in("jie")
    hung = browser.get(f"/desk/polls/{ours.closed.id}/sheet.pdf?posted=1", buffered=True).get_data()
    path, page = page_of(ours)[TableKind.ARCHIVE]
    form = browser.page(page).form(path)
    answer = browser.client.post(path, data=form)
    assert answer.get_data() == browser.client.post(path, data=form).get_data()
    with ZipFile(BytesIO(answer.get_data())) as archive:
        members = archive.infolist()
        files = {member.filename: archive.read(member) for member in members}
    assert files["公示/第1次公示.pdf"] == hung
    assert set(files) >= {
        "说明.txt",
        "汇总表.pdf",
        "改造清单.xlsx",
        "参与情况.xlsx",
        "公开的计票包.zip",
        "recount.py",
        "校验.txt",
    }
    assert any(name.startswith("通知/") for name in files)
    about = files["说明.txt"]
    assert about.startswith(b"\xef\xbb\xbf")
    assert about.count(b"\n") == about.count(b"\r\n") > 10
    assert all(name in about.decode("utf-8-sig") for name in files if name != "说明.txt")
    listed = dict(line.split("  ") for line in files["校验.txt"].decode().splitlines())
    assert {sha256(content).hexdigest(): name for name, content in files.items() if name != "校验.txt"} == listed
    for member in members:
        member.filename.encode("gbk")
        assert member.filename.isascii() or member.flag_bits & 0x800
        assert not re.search(r'[<>:"\\|?*]|[. ]$', member.filename)
        assert member.date_time == (1980, 1, 1, 0, 0, 0)


def test_the_terms_in_an_archive_have_the_digest_that_the_papers_print(ours: Office) -> None:
    browser = ours.signed_in("jie")
    with ZipFile(BytesIO(fetched(browser, TableKind.ARCHIVE, ours).get_data())) as archive:
        digest = sha256(archive.read("认定规则和条件.json")).hexdigest()
        names = archive.namelist()
    assert ours.closed.terms is not None
    assert digest == ours.closed.terms.digest
    assert "公开的计票包.zip" not in names  # nothing hangs yet


def test_the_page_says_what_each_file_is_for(ours: Office) -> None:
    page: Page = ours.signed_in("jie").page(f"/desk/compounds/{ours.closed.compound.id}/tables")
    assert "个人信息" in page.text
    assert "A4横着打印" in page.text
