"""代填: a member of staff fills in for somebody at the door, and is recorded."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from surveys.services.letter import Letter
from tests.phone import ON_PAPER, OWNER, TENANT, Page, Phone, receipt_key_of
from tests.web.lean.kept import recorded


def test_who_fills_in_is_said_and_recorded(app: Flask, signed_in: Callable[[str], Phone], letter: Letter) -> None:
    helper = signed_in("grid")
    assert "由网格员小海代填" in helper.opened(letter).text
    assert helper.cast({**OWNER, "channel": "call"}).status_code == 303
    assert recorded(app, letter) == [("call", "grid")]
    assert "电话里说，工作人员代填" in helper.page("r").text


def test_how_it_was_asked_is_not_chosen_beforehand_and_must_be_said(
    app: Flask, signed_in: Callable[[str], Phone], letter: Letter
) -> None:
    helper = signed_in("grid")
    assert "channel" not in helper.opened(letter).form("a")
    page = Page(helper.cast(OWNER))
    assert (page.status, "怎么问到的 选一项" in page.text) == (422, True)
    assert recorded(app, letter) == []


def test_the_household_replaces_what_was_filled_in_for_it_with_the_key_of_the_receipt(
    app: Flask, signed_in: Callable[[str], Phone], phone: Phone, letter: Letter
) -> None:
    helper = signed_in("grid")
    helper.scan(letter)
    helper.cast(ON_PAPER)
    key = receipt_key_of(helper.page("r"))
    phone.scan(letter)
    assert "光凭信看不到内容" in phone.page("r").text
    told = Page(phone.send("a", {**OWNER, "consent": "no"}, "a?again=new"))
    assert (told.status, "您家已经交过一份房主的意见" in told.text) == (409, True)
    assert recorded(app, letter) == [("paper", "grid")]
    assert phone.post("a", {**told.form("a"), "key": key}).status_code == 303
    assert recorded(app, letter) == [("paper", "grid"), ("phone", "")]
    assert phone.page("a?again=owner").form("a")["consent"] == ["no"]


def test_nobody_replaces_or_reads_what_the_household_said_itself(
    app: Flask, signed_in: Callable[[str], Phone], phone: Phone, letter: Letter
) -> None:
    helper = signed_in("grid")
    opened = {**helper.opened(letter).form("a"), **ON_PAPER}
    phone.scan(letter)
    phone.cast(OWNER)
    refused = Page(helper.post("a", opened))
    assert refused.h1 == "这一户自己填过了"
    assert "楼道的灯坏了很久" in refused.text, "what the helper typed isn't lost"
    receipt = helper.scan(letter)
    assert "光凭信看不到内容" in receipt.text
    assert "楼道的灯坏了很久" not in receipt.text
    assert not [action for action in receipt.actions if "/r/" in action]
    assert recorded(app, letter) == [("phone", "")]


def test_what_would_be_refused_at_the_end_is_not_asked_at_the_beginning(
    signed_in: Callable[[str], Phone], phone: Phone, letter: Letter
) -> None:
    phone.scan(letter)
    phone.cast(OWNER)
    phone.send("r/withdraw", {}, "r")
    page = signed_in("grid").opened(letter)
    assert "房主的票住户自己交过，代填不了" in page.text
    offered = {values["value"] for tag, values in page.tags if tag == "input" and values.get("name") == "who"}
    assert offered
    assert offered.isdisjoint({"owner", "family"})
    phone.send("a", TENANT, "a")
    phone.send("r/withdraw", {}, "r")
    assert signed_in("grid").scan(letter).h1 == "这一户自己填过了"


def test_two_who_fill_in_for_one_home_are_told_of_each_other(
    app: Flask, signed_in: Callable[[str], Phone], letter: Letter
) -> None:
    first, second = signed_in("grid"), signed_in("grid2")
    earlier = {**second.opened(letter).form("a"), **ON_PAPER, "consent": "no"}
    first.opened(letter)
    assert first.cast({**OWNER, "channel": "door"}).status_code == 303
    told = Page(second.post("a", earlier))
    assert told.status == 409
    assert "这一页打开以后，有人交过一份房主的意见" in told.text
    assert "工作人员上门代填" in told.text
    form = told.form("a")
    assert (form["consent"], form["channel"]) == (["no"], ["paper"])
    assert recorded(app, letter) == [("door", "grid")]
    assert second.post("a", form).status_code == 303
    assert recorded(app, letter) == [("door", "grid"), ("paper", "grid2")]


def test_staff_of_another_compound_fill_in_nothing_here(
    app: Flask, signed_in: Callable[[str], Phone], letter: Letter
) -> None:
    stranger = signed_in("elsewhere")
    page = stranger.scan(letter)
    assert (page.status, page.h1) == (403, "这一户不归您代填")
    token = stranger.page("/not-mine").form("/leave")["csrf_token"]
    phone = Phone(app.test_client())
    form = {**phone.opened(letter).form("a"), "csrf_token": token, **ON_PAPER}
    assert stranger.post("a", form).status_code == 403
    assert recorded(app, letter) == []


def test_a_resident_can_not_say_how_it_came(app: Flask, phone: Phone, letter: Letter) -> None:
    phone.scan(letter)
    phone.cast({**OWNER, "channel": "paper"})
    assert recorded(app, letter) == [("phone", "")]


def test_a_form_of_whoever_filled_in_changes_nothing_as_the_household_once_they_signed_out(
    app: Flask, signed_in: Callable[[str], Phone], letter: Letter
) -> None:
    """It would turn what was entered from a signed paper into the household's own, by phone, with other answers."""
    helper = signed_in("grid")
    helper.scan(letter)
    helper.cast(ON_PAPER)
    form = helper.page("a?again=owner").form("a")
    as_household = {name: value for name, value in form.items() if name not in {"helped", "channel"}}
    before = Phone(app.test_client())
    before.home = helper.home
    (kept,) = [cookie for cookie in helper.client._cookies.values() if cookie.key == app.config["SESSION_COOKIE_NAME"]]
    before.client.set_cookie(kept.key, kept.value, domain=kept.domain)
    helper.send("/staff/sign-out", {}, "/staff/account")
    nobody = Phone(app.test_client())
    nobody.home = helper.home
    for browser in (helper, nobody, before):
        assert browser.post("a", {**as_household, "consent": "no"}).status_code == 409
    assert "光凭信看不到内容" in before.page("r").text
    assert recorded(app, letter) == [("paper", "grid")]
