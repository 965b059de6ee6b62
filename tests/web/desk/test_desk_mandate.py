"""Mandates at the desk: one member of staff enters, another confirms, and the vote that staff enter says who cast it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from surveys.core.place import DISTRICT
from surveys.core.poll import Poll
from surveys.services.matter import set_matters
from surveys.services.poll import open_poll
from surveys.store.db import transaction
from tests.factories import LI, RANDOM
from tests.office import Office, alert
from tests.phone import Page
from tests.services.test_mandate import FUND

LETTER = {"door": "3-1-101", "kind": "proxy", "acts": "演示赵甲", "paper": "委托书第3号，2026年11月20日签"}


@pytest.fixture
def poll(ours: Office) -> Poll:
    """The office's draft with a matter, opened."""
    now = datetime.now(UTC)
    with ours.app.app_context(), transaction() as session:
        set_matters(session, DISTRICT, ours.draft.id, [FUND], by=LI, now=now)
        keys = ours.app.config["KEYS"]
        return open_poll(session, DISTRICT, ours.draft.id, keys=keys, random=RANDOM, by=LI, now=now)


def test_two_people_make_a_mandate_and_staff_enter_its_vote(ours: Office, poll: Poll) -> None:
    path = f"/desk/polls/{poll.id}/mandates"
    first, second = ours.signed_in(), ours.signed_in("jie")
    assert path in first.page(f"/desk/compounds/{poll.compound.id}?poll={poll.id}").links
    assert first.fill(path, LETTER).status_code == 303
    page = first.page(path)
    for told in ("演示赵甲", "委托书第3号", "还没有第二个人核对，不算数", "office登记"):
        assert told in page.text, told
    confirm = f"{path}/1/confirm"
    assert confirm not in page.actions, "whoever entered it can't confirm it"
    token = page.form("")["csrf_token"]
    assert first.client.post(confirm, data={"csrf_token": token}).status_code == 409
    assert second.fill(path, {}, confirm).status_code == 303
    assert "jie核对，算数" in first.page(path).text
    assert first.fill(path, {}, f"{path}/1/end").status_code == 303
    assert "登记了0份" in first.page(path).text


def test_what_is_wrong_is_said_beside_its_field(ours: Office, poll: Poll) -> None:
    browser, path = ours.signed_in(), f"/desk/polls/{poll.id}/mandates"
    assert "户册里找不到这一户" in alert(Page(browser.fill(path, {**LETTER, "door": "9-9-999"})))
    browser.fill(path, LETTER)
    again = Page(browser.fill(path, {**LETTER, "door": "3-1-102"}))
    assert "已经替别的业主投了：一个人最多替1位业主" in alert(again)


def test_a_poll_without_matters_has_no_mandates(shown: Office) -> None:
    answer = shown.signed_in().get(f"/desk/polls/{shown.open.id}/mandates")
    assert answer.status_code == 409
    assert "没有要业主共同决定的事" in Page(answer).text
