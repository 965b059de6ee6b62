"""The page of a compound's menu: read, filled in, copied, and as a workbook."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.office import Office, alert
from tests.phone import Page


def at(office: Office, more: str = "", *, of: str = "draft") -> str:
    return f"/desk/polls/{getattr(office, of).id}/menu{more}"


SIGNED = {"estimated_on": "2026-01-05", "estimated_by": "某造价公司"}


def test_what_nobody_has_estimated_is_said_and_what_is_typed_is_kept(ours: Office) -> None:
    desk = ours.signed_in()
    page = desk.page(at(ours))
    assert "已填4/4" in page.text
    desk.fill(at(ours), {"roof.unit_cost": "", "roof.quantity": "", **SIGNED})
    page = desk.page(at(ours))
    assert "已填3/4" in page.text
    assert "未估算" in page.text
    assert "某造价公司，2026年1月5日" in page.text
    page = desk.page(f"/desk/waves/{ours.draft.wave.id}")
    assert "已填3/4" in page.text
    assert at(ours) in page.links


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("roof.lump", "三万", "“三万”不是一个数"),
        ("roof.lump", "-3", "“-3”是负数"),
        ("roof.lump", "1e9", "科学计数"),
        ("roof.lump", "1e999", "科学计数"),
        ("roof.lump", "1,2", "不在千位上"),
        ("roof.lump", "1.234", "超过两位小数"),
        ("roof.lump", "1000000000", "是不是多写了几个0"),
        ("roof.lump", "7", "对不上"),
        ("roof.quantity", "0", "没有量过的空着"),
        ("roof.owners", "30", "加起来是30%，要正好100%"),
        ("roof.owners", "三成", "不是0到100的整数"),
        ("roof.scope", "9号楼", "户册里没有“9号楼”"),
        ("estimated_on", "上周", "不是一个日期"),
    ],
)
def test_what_cannot_be_taken_is_explained_beside_its_field_and_stays_as_typed(
    ours: Office, field: str, typed: str, told: str
) -> None:
    desk = ours.signed_in()
    before = desk.page(at(ours)).form("")
    answer = desk.fill(at(ours), {"roof.unit": "处", "lamps.scope": "3栋", **SIGNED, field: typed})
    page = Page(answer)
    assert answer.status_code == 422
    assert told in alert(page)
    assert f"#{field}" in page.links or f"#{field.partition('.')[0]}.government" in page.links
    assert page.form("")[field] == [typed]
    assert page.form("")["lamps.scope"] == ["3栋"], "the rest is kept too"
    assert desk.page(at(ours)).form("").keys() == before.keys()
    assert desk.page(at(ours)).form("")["lamps.scope"] == before["lamps.scope"]


def test_an_amount_that_was_typed_in_another_way_is_repeated(ours: Office) -> None:
    desk = ours.signed_in()
    amounts = {"roof.unit_cost": "", "roof.quantity": "", "roof.lump": "１.5万"}
    assert desk.fill(at(ours), {**amounts, **SIGNED}).status_code == 303
    page = desk.page(at(ours))
    assert "“１.5万”按15000元记" in page.text
    assert page.form("")["roof.lump"] == ["15000"]


def test_a_box_that_is_unticked_takes_an_item_out_and_ticked_brings_it_back_as_it_was(ours: Office) -> None:
    desk = ours.signed_in()
    form = desk.page(at(ours)).form("")
    without = {name: value for name, value in form.items() if name != "lift.offered"}
    assert desk.client.post(at(ours), data=without).status_code == 303
    assert "已填3/3，另有1项没有列入" in desk.page(at(ours)).text
    desk.fill(at(ours), {"lift.offered": "是"})
    page = desk.page(at(ours))
    assert "已填4/4" in page.text
    assert page.form("")["lift.unit_cost"] == form["lift.unit_cost"]


def test_after_opening_the_menu_is_read_and_says_why_it_stays(ours: Office) -> None:
    desk = ours.signed_in()
    form = desk.page(at(ours)).form("")
    page = desk.page(at(ours, of="open"))
    assert "征询已经打开：菜单和规则一起定下来了" in page.text
    assert "保存菜单" not in page.text
    assert "readonly" in page.html
    answer = desk.client.post(at(ours, of="open"), data=form)
    assert answer.status_code in (403, 409)


def test_a_committee_fills_in_the_menu_of_its_own_compound_alone(ours: Office) -> None:
    assert "改造菜单" in ours.signed_in("ju").page(at(ours, of="open")).text
    assert ours.signed_in("ju").client.get(at(ours)).status_code == 404


def test_a_menu_of_another_street_is_not_there(ours: Office) -> None:
    assert ours.signed_in("jie").client.get(at(ours, of="stranger")).status_code == 404
    assert ours.signed_in("jie").client.get(at(ours, ".xlsx", of="stranger")).status_code == 404


def test_copied_content_stands_in_the_form_and_is_not_kept_before_it_is_saved(ours: Office) -> None:
    desk = ours.signed_in()
    desk.fill(at(ours), {"roof.unit_cost": "7", "roof.unit": "处"} | SIGNED)
    page = desk.page(at(ours, f"?copy={ours.closed.id}"))
    assert "还没有存" in page.text
    assert page.form("")["roof.unit_cost"] == ["90"]
    assert desk.page(at(ours)).form("")["roof.unit_cost"] == ["7"]
    assert desk.client.get(at(ours, "?copy=99999")).status_code == 404


def test_a_workbook_goes_out_and_in_and_a_bad_one_names_its_cells(ours: Office) -> None:
    desk = ours.signed_in()
    answer = desk.client.get(at(ours, ".xlsx"))
    assert answer.status_code == 200
    book = load_workbook(BytesIO(answer.data))
    sheet = book.worksheets[0]
    header = [cell.value for cell in sheet[1]]
    sheet.cell(3, header.index("总价（元）") + 1).value = "很多"
    sheet.cell(4, header.index("范围") + 1).value = "月亮"
    out = BytesIO()
    book.save(out)
    bad = desk.fill(at(ours), {"file": (BytesIO(out.getvalue()), "m.xlsx")}, at(ours, "/file"))
    page = Page(bad)
    assert bad.status_code == 422
    assert "表里有2处要改，一格也没有收" in page.text
    assert "总价（元）" in page.text
    assert "“很多”不是一个数" in page.text
    good = desk.fill(at(ours), {"file": (BytesIO(answer.data), "m.xlsx")}, at(ours, "/file"))
    assert good.status_code == 303
    assert "没有改动" in desk.page(at(ours)).text
    for wrong in (b"", b"%PDF-1.7", b"PK\x03\x04 broken"):
        assert desk.fill(at(ours), {"file": (BytesIO(wrong), "m.xlsx")}, at(ours, "/file")).status_code == 422


def test_the_wave_is_not_opened_with_a_budget_and_nothing_estimated(ours: Office) -> None:
    desk, wave = ours.signed_in(), f"/desk/waves/{ours.draft.wave.id}"
    empty = {f"{key}.{column}": "" for key in ("pipes", "roof", "lift", "lamps") for column in ("unit_cost", "quantity")}
    assert desk.fill(at(ours), empty).status_code == 303
    answer = desk.client.post(f"{wave}/open", data=desk.page(wave).form("budgets"))
    assert answer.status_code == 422
    assert "设了预算，可是菜单里一项也没有估算" in alert(Page(answer))


def test_a_menu_that_changed_since_the_wave_was_looked_at_is_seen_before_it_opens(ours: Office) -> None:
    desk, wave = ours.signed_in(), f"/desk/waves/{ours.draft.wave.id}"
    looked = {**desk.page(wave).form("budgets"), "trial": "y"}
    assert ours.signed_in("jie").fill(at(ours), {"roof.unit_cost": "7", "roof.unit": "处", **SIGNED}).status_code == 303
    assert desk.client.post(f"{wave}/open", data=looked).status_code == 409
    assert desk.client.post(f"{wave}/open", data={**desk.page(wave).form("budgets"), "trial": "y"}).status_code == 303
