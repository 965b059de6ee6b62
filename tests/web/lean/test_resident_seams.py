"""Between one page and the next something changes: who is signed in, whose ballot it is, which key is the newest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from surveys.core.place import DISTRICT
from surveys.services.letter import Letter, reissue
from surveys.store.db import transaction
from tests.factories import LI
from tests.neighbourhood import Neighbourhood
from tests.phone import ON_PAPER, OWNER, TENANT, Page, Phone, receipt_key_of
from tests.web.lean.kept import recorded, standing, stored

SAID = "说给社区听的，不说给代填的人听"


def _taken_over(helper: Phone, phone: Phone, letter: Letter) -> str:
    """A home for which somebody filled in answers for itself, with the key of that receipt; the key is returned."""
    helper.opened(letter)
    helper.cast(ON_PAPER)
    key = receipt_key_of(helper.page("r"))
    phone.scan(letter)
    told = Page(phone.send("a", {**OWNER, "more": SAID}, "a?again=new"))
    assert phone.post("a", {**told.form("a"), "key": key}).status_code == 303
    return key.replace(" ", "")


def test_whoever_filled_in_does_not_read_or_change_what_the_household_says_later(
    app: Flask, signed_in: Callable[[str], Phone], phone: Phone, letter: Letter, another: Callable[[], Phone]
) -> None:
    """The helper has seen the key of what was filled in: it opens that, and nothing that the household says itself."""
    helper = signed_in("grid")
    key = _taken_over(helper, phone, letter)
    assert SAID not in helper.page("r").html
    assert SAID not in helper.page("a?again=owner").html
    keyed = another().keyed(f"/k/{key}")
    assert SAID not in keyed.html
    assert {action.rsplit("/", 1)[-1] for action in keyed.actions if "/r/" in action} == {"not-ours"}
    own = phone.page("r")
    assert SAID in own.html
    assert SAID in another().keyed(f"/k/{receipt_key_of(own).replace(' ', '')}").html
    assert SAID in standing(app, letter)["owner"]


def test_staff_who_show_a_households_key_do_not_read_it_either(
    signed_in: Callable[[str], Phone], phone: Phone, letter: Letter
) -> None:
    phone.opened(letter)
    phone.cast({**OWNER, "more": SAID})
    helper = signed_in("grid")
    assert SAID not in helper.keyed(f"/k/{receipt_key_of(phone.page('r')).replace(' ', '')}").html
    refused = helper.page("a?again=owner")
    assert (refused.h1, SAID in refused.html) == ("这一户自己填过了", False)


def test_whoever_filled_in_is_offered_only_what_they_may_do(signed_in: Callable[[str], Phone], letter: Letter) -> None:
    helper = signed_in("grid")
    helper.opened(letter)
    helper.cast(ON_PAPER)
    receipt = helper.page("r")
    assert f"{helper.home}/a?again=owner" in receipt.links
    assert not [way for way in (*receipt.links, *receipt.actions) if "contact" in way or "/r/" in way]
    assert "用这部手机" not in receipt.text
    assert "可以撤回" not in receipt.text


def test_an_older_picture_of_a_receipt_takes_nothing_from_the_browser_that_cast(
    app: Flask, phone: Phone, letter: Letter
) -> None:
    phone.opened(letter)
    phone.cast(OWNER)
    old = receipt_key_of(phone.page("r")).replace(" ", "")
    phone.send("r/withdraw", {}, "r")
    phone.cast({**OWNER, "more": SAID})
    assert SAID in phone.keyed(f"/k/{old}").html
    assert phone.send("r/withdraw", {}, "r").status_code == 303
    assert stored(app, letter)[-1] == ("owner", 4, True)


def test_a_change_that_was_begun_too_late_is_not_an_empty_form(
    phone: Phone, letter: Letter, later: Callable[[float], None]
) -> None:
    phone.opened(letter)
    phone.cast(OWNER)
    later(46)
    page = phone.page("a?again=owner")
    assert "过了45分钟，内容收起来了。再扫一次信上的二维码，就能看、能改" in page.text
    phone.scan(letter)
    assert phone.page("a?again=owner").form("a")["consent"] == ["yes"]


def test_what_a_helper_filled_in_is_never_the_households_own_because_the_helper_was_signed_out(
    app: Flask, signed_in: Callable[[str], Phone], letter: Letter
) -> None:
    helper = signed_in("grid")
    form = helper.opened(letter).form("a")
    assert helper.post("/staff/sign-out", {"csrf_token": form["csrf_token"]}).status_code == 303
    told = Page(helper.post("a", {**form, **ON_PAPER}))
    assert (told.status, "代填的登录过期了" in told.text) == (403, True)
    kept = told.form("a")
    assert (kept["channel"], kept["consent"]) == (["paper"], ["yes"])
    turned = Page(helper.post("a?look=big", {**kept, "turn": "look"})).form("a")
    assert Page(helper.post("a", turned)).status == 403
    assert recorded(app, letter) == []
    helper = signed_in("grid")
    asked = Page(helper.post(f"/h/{letter.household}/a", turned))
    done = helper.post(f"/h/{letter.household}/a", {**asked.form("a"), "code": letter.code})
    assert done.status_code == 303
    assert recorded(app, letter) == [("paper", "grid")]


@pytest.mark.parametrize("turn", ["lang=en", "look=big"])
def test_another_look_of_the_form_was_still_made_from_what_stood_when_it_was_begun(
    app: Flask, signed_in: Callable[[str], Phone], letter: Letter, turn: str
) -> None:
    first, second = signed_in("grid"), signed_in("grid2")
    form = {**second.opened(letter).form("a"), **ON_PAPER, "consent": "no"}
    first.opened(letter)
    first.cast(ON_PAPER)
    turned = Page(second.post(f"a?{turn}", {**form, "turn": "lang"})).form("a")
    by_script = second.page(f"a?{turn}&again=new&seen={turned['seen'][0]}").form("a")
    for begun in (turned, {**by_script, **ON_PAPER, "consent": "no"}):
        assert second.post("a", begun).status_code == 409
    assert recorded(app, letter) == [("paper", "grid")]


def test_a_letter_issued_anew_while_typing_costs_no_answer(
    app: Flask, phone: Phone, letter: Letter, hood: Neighbourhood
) -> None:
    form = phone.opened(letter).form("a")
    with app.app_context(), transaction() as session:
        keys, now = app.config["KEYS"], datetime.now(UTC)
        home = letter.household
        new = reissue(session, DISTRICT, hood.open.id, home, keys=keys, base_url="http://x", by=LI, now=now)
    told = Page(phone.post("a", {**form, **OWNER}))
    assert (told.status, "补过一封新信" in told.text) == (409, True)
    old = Page(phone.post("a", {**told.form("a"), "code": letter.code}))
    assert (old.status, stored(app, letter)) == (422, [])
    assert phone.post("a", {**old.form("a"), "code": new.code}).status_code == 303
    assert "楼道的灯坏了很久" in standing(app, letter)["owner"]


def test_a_wrong_key_names_the_ballot_that_it_was_to_open(
    phone: Phone, another: Callable[[], Phone], letter: Letter
) -> None:
    phone.opened(letter)
    phone.cast(OWNER)
    phone.send("a", TENANT, "a?again=new")
    other = another()
    other.scan(letter)
    told = Page(other.send("a", TENANT, "a?again=new"))
    wrong = Page(other.post("a", {**told.form("a"), "key": "0000"}))
    for page in (told, wrong):
        assert "您家已经交过一份住户的意见" in page.text


def test_without_cookies_a_receipt_leads_to_every_act_that_it_names(app: Flask, letter: Letter) -> None:
    phone = Phone(app.test_client(use_cookies=False))
    told = phone.scan(letter)
    page = Page(phone.post("/code", {**told.form("/code"), "code": letter.code}))
    phone.home = f"/h/{letter.household}"
    receipt = Page(phone.post("a", {**page.form("a"), **OWNER}))
    assert not [link for link in receipt.links if link.startswith(phone.home)]
    edit = Page(phone.post("a?again=owner", {**receipt.form("a?again=owner"), "turn": "on"}))
    assert edit.form("a")["consent"] == ["yes"]
    receipt = Page(phone.post("a", {**edit.form("a"), "consent": "no"}))
    assert '"consent":"no"' in standing(app, letter)["owner"]
    leaving = Page(phone.post("contact?capacity=owner", receipt.form("contact?capacity=owner")))
    assert leaving.status == 200
    left = Page(phone.post("contact", {**leaving.form("contact"), "phone": "13800001234", "agree": "yes"}))
    assert "社区会打这个电话" in left.h1
    gone = Page(phone.post("contact/delete", left.form("delete")))
    assert "电话删掉了" in gone.text
    assert Page(phone.post("r", gone.form("r"))).h1 == "收到了，谢谢您"
    beside = Page(phone.post("a?again=new", {**receipt.form("a?again=new"), "turn": "on"}))
    assert Page(phone.post("a", {**beside.form("a"), **TENANT})).h1 == "收到了，谢谢您"
    assert set(standing(app, letter)) == {"owner", "occupant"}


def test_another_look_still_asks_for_the_key_that_is_being_typed(
    app: Flask, phone: Phone, another: Callable[[], Phone], letter: Letter
) -> None:
    phone.opened(letter)
    phone.cast(OWNER)
    key = receipt_key_of(phone.page("r"))
    other = another()
    other.scan(letter)
    told = Page(other.send("a", {**OWNER, "consent": "no"}, "a?again=new"))
    turned = Page(other.post("a?look=big", {**told.form("a"), "key": key, "turn": "look"}))
    assert "您家已经交过一份房主的意见" in turned.text
    assert turned.form("a")["key"] == [key]
    assert other.post("a", turned.form("a")).status_code == 303
    assert '"consent":"no"' in standing(app, letter)["owner"]
