"""The desk and the public pages in a browser: wide and narrow, light and dark, by keyboard, with and without a script."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.browser.conftest import Quiet, violations
from tests.office import OURS, PASSWORD, Office, office
from tests.web.routes import living

PUBLIC = ("/", "/?q=没有", "/p/{open}", "/p/{closed}", "/staff/sign-in", "/staff/invitation")
DESK = (
    "/desk",
    "/desk/compounds",
    "/desk/compounds?q=没有",
    "/desk/help",
    "/desk/compounds/{open_place}",
    "/desk/compounds/{draft_place}",
    "/desk/polls/{open}/close",
    "/desk/polls/{open}/unanswered",
    "/desk/polls/{closed}/sheet",
    "/desk/polls/{closed}/sheet?posted=next",
    "/desk/polls/{closed}/recheck",
    "/desk/polls/{closed}/recheck/visits",
    "/desk/polls/{open}/doors/{home}",
    "/desk/polls/{closed}/gates",
    "/desk/polls/{closed}/gates/clearance",
    "/desk/polls/{closed}/result",
    "/desk/editions",
    "/desk/editions?q=没有",
    "/desk/editions/new",
    "/desk/editions/new?wave=w3",
    "/desk/waves",
    "/desk/waves/{draft_wave}",
    "/desk/waves/{draft_wave}/edit",
    "/desk/waves/new",
    "/desk/roster",
    "/desk/compounds/{open_place}/roster",
    "/desk/compounds/{open_place}/roster?poll={open}&sort=-area",
    "/desk/compounds/{draft_place}/roster",
    "/desk/compounds/{draft_place}/roster?q=没有",
    "/desk/compounds/{draft_place}/roster/compound",
    "/desk/compounds/{draft_place}/roster/homes/new",
    "/desk/compounds/{draft_place}/roster/homes/{living}",
    "/desk/compounds/{draft_place}/roster/homes/{living}/remove",
    "/desk/compounds/{draft_place}/roster/owners/{owner}",
    "/desk/compounds/{draft_place}/roster/buildings/{building}",
    "/desk/calculator?rule=civil-278-special&owners-total=403&owners-part=300&owners-yes=230"
    "&area-total=66783.97&area-part=50000&area-yes=38000",
    "/desk/calculator?rule=xuecheng-2021&households-total=x",
    "/desk/people",
    "/desk/people?q=没有",
    "/desk/people/new",
    "/desk/people/{person}",
    "/desk/district",
    "/desk/ledger",
    "/desk/ledger?who=没有",
    "/desk/ledger?since=x",
    "/desk/visits",
    "/desk/polls/{open}/visits",
    "/desk/polls/{open}/visits?building=3&unit=1",
    "/desk/polls/{open}/visits?building=3&unit=1&door={home}",
    "/desk/polls/{open}/visits/sums",
    "/desk/polls/{open}/contacts",
    "/desk/polls/{open}/amendments",
    "/desk/polls/{open}/amendments?q=1",
    "/desk/polls/{open}/amendments?home={home}",
    "/desk/polls/{open}/amendments/owner/{home}",
    "/desk/polls/{open}/amendments/add/0",
    "/desk/communities",
    "/desk/communities/new",
    "/desk/communities/1",
    "/staff/account",
    "/staff/authenticator",
    "/staff/password",
)
SCREENS = {"office": ({"width": 1366, "height": 768}, "light"), "phone": ({"width": 360, "height": 740}, "dark")}


@dataclass(frozen=True)
class Served:
    """An office at an address."""

    url: str
    office: Office

    def address(self, path: str) -> str:
        """A path with the ids of this office's polls in it."""
        made = self.office
        known = {"open": made.open.id, "closed": made.closed.id, "draft_wave": made.draft.wave.id}
        known |= {
            "home": made.home(made.open),
            "person": made.staff_id("ju"),
            "open_place": made.open.compound.id,
            "draft_place": made.draft.compound.id,
        }
        homes = living(made, made.draft)
        known |= {"living": homes["home_id"], "owner": homes["owner_id"], "building": homes["building_id"]}
        return self.url + path.format(**known)


@pytest.fixture(scope="module")
def served(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An office, served from a thread."""
    with office(sqlite_template, tmp_path_factory.mktemp("desk")) as made:
        server = make_server("127.0.0.1", 0, made.app, threaded=True, request_handler=Quiet)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Served(f"http://127.0.0.1:{server.server_port}", made)
        server.shutdown()
        server.server_close()


@pytest.fixture(params=SCREENS)
def screen(request: pytest.FixtureRequest, browser: Browser, served: Served) -> Iterator[Page]:
    """A page on one kind of screen; whatever breaks in its script or is asked of another host fails the test."""
    size, scheme = SCREENS[request.param]
    context = browser.new_context(viewport=size, color_scheme=scheme, locale="zh-CN")  # type: ignore[arg-type]
    page, faults = context.new_page(), list[str]()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("request", lambda asked: None if asked.url.startswith((served.url, "data:")) else faults.append(asked.url))
    yield page
    context.close()
    assert faults == []


def sign_in(page: Page, served: Served, username: str = "office") -> None:
    page.goto(f"{served.url}/staff/sign-in")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/desk")


def looked_at(page: Page, address: str) -> list[str]:
    """What is wrong with a page: axe's findings, no single h1, or wider than the screen."""
    page.goto(address)
    found = violations(page)
    if page.locator("h1").count() != 1:
        found.append("not one h1")
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append("wider than the screen")
    return found


def test_everybodys_pages_are_accessible_and_fit_the_screen(screen: Page, served: Served) -> None:
    assert {path: found for path in PUBLIC if (found := looked_at(screen, served.address(path)))} == {}


def test_the_desks_pages_are_accessible_and_fit_the_screen(screen: Page, served: Served) -> None:
    sign_in(screen, served)
    assert {path: found for path in DESK if (found := looked_at(screen, served.address(path)))} == {}


def test_a_refused_form_is_accessible_and_takes_the_reader_to_its_errors(screen: Page, served: Served) -> None:
    sign_in(screen, served)
    screen.goto(f"{served.url}/desk/waves/new")
    screen.get_by_role("button", name="保存草稿").click()
    expect(screen.locator("[role=alert]")).to_be_focused()
    assert violations(screen) == []
    screen.get_by_role("link", name="写上轮次名称").click()
    assert screen.evaluate("document.activeElement.id") == "title"


def test_the_desk_can_be_used_by_keyboard_alone(screen: Page, served: Served) -> None:
    screen.goto(f"{served.url}/staff/sign-in")
    for text in ("office", PASSWORD):
        while screen.evaluate("document.activeElement.tagName") != "INPUT" or screen.evaluate(
            "document.activeElement.value"
        ):
            screen.keyboard.press("Tab")
        screen.keyboard.type(text)
    screen.keyboard.press("Enter")
    screen.wait_for_url("**/desk")
    screen.keyboard.press("Tab")
    assert screen.evaluate("document.activeElement.textContent") == "跳到正文"
    screen.keyboard.press("Enter")
    screen.goto(f"{served.url}/desk/compounds")
    for _ in range(40):
        screen.keyboard.press("Tab")
        if screen.evaluate("document.activeElement.textContent") == "春风里":
            break
    screen.keyboard.press("Enter")
    screen.wait_for_url(f"**/desk/compounds/{served.office.open.compound.id}*")


def test_whole_streets_and_areas_are_chosen_with_one_tick(screen: Page, served: Served) -> None:
    sign_in(screen, served)
    screen.goto(f"{served.url}/desk/waves/new")
    told = screen.locator("[data-told]")
    assert told.inner_text() == "选了0个小区，0户"
    group = screen.get_by_role("group", name=OURS)
    group.get_by_label("整个镇街").check()
    assert told.inner_text() == "选了4个小区，32户"
    group.get_by_label("春风里").uncheck()
    assert told.inner_text() == "选了3个小区，24户"
    assert group.get_by_label("整个镇街").evaluate("box => box.indeterminate")
    screen.get_by_label("找小区、镇街或片区").fill("竹影")
    assert not group.is_visible()
    screen.get_by_label("找小区、镇街或片区").press("Enter")
    assert screen.url.endswith("/desk/waves/new")


def test_the_form_of_a_wave_is_whole_without_a_script(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    sign_in(page, served)
    page.goto(f"{served.url}/desk/waves/new")
    page.get_by_label("轮次名称").fill("没有脚本也行")
    page.get_by_label("草稿里").check()
    page.get_by_role("button", name="保存草稿").click()
    page.wait_for_url("**/desk/waves/*")
    assert "要打印8封入户信" in page.inner_text("main")
    context.close()


def test_a_roster_is_brought_looked_at_and_taken_over(screen: Page, served: Served, tmp_path: Path) -> None:
    sign_in(screen, served)
    size = screen.viewport_size
    assert size
    name = f"{size['width']}号院"
    file = tmp_path / "户册.csv"
    homes = [f"{OURS},{name},1,1,1,101,80,甲", f"{OURS},{name},1,1,1,102,八十,乙"]
    file.write_text("\n".join(["镇街,小区,楼栋,单元,楼层,房号,建筑面积,业主", *homes]), "utf-8")
    screen.goto(f"{served.url}/desk/roster")
    screen.get_by_label("户册文件").set_input_files(file)
    screen.get_by_role("button", name="看看会改什么").click()
    assert "户册里有1处要改" in screen.inner_text("h1")
    assert violations(screen) == []
    file.write_text(file.read_text("utf-8").replace("八十", "80"), "utf-8")
    screen.get_by_role("link", name="改好了，再选文件").click()
    screen.get_by_label("户册文件").set_input_files(file)
    screen.get_by_role("button", name="看看会改什么").click()
    assert violations(screen) == []
    screen.get_by_role("button", name="导入", exact=True).click()
    assert "新增2户" in screen.get_by_role("status").inner_text()
