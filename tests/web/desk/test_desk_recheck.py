"""上门重问 at the desk: locked and drawn after closing, carried out by somebody else, and told on the committee's sheet."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from surveys.services.life import close
from surveys.services.recheck import poll_recheck
from surveys.store.db import reading, transaction
from tests.factories import DISTRICT, LI
from tests.office import Office, alert
from tests.phone import Page
from tests.services.checked import DICE, WITNESSES
from tests.web.desk.test_desk_entry_lot import typed as typed  # noqa: PLC0414  (three forms that li typed in)

ROLLED = {"dice": DICE, "witnesses": WITNESSES}
SAID = {"_channel": "door", "who": "t", "order": "none"}


def there(office: Office) -> str:
    return f"/desk/polls/{office.open.id}/recheck"


def serials(office: Office) -> list[int]:
    with office.app.app_context(), reading() as session:
        found = poll_recheck(session, DISTRICT, office.open.id, now=datetime.now(UTC)).locked
    return [door.serial for door in found.chosen]


@pytest.fixture
def over(typed: Office) -> Office:
    """The same poll after it closed."""
    with typed.app.app_context(), transaction() as session:
        close(session, DISTRICT, typed.open.id, by=LI, now=datetime.now(UTC), reason="完了")
    return typed


def test_while_a_poll_runs_the_page_says_when(typed: Office) -> None:
    street = typed.signed_in("jie")
    assert there(typed) in street.page(f"/desk/polls/{typed.open.id}/life").links
    assert "截止以后，公示以前，才上门重问" in street.page(there(typed)).text
    assert "没有截止" in typed.signed_in("wang").page(f"{there(typed)}/visits").text


def test_a_list_is_locked_drawn_carried_out_and_told_on_the_sheet(over: Office) -> None:
    street, helper, path = over.signed_in("jie"), over.signed_in("wang"), there(over)
    assert "份数少，全部上门重问" in street.page(path).text
    assert street.fill(path, {}).headers["Location"] == path
    assert "锁定了，还没有掷骰子" in street.page(path).text
    assert street.fill(path, ROLLED, f"{path}/dice").headers["Location"] == path
    one, two, three, *_ = serials(over)
    listed = helper.page(f"{path}/visits")
    assert f"{path}/visits/{one}" in listed.links
    assert "同意" not in listed.text
    screen = helper.page(f"{path}/visits/{one}")
    assert "上门重问" in screen.h1
    assert "已经有一份" not in screen.text
    missing = helper.fill(f"{path}/visits/{one}", {"_channel": "door", "order": "none"}, f"{path}/visits/{one}")
    assert missing.status_code == 422
    assert "填的都还在" in missing.get_data(as_text=True)
    said = helper.fill(f"{path}/visits/{one}", {**SAID, "agree": "no"}, f"{path}/visits/{one}")
    assert said.headers["Location"] == f"{path}/visits"
    helper.fill(f"{path}/visits", {"visit": f"away-{two}"})
    assert "记下了：不在家" in helper.page(f"{path}/visits").text
    helper.fill(f"{path}/visits", {"visit": f"refused-{three}"})
    page = street.page(path)
    assert "重问过1份，一样的0份，不在家1份，不愿再答1份" in page.text
    assert f"/desk/polls/{over.open.id}/review/" in "".join(page.links)
    assert WITNESSES in page.text
    sheet = street.page(f"/desk/polls/{over.open.id}/sheet").text
    assert "比过1份，不在家1份，不愿再答1份" in sheet
    assert "改不改前后一样的0份，每一题都一样的0份" in sheet
    assert "上门重问" not in street.page(f"/desk/polls/{over.open.id}/sheet?posted=next").text


def test_wrong_dice_are_said_beside_them_and_stay(over: Office) -> None:
    street, path = over.signed_in("jie"), there(over)
    street.fill(path, {})
    answer = street.fill(path, {**ROLLED, "dice": "123"}, f"{path}/dice")
    assert answer.status_code == 422
    assert "至少要20个点数，现在有3个" in alert(Page(answer))
    assert WITNESSES in Page(answer).html


def test_a_visit_that_was_not_drawn_is_told_why_not(over: Office) -> None:
    helper, path = over.signed_in("wang"), there(over)
    answer = helper.client.get(f"{path}/visits/1")
    assert answer.status_code == 409
    assert "没有抽中" in answer.get_data(as_text=True)


def test_nobody_without_the_right_comes_near(over: Office) -> None:
    for user in ("wang", "zhu", "song"):
        assert over.signed_in(user).client.get(there(over)).status_code == 404, user
    assert over.signed_in("song").client.get(f"{there(over)}/visits").status_code == 404
