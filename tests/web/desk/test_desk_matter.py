"""Matters at the desk: listed one by one while the poll is a draft, each by a rule that the law allows."""

from __future__ import annotations

from surveys.core.matter import Matter
from surveys.core.place import DISTRICT
from surveys.core.rules import Silence
from surveys.core.tally import Scope
from surveys.services.matter import planned_matters
from surveys.store.db import reading
from tests.office import Office, alert
from tests.phone import Page

WORDING = "3号楼1单元加装一部电梯，费用由本单元业主分摊"
LIFT: dict[str, str | list[str]] = {"wording": WORDING, "decision": "7", "stairwell": "3|1", "rule": "", "item": "lift"}


def page_of(office: Office) -> str:
    return f"/desk/polls/{office.draft.id}/matters"


def planned(office: Office) -> tuple[Matter, ...]:
    with office.app.app_context(), reading() as session:
        return planned_matters(session, DISTRICT, office.draft.id).matters


def test_a_matter_is_added_changed_and_taken_out(ours: Office) -> None:
    browser, path = ours.signed_in(), page_of(ours)
    assert browser.fill(path, LIFT).status_code == 303
    (lift,) = planned(ours)
    assert (lift.key, lift.wording, lift.scope, lift.rule.key) == ("lift", WORDING, Scope(("3",), "1"), "civil-278-special")
    page = browser.page(path)
    for told in (WORDING, "第七项：改建、重建", "3号楼1单元", "参与的人数、面积都不少于总数的三分之二"):
        assert told in page.text, told
    kept = browser.page(f"{path}?key=lift").form("")
    assert (kept["wording"][0].strip(), kept["decision"], kept["stairwell"]) == (WORDING, ["7"], ["3|1"])
    changed = {**LIFT, "wording": "换一个说法", "stairwell": "", "buildings": ["3"]}
    assert browser.fill(f"{path}?key=lift", changed).status_code == 303
    assert [(one.key, one.wording, one.scope) for one in planned(ours)] == [("lift", "换一个说法", Scope(("3",)))]
    assert browser.fill(path, {**LIFT, "item": ""}).status_code == 303
    assert [one.key for one in planned(ours)] == ["lift", "m1"]
    assert browser.fill(path, {}, f"{path}/lift/drop").status_code == 303
    assert [one.key for one in planned(ours)] == ["m1"]
    assert "1件，修改" in browser.page(f"/desk/waves/{ours.draft.wave.id}").text


def test_what_is_wrong_is_said_beside_its_field(shown: Office) -> None:
    wrong = {**LIFT, "wording": "", "rule": "civil-278-ordinary", "buildings": ["3"]}
    page = Page(shown.signed_in().fill(page_of(shown), wrong))
    assert page.status == 422
    assert {"#wording", "#stairwell"} <= set(page.links)
    lax = Page(shown.signed_in().fill(page_of(shown), {**LIFT, "rule": "civil-278-ordinary"}))
    assert lax.status == 422
    assert "要的同意比例比法律低：第7项不能用" in alert(lax)
    assert planned(shown) == ()


def test_silence_is_agreed_for_one_matter_with_its_clause(ours: Office) -> None:
    browser, path = ours.signed_in(), page_of(ours)
    page = Page(browser.fill(path, {**LIFT, "silence": "y", "clause": " "}))
    assert "写上议事规则里这一条的原文" in alert(page)
    assert browser.fill(path, {**LIFT, "silence": "y", "clause": "第9条"}).status_code == 303
    (lift,) = planned(ours)
    assert (lift.rule.silence, lift.rule.clause) == (Silence.FOLLOWS_MAJORITY, "第9条")
    assert "第9条" in browser.page(path).text


def test_once_the_poll_has_opened_its_matters_are_fixed(shown: Office) -> None:
    answer = shown.signed_in().get(f"/desk/polls/{shown.open.id}/matters")
    assert answer.status_code == 409
    assert "已经打开，事项不能再改" in Page(answer).text
    assert shown.signed_in().get(f"/desk/polls/{shown.draft.id}/matters?key=nothing").status_code == 404
