"""From an installation with one account to an opened poll: names, rosters, a community, colleagues, a menu."""

from __future__ import annotations

import re
from pathlib import Path

from openpyxl import Workbook
from playwright.sync_api import Browser, expect

from tests.browser.colleagues import COMPOUND, FOREIGN, PHONE, SISTER, STREET, Colleague, Hall, colleague
from tests.office import PASSWORD

COMMUNITY, ABROAD = "桂花社区", "松风街道"
PEOPLE = {
    "jie": ("街道小陈", "镇街", STREET),
    "juwei": ("居委会王主任", "社区居委会", f"{COMMUNITY}（{STREET}）"),
    "yewei": ("业委会老孙", "业委会", f"{COMPOUND}（{STREET}）"),
    "wangge": ("网格员小刘", "网格员", f"{COMPOUND}（{STREET}）"),
}
TITLE = "2026年金桂里意愿征集"
OWNERS = ("张伟", "李秀英", "王芳", "刘洋", "陈静", "张伟", "赵磊", "孙丽")
"""Of the eight homes, in order; nobody wrote a telephone down."""


def named(ju: Colleague) -> None:
    """The district says who it is, and where residents find it."""
    ju.go("/desk")
    ju.said("还没有小区")
    ju.looks()
    ju.go("/desk/people")
    ju.press("区名、本单位和网址", "link")
    ju.looks()
    for label, text in (("区名", "薛城区"), ("本单位", "薛城区住建局"), ("居民打开的网址", "http://diandan.test")):
        ju.fill(label, text)
    ju.press("保存")
    ju.said("存好了")


def rosters(folder: Path) -> tuple[Path, Path]:
    """Two files as streets have them: one compound with a sheet for each building, a heading and a total; and a plain list
    of two others."""
    one, two = Workbook(), Workbook()
    for number, owners in (("1", OWNERS[:4]), ("2", OWNERS[4:])):
        sheet = one.create_sheet(f"{number}号楼")
        sheet.append([f"{COMPOUND}住户花名册"])
        sheet.merge_cells("A1:F1")
        sheet.append(["序号", "单元", "房号", "建筑面积", "业主姓名", "联系电话"])
        for place, owner in enumerate(owners):
            sheet.append([place + 1, "1单元", f"{place // 2 + 1}0{place % 2 + 1}", 80, owner, ""])
        sheet.append(["合计", "", "", 320, "", ""])
    one.remove(one.worksheets[0])
    plain = two.worksheets[0]
    plain.append(["镇街", "小区", "楼栋", "单元", "楼层", "房号", "建筑面积", "业主"])
    for street, name in ((STREET, SISTER), (ABROAD, FOREIGN)):
        for place in range(8):
            floor, door = divmod(place, 2)
            plain.append([street, name, "1", "1", floor + 1, f"{floor + 1}0{door + 1}", 80, f"{name}业主{place + 1}"])
    made = (folder / "金桂里花名册.xlsx", folder / "另外两个小区.xlsx")
    for book, path in zip((one, two), made, strict=True):
        book.save(path)
    return made


def imported(ju: Colleague, folder: Path) -> None:
    """The district imports what the streets sent: it is asked what the file doesn't say, looks, and confirms."""
    untidy, plain = rosters(folder)
    ju.go("/desk")
    ju.press("导入户册", "link")
    ju.looks()
    ju.page.set_input_files("#file", untidy)
    ju.press("看看会改什么")
    ju.said("是哪个小区的")
    ju.looks()
    ju.page.get_by_label("是哪个小区的").fill(f"{STREET}/{COMPOUND}")
    ju.press("看看会改什么")
    ju.said("2户写着张伟：是一个人吗？")
    ju.looks()
    ju.press("导入")
    ju.said("还有1个问题没有回答")
    ju.page.get_by_label("是不同的人").check()
    ju.press("按我选的再看一遍")
    ju.said("文件里8户，业主8位，640.00平方米，2栋楼")
    ju.looks()
    ju.page.locator("#expect-homes").fill("8")
    ju.press("导入")
    ju.said("导入好了")
    ju.looks()
    ju.press("再导入一个文件", "link")
    ju.page.set_input_files("#file", plain)
    ju.press("看看会改什么")
    for name in (SISTER, FOREIGN):
        ju.said(name)
    ju.press("导入")
    ju.said("导入好了")


def invited(browser: Browser, ju: Colleague, username: str) -> Colleague:
    """Add somebody; they open the invitation on their own device and set a password that nobody else knows."""
    name, role, place = PEOPLE[username]
    address = added(ju, username, name, role, place)
    one = colleague(browser, ju.hall, username, PHONE if role == "网格员" else {"width": 1366, "height": 768})
    one.go(re.sub(r"^https?://[^/]+", "", address))
    if role == "网格员":
        one.looks()
    for label in ("密码", "再写一遍"):
        one.fill(label, PASSWORD)
    one.press("存好并登录")
    return one


def added(ju: Colleague, username: str, name: str, role: str, place: str) -> str:
    """Add somebody to the people; returns the address of their invitation."""
    ju.go("/desk/people")
    ju.press("添一个人", "link")
    ju.fill("用户名", username)
    ju.fill("姓名", name)
    ju.page.get_by_label(role).check()
    ju.page.get_by_label("管哪里").select_option(label=place)
    if role == "业委会":
        ju.page.get_by_label("管哪里").select_option(label="全区")
        ju.press("保存，看邀请")
        ju.said("业委会的人要选一个小区")
        ju.page.get_by_label("管哪里").select_option(label=place)
    ju.press("保存，看邀请")
    if role == "镇街":
        ju.looks()
    return ju.page.locator("code.secret").inner_text()


def assigned(jie: Colleague) -> None:
    """The street writes down which community asks, and which compounds are its."""
    jie.go("/desk/communities")
    jie.looks()
    jie.press("添一个社区", "link")
    jie.looks()
    jie.fill("社区的名称", COMMUNITY)
    jie.fill("电话", "0632-5550199")
    jie.press("添上")
    for name in (COMPOUND, SISTER):
        jie.page.get_by_label(name).check()
    jie.looks()
    jie.press("归到这个社区")
    jie.said(f"{COMPOUND}、{SISTER}")


def mended(juwei: Colleague) -> None:
    """The neighbourhood committee looks at the roster and mends the name of one owner."""
    juwei.go("/desk/compounds")
    juwei.said(SISTER)
    expect(juwei.page.locator("main")).not_to_contain_text(FOREIGN)
    juwei.press(COMPOUND, "link")
    juwei.page.locator("main").get_by_role("link", name="户册", exact=True).click()
    juwei.looks()
    juwei.fill("找楼栋、房号或姓名", "陈静")
    juwei.press("找")
    juwei.said("找到1户")
    juwei.press("2号楼 1单元 101", "link")
    juwei.looks()
    juwei.fill("业主", "陈婧")
    juwei.press("保存")
    juwei.said("改好了：2号楼 1单元 101")


def drafted(ju: Colleague) -> None:
    """The district starts its day, looks at the questionnaire as a telephone shows it, and makes a wave of two compounds."""
    days = ju.hall.days
    ju.go("/desk/editions")
    ju.looks()
    ju.press("预览", "link")
    ju.looks()
    ju.today("建一个轮次选上它们")
    ju.fill("轮次名称", TITLE)
    ju.fill("开始时间", days.typed(days=8))
    ju.fill("截止时间", days.typed(days=22))
    for name in (COMPOUND, FOREIGN, SISTER):
        ju.page.get_by_label(name).set_checked(name != SISTER)
    ju.press("保存草稿，去看一遍")
    ju.looks()


def estimated(jie: Colleague) -> None:
    """The street starts its day and writes into the compound's own menu what there is, what it costs, and who says so."""
    jie.today("没有估算")
    jie.looks()
    jie.fill("屋面防水：总价（元）", "12万")
    jie.fill("路灯：数量", "18")
    jie.fill("路灯：单价（元）", "2600")
    jie.fill("估算日期", jie.hall.days.now().strftime("%Y-%m-%d"))
    jie.fill("估算的人或单位", "区造价站")
    jie.press("保存菜单")
    jie.said("屋面防水的总价“12万”按120000元记")
    jie.looks()


def opened(ju: Colleague) -> int:
    """The district opens what it drafted, once it has said what may be spent."""
    ju.today("草稿没有打开")
    ju.said("已填2/22")
    ju.fill(f"{COMPOUND}的预算（万元）", "130")
    ju.looks()
    ju.press("打开2个小区的征询")
    ju.said("打开了")
    ju.go("/desk/compounds")
    ju.press(COMPOUND, "link")
    ju.press("进程", "link")
    ju.looks()
    return int(ju.page.url.rsplit("/", 2)[1])


def begun(browser: Browser, hall: Hall, folder: Path) -> tuple[Colleague, dict[str, Colleague], int]:
    """The district's first account, the four whom it invited, and the poll that they opened."""
    ju = colleague(browser, hall, "ju")
    ju.sign_in()
    named(ju)
    imported(ju, folder)
    jie = invited(browser, ju, "jie")
    assigned(jie)
    people = {"jie": jie} | {username: invited(browser, ju, username) for username in PEOPLE if username != "jie"}
    added(ju, "song", "松风街道办", "镇街", ABROAD)
    mended(people["juwei"])
    drafted(ju)
    estimated(jie)
    return ju, people, opened(ju)
