"""A questionnaire from the bank to a ballot: chosen, ordered by keyboard, worded, looked at, saved, sent out, answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from surveys.core.place import CHINA, DISTRICT
from surveys.core.staff import Role
from surveys.services.letter import letters
from surveys.services.poll import polls
from surveys.services.roster import import_roster
from surveys.services.staff import add_staff
from surveys.store.db import transaction
from tests.browser.conftest import PATIENCE, Site, violations
from tests.browser.test_resident_walk import SEND, onward, tap
from tests.factories import BASE_URL, LI, RANDOM, rooms, rows
from tests.office import PASSWORD

COMPOUND, TITLE = "石榴里", "石榴里的问卷"
COMPUTER, PHONE = {"width": 1366, "height": 768}, {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def compound(site: Site) -> int:
    """A compound that nothing was asked of yet, and the clerk who will."""
    now = datetime.now(UTC)
    with site.app.app_context(), transaction() as session:
        made = import_roster(session, rows(*rooms(8), compound=COMPOUND), by=LI, now=now).compounds[0].compound
        add_staff(session, "bian", "卞", PASSWORD, role=Role.DISTRICT, scope=DISTRICT, random=RANDOM, by=LI, now=now)
        return made.id


def clerk(browser: Browser, site: Site, screen: dict[str, int], **more: bool) -> Page:
    page = browser.new_context(viewport=screen, locale="zh-CN", **more).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(PATIENCE)
    page.goto(f"{site.url}/staff/sign-in")
    page.get_by_label("用户名").fill("bian")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/desk")
    return page


def begun(page: Page, site: Site, chosen: tuple[str, ...], title: str) -> None:
    """From the list to a sketch of these questions of the first bank."""
    page.goto(f"{site.url}/desk/editions")
    page.get_by_role("link", name="从题库写新问卷").click()
    page.get_by_label("名称").fill(title)
    for box in page.locator("[name=questions]").all():
        box.set_checked(box.get_attribute("value") in chosen)
    page.get_by_role("button", name="选好了，接着写").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"写问卷：{title}")


def titles(page: Page) -> list[str]:
    return [words.partition(". ")[2] for words in page.locator(".parts b").all_inner_texts()]


def written(page: Page) -> None:
    """Put the questions into order by keyboard alone, word one, make it conditional, and save it."""
    up = page.get_by_role("button", name="把“您在这里住了多久？”往上挪")
    while titles(page).index("您在这里住了多久？") > 1:
        up.focus()
        page.keyboard.press("Enter")
        page.wait_for_load_state()
    page.locator("#question-years").get_by_role("link", name="改").click()
    page.get_by_label("题目").fill("住了几年？")
    expect(page.locator(".f", has=page.locator("#label"))).to_contain_text("还能写115个字")
    page.get_by_role("button", name="存好这一题").last.click()
    assert titles(page)[:2] == ["您和这套房子是什么关系？", "住了几年？"]


def looked_at(page: Page) -> None:
    """The phone shows it, in large letters and in English too, and its last button sends nothing."""
    page.get_by_role("link", name="预览").click()
    page.get_by_label("字的大小").select_option("big")
    page.get_by_label("语言").select_option("en")
    page.get_by_role("button", name="换成这样看").click()
    screen = page.frame_locator("iframe")
    expect(screen.locator("html.big.js")).to_be_attached()
    expect(screen.locator(".q:visible h2")).to_contain_text("What is your connection to this home?")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    for _screen in range(12):
        if screen.locator("#send").is_visible():
            break
        choice = screen.locator(".q:visible .o").first
        if choice.count():
            choice.click()
        screen.locator("#next").click()
    expect(screen.locator("#send button.btn:disabled")).to_be_visible()
    assert "POST" not in asked
    page.get_by_role("link", name="回去接着改").click()


def sent_out(page: Page, site: Site, compound: int) -> None:
    """A wave that asks with it, opened."""
    now = datetime.now(CHINA)
    page.goto(f"{site.url}/desk/waves/new")
    page.get_by_label("轮次名称").fill("石榴里征集")
    page.get_by_label("问卷").select_option(label=TITLE)
    page.get_by_label("开始时间").fill((now - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("截止时间").fill((now + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M"))
    page.locator(f"[name=compounds][value='{compound}']").check()
    page.get_by_role("button", name="保存草稿，去看一遍").click()
    page.get_by_role("link", name="在手机上看一遍").click()
    expect(page.frame_locator("iframe").locator(".demo")).to_contain_text("预览")
    page.go_back()
    trial = page.locator("[name=trial]")
    if trial.count():
        trial.check()
    page.get_by_role("button", name="打开1个小区的征询").click()
    expect(page.get_by_role("status").first).to_contain_text("打开了")


def test_a_questionnaire_goes_from_the_bank_to_a_ballot(
    browser: Browser, site: Site, compound: int, phone: Callable[..., Page]
) -> None:
    page = clerk(browser, site, COMPUTER)
    begun(page, site, ("who", "consent", "reasons", "years", "more"), TITLE)
    written(page)
    looked_at(page)
    page.get_by_role("button", name="存成新的一份").click()
    expect(page.get_by_role("status").first).to_contain_text(f"存好了：{TITLE}")
    sent_out(page, site, compound)
    with site.app.app_context(), transaction() as session:
        [poll] = [one for one in polls(session, DISTRICT) if one.compound.id == compound]
        letter = letters(session, DISTRICT, poll.id, keys=site.app.config["KEYS"], base_url=BASE_URL).letters[0]
    resident = phone()
    resident.goto(site.path(letter))
    resident.get_by_text("对，开始").click()
    for answer in ("我是房主", "6到10年", "不同意", "施工吵，影响生活"):
        tap(resident, answer)
        onward(resident)
    onward(resident)
    expect(resident.get_by_text("尚未提交")).to_be_visible()
    resident.get_by_role("button", name=SEND).click()
    resident.wait_for_url("**/r")
    page.goto(f"{site.url}/desk/editions")
    expect(page.get_by_role("row", name=TITLE)).to_contain_text("石榴里征集")
    page.context.close()


@pytest.mark.parametrize("screen", [COMPUTER, PHONE], ids=["computer", "phone"])
def test_every_page_of_the_editors_fits_and_is_accessible(
    browser: Browser, site: Site, compound: int, screen: dict[str, int]
) -> None:
    assert compound
    page = clerk(browser, site, screen)
    begun(page, site, ("who", "consent", "fee"), "看一看")
    sketch = page.url
    page.goto(f"{site.url}/desk/editions")
    page.locator("section[aria-labelledby=offered]").get_by_role("button", name="照着写").last.click()
    menu = page.url.partition("#")[0]
    at = [sketch, f"{sketch}/bank?wave=w2", f"{sketch}/question?key=consent", f"{sketch}/question?kind=scale"]
    at += [f"{sketch}/phone", menu, f"{menu}/item?key=wall", f"{menu}/item"]
    for address in at:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        assert violations(page) == [], address
    page.context.close()


def test_without_a_script_a_question_is_moved_and_reworded(browser: Browser, site: Site, compound: int) -> None:
    assert compound
    page = clerk(browser, site, COMPUTER, java_script_enabled=False)
    begun(page, site, ("who", "years", "more"), "没有脚本")
    page.get_by_role("button", name="把“您在这里住了多久？”往下挪").click()
    assert titles(page) == ["您和这套房子是什么关系？", "还有什么想说的？", "您在这里住了多久？"]
    page.locator("#question-more").get_by_role("link", name="改").click()
    page.get_by_label("题目").fill("还想说什么？")
    page.get_by_role("button", name="存好这一题").last.click()
    assert titles(page)[1] == "还想说什么？"
    page.context.close()
