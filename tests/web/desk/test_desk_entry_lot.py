"""复核录入 at the desk: locked, drawn from by dice, differences decided, and told wherever a result is about to leave."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select

from surveys.core.ballot import Channel
from surveys.core.form_entry import Transcript
from surveys.core.paper_form import FormBatch, form_number
from surveys.core.place import DISTRICT
from surveys.core.staff import Actor, Installation
from surveys.services.code import door_by_link
from surveys.services.entry_lot import poll_checks
from surveys.services.letter import letters
from surveys.services.second_typing import type_again
from surveys.store.db import reading, transaction
from surveys.store.form_entry import photos_t
from surveys.store.paper_form import add_batch, forms_t, keep_layout
from tests.factories import BASE_URL, LI, WANG, answers
from tests.office import Browser, Office, alert
from tests.phone import Page
from tests.services.checked import DICE, LAYOUT, WITNESSES, typed_in

NUMBERS = [form_number((n * 7919).to_bytes(8, "big")) for n in range(1, 4)]
ROLLED = {"dice": DICE, "witnesses": WITNESSES}


def checks(office: Office) -> str:
    return f"/desk/polls/{office.open.id}/checks"


@pytest.fixture
def typed(ours: Office) -> Office:
    """Three tenants of the open poll, whose forms li typed in as a yes each."""
    now, keys, poll = datetime.now(UTC), ours.app.config["KEYS"], ours.open
    with ours.app.app_context(), transaction() as session:
        silent = letters(session, DISTRICT, poll.id, keys=keys, base_url=BASE_URL).letters[:3]
        found = [door_by_link(session, letter.url.rsplit("/", 1)[1]) for letter in silent]
        homes = {number: door.household_id for number, door in zip(NUMBERS, found, strict=True)}
        keep_layout(session, LAYOUT)
        add_batch(session, poll.id, FormBatch(1, now, "li", "li", "", "", False, False, 3, LAYOUT.digest), 1, homes)
        for number, door in zip(NUMBERS, found, strict=True):
            typed_in(session, poll, door, number, "yes", by=LI, now=now, keys=keys, who="t")
    return ours


def again(office: Office, number: str, agree: str, by: Actor = WANG) -> None:
    now = datetime.now(UTC)
    with office.app.app_context(), transaction() as session:
        found = poll_checks(session, DISTRICT, office.open.id, now=now)
        home = next(form.home.id for lot in found.lots for form in lot.forms if form.number == number)
        said = Transcript(answers(agree, who="t"), Channel.PAPER, number)
        type_again(session, DISTRICT, office.open.id, home, said, by=by, now=now)


def test_an_empty_page_says_what_comes_here(shown: Office) -> None:
    page = shown.signed_in("jie").page(checks(shown))
    assert "还没有录过纸质问卷" in page.text
    assert "每批抽10%，至少20份；不到20份的全抽。录错的超过2%，整批都再录" in page.text
    assert checks(shown) in shown.signed_in("jie").page(f"/desk/polls/{shown.open.id}/life").links


def test_a_lot_is_locked_drawn_and_decided_about(typed: Office) -> None:
    browser, path = typed.signed_in("jie"), checks(typed)
    assert "录了3份，复核通过了0份" in browser.page(path).text
    assert browser.fill(path, {}).headers["Location"] == f"{path}/1"
    locked = browser.page(f"{path}/1")
    assert "锁定了，还没有掷骰子" in locked.text
    assert NUMBERS[0] not in locked.html
    assert browser.fill(f"{path}/1", ROLLED).status_code == 303
    drawn = browser.page(f"{path}/1")
    assert "要再录3份，录好了0份，录错的0份" in drawn.text
    assert WITNESSES in drawn.text
    for number, agree in zip(NUMBERS, ("no", "yes", "yes"), strict=True):
        again(typed, number, agree)
    waits = browser.page(f"{path}/1")
    assert f"{path}/differences/1" in waits.links
    page = browser.page(f"{path}/differences/1")
    for told in ("第一遍", "第二遍", "agree", "这一份没有拍照片"):
        assert told in page.text, told
    answer = browser.fill(f"{path}/differences/1", {"ruling": "second", "why": "纸上勾的是不同意"})
    assert answer.status_code == 303
    done = browser.page(f"{path}/1")
    assert "定好了，票改过来了" in done.text
    assert "一共3份，再录了3份，录错的1份，都改好了" in done.text
    assert "录了3份，复核通过了3份" in browser.page(path).text


@pytest.mark.parametrize(
    ("rolled", "wrong"),
    [
        ({"dice": "12345", "witnesses": WITNESSES}, "至少要20个点数，现在有5个"),
        ({"dice": "7" * 20, "witnesses": WITNESSES}, "骰子只有1到6"),
        ({"dice": "6" * 20, "witnesses": WITNESSES}, "不像掷出来的"),
        ({"dice": DICE, "witnesses": "赵一"}, "至少两位"),
        ({"dice": DICE, "witnesses": ""}, "至少两位"),
    ],
)
def test_what_is_wrong_with_the_dice_is_said_beside_them_and_nothing_typed_is_lost(
    typed: Office, rolled: dict[str, str], wrong: str
) -> None:
    browser, path = typed.signed_in("jie"), checks(typed)
    browser.fill(path, {})
    answer = browser.fill(f"{path}/1", rolled)
    assert answer.status_code == 422
    page = Page(answer)
    assert wrong in alert(page)
    for value in filter(None, rolled.values()):
        assert value in page.html


def test_dice_are_rolled_once_and_the_second_roll_is_told_why_not(typed: Office) -> None:
    one, other, path = typed.signed_in("jie"), typed.signed_in("ju"), checks(typed)
    one.fill(path, {})
    fields = other.page(f"{path}/1").form("")
    one.fill(f"{path}/1", ROLLED)
    answer = other.client.post(f"{path}/1", data={**fields, "dice": DICE[::-1], "witnesses": WITNESSES})
    assert answer.status_code == 409
    with typed.app.app_context(), reading() as session:
        lot = poll_checks(session, DISTRICT, typed.open.id, now=datetime.now(UTC)).numbered(1).lot
    assert lot.dice == DICE.replace(" ", "")


def test_what_is_unchecked_is_told_wherever_somebody_goes_on(typed: Office) -> None:
    browser = typed.signed_in("jie")
    assert "有3份录入的纸质问卷没有复核" in browser.page("/desk").text
    assert "有3份录入的纸质问卷没有复核。公示上会写明" in browser.page(f"/desk/polls/{typed.open.id}/life").text


def test_nobody_without_the_right_comes_near(typed: Office) -> None:
    for user in ("wang", "zhu", "song"):
        assert typed.signed_in(user).client.get(checks(typed)).status_code == 404, user


def test_a_drawn_form_is_typed_in_again_blind_on_the_screen(typed: Office) -> None:
    street, helper, path = typed.signed_in("jie"), typed.signed_in("wang"), checks(typed)
    assert f"{path}/again" in helper.page(path.replace("/checks", "/entry")).links
    assert "没有。" in helper.page(f"{path}/again").text
    assert helper.client.get(f"{path}/again/{NUMBERS[0]}").status_code == 409
    street.fill(path, {})
    street.fill(f"{path}/1", ROLLED)
    assert "等您录的3份" in helper.page(f"{path}/again").text
    there = helper.client.get(f"{path}/again/{NUMBERS[0]}").headers["Location"]
    screen = helper.page(there)
    assert "再录一遍" in screen.h1
    assert "已经有一份" not in screen.text
    missing = helper.fill(there, {"_channel": "paper", "agree": "no"}, there)
    assert missing.status_code == 422
    assert "checked" in missing.get_data(as_text=True)
    said = {"_channel": "paper", "_form": NUMBERS[0], "who": "t", "agree": "no", "order": "none"}
    assert helper.fill(there, said, there).headers["Location"] == f"{path}/again"
    listed = helper.page(f"{path}/again")
    assert "录好了，机器拿去比了" in listed.text
    assert "等您录的2份" in listed.text
    assert f"{path}/differences/1" in street.page(f"{path}/1").links


def photographed(office: Office) -> None:
    """A photograph of each form, with the same numbers as the forms."""
    with office.app.app_context(), transaction() as session:
        for form in session.scalars(select(forms_t.c.id).order_by(forms_t.c.id)):
            values = {"poll_id": office.open.id, "form_id": form, "page": 1, "digest": f"{form}", "by": "li"}
            values |= {"content": b"JPEG", "at": datetime.now(UTC), "reading": ""}
            session.execute(insert(photos_t).values(id=form, **values))


def test_what_a_form_says_is_for_whoever_decides_about_it_and_for_nobody_else(typed: Office) -> None:
    street, committee, path = typed.signed_in("jie"), typed.signed_in("ju"), checks(typed)
    photographed(typed)
    street.fill(path, {})
    street.fill(f"{path}/1", ROLLED)
    for number, agree in zip(NUMBERS, ("no", "yes", "yes"), strict=True):
        again(typed, number, agree, Installation("ju"))

    def seen(browser: Browser) -> list[int]:
        return [browser.client.get(f"{path}/photos/{n}").status_code for n in (1, 2)]

    def read(browser: Browser) -> bool:
        return 'data-name="第二遍"' in browser.page(f"{path}/differences/1").html

    assert (seen(street), read(street)) == ([200, 409], True)
    assert (seen(committee), read(committee)) == ([409, 409], False)
    street.fill(f"{path}/differences/1", {"ruling": "second", "why": "看错一行"})
    assert (seen(street), read(street)) == ([409, 409], False)
