"""A matter from the letter to the verdict: asked of the owners whom it concerns, voted for by mandate, held up by two owners
who disagree, closed, told, and counted again by somebody else's program."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from surveys.core.matter import Matter
from surveys.core.menu import Decision
from surveys.core.place import DISTRICT
from surveys.core.poll import Poll
from surveys.core.staff import Role
from surveys.core.tally import Scope
from surveys.services.edition import edition_named, preset_rules
from surveys.services.letter import Letter, letters
from surveys.services.matter import set_matters
from surveys.services.poll import add_poll, open_poll
from surveys.services.roster import import_roster
from surveys.services.staff import add_staff
from surveys.services.wave import make_wave
from surveys.store.db import transaction
from tests.browser.conftest import PATIENCE, Site
from tests.browser.test_resident_walk import SEND, onward, tap, walk
from tests.estimates import estimated_menu
from tests.factories import BASE_URL, LI, RANDOM, rooms, rows
from tests.office import PASSWORD
from tests.office import Browser as Clerk
from tests.phone import ON_PAPER, OWNER, Phone

DAY = timedelta(days=1)
LIFT, FUND = "2号楼1单元加装电梯，费用由本单元业主分摊", "使用维修资金更换全小区的水泵"
RECOUNT = Path(__file__).parents[2] / "recount.py"
MYSELF = "是，我就是房主，自己投"


@dataclass(frozen=True)
class Scene:
    """A poll of two buildings of twelve homes; a lift is decided in the second, the fund in both, and two own the first home
    of the first."""

    site: Site
    poll: Poll
    elsewhere: tuple[Letter, ...]
    there: tuple[Letter, ...]

    def at(self, path: str) -> str:
        """The address of a page of this poll's desk."""
        return f"{self.site.url}/desk/polls/{self.poll.id}{path}"

    def votes(self, letter: Letter, **form: str) -> None:
        """Answer as an owner, on a phone without a script."""
        phone = Phone(self.site.app.test_client())
        phone.scan(letter)
        assert phone.cast({**OWNER, "consent": "no", "matter-voter": "myself", **form}).status_code == 303


@pytest.fixture
def scene(site: Site) -> Scene:
    """The poll while it is open, with two clerks."""
    now, presets, keys = datetime.now(UTC), preset_rules(), site.app.config["KEYS"]
    early = now - 8 * DAY
    lift = Matter("lift", LIFT, Decision.REBUILDING, Scope(("2",), "1"), presets["civil-278-special"], "lift")
    fund = Matter("fund", FUND, Decision.SPENDING_FUND, Scope(), presets["civil-278-ordinary"])
    first, *others = [row for b in "12" for row in rows(*rooms(12), compound="商量里", building=b)]
    with site.app.app_context(), transaction() as session:
        listed = [replace(first, owner="演示张三、演示李四"), *others]
        compound = import_roster(session, listed, by=LI, now=now - 9 * DAY).compounds[0].compound
        wave = make_wave(session, "商量里", edition_named("w1-2026"), now - DAY, now + DAY, by=LI, now=early)
        rules = [presets["xuecheng-2021"].document()]
        draft = add_poll(session, wave.id, compound.id, estimated_menu(), rules, budget=None, by=LI, now=early)
        set_matters(session, DISTRICT, draft.id, [lift, fund], by=LI, now=early)
        poll = open_poll(session, DISTRICT, draft.id, keys=keys, random=RANDOM, by=LI, now=early)
        sent = letters(session, DISTRICT, poll.id, keys=keys, base_url=BASE_URL).letters
        for clerk in ("jia", "yi"):
            add_staff(session, clerk, clerk, PASSWORD, role=Role.DISTRICT, scope=DISTRICT, random=RANDOM, by=LI, now=now)
    return Scene(site, poll, sent[:12], sent[12:])


def opened(page: Page, scene: Scene, letter: Letter) -> None:
    page.goto(scene.site.path(letter))
    page.get_by_text("对，开始").click()


def sent(page: Page) -> None:
    expect(page.get_by_text("尚未提交")).to_be_visible()
    page.get_by_role("button", name=SEND).click()
    page.wait_for_url("**/r")


def desk_of(browser: Browser, scene: Scene, clerk: str) -> Page:
    """An office PC on which a clerk signed in."""
    page = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN").new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{scene.site.url}/staff/sign-in")
    page.get_by_label("用户名").fill(clerk)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/desk")
    return page


def owners_answer(phone: Callable[..., Page], scene: Scene) -> None:
    """An owner of the stairwell, one of the other building, and a tenant, each asked what concerns them."""
    page = phone()
    opened(page, scene, scene.there[1])
    walk(page)
    tap(page, MYSELF)
    onward(page)
    expect(page.locator(".q:visible")).to_contain_text("由2号楼1单元的房主来定，一共12户。只有房主投票。")
    tap(page, "同意")
    onward(page)
    tap(page, "不同意")
    onward(page)
    sent(page)
    for matter, answer in ((LIFT, "同意"), (FUND, "不同意")):
        expect(page.locator(".sum, dl, main").filter(has_text=matter).first).to_contain_text(answer)
    page = phone()
    opened(page, scene, scene.elsewhere[1])
    expect(page.locator("html")).to_contain_text(FUND)  # the questions come behind the door
    assert LIFT not in page.content()
    scene.votes(scene.elsewhere[1], **{"matter-fund": "yes"})


def tenant_is_asked_nothing(page: Page, scene: Scene) -> None:
    opened(page, scene, scene.there[11])
    tap(page, "我是租房的")
    for _ in range(15):
        onward(page)
        if page.get_by_text("尚未提交").is_visible():
            break
        assert "业主共同决定" not in page.locator(".q:visible").inner_text()
        options = page.locator(".q:visible .o")
        if options.count():
            options.first.click()
    sent(page)
    assert FUND not in page.locator("main").inner_text()


def somebody_acts_for_an_owner(desks: tuple[Page, Page], scene: Scene) -> None:
    """One clerk enters the paper, the other looks at it again; then the vote can be typed in."""
    enters, confirms = desks
    enters.goto(scene.at("/mandates"))
    enters.get_by_label("哪一户").fill("2-1-101")
    enters.get_by_label("房主的书面委托").check()
    enters.get_by_label("代投的人").fill("演示王五")
    enters.get_by_role("button", name="登记").click()
    expect(enters.get_by_role("alert")).to_contain_text("文书的编号")
    expect(enters.get_by_label("代投的人")).to_have_value("演示王五")
    enters.get_by_label("文书：编号").fill("委托书第1号，今天签")
    enters.get_by_role("button", name="登记").click()
    expect(enters.locator("main")).to_contain_text("还没有第二个人核对，不算数")
    assert not enters.get_by_role("button", name="核对无误").count()
    confirms.goto(scene.at("/mandates"))
    confirms.get_by_role("button", name="核对无误").click()
    expect(confirms.locator("main")).to_contain_text("yi核对，算数")
    clerk = Clerk(scene.site.app.test_client())
    clerk.fill("/staff/sign-in", {"username": "jia", "password": PASSWORD})
    entry = Phone(clerk.client)
    entry.scan(scene.there[0])
    form = {**ON_PAPER, "consent": "no", "matter-voter": "mandated", "matter-lift": "yes", "matter-fund": "no"}
    assert entry.cast(form).status_code == 303


def two_owners_disagree(page: Page, desk: Page, scene: Scene) -> None:
    """The second owner's ballot replaces nothing: both read of it, and a clerk writes down whose holds, and why."""
    first = Phone(scene.site.app.test_client())
    first.scan(scene.elsewhere[0])
    form = {**OWNER, "consent": "no", "matter-voter": "owner-1", "matter-fund": "yes"}
    assert first.cast(form).status_code == 303
    page.goto(scene.site.path(scene.elsewhere[0]))
    page.get_by_text("另一位房主来投票").click()
    walk(page)
    tap(page, "户册上的第二位房主")
    onward(page)
    tap(page, "不同意")
    onward(page)
    sent(page)
    differ = f"“{FUND}”投得不一样，先按没有投票算。"
    expect(page.get_by_role("status")).to_contain_text(differ)
    assert differ in first.page("r").text
    desk.goto(scene.at("/co-owners"))
    desk.get_by_label("第一位房主").check()
    desk.get_by_label("理由").fill("两位商量好了")
    desk.get_by_role("button", name="登记").click()
    expect(desk.get_by_role("alert")).to_contain_text("字条")
    expect(desk.get_by_label("理由")).to_have_value("两位商量好了")
    expect(desk.get_by_label("第一位房主")).to_be_checked()
    desk.get_by_label("几位签的字条").fill("字条第1号")
    desk.get_by_role("button", name="登记").click()
    page.reload()
    expect(page.get_by_role("status")).to_contain_text("以第一位房主的票为准")


def closed_and_posted(desk: Page, scene: Scene) -> None:
    desk.goto(scene.at("/close"))
    desk.get_by_label("原因").fill("家家都问到了")
    desk.get_by_role("button", name="截止").click()
    desk.wait_for_url("**/life")
    desk.get_by_role("button", name="复核完了").click()
    expect(desk.get_by_role("status")).to_contain_text("复核记下了")
    desk.goto(scene.at("/publish"))
    desk.get_by_role("button", name="公示", exact=True).click()
    desk.wait_for_url("**/result")


def told(page: Page, address: str) -> str:
    """What a page says, its spaces and lines run together."""
    page.goto(address)
    page.wait_for_load_state("load")
    return " ".join(page.locator("body").inner_text().split())


def handed_to_the_watcher(desk: Page, scene: Scene, folder: Path) -> str:
    """What recount.py says of the package that the desk gave away."""
    desk.goto(scene.at("/package"))
    desk.get_by_label("给谁").fill("监票人演示赵六")
    desk.get_by_label("为什么给").fill("计票时在场")
    with desk.expect_download() as download:
        desk.get_by_role("button", name="记下并下载").click()
    download.value.save_as(folder / "package.zip")
    command = [sys.executable, "-I", str(RECOUNT), str(folder / "package.zip")]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, env={"PYTHONUTF8": "1"})
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_a_matter_goes_from_the_letter_to_a_verdict_of_its_own(
    phone: Callable[..., Page], browser: Browser, scene: Scene, tmp_path: Path
) -> None:
    desks = (desk_of(browser, scene, "jia"), desk_of(browser, scene, "yi"))
    desk = desks[0]
    owners_answer(phone, scene)
    tenant_is_asked_nothing(phone(), scene)
    somebody_acts_for_an_owner(desks, scene)
    two_owners_disagree(phone(), desk, scene)
    # The stairwell wants its lift and nobody there wants the renovation or the pump; the other building wants the pump.
    for letter in scene.there[2:11]:
        scene.votes(letter, **{"matter-lift": "yes", "matter-fund": "no"})
    for letter in scene.elsewhere[2:]:
        scene.votes(letter, **{"matter-fund": "yes"})
    closed_and_posted(desks[1], scene)
    for address in (scene.at("/result"), scene.at("/sheet")):
        said = told(desk, address)
        lift, fund = said[said.rindex(LIFT) : said.rindex(FUND)], said[said.rindex(FUND) : said.rindex("五项条件的核对结果")]
        assert "业主共同决定：通过。" in lift
        assert "11人 占12人的91.7% 达到" in lift, "one of them by mandate"
        assert "12人 占23人的52.2% 达到" in fund, "one of them by what two owners settled"
        assert "业主共同决定：通过。" in fund
        assert "意愿征询：未通过。" in said, "neither lends it a vote"
    desk.goto(scene.at("/mandates"))
    expect(desk.locator("main")).to_contain_text("结果已经公示，不能再登记")
    assert not desk.get_by_role("button", name="登记").count()
    page = phone()
    posted = told(page, f"{scene.site.url}/p/{scene.poll.id}")
    assert "暂不改造" in posted
    assert posted.count("业主共同决定：通过") == 1, "the stairwell, where nearly all agree, is told on paper"
    assert posted.index("业主共同决定：通过") > posted.index(FUND)
    assert "过没过，这里不写" in posted[posted.index(LIFT) : posted.index(FUND)]
    assert "全部对得上。" in handed_to_the_watcher(desk, scene, tmp_path)
    for context in (one.context for one in desks):
        context.close()
