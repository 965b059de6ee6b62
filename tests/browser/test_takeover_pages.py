"""An import in a browser: what it understood, what it asks, what would change, and two people at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.browser.conftest import Quiet, violations
from tests.office import OURS, PASSWORD, office

HEADER = "镇街,小区,楼栋,单元,楼层,房号,建筑面积,业主,电话"
SIZES = {"computer": {"width": 1366, "height": 768}, "phone": {"width": 360, "height": 740}}


@pytest.fixture(scope="module")
def desk(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an office, served from a thread."""
    with office(sqlite_template, tmp_path_factory.mktemp("takeover")) as made:
        server = make_server("127.0.0.1", 0, made.app, threaded=True, request_handler=Quiet)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/desk"
        server.shutdown()
        server.server_close()


@contextmanager
def signed_in(browser: Browser, desk: str, size: dict[str, int], username: str = "office") -> Iterator[Page]:
    """Somebody at a screen of this size."""
    context = browser.new_context(viewport=size, locale="zh-CN")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(desk.replace("/desk", "/staff/sign-in"))
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/desk")
    yield page
    context.close()


def bring(page: Page, desk: str, folder: Path, *rows: str) -> None:
    """Choose a file of these rows and have it looked over."""
    file = folder / "户册.csv"
    file.write_text("\n".join([HEADER, *rows]), "utf-8")
    page.goto(f"{desk}/roster")
    page.get_by_label("户册文件").set_input_files(file)
    page.get_by_role("button", name="看看会改什么").click()


def home(name: str, room: int, owner: str, area: str = "80", phone: str = "") -> str:
    return f"{OURS},{name},1,1,{room // 100},{room},{area},{owner},{phone}"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def sound(page: Page) -> None:
    """The page is accessible and no wider than the screen."""
    assert violations(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


@pytest.mark.parametrize("size", SIZES)
def test_a_file_is_understood_asked_about_and_taken_over_as_it_was_shown(
    browser: Browser, desk: str, tmp_path: Path, size: str
) -> None:
    name = f"{'荷香' if size == 'phone' else '竹影'}西区"
    with signed_in(browser, desk, SIZES[size]) as page:
        bring(
            page,
            desk,
            tmp_path,
            *(home(name, room, f"业主{room}", phone="13900000001"[:10] + str(room % 10)) for room in (101, 102, 201, 202)),
        )
        expect(page.locator("main")).to_contain_text("新小区")
        sound(page)
        press(page, "导入")
        expect(page.get_by_role("status")).to_contain_text("新增4户")
        sound(page)
        misspelt = name.replace("西区", "西小区")
        bring(
            page,
            desk,
            tmp_path,
            home(misspelt, 101, "业主101", "81.5", "13900000009"),
            home(misspelt, 102, "业主102"),
            *(home(misspelt, room, "张伟") for room in (301, 302, 401)),
        )
        sound(page)
        press(page, "导入")
        expect(page.get_by_role("alert")).to_contain_text("还有2个问题没有回答")
        page.get_by_label(f"就是“{OURS} {name}”").check()
        page.get_by_label("不是一个人").check()
        page.get_by_label("户", exact=True).fill("6")
        press(page, "按我选的再看一遍")
        expect(page.locator("main")).to_contain_text("80.00平方米 → 81.50平方米")
        expect(page.locator("main")).to_contain_text("应该是6户，文件里是5户，少1户")
        expect(page.locator("main")).to_contain_text("139*****001")
        expect(page.locator("main")).not_to_contain_text("13900000009")
        sound(page)
        press(page, "导入")
        expect(page.get_by_role("alert")).to_contain_text("合计和您填的不一样")
        page.get_by_label("核对过了，文件是对的，照样导入").check()
        press(page, "导入")
        expect(page.get_by_role("status")).to_contain_text("新增3户，修改2户")
        expect(page.locator("main")).to_contain_text("接下来")


def test_two_people_import_one_compound_and_the_second_sees_what_the_first_did(
    browser: Browser, desk: str, tmp_path: Path
) -> None:
    with signed_in(browser, desk, SIZES["computer"]) as first, signed_in(browser, desk, SIZES["phone"], "jie") as second:
        bring(first, desk, tmp_path, home("松涛苑", 101, "甲"), home("松涛苑", 102, "乙"))
        press(first, "导入")
        bring(first, desk, tmp_path, home("松涛苑", 101, "甲", "85"), home("松涛苑", 102, "乙"))
        bring(second, desk, tmp_path, home("松涛苑", 101, "丙"), home("松涛苑", 102, "乙"))
        press(first, "导入")
        expect(first.get_by_role("status")).to_contain_text("修改1户")
        press(second, "导入")
        alert = second.get_by_role("alert")
        expect(alert).to_contain_text("户册变了")
        expect(alert).to_contain_text("80.00平方米 → 85.00平方米")
        expect(second.locator("main")).to_contain_text("85.00平方米 → 80.00平方米")
        sound(second)
        press(second, "导入")
        expect(second.get_by_role("status")).to_contain_text("修改1户")


def test_two_tabs_of_one_file_each_do_what_they_show(browser: Browser, desk: str, tmp_path: Path) -> None:
    with signed_in(browser, desk, SIZES["computer"]) as page:
        bring(page, desk, tmp_path, home("柳浪里", 101, "张伟"), home("柳浪里", 102, "张伟"))
        other = page.context.new_page()
        other.goto(page.url)
        other.get_by_label("都是一个人").check()
        press(other, "按我选的再看一遍")
        page.get_by_label("不是一个人").check()
        press(page, "导入")
        expect(page.get_by_role("status")).to_contain_text("新增2户")
        press(other, "导入")
        expect(other.locator("main")).to_contain_text("再选一次文件")
