"""What a letter issued anew, or that of another flat, does beside what was cast: it waits, and both sides read so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from surveys.core.place import DISTRICT
from surveys.services.letter import Letter, reissue
from surveys.store.db import db, transaction
from tests.factories import LI
from tests.neighbourhood import Neighbourhood
from tests.phone import OWNER, TENANT, Page, Phone, receipt_key_of
from tests.web.lean.kept import standing

FIRST, LATER = {**OWNER, "more": "先说的话"}, {**OWNER, "consent": "no", "reasons": ["noise"], "more": "后说的话"}


def issued_anew(app: Flask, poll_id: int, letter: Letter) -> Letter:
    """A new letter in the place of this one."""
    with app.app_context(), transaction() as session:
        told = {"keys": app.config["KEYS"], "base_url": "http://x", "by": LI, "now": datetime.now(UTC)}
        return reissue(session, DISTRICT, poll_id, letter.household, **told)


def poll_of(app: Flask, letter: Letter) -> int:
    with app.app_context(), db.engine.connect() as connection:
        found = connection.exec_driver_sql(f"SELECT poll_id FROM poll_households WHERE id = {letter.household}")
        return int(found.scalar_one())


@pytest.fixture
def contested(app: Flask, phone: Phone, another: Callable[[], Phone], letter: Letter) -> tuple[Phone, Phone, Letter]:
    """A browser that cast, one that answered by a letter issued anew, and that letter."""
    phone.opened(letter)
    phone.cast(FIRST)
    new, later = issued_anew(app, poll_of(app, letter), letter), another()
    later.scan(new)
    assert later.send("a", LATER, "a?again=new").status_code == 303
    return phone, later, new


def test_what_comes_by_a_letter_issued_anew_waits_and_both_sides_read_so(
    app: Flask, contested: tuple[Phone, Phone, Letter], letter: Letter
) -> None:
    first, later, _new = contested
    assert "先说的话" in standing(app, letter)["owner"]
    mine = later.page("r")
    assert mine.h1 == "收到了，还在等"
    assert ("后说的话" in mine.text, "先说的话" in mine.text) == (True, False)
    assert "先交的那位同意，或者街道凭签了名的申请定了，您这一份才算。" in mine.text
    theirs = first.page("r")
    assert ("后说的话" in theirs.text, "先说的话" in theirs.text) == (False, True)
    assert "有人用补发的信又交了一份房主的意见" in theirs.text
    assert "这一户的信补发过1次" in theirs.text


def test_whoever_cast_the_first_lets_the_later_count_or_keeps_theirs(
    app: Flask, contested: tuple[Phone, Phone, Letter], letter: Letter
) -> None:
    first, later, _new = contested
    sent = {**later.page("a?again=new").form("a"), **LATER}
    assert later.post("a", sent).status_code == 303
    form = first.page("r").form("r/waiting")
    assert first.post("r/waiting", {**form, "ruling": "kept"}).status_code == 303
    assert "先说的话" in standing(app, letter)["owner"]
    assert "您这一份没有算：先交的那位不同意换。" in later.page("r").text
    again = Page(later.send("a", {**LATER, "more": "再说一遍"}, "a?again=new"))
    assert (again.status, "先交的那位没有同意换" in again.text, "再说一遍" in again.html) == (409, True, True)
    assert later.post("a", sent).status_code == 303, "what was sent before is received still, however it was decided"
    undecided = Page(first.post("r/waiting", {**form, "ruling": "taken"}))
    assert (undecided.status, undecided.h1) == (409, "这一份已经定过了")


def test_a_later_one_that_was_agreed_to_counts_and_gives_nobody_the_first_back(
    app: Flask, contested: tuple[Phone, Phone, Letter], letter: Letter
) -> None:
    first, later, _new = contested
    assert first.post("r/waiting", {**first.page("r").form("r/waiting"), "ruling": "taken"}).status_code == 303
    assert "后说的话" in standing(app, letter)["owner"]
    page = later.page("r")
    assert "后说的话" in page.text
    assert not [action for action in page.actions if action.endswith("r/undo")]
    assert "后说的话" not in first.page("r").text
    assert later.send("r/withdraw", {}, "r").status_code == 303
    assert standing(app, letter) == {}


def test_only_whoever_cast_the_first_decides(
    app: Flask, contested: tuple[Phone, Phone, Letter], another: Callable[[], Phone], letter: Letter
) -> None:
    first, later, new = contested
    stranger = another()
    stranger.scan(new)
    for browser in (later, stranger):
        form = {**browser.page("r").form("key"), "waiting": first.page("r").form("r/waiting")["waiting"], "ruling": "taken"}
        assert browser.post("r/waiting", form).status_code == 409
    assert "先说的话" in standing(app, letter)["owner"]


def test_whoever_cast_the_later_one_takes_it_back_and_sends_another(
    app: Flask, contested: tuple[Phone, Phone, Letter], letter: Letter
) -> None:
    first, later, _new = contested
    page = later.page("r")
    assert later.post("r/waiting", {**page.form("r/waiting"), "ruling": "taken_back"}).status_code == 303
    assert "您把这一份撤回了，不算。" in later.page("r").text
    assert "有人用补发的信" not in first.page("r").text
    assert later.send("a", {**LATER, "more": "想好了"}, "a?again=new").status_code == 303
    assert "想好了" in later.page("r").text
    assert "先说的话" in standing(app, letter)["owner"]


def test_the_key_of_a_ballot_that_waits_opens_it_and_nothing_else(
    contested: tuple[Phone, Phone, Letter], another: Callable[[], Phone]
) -> None:
    _first, later, _new = contested
    keyed = another().keyed(f"/k/{receipt_key_of(later.page('r')).replace(' ', '')}")
    assert ("后说的话" in keyed.text, "先说的话" in keyed.text) == (True, False)


def test_a_letter_issued_anew_after_the_tenant_answered_lets_the_owner_answer_at_once(
    app: Flask, phone: Phone, another: Callable[[], Phone], letter: Letter
) -> None:
    phone.opened(letter)
    phone.cast(TENANT)
    owner = another()
    owner.scan(issued_anew(app, poll_of(app, letter), letter))
    assert owner.send("a", FIRST, "a?again=new").status_code == 303
    assert set(standing(app, letter)) == {"owner", "occupant"}
    assert owner.page("r").h1 == "收到了，谢谢您"


def test_an_owners_other_flat_waits_for_whoever_answered_first_unless_they_answer_it(
    app: Flask, phone: Phone, another: Callable[[], Phone], flats: tuple[Letter, ...]
) -> None:
    one, two, three, *_ = flats
    phone.opened(one)
    phone.cast(FIRST)
    other = another()
    other.opened(two)
    other.cast(LATER)
    assert other.page("r").h1 == "收到了，还在等"
    assert standing(app, two) == {}
    phone.opened(three)
    phone.cast({**FIRST, "more": "第三套"})
    assert "第三套" in standing(app, three)["owner"], "the browser that answered first answers for its other flats at once"
    phone.home = f"/h/{one.household}"
    asked = phone.page("r")
    assert "两套登记的是同一位房主" in asked.text
    assert phone.post("r/waiting", {**asked.form("r/waiting"), "ruling": "taken"}).status_code == 303
    assert "后说的话" in standing(app, two)["owner"]


def test_whoever_holds_the_letter_says_that_they_did_not_send_what_stands(
    app: Flask, phone: Phone, another: Callable[[], Phone], letter: Letter
) -> None:
    phone.opened(letter)
    phone.cast(FIRST)
    neighbour = another()
    neighbour.scan(letter)
    form = neighbour.page("r").form("r/not-ours")
    told = Page(neighbour.post("r/not-ours", {**form, "said": "我们家还没有填过"}))
    assert told.h1 == "记下了，街道会来核对"
    assert "先说的话" in standing(app, letter)["owner"]
    assert "有人拿着信说，这一份房主的意见不是自家交的。" in phone.page("r").text
    assert "我们家还没有填过" not in phone.page("r").text


def test_letters_issued_anew_are_counted_on_the_public_page(
    app: Flask, phone: Phone, hood: Neighbourhood, letter: Letter
) -> None:
    issued_anew(app, hood.open.id, letter)
    assert "封信：补发以前交了的，以先交的为准。" in phone.page(f"/p/{hood.open.id}").text


@pytest.mark.parametrize("shared_by", ["staff", "two homes"])
def test_a_shared_browser_shows_the_receipt_once_and_keeps_no_right_to_it(
    app: Flask, signed_in: Callable[[str], Phone], another: Callable[[], Phone], two: tuple[Letter, Letter], shared_by: str
) -> None:
    first, second = two
    browser = signed_in("grid") if shared_by == "staff" else another()
    if shared_by == "staff":
        token = browser.page("/not-mine").form("/leave")["csrf_token"]
        browser.post("/staff/sign-out", {"csrf_token": token})
    else:
        browser.opened(first)
        browser.cast(FIRST)
    browser.opened(second)
    receipt = Page(browser.cast({**FIRST, "more": "只看一次"}))
    assert (receipt.h1, "只看一次" in receipt.text, bool(receipt_key_of(receipt))) == ("收到了，谢谢您", True, True)
    for letter in two:
        assert "只看一次" not in browser.scan(letter).html
        assert "先说的话" not in browser.page("r").html
        assert Page(browser.get("a?again=owner")).status in (200, 303)
    assert "只看一次" in standing(app, second)["owner"]
