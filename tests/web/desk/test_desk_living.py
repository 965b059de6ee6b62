"""The roster page: found, sorted and mended by hand, by two clerks at once, and only looked at while a poll runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from surveys.core.roster import RosterColumn, RosterSearch
from surveys.services.living import living_homes
from surveys.services.roster import import_roster
from surveys.store.db import reading, transaction
from tests.factories import DISTRICT, LI, rooms, rows
from tests.office import OURS, Office, alert, contents
from tests.phone import Page
from tests.plans import growing, scans, watched

HOME = {"building": "2栋", "unit": "1", "floor": "3", "room": "301", "floor_area": "88.5", "owner": "新示例"}


def brought(office: Office, number: int = 8, name: str = "新来里") -> str:
    """The roster page of a compound that nobody was asked in; the last two of its homes have one owner."""
    listed = [
        replace(row, building="1号楼", unit="1单元", owner=f"业主{row.room}", phone=f"138{n:08d}", owner_key=f"{n:024x}")
        for n, row in enumerate(rows(*rooms(number), compound=name, street=OURS))
    ]
    last = {"owner": listed[-2].owner, "owner_key": listed[-2].owner_key, "phone": listed[-2].phone}
    with office.app.app_context(), transaction() as session:
        made = import_roster(session, [*listed[:-1], replace(listed[-1], **last)], by=LI, now=datetime.now(UTC))
    return f"/desk/compounds/{made.compounds[0].compound.id}/roster"


def numbers(office: Office, roster: str) -> list[tuple[int, int]]:
    """The homes of a compound, each with its owner."""
    with office.app.app_context(), reading() as session:
        found = living_homes(session, DISTRICT, int(roster.split("/")[3]), RosterSearch(), page=1, size=999)[1]
    return [(home.id, home.owner.id) for home in found]


def acts(office: Office, act: str) -> int:
    return sum('INSERT INTO "entries"' in line and f"'{act}'" in line for line in contents(office))


def test_a_roster_is_looked_at_sought_sorted_and_turned_over(ours: Office) -> None:
    roster, browser = brought(ours, 100), ours.signed_in()
    page = browser.page(roster)
    assert page.h1 == "新来里的户册"
    for text in ("100户车位、储藏室不算", "99位业主", "8,000.00平方米", "1号楼 1单元 101", "第1页，共3页", "138*****000"):
        assert text in page.text, text
    assert "13800000000" not in page.html
    assert f"{roster}?page=2" in page.links
    last = browser.page(f"{roster}?page=99&sort=-floor")
    assert "第3页，共3页" in last.text
    assert any("sort=-floor" in link and "page=2" in link for link in last.links)
    assert ("aria-sort", "descending") in [item for tag, values in last.tags if tag == "th" for item in values.items()]
    assert "找到1户" in browser.page(f"{roster}?{urlencode({'q': '1栋 3002室'})}").text
    assert "没有找到“zz”" in browser.page(f"{roster}?q=zz").text
    for odd in ("?sort=x", "?page=0", "?page=x", "?sort=-x", "?q=%25", "?q=%00"):
        assert browser.get(roster + odd).status_code == 200
    assert browser.get(f"{roster}?poll=999").status_code == 404


def test_no_order_and_no_search_goes_through_the_homes_of_other_compounds(ours: Office) -> None:
    roster, browser = brought(ours), ours.signed_in()
    frozen = f"/desk/compounds/{ours.open.compound.id}/roster?poll={ours.open.id}"
    asked = [f"?sort=-{column}&q={urlencode({'q': '1栋 张'})[2:]}" for column in RosterColumn]
    for address in [*(roster + one for one in asked), *(frozen + one.replace("?", "&") for one in asked)]:
        browser.get(address)
        with watched(ours.app) as seen:
            assert browser.get(address).status_code == 200
        assert list(scans(ours.app, seen, growing())) == [], address


def test_an_empty_roster_says_how_it_is_filled(ours: Office) -> None:
    roster, browser = brought(ours, 2), ours.signed_in()
    for home, _owner in numbers(ours, roster):
        assert browser.fill(f"{roster}/homes/{home}/remove", {"reason": "写重了"}).status_code == 303
    assert "还没有户册" in browser.page(roster).text


def test_a_telephone_number_is_shown_when_asked_for_and_entered(ours: Office) -> None:
    roster, browser = brought(ours), ours.signed_in("jie")
    form = browser.page(roster).form(f"{roster}/phone?page=1")
    home = numbers(ours, roster)[1][0]
    page = Page(browser.client.post(f"{roster}/phone?page=1", data={**form, "home": str(home)}))
    assert "13800000001" in page.text
    assert "13800000002" not in page.html
    assert acts(ours, "owner_phone_shown") == 1
    assert browser.client.post(f"{roster}/phone", data={**form, "home": "x"}).status_code == 404


def test_a_home_is_added_changed_taken_out_and_brought_back(ours: Office) -> None:
    roster, browser = brought(ours), ours.signed_in("jie")
    added = browser.fill(f"{roster}/homes/new", HOME)
    assert added.status_code == 303, Page(added).text
    assert "添好了：2号楼 1单元 301" in browser.page(added.location).text
    home = numbers(ours, roster)[-1][0]
    changed = browser.fill(f"{roster}/homes/{home}", {"floor_area": "90"})
    assert "建筑面积（平方米）从“88.50”改成“90.00”" in browser.page(changed.location).text
    gone = browser.fill(f"{roster}/homes/{home}/remove", {"reason": "和302打通了"})
    page = browser.page(gone.location)
    assert "去掉了：2号楼 1单元 301" in page.text
    assert "8户车位、储藏室不算" in page.text
    action = next(one for one in page.actions if "/removals/" in one)
    back = browser.client.post(action, data=page.form(action))
    assert "加回来了：2号楼 1单元 301" in browser.page(back.location).text
    assert len(numbers(ours, roster)) == 9
    assert [acts(ours, f"home_{what}") for what in ("added", "changed", "removed", "restored")] == [1, 1, 1, 1]


def test_everything_wrong_with_a_home_is_said_and_everything_typed_is_kept(ours: Office) -> None:
    roster, browser = brought(ours), ours.signed_in()
    before = contents(ours)
    wrong = {**HOME, "floor_area": "八十八", "floor": "200", "phone": "找小李"}
    page = Page(browser.fill(f"{roster}/homes/new", wrong))
    assert page.status == 422
    for text in ("建筑面积写成数字", "楼层写成-9到150之间的整数"):
        assert text in alert(page)
    assert {name: page.form("")[name] for name in wrong} == {name: [value] for name, value in wrong.items()}
    assert contents(ours) == before


def test_a_namesake_is_asked_about_and_answered(ours: Office) -> None:
    roster, browser = brought(ours), ours.signed_in()
    page = Page(browser.fill(f"{roster}/homes/new", {**HOME, "owner": "业主101"}))
    assert page.status == 422
    assert "是户册里的业主101（138*****000，1户）" in alert(page)
    owner = str(numbers(ours, roster)[0][1])
    answer = browser.client.post(f"{roster}/homes/new", data={**page.form(""), "namesake": owner})
    assert answer.status_code == 303
    assert numbers(ours, roster)[-1][1] == int(owner)


def test_one_of_several_homes_changes_hands_or_a_name_is_corrected(ours: Office) -> None:
    roster, browser = brought(ours), ours.signed_in()
    home, owner = numbers(ours, roster)[-1]
    page = Page(browser.fill(f"{roster}/homes/{home}", {"owner": "张更正"}))
    assert page.status == 422
    assert "选一下" in alert(page)
    answer = browser.client.post(f"{roster}/homes/{home}", data={**page.form(""), "whose": "here"})
    assert answer.status_code == 303
    assert [of for _home, of in numbers(ours, roster)].count(owner) == 1


def test_owners_are_corrected_merged_and_split(ours: Office) -> None:
    roster, browser = brought(ours), ours.signed_in("jie")
    (_, first), (_, second), *_others, (last, both) = numbers(ours, roster)
    assert (
        browser.fill(
            f"{roster}/owners/{first}", {"owner": "章示例", "no_phone": "y"}, f"{roster}/owners/{first}"
        ).status_code
        == 303
    )
    assert "章示例" in browser.page(roster).text
    page = browser.page(f"{roster}/owners/{first}?{urlencode({'q': '业主102'})}")
    merging = next(action for action in page.actions if "/merge?" in action)
    assert "选一位" in alert(Page(browser.client.post(merging, data=page.form(merging))))
    answer = browser.client.post(merging, data={**page.form(merging), "other": str(second)})
    assert "合成一个业主了：章示例，名下2户" in browser.page(answer.location).text
    assert browser.get(f"{roster}/owners/{second}").status_code == 404
    page = browser.page(f"{roster}/owners/{both}")
    refused = Page(browser.client.post(f"{roster}/owners/{both}/split", data=page.form("split")))
    assert refused.status == 422
    given = {**page.form("split"), "homes": [str(last)], "owner": "丁示例"}
    answer = browser.client.post(f"{roster}/owners/{both}/split", data=given)
    assert "分出来了：丁示例，名下1户" in browser.page(answer.location).text


def test_a_building_and_a_compound_get_other_names(ours: Office) -> None:
    roster, browser = brought(ours), ours.signed_in("jie")
    way, place = next(link for link in browser.page(roster).links if "/buildings/" in link), f"{roster}/compound"
    assert Page(browser.fill(way, {"building": ""})).status == 422
    assert "10号楼 1单元 101" in browser.page(browser.fill(way, {"building": "10幢"}).location).text
    assert "已经有“春风里”了" in alert(Page(browser.fill(place, {"name": "春风里"}, place)))
    assert browser.fill(place, {"name": "新来里北院", "area": "西片区"}, place).status_code == 303
    assert browser.page(roster).h1 == "新来里北院的户册"


def test_a_compound_goes_into_another_or_away(ours: Office) -> None:
    one, other, browser = brought(ours, 4), brought(ours, 6, "新来理"), ours.signed_in("jie")
    form = browser.page(f"{other}/compound").form("merge")
    into = one.split("/")[3]
    refused = Page(browser.client.post(f"{other}/merge", data={**form, "into": into}))
    assert "1号楼 1单元 101两个小区都有" in alert(refused)
    for home, _owner in numbers(ours, one):
        browser.fill(f"{one}/homes/{home}/remove", {"reason": "写重了"})
    form = browser.page(f"{other}/compound").form("merge")
    answer = browser.client.post(f"{other}/merge", data={**form, "into": into})
    assert "6户车位、储藏室不算" in browser.page(answer.location).text
    assert browser.get(other).status_code == 404
    form = browser.page(f"{one}/compound").form("delete")
    assert Page(browser.client.post(f"{one}/delete", data={**form, "typed": "新来"})).status == 422
    answer = browser.client.post(f"{one}/delete", data={**form, "typed": "新来里"})
    assert "删掉了：新来里" in browser.page(answer.location).text
    assert browser.get(one).status_code == 404


def test_the_second_of_two_clerks_sees_both_and_may_send_theirs_over_the_other(ours: Office) -> None:
    roster, first, second = brought(ours), ours.signed_in(), ours.signed_in("jie")
    path = f"{roster}/homes/{numbers(ours, roster)[0][0]}"
    mine, theirs = first.page(path).form(""), second.page(path).form("")
    assert second.client.post(path, data={**theirs, "floor_area": "71"}).status_code == 303
    refused = Page(first.client.post(path, data={**mine, "floor_area": "72"}))
    assert refused.status == 409
    for text in ("71.00", "72", "138*****000", "不改", "把现在的电话删掉"):
        assert text in refused.text
    assert "没有填" not in refused.text
    assert "13800000000" not in refused.html
    assert first.client.post(path, data=refused.forms[-1]).status_code == 303
    assert first.page(path).form("")["floor_area"] == ["72.00"]


def test_while_a_poll_runs_the_roster_is_only_looked_at_and_what_it_froze_is_shown(ours: Office) -> None:
    browser = ours.signed_in()
    roster = f"/desk/compounds/{ours.open.compound.id}/roster"
    page = browser.page(roster)
    assert "按打开时定下的户册计票" in page.text
    assert not any("/homes/" in link or "/owners/" in link or link[-9:] == "/compound" for link in page.links)
    home = numbers(ours, roster)[0][0]
    for path in ("homes/new", f"homes/{home}", f"homes/{home}/remove", "compound"):
        assert browser.get(f"{roster}/{path}").status_code == 409
    frozen = browser.page(f"{roster}?poll={ours.open.id}")
    assert "那次征询按它计票" in frozen.text
    assert "8户车位、储藏室不算" in frozen.text
    assert "owner 101" not in frozen.text
    assert "征询的草稿" in browser.page(f"/desk/compounds/{ours.draft.compound.id}/roster").text


@pytest.mark.parametrize("username", ["song", "zhu"])
def test_the_roster_of_another_place_is_not_there(ours: Office, username: str) -> None:
    roster = brought(ours)
    home, owner = numbers(ours, roster)[0]
    browser, before = ours.signed_in(username), contents(ours)
    for path in ("", "/homes/new", f"/homes/{home}", f"/owners/{owner}", "/compound"):
        assert browser.get(roster + path).status_code == 404
    assert contents(ours) == before
