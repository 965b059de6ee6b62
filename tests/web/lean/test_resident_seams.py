"""Between one page and the next something changes: who is signed in, whose ballot it is, which key is the newest."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from surveys.services.letter import Letter
from tests.phone import ON_PAPER, OWNER, Page, Phone, receipt_key_of
from tests.web.lean.kept import standing, stored

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
    assert not [action for action in keyed.actions if "/r/" in action]
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
