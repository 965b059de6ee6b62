"""Communities on the desk: what each says of itself on papers, who changes which, and what opening shows of it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from surveys.core.place import Jurisdiction
from surveys.core.staff import Role
from surveys.services.staff import add_staff
from surveys.store.db import transaction
from tests.factories import LI, NOW, RANDOM
from tests.office import PASSWORD, SERVED, Office, alert, contents
from tests.phone import Page

LIST, NEW, OURS, OTHER = "/desk/communities", "/desk/communities/new", "/desk/communities/1", "/desk/communities/2"
SAID = {
    "phone": "0632-5550199",
    "address": "春风里12号楼一层",
    "hours": "周一至周五8:30到17:30",
    "person": "王老师",
    "posting": "南门公告栏",
}


def of_community(office: Office, name: str, community: int) -> None:
    """An account of a committee that has the whole community."""
    with office.app.app_context(), transaction() as session:
        scope = Jurisdiction(community=community)
        add_staff(session, name, "社区", PASSWORD, role=Role.COMMITTEE, scope=scope, random=RANDOM, by=LI, now=NOW)


def entries(office: Office, act: str) -> list[str]:
    return [line for line in contents(office) if 'INSERT INTO "entries"' in line and f"'{act}'" in line]


def test_a_community_is_added_given_its_compounds_and_stands_in_the_list(ours: Office) -> None:
    browser = ours.signed_in("jie")
    added = browser.fill(NEW, {**SAID, "street": "槐荫街道", "name": "槐荫社区", "seals": "业主委员会（章）"})
    assert added.status_code == 303, Page(added).text
    page = browser.page(added.location)
    moved = browser.fill(added.location, {"compounds": [str(ours.closed.compound.id)]}, f"{added.location}/compounds")
    assert moved.status_code == 303, Page(moved).text
    assert "春风里" in page.text
    listed = browser.page(LIST).text
    for text in ("槐荫社区", "南门公告栏", "王老师", "春风里12号楼一层", "昨日里"):
        assert text in listed


def test_everything_that_is_wrong_is_said_and_everything_typed_is_kept(ours: Office) -> None:
    browser = ours.signed_in()
    before = contents(ours)
    wrong = {**SAID, "name": "槐荫社区", "phone": "找小李", "address": "长" * 51, "seals": "一\n二\n三\n四\n五"}
    page = Page(browser.fill(NEW, {**wrong, "street": "槐荫街道"}))
    assert page.status == 422
    told = alert(page)
    for text in ("不像电话号码", "地址最多写36个字", "盖章的单位最多写4个"):
        assert text in told
    kept = page.form("")
    assert {name: kept[name][0].strip() for name in wrong} == wrong
    assert contents(ours) == before


def test_a_change_says_from_what_to_what_and_so_does_the_ledger(ours: Office) -> None:
    browser = ours.signed_in("jie")
    answer = browser.fill(OURS, {"posting": "南门公告栏", "seals": "春风里社区居民委员会（章）"}, OURS)
    assert answer.status_code == 303
    assert "张贴处从“空”改成“南门公告栏”" in browser.page(answer.location).text
    (line,) = entries(ours, "community_changed")
    assert json.loads(line[line.index("'{") + 1 : line.rindex("}'") + 1]) == {
        "community": 1,
        "posting_after": "南门公告栏",
        "posting_before": "",
        "seals_after": "春风里社区居民委员会（章）",
        "seals_before": "",
    }
    assert browser.fill(OURS, {}, OURS).status_code == 303
    assert len(entries(ours, "community_changed")) == 1


def test_a_committee_changes_how_it_is_reached_and_not_what_it_is_called(ours: Office) -> None:
    of_community(ours, "she", 1)
    browser = ours.signed_in("she")
    form = browser.page(OURS).form(OURS)
    assert not {"name", "seals"} & set(form)
    sent = browser.client.post(OURS, data={**form, **SAID, "name": "别的社区", "seals": "别的章"})
    assert sent.status_code == 303
    page = ours.signed_in().page(OURS).form(OURS)
    assert page["name"] == ["春风里社区"]
    assert page["seals"][0].strip() == ""
    assert page["person"] == ["王老师"]


@pytest.mark.parametrize("address", [OTHER, NEW, f"{OURS}/compounds"])
def test_it_reaches_no_other_community_and_adds_none(ours: Office, address: str) -> None:
    of_community(ours, "she", 1)
    browser = ours.signed_in("she")
    form = browser.page(OURS).form(OURS)
    assert browser.client.post(address, data={**form, **SAID, "compounds": "1"}).status_code == 404
    assert "竹影苑社区" not in browser.page(LIST).text


def test_who_has_one_compound_sees_its_community_and_changes_nothing(ours: Office) -> None:
    browser = ours.signed_in("ju")
    page = browser.page(LIST)
    assert "春风里社区" in page.text
    assert OURS not in page.links
    assert browser.get(OURS).status_code == 404


def test_residents_read_where_and_when_and_whom_to_ask(ours: Office) -> None:
    ours.signed_in("jie").fill(OURS, SAID, OURS)
    everybody = ours.signed_in("")
    for path in (f"/p/{ours.open.id}", f"/help?poll={ours.open.id}"):
        text = everybody.page(path).text
        for said in ("0632-5550199", "春风里12号楼一层", "周一至周五8:30到17:30", "王老师"):
            assert said in text, path
    assert "结果贴在：南门公告栏" in everybody.page(f"/p/{ours.open.id}").text
    assert "结果贴在：小区里" in everybody.page(f"/p/{ours.stranger.id}").text


def test_the_papers_of_a_result_have_the_community_and_not_the_district(ours: Office) -> None:
    office = ours.signed_in()
    added = office.fill(NEW, {**SAID, "street": "槐荫街道", "name": "昨日社区", "seals": "甲单位\n乙单位（章）"})
    office.fill(added.location, {"compounds": [str(ours.closed.compound.id)]}, f"{added.location}/compounds")
    for paper in ("sheet", "sheet?posted"):
        text = office.page(f"/desk/polls/{ours.closed.id}/{paper}").text
        for said in ("昨日社区居委会", "0632-5550199", "王老师", "张贴处：南门公告栏", "甲单位（章）", "乙单位（章）"):
            assert said in text, paper
        assert "0632-5550123" not in text
        assert "镇街（章）" not in text


def test_opening_shows_the_address_and_what_papers_leave_out_with_the_way_to_mend_it(ours: Office) -> None:
    wave = f"/desk/waves/{ours.draft.wave.id}"
    page = ours.signed_in().page(wave)
    assert SERVED in page.text
    assert "没有归到社区的" in page.text
    assert LIST in page.links
    assert "trial" not in page.form("budgets")


def test_an_address_of_this_machine_alone_opens_nothing_without_a_tick(ours: Office) -> None:
    ours.app.config["ADDRESSES"] = replace(ours.app.config["ADDRESSES"], given="http://localhost:8000")
    browser, wave = ours.signed_in(), f"/desk/waves/{ours.draft.wave.id}"
    form = browser.page(wave).form("budgets")
    refused = Page(browser.post(f"{wave}/open", {**form, "budget-" + str(ours.draft.id): "61.5"}))
    assert refused.status == 422
    assert "只有这台电脑自己打得开" in alert(refused)
    again = refused.form("budgets")
    assert again["budget-" + str(ours.draft.id)] == ["61.5"]
    assert browser.post(f"{wave}/open", {**again, "trial": "y"}).status_code == 303


def test_opening_from_a_page_older_than_the_address_is_not_done(ours: Office) -> None:
    browser, wave = ours.signed_in(), f"/desk/waves/{ours.draft.wave.id}"
    form = browser.page(wave).form("budgets")
    named = {"district": "薛城区", "office": "住建局", "site": "https://diandan.example"}
    assert ours.signed_in().fill("/desk/district", named).status_code == 303
    assert browser.post(f"{wave}/open", form).status_code == 409
