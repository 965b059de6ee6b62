"""Doors, gates, results and sheets at the desk."""

from __future__ import annotations

import json
from io import BytesIO

import pytest

from tests.office import Browser, Office, alert
from tests.phone import Page


def test_a_household_shows_when_and_how_it_answered_and_never_what(shown: Office) -> None:
    browser = shown.signed_in("ju")
    page = browser.page(f"/desk/polls/{shown.open.id}/doors/{shown.home(shown.open)}")
    assert page.h1 == "3号楼 1单元 101"
    for told in ("房主", "手机", "第1次"):
        assert told in page.text
    for hidden in ("不同意", "roof"):
        assert hidden not in page.html
    assert browser.get(f"/desk/polls/{shown.open.id}/doors/{shown.home(shown.closed)}").status_code == 404


def test_while_a_poll_is_open_nobody_learns_how_it_stands(shown: Office) -> None:
    browser = shown.signed_in()
    for kind in ("result", "sheet", "sheet.pdf", "remarks"):
        answer = browser.get(f"/desk/polls/{shown.open.id}/{kind}")
        assert answer.status_code == 409
        assert "征询还在进行，截止以后才有结果" in answer.get_data(as_text=True)
    page = browser.page(f"/desk/polls/{shown.open.id}/gates")
    assert "截止后自动算出来" in page.text
    for told in ("同意户数", "已锁定", "样本不足", "达到认定规则"):
        assert told not in page.text


def test_the_result_says_the_verdict_the_tests_and_the_list(shown: Office) -> None:
    page = shown.signed_in().page(f"/desk/polls/{shown.closed.id}/result")
    assert page.h1 == "昨日里的结果"
    for told in ("8户中的7户（87.5%）", "意愿征询：通过", "征询户数", "roof", "7/7", "点的户多的在前"):
        assert told in page.text
    assert page.html.count('class="gauge"') > 4


def test_the_sheet_is_there_to_print_to_post_and_as_pdf(shown: Office) -> None:
    browser, path = shown.signed_in(), f"/desk/polls/{shown.closed.id}/sheet"
    assert "汇总表" in browser.page(path).title
    assert "公示" in browser.page(f"{path}?posted=1").title
    assert browser.get(f"{path}.pdf?posted=1").get_data().startswith(b"%PDF")
    assert browser.get(f"{path}.pdf").location == f"/desk/polls/{shown.closed.id}/papers#sheet"


@pytest.mark.parametrize(
    ("user", "may"),
    [
        ("office", {"willingness", "committee", "clearance", "cooperation", "management"}),
        ("jie", {"committee", "clearance", "management"}),
        ("ju", {"committee", "management"}),
    ],
)
def test_each_office_finds_what_is_its_to_find(shown: Office, user: str, may: set[str]) -> None:
    browser, poll = shown.signed_in(user), shown.open.id
    linked = {link.rpartition("/")[2] for link in browser.page(f"/desk/polls/{poll}/gates").links if "/gates/" in link}
    gates = ("willingness", "committee", "clearance", "cooperation", "management", "nonsense")
    reached = {gate for gate in gates if browser.get(f"/desk/polls/{poll}/gates/{gate}").status_code == 200}
    assert linked == reached == may


def test_a_finding_is_written_down_with_who_and_when_and_the_one_before_stays(ours: Office) -> None:
    browser, path = ours.signed_in("jie"), f"/desk/polls/{ours.closed.id}/gates/committee"
    answer = browser.fill(path, {"status": "fail", "note": "任期已满，还没有换届", "decider": "street", "checkpoint": "C1"})
    page = browser.page(answer.location)
    assert "记下了" in page.text
    assert "未成立业主委员会。暂不予改造" in page.text
    for told in ("任期已满，还没有换届", "槐荫街道办", "已备案"):
        assert told in page.text


def test_a_finding_that_can_not_count_is_explained_beside_its_field(shown: Office) -> None:
    browser = shown.signed_in("jie")
    wrong = {"status": "fail", "decider": "street", "checkpoint": "C1", "valid_until": "2020-01-01"}
    page = Page(browser.fill(f"/desk/polls/{shown.open.id}/gates/committee", wrong))
    assert {"#note", "#valid_until"} <= set(page.links)
    assert "不符合的，在说明里写清原因" in alert(page)
    promise = {"status": "conditional", "note": "说好了", "decider": "street", "checkpoint": "C1"}
    page = Page(browser.fill(f"/desk/polls/{shown.open.id}/gates/clearance", promise))
    assert "承诺要写完成的日期" in alert(page)
    assert page.form("")["note"][0].strip() == "说好了"


def test_nobody_speaks_for_another_office(shown: Office) -> None:
    forged = {"status": "pass", "decider": "bureau", "checkpoint": "C1"}
    answer = shown.signed_in("ju").fill(f"/desk/polls/{shown.open.id}/gates/committee", forged)
    assert answer.status_code == 422
    waived = {"status": "waived", "note": "x", "decider": "committee", "checkpoint": "C1"}
    assert shown.signed_in("ju").fill(f"/desk/polls/{shown.open.id}/gates/committee", waived).status_code == 422
    assert "还没有登记" in shown.signed_in().page(f"/desk/polls/{shown.open.id}/gates").text


CALCULATED = "/desk/calculator?rule=civil-278-special&owners-total=403&owners-part=300&owners-yes={}&area-total={}"


def test_the_calculator_says_what_came_out_and_keeps_what_was_typed(shown: Office) -> None:
    path = CALCULATED.format("230", "６６,７８３.９７") + "&area-part=50000&area-yes=38000"
    page = shown.signed_in("ju").page(path)
    assert "通过" in page.text
    assert "拿意愿征询的票来填，算出来的不是业主共同决定" in page.text
    assert "403人的三分之二以上，应不少于269人，实际300人" in page.text
    assert "66,783.97平方米" in page.text
    assert page.form("")["owners-yes"] == ["230"]


def test_the_calculator_says_what_is_missing(shown: Office) -> None:
    page = shown.signed_in().page(CALCULATED.format("200", "66783.97") + "&area-part=50000&area-yes=37499.99")
    assert "未通过" in page.text
    assert "按人数还要100人交回，而且都同意；按面积还要0.04平方米的房交回，而且都同意；几样都够了才通过" in page.text


@pytest.mark.parametrize(
    ("query", "told"),
    [
        (CALCULATED.format("301", "66783.97") + "&area-part=50000&area-yes=38000", "同意的不能多于参与的"),
        (CALCULATED.format("abc", "66783.97") + "&area-part=50000&area-yes=38000", "写成整数，例如403"),
        (CALCULATED.format("230", "-1") + "&area-part=1.234&area-yes=38000", "写成数字，例如66783.97"),
        ("/desk/calculator?rule=xuecheng-2021&households-total=10&households-part=11&households-yes=1", "不能多于总数"),
    ],
)
def test_the_calculator_explains_what_it_can_not_read(shown: Office, query: str, told: str) -> None:
    assert told in alert(shown.signed_in().page(query))


def test_the_calculator_with_another_rule_asks_for_what_that_rule_counts(shown: Office) -> None:
    form = shown.signed_in().page("/desk/calculator?rule=xuecheng-2021").form("")
    assert set(form) == {"rule", "households-total", "households-part", "households-yes"}
    assert shown.signed_in().get("/desk/calculator?rule=nonsense").status_code == 200


def brought(browser: Browser, content: bytes) -> str:
    form = browser.page("/desk/calculator").forms[-1]
    data = {**form, "rule": "civil-278-special", "count": (BytesIO(content), "count.json")}
    answer = browser.client.post("/desk/calculator", data=data, content_type="multipart/form-data")
    assert answer.status_code == 303
    return str(answer.location)


def test_the_calculator_reads_a_count_from_a_file(shown: Office) -> None:
    votes = {basis: {"total": 403, "part": 300, "yes": 230} for basis in ("households", "owners")}
    votes["area"] = {"total": 6678397, "part": 5000000, "yes": 3800000}
    browser = shown.signed_in()
    page = browser.page(brought(browser, json.dumps({"tally": {"whole": {"votes": votes}}}).encode()))
    assert page.form("")["area-total"] == ["66783.97"]
    assert "这次是意愿征询，不是业主共同决定" in page.text
    assert "业主共同决定（截至目前）：" not in page.text
    assert page.form("")["consulted"] == ["1"]


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff\xfe", b'{"tally": {"whole": {"votes": 7}}}', b"[" * 9999])
def test_a_file_without_a_count_is_explained(shown: Office, content: bytes) -> None:
    browser = shown.signed_in()
    assert "这个文件里没有计票结果" in browser.page(brought(browser, content)).text
