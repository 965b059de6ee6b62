"""The gates at the desk: files that prove, gates that go back, what stops, and what runs out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from surveys.core.evidence import LARGEST
from surveys.core.gates import Checkpoint, Decider, Finding, FindingStatus, Gate
from surveys.core.place import DISTRICT
from surveys.core.staff import Installation
from surveys.services.outcome import record_finding
from surveys.store.db import transaction
from tests.office import Browser, Office, alert
from tests.phone import Page

SOON = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
C1, C2, C3 = Checkpoint


def photograph() -> bytes:
    out, told = BytesIO(), Image.Exif()
    told[0x010E] = "昨日里3号楼"
    Image.new("RGB", (60, 40), "green").save(out, "JPEG", exif=told)
    return out.getvalue()


def sent(browser: Browser, path: str, *files: bytes, **typed: str) -> TestResponse:
    """The form of a finding with files, as a browser sends it."""
    fields = {"status": "pass", "note": "看过了", "decider": "street", "checkpoint": "C1", "valid_until": "", **typed}
    form = {**browser.page(path).form(""), **fields, "files": [(BytesIO(one), f"{n}.jpg") for n, one in enumerate(files)]}
    return browser.client.post(path, data=form, content_type="multipart/form-data")


def passed(office: Office) -> None:
    """Everything that the first checkpoint asks is found."""
    by = {Gate.CLEARANCE: Decider.STREET, Gate.COOPERATION: Decider.BUREAU, Gate.MANAGEMENT: Decider.COMMITTEE}
    for gate, decider in by.items():
        found = Finding(gate, C1, FindingStatus.PASS, decider, "周", datetime.now(UTC), note="已核实")
        _find(office, found)


def _find(office: Office, found: Finding) -> None:
    now = datetime.now(UTC)
    with office.app.app_context(), transaction() as session:
        said = replace(found, decided_at=now)
        record_finding(session, DISTRICT, office.closed.id, said, by=Installation("jie"), now=now)


def evidence_links(page: Page) -> list[str]:
    return [link for link in page.links if "/evidence/" in link]


def test_a_file_is_kept_with_the_finding_and_handed_to_the_desk_alone(ours: Office) -> None:
    jie, path = ours.signed_in("jie"), f"/desk/polls/{ours.closed.id}/gates/clearance"
    answer = sent(jie, path, photograph(), evidence="现场记录7")
    assert answer.status_code == 303
    page = jie.page(answer.location)
    (link,) = evidence_links(page)
    assert "现场记录7" in page.text
    assert "照片" in page.text
    file = jie.get(link)
    assert file.get_data().startswith(b"\xff\xd8\xff")
    assert "昨日里".encode() not in file.get_data()
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in file.headers["Content-Security-Policy"]
    assert file.headers["Cache-Control"] == "no-store"
    assert ours.signed_in("office").get(link).status_code == 200
    for stranger in ("song", "zhu", "wang", "ju"):
        assert ours.signed_in(stranger).get(link).status_code == 404
    assert ours.signed_in("").get(link).status_code != 200


def test_a_pdf_is_handed_out_with_the_same_care(ours: Office) -> None:
    made = BytesIO()
    Image.new("RGB", (60, 40)).save(made, "PDF")
    jie, path = ours.signed_in("jie"), f"/desk/polls/{ours.closed.id}/gates/clearance"
    assert sent(jie, path, made.getvalue()).status_code == 303
    (link,) = evidence_links(jie.page(f"/desk/polls/{ours.closed.id}/gates"))
    file = jie.get(link)
    assert file.get_data().startswith(b"%PDF-")
    assert "sandbox" in file.headers["Content-Security-Policy"]
    assert file.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ([b"not a picture"], "只收PDF和照片"),
        ([photograph()[:400]], "文件打不开"),
        ([photograph() + bytes(LARGEST)], "文件超过了10 MB"),
        ([b"\xff\xd8\xff"], "文件打不开"),
        ([photograph()] * 4, "最多附3个文件"),
    ],
)
def test_a_bad_file_is_explained_and_what_was_typed_is_kept(shown: Office, files: list[bytes], told: str) -> None:
    typed = {"note": "棚子都拆了，有照片", "evidence": "现场记录7", "valid_until": "2099-01-02"}
    path = f"/desk/polls/{shown.closed.id}/gates/clearance"
    page = Page(sent(shown.signed_in("jie"), path, *files, **typed))
    assert page.status == 422
    assert told in alert(page)
    assert "要再选一次" in page.text
    kept = page.form("")
    assert {name: str(kept[name][0] if isinstance(kept[name], list) else kept[name]).strip() for name in typed} == typed
    assert not evidence_links(shown.signed_in("jie").page(f"/desk/polls/{shown.closed.id}/gates"))


def test_far_too_much_is_refused_as_a_whole_with_the_way_back(shown: Office) -> None:
    path = f"/desk/polls/{shown.closed.id}/gates/clearance"
    page = Page(sent(shown.signed_in("jie"), path, *[bytes(4 * LARGEST)] * 3))
    assert page.status == 413
    assert "每个文件不超过10 MB" in page.text
    assert path in page.links


def test_a_good_file_beside_a_mistake_has_to_be_chosen_again_and_the_page_says_so(shown: Office) -> None:
    path = f"/desk/polls/{shown.closed.id}/gates/clearance"
    page = Page(sent(shown.signed_in("jie"), path, photograph(), status="fail", note=""))
    assert "不符合的，在说明里写清原因" in alert(page)
    assert "要再选一次" in page.text


def test_a_checkpoint_that_is_not_reached_is_refused_with_its_reason(shown: Office) -> None:
    page = Page(sent(shown.signed_in("jie"), f"/desk/polls/{shown.closed.id}/gates/clearance", checkpoint="C2"))
    assert "前一次检查还没有通过" in alert(page)
    assert page.form("")["note"][0].strip() == "看过了"
    forged = sent(shown.signed_in("jie"), f"/desk/polls/{shown.closed.id}/gates/clearance", checkpoint="C9")
    assert forged.status_code == 422


def test_a_waiver_needs_its_paper_and_its_end_and_is_shown_to_everybody(ours: Office) -> None:
    passed(ours)
    office, path = ours.signed_in(), f"/desk/polls/{ours.closed.id}/gates/committee"
    waived = {"status": "waived", "note": "产权单位代管", "decider": "bureau"}
    page = Page(sent(office, path, **waived))
    for told in ("豁免要有文书", "豁免要写到哪天为止"):
        assert told in alert(page)
    done = sent(office, path, **waived, evidence="住建函〔2026〕7号", valid_until="2099-01-02")
    assert done.status_code == 303
    ours.publish(ours.closed)
    told = Page(ours.signed_in("").get(f"/p/{ours.closed.id}")).text
    for part in ("区住建局准予豁免，到2099年1月2日为止", "产权单位代管", "住建函〔2026〕7号"):
        assert part in told
    assert "区改造办" not in told
    offered = office.page(f"/desk/polls/{ours.closed.id}/gates/cooperation").html
    assert ('value="pass"' in offered, 'value="waived"' in offered) == (True, False)


def test_a_gate_goes_back_with_a_reason_and_its_history_is_shown(ours: Office) -> None:
    jie, path = ours.signed_in("jie"), f"/desk/polls/{ours.closed.id}/reopen/committee"
    assert "写清为什么退回未定" in alert(Page(jie.fill(path, {"note": " ", "decider": "street"})))
    answer = jie.fill(path, {"note": "备案号对不上", "decider": "street"})
    assert answer.status_code == 303
    page = jie.page(answer.location)
    for told in ("退回未定了", "备案号对不上", "已备案", "的登记代替", "还要重新核实"):
        assert told in page.text
    assert jie.get(path).status_code == 409
    assert ours.signed_in("song").get(path).status_code == 404


def test_works_that_stop_are_told_at_the_desk_on_paper_and_to_residents(ours: Office) -> None:
    passed(ours)
    office = ours.signed_in()
    assert office.get(f"/desk/polls/{ours.closed.id}/stop.pdf").status_code == 409
    assert "可以开始登记" in office.page(f"/desk/polls/{ours.closed.id}/gates").text
    ours.publish(ours.closed)
    before = Page(ours.signed_in("").get(f"/p/{ours.closed.id}"))
    assert "公示以后的检查" not in before.text
    _find(ours, Finding(Gate.CLEARANCE, C2, FindingStatus.FAIL, Decider.STREET, "周", datetime.now(UTC), note="有两处棚子"))
    gates = office.page(f"/desk/polls/{ours.closed.id}/gates")
    assert "拆违拆临工作落实不到位。不能开工" in gates.text
    assert any(link.endswith("/papers#stop") for link in gates.links)
    papers = f"/desk/polls/{ours.closed.id}/papers"
    assert office.get(f"/desk/polls/{ours.closed.id}/stop.pdf").location == f"{papers}#stop"
    assert office.fill(papers, {"paper": "stop", "format": "pdf"}, action=papers).get_data().startswith(b"%PDF")
    page = Page(ours.signed_in("").get(f"/p/{ours.closed.id}"))
    for told in ("公示以后的检查", "不能开工", "有两处棚子", "公示过的征询结果不变"):
        assert told in page.text
    assert page.h1 == before.h1
    assert "周" not in re.sub("[上下本一]周", "", page.text)
    sheet = office.page(f"/desk/polls/{ours.closed.id}/sheet").text
    assert "开工前检查" in sheet


def test_what_runs_out_stands_in_a_list_within_ones_place(ours: Office) -> None:
    jie, path = ours.signed_in("jie"), f"/desk/polls/{ours.closed.id}/gates/clearance"
    assert "没有快到期的" in jie.page("/desk/gates").text
    assert sent(jie, path, valid_until=SOON).status_code == 303
    page = jie.page("/desk/gates")
    assert "昨日里" in page.text
    assert "还有" in page.text
    assert "到期，还有" in jie.page(f"/desk/polls/{ours.closed.id}/gates").text
    assert "昨日里" not in ours.signed_in("song").page("/desk/gates").text
    assert any(link.endswith("/desk/gates") for link in jie.page("/desk").links)
