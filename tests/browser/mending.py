"""What is put right after a poll was opened: a home of its roster, and what was found about the five gates."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from surveys.core.gates import Gate
from tests.browser.colleagues import Colleague

REASON, SOURCE, CHECKED = "登记时抄错了面积", "不动产权证2026第15号，11月20日核对", "对过不动产权证"


def amended(juwei: Colleague, jie: Colleague, poll: int) -> None:
    """The committee asks for a home's floor area to be corrected; nothing changes until the street, that starts its day,
    confirms it."""
    juwei.go(f"/desk/polls/{poll}/amendments")
    juwei.looks()
    juwei.fill("找哪一户", "1-1-101")
    juwei.press("查找")
    juwei.press("1号楼 1单元 101", "link")
    juwei.looks()
    juwei.press("面积不对", "link")
    juwei.looks()
    juwei.press("提出更正")
    juwei.looks()
    juwei.fill("建筑面积（平方米）", "89.50")
    juwei.fill("为什么要更正", REASON)
    juwei.fill("凭什么", SOURCE)
    juwei.press("提出更正")
    juwei.said("提出来了，数还没有变")
    juwei.looks()
    assert not juwei.page.locator("[name=confirmed]").count(), "who asked decides nothing"
    jie.today("户册更正等着确认")
    jie.looks()
    if jie.page.get_by_role("link", name="1号楼 1单元 101").count():
        jie.press("1号楼 1单元 101", "link")
    jie.said("从640.00变成")
    jie.looks()
    jie.page.get_by_label("确认").first.check()
    jie.fill("理由", CHECKED)
    jie.press("就这样定")
    jie.said("确认了，数已经按更正以后的算")
    jie.looks()


def photograph() -> bytes:
    """A picture as a telephone takes one."""
    made = BytesIO()
    Image.new("RGB", (640, 480), (90, 120, 90)).save(made, "JPEG")
    return made.getvalue()


def too_near(ju: Colleague, poll: int) -> None:
    """Whoever gave the street its account this week doesn't judge the street."""
    ju.go(f"/desk/polls/{poll}/gates/{Gate.COOPERATION}")
    ju.page.get_by_label("符合", exact=True).check()
    ju.press("登记")
    ju.said("这个账号和您的账号七天内互相开过")


def judged(ju: Colleague, jie: Colleague, juwei: Colleague, poll: int) -> None:
    """At the first checkpoint each office writes down what it found, the street with a photograph; nobody may about what
    they are judged by themselves."""
    finds = ((juwei, Gate.COMMITTEE), (jie, Gate.CLEARANCE), (ju, Gate.COOPERATION), (jie, Gate.MANAGEMENT))
    for one, gate in finds:
        one.today("五个不改还有")
        one.looks()
        if f"/polls/{poll}/gates" not in one.page.url:
            one.go(f"/desk/polls/{poll}/gates")
        one.page.locator(f"main a[href*='/polls/{poll}/gates/{gate}']").first.click()
        one.page.get_by_label("符合", exact=True).check()
        one.fill("说明", "现场看过，符合")
        if gate is Gate.CLEARANCE:
            one.page.set_input_files(
                "[name=files]", {"name": "拆除以后.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
            )
        one.looks()
        one.press("登记")
        one.said("记下了")
    jie.looks()
    assert jie.page.goto(f"{jie.hall.url}/desk/polls/{poll}/gates/{Gate.COOPERATION}").status == 404  # type: ignore[union-attr]
    jie.go(f"/desk/polls/{poll}/gates")
    jie.said("由别的单位")
    with jie.page.expect_download() as kept:
        jie.page.locator(f"main a[href*='/polls/{poll}/evidence/']").first.click()
    assert kept.value.path().read_bytes().startswith(b"\xff\xd8"), "the photograph comes back as one"
