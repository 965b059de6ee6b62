"""Acts belong to the page that was read: every form acts for the household and on the revision that it was made from."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text

from surveys.services.letter import Letter
from surveys.store.db import db
from surveys.web.audience import Audience
from tests.phone import OWNER, TENANT, Page, Phone, receipt_key_of
from tests.web.lean.kept import standing, stored

NUMBER = "13800001234"


def test_two_letters_in_one_browser_each_cast_for_their_own_home(
    app: Flask, phone: Phone, two: tuple[Letter, Letter]
) -> None:
    first, second = two
    form = phone.opened(first).form("a")
    action = phone.at("a")
    phone.scan(second)
    assert phone.post(action, {**form, **OWNER}).location == f"/h/{first.household}/r"
    assert Page(phone.cast({**OWNER, "consent": "no"})).h1 == "收到了，谢谢您"
    assert '"consent":"yes"' in standing(app, first)["owner"]
    assert '"consent":"no"' in standing(app, second)["owner"]


@pytest.mark.parametrize("errand", ["r/withdraw", "contact", "contact/delete"])
def test_every_act_of_a_page_is_for_the_home_of_that_page(
    app: Flask, phone: Phone, flats: tuple[Letter, ...], errand: str
) -> None:
    first, second, *_ = flats
    for letter in (first, second):
        phone.opened(letter)
        phone.cast(OWNER)
        phone.send("contact", {"phone": NUMBER, "agree": "yes"}, "contact?capacity=owner")
    phone.home = f"/h/{first.household}"
    if errand == "contact":
        phone.send("contact/delete", {}, "contact?capacity=owner")
    page = phone.page("r" if errand.startswith("r/") else "contact?capacity=owner")
    form = page.form(errand)
    phone.scan(second)
    phone.home = f"/h/{first.household}"
    assert phone.post(errand, {**form, "phone": "13900005678", "agree": "yes"}).status_code == 303
    with app.app_context(), db.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT household_id, phone FROM contacts WHERE household_id IN (:a, :b)"),
            {
                "a": first.household,
                "b": second.household,
            },
        )
        left = {row[0]: row[1] for row in rows}
    assert left.pop(second.household) == NUMBER
    assert left == ({first.household: "13900005678"} if errand == "contact" else {})
    assert set(standing(app, second)) == {"owner"}
    assert set(standing(app, first)) == (set() if errand == "r/withdraw" else {"owner"})


def test_every_form_of_a_household_names_it_and_proves_it(app: Flask, phone: Phone, letter: Letter) -> None:
    """Enumerated from what the pages show: no form acts for whoever the cookie showed last."""
    phone.opened(letter)
    phone.cast(OWNER)
    phone.send("r/withdraw", {}, "r")
    phone.cast(OWNER)
    phone.send("a", TENANT, "a?again=new")
    seen = set()
    for path in ("", "a?again=owner", "a?again=new", "r", "contact?capacity=owner"):
        page = phone.page(path) if path else phone.page(phone.home)
        for action, form in zip(page.actions, page.forms, strict=True):
            if action != "/leave":
                assert action.startswith(f"{phone.home}/"), (path, action)
                assert len(form["proof"]) == 1
                seen.add(action.removeprefix(phone.home))
    acts = [
        rule
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
        and getattr(app.view_functions[rule.endpoint], "audience", "") is Audience.HOUSEHOLD
    ]
    assert all("home" in rule.arguments for rule in acts)
    assert {"/a", "/r/withdraw", "/r/undo", "/contact"} <= seen | {"/r/undo"}


@pytest.mark.parametrize("act", ["a", "r/withdraw", "r/undo", "contact", "contact/delete", "key"])
def test_a_form_proves_no_other_home_than_its_own(app: Flask, phone: Phone, two: tuple[Letter, Letter], act: str) -> None:
    first, second = two
    proof = phone.opened(first).form("a")["proof"]
    phone.opened(second)
    phone.cast(OWNER)
    before = stored(app, second)
    page = Page(phone.post(act, {**OWNER, "proof": proof, "submission": "0" * 32, "capacity": "owner", "phone": NUMBER}))
    assert page.status == 409
    assert page.h1 == "再输一次户码，就接着办"
    assert stored(app, second) == before


def test_without_cookies_the_form_itself_proves_the_home(app: Flask, letter: Letter) -> None:
    phone = Phone(app.test_client(use_cookies=False))
    told = phone.scan(letter)
    assert "这部手机没有记住您的信" in told.text
    page = Page(phone.post("/code", {**told.form("/code"), "code": letter.code}))
    assert f"{letter.address.room}" in page.text
    phone.home = f"/h/{letter.household}"
    shown = Page(phone.post("a", {**page.form("a"), **OWNER}))
    assert (shown.status, shown.h1) == (200, "收到了，谢谢您")
    assert "楼道的灯坏了很久" in shown.text
    gone = Page(phone.post("r/withdraw", shown.form("r/withdraw")))
    assert gone.h1 == "已经撤回"
    back = Page(phone.post("r/undo", gone.form("r/undo")))
    assert back.h1 == "收到了，谢谢您"
    assert stored(app, letter) == [("owner", 1, False), ("owner", 2, True), ("owner", 3, False)]


def test_cookies_that_were_lost_while_typing_lose_nothing(app: Flask, phone: Phone, letter: Letter) -> None:
    form = phone.opened(letter).form("a")
    phone.client.delete_cookie("diandan")
    answer = phone.post("a", {**form, **OWNER})
    assert (answer.status_code, Page(answer).h1) == (200, "收到了，谢谢您")
    assert set(standing(app, letter)) == {"owner"}


def test_a_page_that_lay_open_too_long_keeps_everything_and_asks_for_the_code(
    app: Flask, phone: Phone, letter: Letter, later: Callable[[float], None]
) -> None:
    form = phone.opened(letter).form("a")
    later(24 * 60 + 1)
    told = Page(phone.post("a", {**form, **OWNER}))
    assert told.status == 409
    assert f"3号楼 1单元 {letter.address.room}" in told.text
    assert stored(app, letter) == []
    kept = told.form("a")
    assert {name: kept[name] for name in ("wishes", "more")} == {"wishes": ["roof", "parking"], "more": [OWNER["more"]]}
    wrong = Page(phone.post("a", {**kept, "code": "1234"}))
    assert (wrong.status, "户码是12位数字" in wrong.text, wrong.form("a")["wishes"]) == (422, True, ["roof", "parking"])
    assert phone.post("a", {**kept, "code": letter.code}).status_code == 303
    assert set(standing(app, letter)) == {"owner"}


def test_another_homes_code_proves_nothing(app: Flask, phone: Phone, two: tuple[Letter, Letter]) -> None:
    first, second = two
    form = {name: value for name, value in phone.opened(first).form("a").items() if name != "proof"}
    told = Page(phone.post("a", {**form, **OWNER, "code": second.code}))
    assert (told.status, "这是另一户的户码" in told.text) == (422, True)
    assert stored(app, first) == stored(app, second) == []


def test_two_phones_of_one_home_are_told_of_each_other(
    app: Flask, phone: Phone, another: Callable[[], Phone], letter: Letter
) -> None:
    other = another()
    form = {**other.opened(letter).form("a"), **OWNER, "consent": "no", "reasons": ["noise"]}
    phone.opened(letter)
    phone.cast(OWNER)
    key = receipt_key_of(phone.page("r"))
    told = Page(other.post("a", form))
    assert told.status == 409
    for words in ("您家已经交过一份房主的意见", "手机上填的", "您刚填的都还在，还没有交"):
        assert words in told.text
    kept = told.form("a")
    assert (kept["consent"], kept["reasons"]) == (["no"], ["noise"])
    assert Page(other.post("a", kept)).status == 409
    wrong = Page(other.post("a", {**kept, "key": "0000 0000 0000 0000"}))
    assert (wrong.status, wrong.form("a")["consent"]) == (422, ["no"])
    assert '"consent":"yes"' in standing(app, letter)["owner"]
    assert other.post("a", {**kept, "key": key}).status_code == 303
    assert '"consent":"no"' in standing(app, letter)["owner"]
    assert receipt_key_of(other.page("r")) == key
    assert '"noise"' in phone.page("a?again=owner").html  # the same ballot, opened where it was first cast


def test_the_same_browser_is_told_what_changed_in_its_other_tab(app: Flask, phone: Phone, letter: Letter) -> None:
    phone.opened(letter)
    phone.cast(OWNER)
    tabs = [phone.page("a?again=owner").form("a") for _ in range(2)]
    assert phone.post("a", {**tabs[0], "people": "5"}).status_code == 303
    told = Page(phone.post("a", {**tabs[1], "people": "7"}))
    assert (told.status, told.form("a")["people"]) == (409, ["7"])
    assert '"people":5' in standing(app, letter)["owner"]
    assert phone.post("a", told.form("a")).status_code == 303
    assert '"people":7' in standing(app, letter)["owner"]


@pytest.mark.parametrize("errand", ["withdraw", "undo"])
def test_what_has_changed_since_is_neither_taken_back_nor_put_back_unseen(
    app: Flask, phone: Phone, letter: Letter, errand: str
) -> None:
    phone.opened(letter)
    phone.cast(OWNER)
    phone.send("a", {"people": "4"}, "a?again=owner")
    old = phone.page("r").form(f"r/{errand}")
    phone.send("a", {"people": "5"}, "a?again=owner")
    told = Page(phone.post(f"r/{errand}", old))
    assert (told.status, told.h1) == (409, "这份回答刚才变过")
    assert '"people":5' in standing(app, letter)["owner"]


def test_a_submission_with_other_answers_is_a_revision_of_its_own(app: Flask, phone: Phone, letter: Letter) -> None:
    """The acknowledgement was lost, the answers were edited on the same page and sent again."""
    form = {**phone.opened(letter).form("a"), **OWNER}
    phone.post("a", form)
    assert phone.post("a", {**form, "consent": "no"}).status_code == 303
    assert '"consent":"no"' in standing(app, letter)["owner"]
    told = Page(phone.post("a", form))
    assert (told.status, "同一页后来又交过一份" in told.text) == (409, True)
    assert phone.post("a", told.form("a")).status_code == 303
    assert '"consent":"yes"' in standing(app, letter)["owner"]


@pytest.mark.parametrize(("other", "left"), [("withdraw", {"occupant"}), ("keep", {"owner", "occupant"})])
def test_who_was_no_owner_after_all_is_asked_what_becomes_of_that_vote(
    app: Flask, phone: Phone, letter: Letter, other: str, left: set[str]
) -> None:
    phone.opened(letter)
    phone.cast(OWNER)
    told = Page(phone.send("a", TENANT, "a?again=owner"))
    assert told.status == 409
    assert "前面交过的那份房主的意见还在，怎么办？" in told.text
    assert set(standing(app, letter)) == {"owner"}
    assert "other" not in told.form("a")
    assert Page(phone.post("a", told.form("a"))).status == 409
    assert phone.post("a", {**told.form("a"), "other": other}).status_code == 303
    assert set(standing(app, letter)) == left


def test_the_same_correction_after_a_lost_acknowledgement_is_asked_too(app: Flask, phone: Phone, letter: Letter) -> None:
    form = phone.opened(letter).form("a")
    phone.post("a", {**form, **OWNER})
    told = Page(phone.post("a", {**form, **TENANT}))
    assert (told.status, "您把身份改了" in told.text) == (409, True)
    assert set(standing(app, letter)) == {"owner"}


@pytest.mark.parametrize("errand", ["r/withdraw", "r/undo"])
def test_what_comes_after_closing_meets_the_page_that_says_whether_the_ballot_stands(
    app: Flask, phone: Phone, closing: tuple[Letter, Callable[[], None]], errand: str
) -> None:
    letter, close = closing
    phone.opened(letter)
    phone.cast(OWNER)
    phone.send("a", {"people": "4"}, "a?again=owner")
    form = phone.page("r").form(errand)
    close()
    told = Page(phone.post(errand, form))
    assert (told.status, told.h1) == (409, "征询已经截止")
    for words in ("刚才的改动交晚了，没有算进去。", "截止前交的那份算数。"):
        assert words in told.text
    assert '"people":4' in standing(app, letter)["owner"]


def test_a_late_edit_meets_the_same_page_and_the_earlier_ballot_stands(
    app: Flask, phone: Phone, closing: tuple[Letter, Callable[[], None]]
) -> None:
    letter, close = closing
    phone.opened(letter)
    phone.cast(OWNER)
    form = phone.page("a?again=owner").form("a")
    close()
    told = Page(phone.post("a", {**form, "consent": "no"}))
    assert (told.status, told.h1) == (409, "征询已经截止")
    assert "截止前交的那份算数。" in told.text
    assert "不同意" in told.text
    assert '"consent":"yes"' in standing(app, letter)["owner"]
