"""Typing forms in at the desk: found by number or address, kept when something is wrong, and never shown again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from surveys.core.paper_form import PaperForm, payload
from surveys.services.compound import poll_desk
from surveys.services.letter import letters
from surveys.store.db import reading, transaction
from surveys.store.form_entry import photos_t
from tests.factories import BASE_URL, DISTRICT
from tests.office import Office, alert
from tests.phone import Page, Phone
from tests.services.typed_in import printed

SAID = {"who": "o", "agree": "no", "order": ["roof", "lamps"], "_channel": "door"}


def field_of(office: Office) -> str:
    return f"/desk/polls/{office.open.id}/entry"


def homes(office: Office) -> list[int]:
    with office.app.app_context(), reading() as session:
        desk = poll_desk(session, DISTRICT, office.open.id, now=datetime.now(UTC))
        return [line.household.id for line in desk.doors]


@pytest.fixture
def forms(ours: Office) -> tuple[PaperForm, ...]:
    """A form for the eighth home, which hasn't answered, and one for the first, which has."""
    doors = homes(ours)
    with ours.app.app_context(), transaction() as session:
        return printed(session, ours.open, doors[7], doors[0], at=datetime.now(UTC))


def test_a_form_is_found_by_what_its_code_says_and_a_home_by_its_address(ours: Office, forms: tuple[PaperForm, ...]) -> None:
    browser, path, doors = ours.signed_in("wang"), field_of(ours), homes(ours)
    for typed in (payload(forms[0].number, 1), forms[0].number, f"{forms[0].number[:4]} {forms[0].number[4:]}"):
        answer = browser.client.get(path, query_string={"q": typed})
        assert answer.location == f"{path}/{doors[7]}?form={forms[0].number}"
    for typed in ("3-1-402", "3号楼1单元402", "402"):
        assert browser.client.get(path, query_string={"q": typed}).location == f"{path}/{doors[7]}"
    several = browser.page(f"{path}?q=3-1")
    assert sum("/entry/" in link for link in several.links) == 8
    for typed, told in (("9-9-901", "没有找到"), ("123456789012", "编号不对"), ("https://x.test/q/ABC", "这是信上的码")):
        wrong = Page(browser.client.get(path, query_string={"q": typed}))
        assert told in alert(wrong)


def test_a_blank_form_asks_whose_it_is_and_is_that_homes_then(ours: Office) -> None:
    with ours.app.app_context(), transaction() as session:
        (blank,) = printed(session, ours.open, None, at=datetime.now(UTC))
    browser, path, home = ours.signed_in("ju"), field_of(ours), homes(ours)[7]
    assert "是哪一户填的" in browser.page(f"{path}?q={blank.number}").text
    answer = browser.client.get(path, query_string={"q": "402", "form": blank.number})
    assert answer.location == f"{path}/{home}?form={blank.number}"
    saved = browser.fill(answer.location, {**SAID, "_channel": "paper"}, f"{path}/{home}")
    assert saved.status_code == 303
    page = browser.page(path)
    assert "402存好了，回执号" in page.text
    assert "改成" not in page.text
    assert "今天您录了1份" in page.text
    again = Page(browser.client.get(path, query_string={"q": blank.number}))
    assert "已经录过了" in alert(again)


def test_how_it_was_heard_is_asked_and_everything_typed_is_kept(ours: Office) -> None:
    browser, path = ours.signed_in("wang"), f"{field_of(ours)}/{homes(ours)[7]}"
    page = browser.page(path)
    assert "checked" not in page.html
    unsaid = Page(browser.fill(path, {**SAID, "_channel": ""}, path))
    assert "选一项" in alert(unsaid)
    paper = Page(
        browser.fill(path, {**SAID, "_channel": "paper", "_form": "1234", "order": ["roof"], "top.1": "lift"}, path)
    )
    assert "这次征询没有这个编号的问卷" in alert(paper)
    for kept in ('value="1234"', 'value="no" data-key="2" checked', 'value="roof" data-key="1" checked'):
        assert kept in paper.html, kept
    assert not [line for line in paper.text.splitlines() if "存好了" in line]


def test_what_was_typed_in_is_shown_to_nobody_again(ours: Office, forms: tuple[PaperForm, ...]) -> None:
    browser, path = ours.signed_in("wang"), f"{field_of(ours)}/{homes(ours)[7]}"
    assert browser.fill(f"{path}?form={forms[0].number}", {**SAID, "_channel": "paper"}, path).status_code == 303
    for page in (browser.page(field_of(ours)), browser.page(path)):
        assert " checked" not in page.html
    assert "这一户已经有一份：业主" in browser.page(path).text


def test_a_paper_of_a_home_that_answered_itself_waits_and_the_clerk_is_told(
    ours: Office, forms: tuple[PaperForm, ...]
) -> None:
    browser, path = ours.signed_in("ju"), f"{field_of(ours)}/{homes(ours)[0]}"
    assert browser.fill(f"{path}?form={forms[1].number}", {**SAID, "_channel": "paper"}, path).status_code == 303
    assert "这一份先等着，不算数，由街道来定" in browser.page(field_of(ours)).text
    queue = ours.signed_in("jie").page(f"/desk/polls/{ours.open.id}/waiting").text
    assert "住户自己先答过，后一份是工作人员录入的" in queue


def test_the_photograph_lies_beside_the_form_until_it_is_typed_in_and_then_before_who_decides(
    ours: Office, forms: tuple[PaperForm, ...]
) -> None:
    with ours.app.app_context(), transaction() as session:
        reading_ = '{"fields": {"who": ["o"], "agree": ["no"]}, "boxes": [["order", "roof", "unsure"]]}'
        shot = {
            "poll_id": ours.open.id,
            "form_id": forms[1].id,
            "page": 1,
            "digest": "d",
            "content": b"a picture",
        }
        session.execute(insert(photos_t).values(**shot, by="xie", at=datetime.now(UTC), reading=reading_))
    browser, path, home = ours.signed_in("wang"), field_of(ours), f"{field_of(ours)}/{homes(ours)[0]}"
    page = browser.page(f"{home}?form={forms[1].number}&photo=1")
    for told in ('value="no" data-key="2" checked', f'src="{path}/photos/1"', "照片上看不准，照着纸填"):
        assert told in page.html, told
    assert browser.client.get(f"{path}/photos/1").data == b"a picture"
    assert ours.signed_in("zhu").client.get(f"{path}/photos/1").status_code == 404
    browser.fill(f"{home}?form={forms[1].number}&photo=1", {**SAID, "_channel": "paper", "_mark": "signed"}, home)
    assert browser.client.get(f"{path}/photos/1").location == path
    street, queue = ours.signed_in("jie"), f"/desk/polls/{ours.open.id}/waiting"
    one = street.page(f"{queue}?decide=1")
    assert "第2号问卷，住户签了名" in one.text
    assert f'src="{queue}/photos/1"' in one.html
    assert street.client.get(f"{queue}/photos/1").data == b"a picture"
    assert ours.signed_in("ju").client.get(f"{queue}/photos/1").status_code == 404


def test_whoever_typed_it_in_takes_it_back_and_nobody_else_is_offered_to(ours: Office) -> None:
    browser, path = ours.signed_in("wang"), field_of(ours)
    browser.fill(f"{path}/{homes(ours)[7]}", SAID, f"{path}/{homes(ours)[7]}")
    assert "撤销" not in ours.signed_in("ju").page(path).text.split("今天您录了0份")[0]
    undone = browser.fill(path, {}, f"{path}/undo/1")
    assert undone.status_code == 303
    page = browser.page(path)
    assert "402刚录的撤销了，可以重新录" in page.text
    assert "今天您录了0份" in page.text


def test_a_form_from_before_somebody_else_typed_in_for_the_home_is_shown_beside_that(ours: Office) -> None:
    path = f"{field_of(ours)}/{homes(ours)[7]}"
    early, other = ours.signed_in("wang"), ours.signed_in("ju")
    fields = early.page(path).form(path)
    other.fill(path, SAID, path)
    stale = early.client.post(path, data={**fields, **SAID})
    assert stale.status_code == 409
    assert "现在的和您看到的不一样" in stale.get_data(as_text=True)


def test_a_household_answers_beside_what_was_typed_in_for_it_and_reads_that_it_waits(ours: Office) -> None:
    home = homes(ours)[7]
    path = f"{field_of(ours)}/{home}"
    ours.signed_in("wang").fill(path, SAID, path)
    phone = Phone(ours.app.test_client())
    with ours.app.app_context(), transaction() as session:
        found = letters(session, DISTRICT, ours.open.id, keys=ours.app.config["KEYS"], base_url=BASE_URL).letters[7]
    phone.scan(found)
    there = f"/h/{home}/a"
    assert "自己再交一份，由街道来定" in phone.page(f"/h/{home}/r").text
    fields = {**phone.page(f"{there}?again=new").form(there), "who": "o", "agree": "yes", "order": ["lift"]}
    refused = Page(phone.client.post(there, data=fields))
    assert "没有回执钥匙，就这样交：先等着不算，由街道来定" in refused.text
    assert phone.client.post(there, data={**fields, "other": "wait"}).status_code == 303
    told = phone.page(f"/h/{home}/r").text
    assert "工作人员先录入过您家的一份，您这一份先等着，现在不算" in told
    assert (
        "工作人员先录入过一份，住户自己又交了一份" in ours.signed_in("jie").page(f"/desk/polls/{ours.open.id}/waiting").text
    )


def test_another_compounds_homes_are_not_there_for_a_helper(ours: Office) -> None:
    browser = ours.signed_in("zhu")
    for path in (field_of(ours), f"{field_of(ours)}/{homes(ours)[7]}"):
        assert browser.client.get(path).status_code == 404


def test_the_end_of_the_poll_is_told_and_keeps_what_was_typed(ours: Office) -> None:
    page = ours.signed_in("ju").page(f"/desk/polls/{ours.open.id}/entry")
    assert "征询已经截止" not in page.text
    closed = ours.signed_in("jie")
    path = f"/desk/polls/{ours.closed.id}/entry"
    assert "征询已经截止" in closed.page(path).text
    home = f"{path}/{ours.home(ours.closed)}"
    refused = Page(closed.fill(home, SAID, home))
    assert "别的不能再录" in alert(refused)
    assert 'value="no" data-key="2" checked' in refused.html
