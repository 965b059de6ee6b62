"""The sealed ledger in a resident's hands: checkpoints, two compared, one's own place, and the rows beside a notice."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import text

import opened
from surveys.core.canonical import canonical, zipped
from surveys.core.gates import Checkpoint, Decider, Finding, FindingStatus, Gate
from surveys.core.place import DISTRICT
from surveys.core.seal import MOST_OPEN, HeadWhy
from surveys.core.staff import Installation
from surveys.paper.package import sealed
from surveys.services.letter import Letter
from surveys.services.notice import published
from surveys.services.outcome import record_finding
from surveys.services.package import Exact, hand_out
from surveys.services.seal import heads, seal_poll
from surveys.store.db import reading, transaction
from surveys.words.outcome.papers import notice as paper
from tests.neighbourhood import Neighbourhood
from tests.phone import OWNER, Phone
from tests.sealing import seal_due
from tests.town import NOW, Town

SHOWN = re.compile(r"(\d+)条 ((?:[0-9a-f]{4} ?){4})")


def ledger(phone: Phone, poll: int, first: str = "", second: str = "") -> str:
    return phone.page(f"/p/{poll}/ledger?first={first}&second={second}").text


def shown(phone: Phone, poll: int) -> list[str]:
    """The checkpoints on the page, the latest first, without the one that shows how to type them."""
    found = [f"{size}条 {root.strip()}" for size, root in SHOWN.findall(ledger(phone, poll))]
    return [one for one in found if "1a2b 3c4d" not in one]


def test_what_is_posted_has_its_rows_beside_it_the_same_bytes_each_time(
    app: Flask, phone: Phone, town: Town, tmp_path: Path
) -> None:
    first, second = (phone.client.get(f"/p/{town.poll.id}/rows.zip") for _ in range(2))
    assert (first.status_code, first.data) == (200, second.data)
    with app.app_context(), reading() as session:
        notice = published(session, town.poll.id).notice()
    code = sha256(first.data).hexdigest()
    assert notice.opened == code
    shown = ledger(phone, town.poll.id)
    assert " ".join(code[n : n + 4] for n in range(0, 16, 4)) in shown
    (tmp_path / "rows.zip").write_bytes(first.data)
    earlier = notice.head.replace(":", "条 ")
    assert opened.main([str(tmp_path / "rows.zip"), code[:16], earlier.replace("条 ", ":")]) == 0


def test_nothing_is_handed_out_before_a_result_is(phone: Phone, hood: Neighbourhood) -> None:
    for name in ("rows.zip", "rows.json"):
        assert phone.client.get(f"/p/{hood.open.id}/{name}").status_code == 404


def test_a_checkpoint_that_was_photographed_is_continued_by_a_later_one(phone: Phone, town: Town) -> None:
    known = shown(phone, town.poll.id)
    later, earlier = known[0], known[-1]
    assert later != earlier
    said = ledger(phone, town.poll.id, earlier, later.upper())
    assert "接得上" in said
    assert "RFC 9162" in said
    assert "接得上" in ledger(phone, town.poll.id, later, earlier), "in either order"
    assert "同一个校验点" in ledger(phone, town.poll.id, earlier, earlier)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("胡说", "看不懂"), ("999条 1a2b 3c4d 5e6f 7a8b", "没有公布过"), ("{size}条 0000 0000 0000 0000", "对不上")],
)
def test_what_is_no_checkpoint_of_this_ledger_is_said(phone: Phone, town: Town, typed: str, answer: str) -> None:
    known = shown(phone, town.poll.id)[0]
    said = ledger(phone, town.poll.id, known, typed.format(size=known.split("条")[0]))
    assert "第2个" in said
    assert answer in said


def test_a_receipt_proves_its_place_and_finds_its_rows_without_a_script(phone: Phone, town: Town) -> None:
    phone.keyed(town.key(5))
    phone.scan(town.letters[5])
    assert any(link.endswith("/sealed") for link in phone.page("r").links)
    page = phone.page("sealed")
    assert "封在第" in page.text
    assert "您家在公布的逐题名单里" in page.text
    assert "名单里没有，或者不一样" not in page.text
    assert "公开，一样" in page.text
    assert "封着，一样" in page.text


def test_before_its_batch_is_sealed_a_receipt_says_so(app: Flask, phone: Phone, hood: Neighbourhood, letter: Letter) -> None:
    phone.opened(letter)
    phone.cast(OWNER)
    page = phone.page("sealed")
    assert "还没有封存，下一次封存后再看" in page.text
    with app.app_context(), transaction() as session:
        seal_due(session, now=NOW)
    assert "还没有封存" in phone.page("sealed").text, f"fewer than {MOST_OPEN} would tell when this door answered"
    with app.app_context(), transaction() as session:
        seal_poll(session, hood.open.id, HeadWhy.BATCH, now=NOW)
        assert heads(session, hood.open.id)
    assert "封在第" in phone.page("sealed").text


def test_a_letter_alone_proves_nothing_and_shows_nothing(phone: Phone, town: Town) -> None:
    phone.scan(town.letters[5])
    page = phone.page("sealed")
    assert "光凭信看不到" in page.text
    assert "封在第" not in page.text


def test_the_paper_of_a_notice_says_by_what_its_rows_are_known(app: Flask, town: Town) -> None:
    with app.app_context(), reading() as session:
        notice = published(session, town.poll.id).notice()
    assert notice.outcome
    foot = " ".join(paper(notice.outcome, posted=notice).foot)
    assert f"逐题校验码 {notice.opened[:4]}" in foot
    assert "账本校验点" in foot


def test_a_correction_has_its_own_rows_and_the_first_stay(app: Flask, phone: Phone, town: Town) -> None:
    before = phone.client.get(f"/p/{town.poll.id}/rows.zip").data
    found = Finding(Gate.CLEARANCE, Checkpoint.C1, FindingStatus.FAIL, Decider.STREET, "周", NOW, note="还有棚子")
    with app.app_context(), transaction() as session:
        record_finding(session, DISTRICT, town.poll.id, found, by=Installation("jie"), now=NOW)
        town.post(session, NOW, reason="补登了拆违的核实")
    assert phone.client.get(f"/p/{town.poll.id}/rows.zip?n=1").data == before
    after = phone.client.get(f"/p/{town.poll.id}/rows.zip?n=2").data
    assert after != before
    assert phone.client.get(f"/p/{town.poll.id}/rows.zip?n=3").status_code == 404


def test_no_row_of_a_correction_is_called_as_it_was(phone: Phone, town: Town) -> None:
    found = [phone.client.get(f"/p/{town.poll.id}/rows.json?n={n}").get_json() for n in (1, 2)]
    names = [{name for unit in units for name, _ in unit["rows"]} for units in found]
    assert names[0]
    assert not names[0] & names[1]


def test_a_leaf_changed_by_hand_no_longer_continues_what_was_photographed(phone: Phone, town: Town, app: Flask) -> None:
    known = shown(phone, town.poll.id)
    with app.app_context(), transaction() as session:
        for act in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER IF EXISTS guard_leaves_{act}"))
        session.execute(
            text("UPDATE leaves SET leaf = :none WHERE tree = :tree AND place = 3"), {"none": "0" * 64, "tree": town.poll.id}
        )
    assert "接得上" not in ledger(phone, town.poll.id, known[-1], known[0])


def test_watchers_open_every_row_with_their_package(app: Flask, phone: Phone, town: Town, tmp_path: Path) -> None:
    public, exact = tmp_path / "rows.zip", tmp_path / "watchers.zip"
    public.write_bytes(phone.client.get(f"/p/{town.poll.id}/rows.zip?n=1").data)
    by = Installation("jie")
    with app.app_context(), transaction() as session:
        made = sealed(session, DISTRICT, town.poll.id, Exact.PACKAGE, now=NOW)
        exact.write_bytes(hand_out(session, DISTRICT, made, to="监票人", reason="核对", by=by, now=NOW))
    assert opened.main([str(public), str(exact)]) == 0
    with ZipFile(exact) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    record = json.loads(files["record.json"])
    record["ballots"][-1]["answers"]["lift"] = "1"
    exact.write_bytes(zipped({**files, "record.json": canonical(record)}))
    assert opened.main([str(public), str(exact)]) == 1
