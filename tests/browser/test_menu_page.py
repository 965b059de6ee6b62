"""A clerk fills a compound's menu in, at the office and on a telephone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from surveys.core.place import DISTRICT
from surveys.core.poll import Poll
from surveys.core.staff import Role
from surveys.services import draft as planning
from surveys.services.draft import Draft
from surveys.services.edition import edition_named, menu_named, rules_named
from surveys.services.menu import menu_desk
from surveys.services.roster import import_roster
from surveys.services.staff import add_staff
from surveys.store.db import reading, transaction
from tests.browser.conftest import PATIENCE, Site, violations
from tests.factories import LI, RANDOM, rooms, rows
from tests.office import PASSWORD

WIDE, NARROW = {"width": 1366, "height": 768}, {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def drafts(site: Site) -> tuple[Poll, ...]:
    """Two compounds of two buildings in a wave with the district's menu, and a clerk."""
    now = datetime.now(UTC)
    with site.app.app_context(), transaction() as session:
        compounds = set()
        for name in ("枣园", "杏园"):
            for building in ("1号楼", "2号楼"):
                listed = rows(*rooms(8), compound=name, building=building)
                compounds.add(import_roster(session, listed, by=LI, now=now).compounds[0].compound.id)
        rule = rules_named(["xuecheng-2021"])[0].document()
        days = (now + timedelta(days=1), now + timedelta(days=15))
        draft = Draft(
            "菜单轮", edition_named("w1-2026"), *days, menu_named("xuecheng-2021"), [rule], False, frozenset(compounds)
        )
        wave = planning.make(session, draft, by=LI, now=now)
        plan = planning.planned(session, wave.id)
        planning.set_budgets(session, wave.id, {poll.id: 50_000_00 for poll in plan.polls}, by=LI, now=now)
        more = {"role": Role.DISTRICT, "scope": DISTRICT, "random": RANDOM}
        add_staff(session, "menu-clerk", "刘会计", PASSWORD, **more, by=LI, now=now)
        return plan.polls


def at_the_desk(site: Site, phone: Callable[..., Page], viewport: dict[str, int]) -> Page:
    """A browser of this size on which the clerk has signed in."""
    page = phone(viewport=viewport, has_touch=viewport == NARROW)
    page.goto(f"{site.url}/staff/sign-in")
    page.fill("[name=username]", "menu-clerk")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="登录").click()
    return page


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    page.wait_for_load_state()  # words can be read before the style is there
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["office", "phone"])
def test_a_clerk_fills_the_menu_in_and_loses_nothing_that_was_typed_wrong(
    site: Site, phone: Callable[..., Page], drafts: tuple[Poll, ...], viewport: dict[str, int]
) -> None:
    page, poll = at_the_desk(site, phone, viewport), drafts[viewport == NARROW]
    page.goto(f"{site.url}/desk/waves/{poll.wave.id}")
    page.locator(f"a[href='/desk/polls/{poll.id}/menu']").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{poll.compound.name}：改造菜单")
    expect(page.locator("#stand + dl")).to_contain_text("已填0/22")
    assert sideways(page) <= 0
    assert violations(page) == []
    page.locator("[id='road.quantity']").fill("1，800")
    page.locator("[id='road.unit_cost']").fill("一百")
    page.locator("[id='lamp.lump']").fill("1.5万")
    page.locator("[id='childcare.offered']").uncheck()
    page.locator("tr.more", has=page.locator("[id='lamp.scope']")).locator("summary").click()
    page.locator("[id='lamp.scope']").fill("9号楼")
    page.get_by_role("button", name="保存菜单").click()
    expect(page.get_by_role("alert")).to_contain_text("有3处要改，还没有存")
    assert sideways(page) <= 0
    assert violations(page) == []
    assert page.locator("[id='road.unit_cost']").input_value() == "一百"
    assert page.locator("[id='road.quantity']").input_value() == "1，800"
    assert not page.locator("[id='childcare.offered']").is_checked()
    expect(page.locator("[id='lamp.scope']")).to_be_visible()
    page.locator("[id='road.unit_cost']").fill("100")
    page.locator("[id='lamp.scope']").fill("1栋、2号楼1单元")
    page.locator("#estimated_on").fill("2026-01-05")
    page.locator("#estimated_by").fill("某造价公司")
    page.get_by_role("button", name="保存菜单").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("路灯的总价“1.5万”按15000元记", timeout=PATIENCE)
    expect(page.locator("#stand + dl")).to_contain_text("已填2/21，另有1项没有列入")
    with site.app.app_context(), reading() as session:
        menu = menu_desk(session, DISTRICT, poll.id).menu
    assert (menu.by_key["road"].cost, menu.by_key["lamp"].cost) == (180_000_00, 15_000_00)
    assert menu.by_key["lamp"].buildings == ("1号楼",)


def test_a_menu_is_copied_looked_over_and_goes_out_as_a_workbook_and_in_again(
    site: Site, phone: Callable[..., Page], drafts: tuple[Poll, ...], tmp_path: Path
) -> None:
    first, second = drafts
    page = at_the_desk(site, phone, WIDE)
    page.goto(f"{site.url}/desk/polls/{second.id}/menu")
    page.locator("#source").select_option(str(first.id))
    page.get_by_role("button", name="抄到下面看看").click()
    expect(page.locator(".note[role=status]")).to_contain_text("还没有存")
    assert page.locator("[id='road.unit_cost']").input_value() == "100"
    page.goto(f"{site.url}/desk/polls/{first.id}/menu")
    with page.expect_download() as fetched:
        page.get_by_role("link", name="下载成Excel").click()
    file = tmp_path / "menu.xlsx"
    fetched.value.save_as(file)
    page.set_input_files("#file", file)
    page.get_by_role("button", name="导入这张表").click()
    expect(page.get_by_role("status")).to_have_text("没有改动")
