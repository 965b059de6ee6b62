"""Answering without a script: the whole form on one page, errors with everything kept, casting, changing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text

from surveys.services.letter import Letter
from surveys.store.db import db
from tests.neighbourhood import Neighbourhood
from tests.phone import OWNER, TENANT, Page, Phone


def revisions(app: Flask, letter: Letter) -> list[tuple[str, int, str, str]]:
    """What is stored of a household's answers: capacity, revision, channel and receipt."""
    with app.app_context(), db.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT capacity, revision, channel, receipt FROM revisions WHERE household_id = :id ORDER BY id"),
            {"id": letter.household},
        )
        return [(row[0], row[1], row[2], row[3]) for row in rows]


def test_nothing_is_chosen_beforehand(phone: Phone, letter: Letter) -> None:
    page = phone.opened(letter)
    form = page.form("a")
    assert {name for name, values in form.items() if any(values)} == {"proof", "seen", "submission"}


def test_conditions_are_said_in_words(phone: Phone, letter: Letter) -> None:
    page = phone.opened(letter)
    assert "“这个小区要改造，您同意吗？”选了“不同意”，才答这一题；不是就跳过。" in page.text
    assert "您是房主，或替房主填，才答这一题；不是就跳过。" in page.text


def test_what_must_be_done_is_shown_and_not_asked(phone: Phone, letter: Letter) -> None:
    page = phone.opened(letter)
    assert "必改：要改造就先改这些，不用选" in page.text
    assert "道路硬化" in page.text
    assert not [values for tag, values in page.tags if tag == "input" and values.get("value") == "road"]


def test_a_ballot_is_cast_and_its_receipt_shows_what_was_recorded(app: Flask, phone: Phone, letter: Letter) -> None:
    phone.scan(letter)
    sent = phone.cast(OWNER)
    assert (sent.status_code, sent.headers["Location"]) == (303, phone.at("r"))
    page = phone.page("r")
    [(capacity, revision, channel, receipt)] = revisions(app, letter)
    assert (capacity, revision, channel) == ("owner", 1, "phone")
    assert receipt in page.text
    for words in ("房主的意见", "同意", "停车位（划线停车）", "最需要：停车位", "第二：屋面防水", "楼道的灯坏了很久"):
        assert words in page.text
    assert "不同意，是因为什么？" not in page.text


def test_our_script_is_told_that_it_was_taken_and_fetches_the_receipt_once(app: Flask, phone: Phone, letter: Letter) -> None:
    phone.scan(letter)
    fields = {**phone.page("a").form("a"), **OWNER}
    told = [phone.client.post(phone.at("a"), data=fields, headers={"X-Diandan": "1"}) for _ in range(2)]  # a double tap
    for sent in told:
        assert (sent.status_code, sent.data) == (204, b"")
        assert "Location" not in sent.headers
        assert sent.headers["X-Diandan"]
        assert sent.headers["Cache-Control"] == "no-store"
    assert len(revisions(app, letter)) == 1
    assert phone.post("a", fields).headers["Location"] == phone.at("r")  # what was sent without a script before
    assert revisions(app, letter)[0][3] in phone.page("r").text


def test_our_script_is_shown_what_is_missing_and_no_receipt(app: Flask, phone: Phone, letter: Letter) -> None:
    phone.scan(letter)
    sent = phone.client.post(phone.at("a"), data=phone.page("a").form("a"), headers={"X-Diandan": "1"})
    assert sent.status_code == 422
    assert revisions(app, letter) == []


def test_what_is_missing_is_listed_and_everything_else_is_kept(phone: Phone, letter: Letter) -> None:
    phone.scan(letter)
    given = {key: value for key, value in OWNER.items() if key not in ("consent", "lift")}
    page = Page(phone.cast(given))
    assert page.status == 422
    assert page.title.startswith("错误：")
    assert "选一项：这个小区要改造，您同意吗？" in page.text
    listed = [link for link in page.links if link.startswith("#q-")]
    assert listed == ["#q-consent", "#q-lift"]
    assert {link[1:] for link in listed} <= page.ids
    form = page.form("a")
    assert form["troubles"] == ["leaks", "parking"]
    assert form["wishes"] == ["roof", "parking"]
    assert (form["wishes.how.parking"], form["urgent.1"], form["urgent.2"]) == (["lines"], ["parking"], ["roof"])
    assert (form["people"], form["more"]) == (["3"], ["楼道的灯坏了很久"])


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"wishes": ["none", "roof"]}, "去掉其中一边"),
        ({"urgent.1": "roof", "urgent.2": "roof"}, "“屋面防水”选了两次"),
        ({"people": "三四口人"}, "“三四口人”不是数"),
        ({"people": "200"}, "填0到20之间的数"),
        ({"more": "字" * 501}, "最多写500个字，现在有501个字"),
        ({"troubles": ["leaks", "walls", "sewers", "roads", "parking", "dark"]}, "最多选5项，现在选了6项"),
        ({"lift": "9"}, "再选一次"),
    ],
)
def test_each_mistake_says_how_to_mend_it(phone: Phone, hood: Neighbourhood, wrong: dict[str, Any], words: str) -> None:
    phone.scan(hood.letters[3])
    page = Page(phone.cast({**OWNER, **wrong}))
    assert page.status == 422
    assert words in page.text


def test_a_submission_sent_twice_gives_its_first_receipt(app: Flask, phone: Phone, letter: Letter) -> None:
    phone.scan(letter)
    form = {**phone.page("a").form("a"), **OWNER}
    for _ in range(3):
        assert phone.post("a", form).status_code == 303
    assert len(revisions(app, letter)) == 1


def test_a_second_ballot_replaces_the_first(app: Flask, phone: Phone, letter: Letter) -> None:
    phone.scan(letter)
    phone.cast(OWNER)
    again = phone.page("a?again=owner").form("a")
    assert (again["consent"], again["wishes"], again["urgent.1"]) == (["yes"], ["roof", "parking"], ["parking"])
    phone.post("a", {**again, "consent": "no", "reasons": ["money"]})
    page = phone.page("r")
    assert "怕要自己出钱" in page.text
    assert [row[1] for row in revisions(app, letter)] == [1, 2]


def test_whoever_has_answered_is_led_to_the_receipt(phone: Phone, letter: Letter) -> None:
    phone.scan(letter)
    phone.cast(OWNER)
    assert "收到了" in phone.scan(letter).h1
    assert phone.send("/code", {"code": letter.code}, "/code").headers["Location"] == phone.home
    assert "收到了" in phone.page("a").h1


def test_owner_and_tenant_stand_beside_each_other(app: Flask, phone: Phone, letter: Letter) -> None:
    phone.scan(letter)
    phone.cast(OWNER)
    phone.send("a", TENANT, "a?again=new")
    page = phone.page("r")
    assert page.text.index("房主的意见算这一户的票") < page.text.index("住户的意见单独统计，给社区参考")
    assert [row[0] for row in revisions(app, letter)] == ["owner", "occupant"]


def test_answers_to_questions_that_are_not_asked_are_dropped(phone: Phone, letter: Letter) -> None:
    phone.scan(letter)
    phone.cast({**TENANT, "structures": "keep", "management": "same", "consent": "yes"})
    page = phone.page("r")
    assert "占了公共地方" not in page.text
    assert "施工吵" not in page.text


def test_withdrawing_and_putting_back_are_one_tap_each(phone: Phone, letter: Letter) -> None:
    phone.scan(letter)
    phone.cast(OWNER)
    phone.send("r/withdraw", {}, "r")
    taken = phone.page("r")
    assert taken.h1 == "已经撤回"
    phone.send("r/undo", {}, "r")
    assert "收到了" in phone.page("r").h1


def test_who_answers_beside_the_owners_vote_is_told_of_it(phone: Phone, letter: Letter) -> None:
    told = "您家房主的票已经交过，要改，从回执上点“修改”"
    assert told not in phone.opened(letter).text
    phone.cast(OWNER)
    assert told in phone.page("a?again=new").text
    phone.send("r/withdraw", {}, "r")
    assert told not in phone.page("a").text


def test_withdrawing_says_first_what_it_takes_away(phone: Phone, letter: Letter) -> None:
    phone.scan(letter)
    phone.cast(OWNER)
    assert "撤回以后，这份回答不算了，留过的电话也删掉" in phone.page("r").text
    phone.send("r/withdraw", {}, "r")
    assert "可以撤回" not in phone.page("r").text


def test_before_and_after_the_poll_there_is_a_page_that_says_so(phone: Phone, hood: Neighbourhood) -> None:
    assert phone.scan(hood.later[0]).h1 == "还没有开始"
    over = phone.scan(hood.over[0])
    assert over.h1 == "征询已经截止"
    assert "您家没有交过回答" in over.text
    assert f"/p/{hood.closed.id}" in over.links


def test_a_poll_that_closes_while_typing_shows_what_was_typed(phone: Phone, closing: Any) -> None:
    letter, close = closing
    phone.scan(letter)
    form = {**phone.page("a").form("a"), **OWNER}
    close()
    page = Page(phone.post("a", form))
    assert page.status == 409
    assert "没有算进去" in page.text
    assert "楼道的灯坏了很久" in page.text


def test_a_repetition_after_closing_still_gives_the_receipt(phone: Phone, closing: Any) -> None:
    letter, close = closing
    phone.scan(letter)
    form = {**phone.page("a").form("a"), **OWNER}
    phone.post("a", form)
    close()
    assert phone.post("a", form).status_code == 303
    page = phone.page("r")
    assert "不能再改了" in page.text
    assert not [action for action in page.actions if "/r/" in action]


@pytest.mark.parametrize("path", ["a", "r"])
def test_a_page_asks_the_database_once(app: Flask, phone: Phone, hood: Neighbourhood, path: str) -> None:
    phone.scan(hood.letters[5])
    phone.get(path)
    asked: list[str] = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    phone.get(path)
    assert len([query for query in asked if not query.startswith(("BEGIN", "PRAGMA"))]) == 1


def test_a_change_is_undone_with_one_tap(phone: Phone, letter: Letter) -> None:
    phone.scan(letter)
    phone.cast(OWNER)
    assert "撤销刚才的改动" not in phone.page("r").text
    phone.send("a", {"consent": "no"}, "a?again=owner")
    assert "撤销刚才的改动" in phone.page("r").text
    phone.send("r/undo", {}, "r")
    assert phone.page("a?again=owner").form("a")["consent"] == ["yes"]


def test_whoever_needs_nothing_is_not_asked_what_they_need_most(phone: Phone, letter: Letter) -> None:
    assert "没有选“这些都不需要”，才答这一题" in phone.opened(letter).text
    phone.cast({**OWNER, "wishes": "none"})
    page = phone.page("r")
    assert "这些都不需要" in page.text
    assert "哪三项最要紧" not in page.text


def test_page_before_the_result_counts_the_owners_votes(phone: Phone, hood: Neighbourhood, letter: Letter) -> None:
    """As the result does: a tenant's opinion is counted apart."""

    def received() -> str:
        found = re.search(r"已经收到房主的票：\d+户中的(\d+)户", "".join(phone.page(f"/p/{hood.open.id}").text.split()))
        assert found
        return found[1]

    before = int(received())
    phone.scan(letter)
    phone.cast(TENANT)
    assert int(received()) == before
    phone.send("a", OWNER, "a?again=new")
    assert int(received()) == before + 1
