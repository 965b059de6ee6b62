"""The whole line as people walk it: a roster comes in, letters are printed and scanned, a poll closes, the sheet tells."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from app import create_app
from config import Config
from surveys.core.place import DISTRICT
from surveys.core.staff import Installation, Role
from surveys.services.staff import add_staff
from surveys.store.db import transaction
from tests.browser.conftest import Quiet
from tests.browser.test_resident_walk import walk
from tests.office import PASSWORD

HEADER = "镇街,小区,楼栋,单元,楼层,房号,建筑面积,业主"
# 甲演示 holds two homes: four doors, three owners.
HOMES = ("1,101,80.00,甲演示", "1,102,90.50,甲演示", "2,201,100.25,乙演示", "2,202,60.00,丙演示")
PHONE = {"width": 360, "height": 740}


@dataclass(frozen=True)
class Town:
    """A served application with an office account and nothing else in it."""

    url: str
    desk: Page


@pytest.fixture
def town(sqlite_template: Path, tmp_path: Path, browser: Browser) -> Iterator[Town]:
    """An empty installation; its letters point to where it is served."""
    shutil.copy(sqlite_template, tmp_path / "town.db")
    taken = socket.create_server(("127.0.0.1", 0))  # kept from here on: another worker looks for a port too
    url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    app = create_app(
        Config(secret=b"a secret of a town that has just begun", database_url=f"sqlite:///{tmp_path}/town.db", base_url=url)
    )
    app.instance_path = str(tmp_path)
    with app.app_context(), transaction() as session:
        now = datetime.now(ZoneInfo("UTC"))
        add_staff(
            session,
            "office",
            "区改造办",
            PASSWORD,
            role=Role.DISTRICT,
            scope=DISTRICT,
            random=b"r" * 32,
            by=Installation("setup"),
            now=now,
        )
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet, fd=taken.fileno())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN", accept_downloads=True)
    yield Town(url, context.new_page())
    context.close()
    server.shutdown()
    server.server_close()
    taken.close()


def bring_the_roster(town: Town, tmp_path: Path) -> None:
    desk, file = town.desk, tmp_path / "户册.csv"
    rows = [f"槐荫街道,春风里,3号楼,1单元,{home}" for home in HOMES]
    file.write_text("\n".join([HEADER, *rows]), "utf-8-sig")
    desk.goto(f"{town.url}/staff/sign-in")
    desk.get_by_label("用户名").fill("office")
    desk.get_by_label("密码").fill(PASSWORD)
    desk.get_by_role("button", name="登录", exact=True).click()
    desk.goto(f"{town.url}/desk/roster")
    desk.get_by_label("户册文件").set_input_files(file)
    desk.get_by_role("button", name="看看会改什么").click()
    desk.get_by_label("都是一个人").check()
    desk.get_by_role("button", name="按我选的再看一遍").click()
    desk.get_by_role("button", name="导入", exact=True).click()
    expect(desk.get_by_role("status")).to_contain_text("新增4户")


def open_the_poll(town: Town) -> None:
    desk = town.desk
    today = datetime.now(ZoneInfo("Asia/Shanghai"))
    desk.goto(f"{town.url}/desk/waves/new")
    desk.get_by_label("轮次名称").fill("2026年意愿征集")
    desk.locator("[name=opens_at]").fill(today.strftime("%Y-%m-%dT%H:%M"))
    desk.locator("[name=closes_at]").fill((today + timedelta(days=14)).strftime("%Y-%m-%dT22:00"))
    desk.get_by_label("春风里").check()
    desk.get_by_role("button", name="保存草稿").click()
    desk.get_by_role("button", name="打开1个小区的征询").click()
    expect(desk.get_by_role("alert")).to_contain_text("只有这台电脑自己打得开")
    desk.get_by_label("只在这台电脑上试，信不送出去").check()
    desk.get_by_role("button", name="打开1个小区的征询").click()


def printed_letters(town: Town, tmp_path: Path) -> list[str]:
    """The links that a phone's camera reads off the printed letters."""
    desk = town.desk
    desk.goto(f"{town.url}/desk/compounds")
    desk.get_by_role("link", name="春风里").first.click()
    desk.get_by_role("link", name="打印入户信").click()
    desk.get_by_label("只在这台电脑上试，信不送出去").check()
    with desk.expect_download() as download:
        desk.get_by_role("button", name="记下并下载PDF").click()
    download.value.save_as(tmp_path / "letters.pdf")
    pages = pypdfium2.PdfDocument(tmp_path / "letters.pdf")
    found = [zxingcpp.read_barcode(page.render(scale=100 / 72).to_pil()) for page in pages]
    return [code.text for code in found if code]


def answer(browser: Browser, town: Town, link: str, *, script: bool, consent: str = "同意") -> None:
    """Answer as an owner on a phone of 360 × 740."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=script, has_touch=True, locale="zh-CN")
    page = context.new_page()
    page.goto(link)
    assert page.url.startswith(f"{town.url}/h/")
    page.get_by_text("对，开始").click()
    if script:
        walk(page)
    else:
        for words in ("我是房主", consent, "屋顶漏水", "停车位", "比较需要", "看是什么项目", "没有", "请物业公司"):
            page.locator(".q label", has=page.get_by_text(words, exact=True)).first.click()
    page.locator("#send .btn").click()
    page.wait_for_url("**/r")
    context.close()


def test_the_line_runs_from_a_roster_to_the_numbers_on_the_sheet(town: Town, browser: Browser, tmp_path: Path) -> None:
    bring_the_roster(town, tmp_path)
    open_the_poll(town)
    links = printed_letters(town, tmp_path)
    assert len(set(links)) == len(HOMES)
    answer(browser, town, links[0], script=True)
    answer(browser, town, links[2], script=False)
    answer(browser, town, links[3], script=False, consent="不同意")
    desk = town.desk
    desk.goto(f"{town.url}/desk/compounds")
    desk.get_by_role("link", name="春风里").first.click()
    expect(desk.locator("main")).to_contain_text("4户中的3户（75.0%）")
    desk.get_by_role("link", name="截止").first.click()
    desk.get_by_label("原因").fill("家家都问到了")
    desk.get_by_role("button", name="截止").click()
    desk.wait_for_url("**/life")
    desk.goto(f"{town.url}/desk/compounds")
    desk.get_by_role("link", name="春风里").first.click()
    desk.get_by_role("link", name="汇总表").first.click()
    desk.wait_for_load_state("load")  # the words of a cell stand apart only once they are styled
    told = " ".join(desk.locator("body").inner_text().split())
    for figures in (
        "户数（户） 4 3 2 1 0 75.0%",
        "业主（人） 3 3 2 1 0 100.0%",
        "面积（平方米） 330.75 330.75 270.75 60.00 0.00 100.0%",
        "征询户数 4户 总数的85%以上 3户",
        "样本不足，结果仅供参考。还要1户交回，而且都同意。",
        "1 停车位 完善类 3/3",
    ):
        assert figures in told
    desk.get_by_role("link", name="去印PDF").click()
    with desk.expect_download() as download:
        desk.get_by_role("button", name="记下并下载：汇总表").click()
    download.value.save_as(tmp_path / "sheet.pdf")
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(tmp_path / "sheet.pdf"))
    for words in ("330.75", "还要1户交回", "停车位", "第1页"):
        assert words in text
