"""Matters on a household's pages: asked of owners in their scope, said plainly, recorded apart, each with its verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from surveys.core.matter import Matter
from surveys.core.menu import Decision
from surveys.core.place import DISTRICT, Jurisdiction
from surveys.core.poll import Poll
from surveys.core.staff import Role
from surveys.core.tally import Scope
from surveys.services.edition import edition_named, preset_rules
from surveys.services.letter import Letter, letters
from surveys.services.life import close as close_early
from surveys.services.matter import set_matters
from surveys.services.outcome import poll_record
from surveys.services.poll import add_poll, open_poll
from surveys.services.roster import import_roster
from surveys.services.staff import add_staff
from surveys.services.wave import make_wave
from surveys.store.db import reading, transaction
from tests.estimates import estimated_menu
from tests.factories import BASE_URL, LI, RANDOM, posted, rooms, rows
from tests.office import PASSWORD, Browser
from tests.phone import ON_PAPER, OWNER, TENANT, Phone

DAY = timedelta(days=1)
LIFT = "2号楼1单元加装电梯，费用由本单元业主分摊"
FUND = "使用维修资金更换全小区的水泵"
OWNER_VOTES = {**OWNER, "matter-voter": "myself", "matter-lift": "yes", "matter-fund": "no"}


@dataclass
class Scene:
    """A poll with a lift for one stairwell of twelve and the fund for everybody; letters of both buildings."""

    app: Flask
    poll: Poll
    there: Iterator[Letter]
    elsewhere: Iterator[Letter]

    def phone(self) -> Phone:
        return Phone(self.app.test_client())

    def answers(self) -> list[dict[str, object]]:
        """What the ballots say of matters."""
        with self.app.app_context(), reading() as session:
            ballots = poll_record(session, DISTRICT, self.poll.id).ballots
        return [{key: one for key, one in b.answers.items() if key.startswith("matter")} for b in ballots]


def made(app: Flask, mark: str, rules: tuple[str, ...] = ("xuecheng-2021",)) -> Scene:
    now, presets = datetime.now(UTC), preset_rules()
    lift = Matter("lift", LIFT, Decision.REBUILDING, Scope(("2",), "1"), presets["civil-278-special"], "lift")
    fund = Matter("fund", FUND, Decision.SPENDING_FUND, Scope(), presets["civil-278-ordinary"])
    with app.app_context(), transaction() as session:
        listed = [*rows(*rooms(12), compound=mark, building="1"), *rows(*rooms(12), compound=mark, building="2")]
        compound = import_roster(session, listed, by=LI, now=now - 9 * DAY).compounds[0].compound
        wave = make_wave(session, mark, edition_named("w1-2026"), now - DAY, now + DAY, by=LI, now=now - 8 * DAY)
        asked = [presets[key].document() for key in rules]
        menu, early = estimated_menu(), now - 8 * DAY
        draft = add_poll(session, wave.id, compound.id, menu, asked, budget=None, by=LI, now=early)
        set_matters(session, DISTRICT, draft.id, [lift, fund], by=LI, now=now - 8 * DAY)
        keys = app.config["KEYS"]
        poll = open_poll(session, DISTRICT, draft.id, keys=keys, random=RANDOM, by=LI, now=now - 7 * DAY)
        sent = letters(session, DISTRICT, poll.id, keys=keys, base_url=BASE_URL).letters
    return Scene(app, poll, iter(sent[12:]), iter(sent[:12]))


@pytest.fixture(scope="module")
def scene(app: Flask) -> Scene:
    return made(app, "事项里")


def test_a_matter_is_asked_where_it_is_decided_and_says_so(scene: Scene) -> None:
    page = scene.phone().opened(next(scene.there))
    for told in (
        LIFT,
        FUND,
        "下面的事由业主共同决定。投票的是房主本人吗？",
        "这是业主共同决定事项。民法典第二百七十八条第一款第七项：改建、重建建筑物及其附属设施。",
        "由2号楼1单元的房主来定，一共12户。只有房主投票。",
        "要参加投票的人数和面积都到三分之二以上，其中同意的人数和面积都到四分之三以上，才通过。",
        "由全小区的房主来定，一共24户。只有房主投票。",
        "前面的意愿征询不算这一票。",
    ):
        assert told in page.text, told
    other = scene.phone().opened(next(scene.elsewhere))
    assert LIFT not in other.text
    assert FUND in other.text


def test_what_an_owner_voted_is_recorded_and_read_back(scene: Scene) -> None:
    phone = scene.phone()
    phone.scan(next(scene.there))
    assert phone.cast(OWNER_VOTES).status_code == 303
    receipt = phone.page("r").text
    assert f"业主共同决定：{LIFT}同意" in receipt
    assert f"业主共同决定：{FUND}不同意" in receipt
    assert scene.answers()[-1] == {"matter-voter": "myself", "matter-lift": "yes", "matter-fund": "no"}


def test_an_owner_who_votes_is_asked_every_matter(scene: Scene) -> None:
    phone = scene.phone()
    phone.scan(next(scene.there))
    page = phone.cast({**OWNER, "matter-voter": "myself", "matter-lift": "yes"})
    assert page.status_code == 422
    assert "q-matter-fund" in page.get_data(as_text=True)


@pytest.mark.parametrize(
    "form",
    [
        {**OWNER_VOTES, "who": "family", "matter-voter": "other"},
        {**OWNER_VOTES, "matter-voter": "other"},
        {**TENANT, "matter-voter": "myself", "matter-lift": "yes", "matter-fund": "yes"},
    ],
)
def test_whoever_isn_t_the_owner_votes_on_nothing(scene: Scene, form: dict[str, str | list[str]]) -> None:
    phone = scene.phone()
    letter = next(scene.there)
    phone.scan(letter)
    assert phone.cast(form).status_code == 303
    assert set(scene.answers()[-1]) <= {"matter-voter"}


def test_a_matter_of_another_stairwell_can_t_be_voted_on(scene: Scene) -> None:
    phone = scene.phone()
    phone.scan(next(scene.elsewhere))
    assert phone.cast(OWNER_VOTES).status_code == 303
    with scene.app.app_context(), reading() as session:
        ballots = poll_record(session, DISTRICT, scene.poll.id).ballots
        homes = {h.id: h for h in poll_record(session, DISTRICT, scene.poll.id).roster.households}
    assert {homes[b.household].building for b in ballots if "matter-lift" in b.answers} <= {"2"}


def test_staff_fill_in_what_an_owner_signed_on_paper(app: Flask, scene: Scene) -> None:
    with app.app_context(), transaction() as session:
        now = datetime.now(UTC)
        here = Jurisdiction(compound=scene.poll.compound.id)
        add_staff(session, "lu", "Lu", PASSWORD, role=Role.HELPER, scope=here, random=RANDOM, by=LI, now=now)
    browser = Browser(app.test_client())
    browser.fill("/staff/sign-in", {"username": "lu", "password": PASSWORD})
    phone = Phone(browser.client)
    phone.scan(next(scene.there))
    votes = {key: answer for key, answer in OWNER_VOTES.items() if key.startswith("matter")}
    assert phone.cast({**ON_PAPER, **votes}).status_code == 303
    assert scene.answers()[-1]["matter-lift"] == "yes"
    phone.scan(next(scene.there))
    assert "受托人、监护人，或者共有人推选的一位" in phone.page("a").text
    assert "受托人、监护人" not in scene.phone().opened(next(scene.elsewhere)).text
    acted = phone.cast({**ON_PAPER, **votes, "matter-voter": "mandated"})
    assert acted.status_code == 422
    assert "先由社区登记并核对文书，再由工作人员录入" in acted.get_data(as_text=True)
    called = phone.cast({**ON_PAPER, **votes, "channel": "call"})
    assert called.status_code == 409
    assert "业主共同决定的票，不能在电话里投" in called.get_data(as_text=True)
    assert phone.cast({**ON_PAPER, "channel": "call", "matter-voter": "other"}).status_code == 303


def test_an_english_reader_is_asked_the_same(scene: Scene) -> None:
    phone = scene.phone()
    phone.scan(next(scene.there))
    page = phone.page("a?lang=en")
    assert "This is a matter that owners decide together." in page.text
    assert "It is decided by the owners of Building 2, Unit 1, 12 homes in all. Only owners vote." in page.text
    assert LIFT in page.text


def test_the_result_gives_each_matter_its_own_verdict(app: Flask) -> None:
    scene = made(app, "结果里")
    letter = next(scene.there)
    for n, one in enumerate([letter, *scene.there, *scene.elsewhere]):
        phone = scene.phone()
        phone.scan(one)
        phone.cast({**OWNER_VOTES, "consent": "no", "matter-fund": "yes" if n < 18 else "no"})
    now = datetime.now(UTC)
    with app.app_context(), transaction() as session:
        close_early(session, DISTRICT, scene.poll.id, reason="all answered", by=LI, now=now)
        posted(session, scene.poll.id, until=(now + 20 * DAY).date(), now=now + timedelta(seconds=1))
    page = scene.phone().scan(letter)
    for told in ("业主共同决定事项", LIFT, FUND, "过没过，这里不写，由镇街另行书面告知相关业主"):
        assert told in page.text, told
    assert page.h1 == "暂不改造", "the consultation failed, and the fund passed by votes of its own"
    assert page.text.count("业主共同决定：通过") == 1, "the stairwell is told nothing"


def test_both_owners_read_that_they_voted_differently_and_nobody_reads_what(app: Flask) -> None:
    now, mark = datetime.now(UTC), "共有里"
    with app.app_context(), transaction() as session:
        listed = rows(*rooms(4), compound=mark, building="1")
        listed = [replace(listed[0], owner="演示张三、演示李四"), *listed[1:]]
        compound = import_roster(session, listed, by=LI, now=now - 9 * DAY).compounds[0].compound
        wave = make_wave(session, mark, edition_named("w1-2026"), now - DAY, now + DAY, by=LI, now=now - 8 * DAY)
        menu, early = estimated_menu(), now - 8 * DAY
        draft = add_poll(session, wave.id, compound.id, menu, [], budget=None, by=LI, now=early)
        fund = Matter("fund", FUND, Decision.SPENDING_FUND, Scope(), preset_rules()["civil-278-ordinary"])
        set_matters(session, DISTRICT, draft.id, [fund], by=LI, now=early)
        poll = open_poll(session, DISTRICT, draft.id, keys=app.config["KEYS"], random=RANDOM, by=LI, now=early)
        letter = letters(session, DISTRICT, poll.id, keys=app.config["KEYS"], base_url=BASE_URL).letters[0]
    first, second = Phone(app.test_client()), Phone(app.test_client())
    page = first.opened(letter)
    assert "户册上的第一位房主" in page.text
    assert "户册上的第二位房主" in page.text
    assert "第三位" not in page.text
    assert "演示张三" not in page.text
    assert first.cast({**OWNER, "matter-voter": "owner-1", "matter-fund": "yes"}).status_code == 303
    assert "另一位房主来投票" in second.scan(letter).text
    assert "您家房主的票已经交过" not in second.page("a?again=new").text
    sent = second.send("a", {**OWNER, "matter-voter": "owner-2", "matter-fund": "no"}, "a?again=new")
    assert sent.headers["Location"] == second.at("r")
    for phone in (first, second):
        text = phone.page("r").text
        assert "这套房的第一位房主、第二位房主都投了票，两边都留着，谁也没有换掉谁。" in text
        assert f"“{FUND}”投得不一样，先按没有投票算。" in text
    assert "不同意" not in second.page("r").text
    browser = Browser(app.test_client())
    with app.app_context(), transaction() as session:
        here = Jurisdiction(street=poll.compound.street.id)
        add_staff(session, "jia", "Jia", PASSWORD, role=Role.STREET, scope=here, random=RANDOM, by=LI, now=now)
    browser.fill("/staff/sign-in", {"username": "jia", "password": PASSWORD})
    path = f"/desk/polls/{poll.id}/co-owners"
    shown = browser.page(path)
    assert "投了票的：第一位房主、第二位房主" in shown.text
    assert FUND in shown.text
    assert "不同意" not in shown.text
    assert browser.fill(path, {"voter": "owner-2", "reason": "几位商量过"}, path).status_code == 422
    assert browser.fill(path, {"voter": "owner-2", "reason": "几位商量过", "paper": "字条1号"}, path).status_code == 303
    assert "社区按几位的字条定了：以第二位房主的票为准。" in first.page("r").text
