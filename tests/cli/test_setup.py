"""Getting ready and where to go then."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from surveys.core.place import DISTRICT
from surveys.services.staff import check_password, staff_members
from surveys.store.db import reading
from tests.cli.conftest import Installation

ROOT = Path(__file__).parents[2]


def test_the_first_start_makes_database_account_and_password(fresh: Installation) -> None:
    said = fresh.done("prepare")
    kept = fresh.folder / "first-password"
    assert re.fullmatch(r"[2-9a-z]{4}(-[2-9a-z]{4}){2}\n", kept.read_text())
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert kept.read_text().strip() in said
    assert "office" in said
    assert fresh.told("overview")["compounds"] == 0


def test_a_second_start_keeps_the_password_and_says_it_again(fresh: Installation) -> None:
    fresh.done("prepare")
    password = (fresh.folder / "first-password").read_text().strip()
    assert password in fresh.done("prepare")


def test_a_changed_password_is_not_said_again(fresh: Installation) -> None:
    fresh.done("prepare")
    first = (fresh.folder / "first-password").read_text().strip()
    fresh.done("set-password", "office", "--password", "a quite different one")
    said = fresh.done("prepare")
    assert first not in said
    assert "a quite different one" not in said
    assert "密码已经改过" in said


def test_the_demo_district_never_mixes_with_real_data(fresh: Installation) -> None:
    roster = fresh.folder / "roster.csv"
    roster.write_text("镇街,小区,楼栋,单元,楼层,房号,建筑面积,业主\n示例街道,示例里,1,1,1,101,80,甲\n")
    fresh.done("prepare")
    fresh.done("import-roster", str(roster))
    assert "不放演示区" in fresh.done("prepare", "--demo")
    assert fresh.told("overview")["compounds"] == 1


def test_the_demo_is_made_once(demo: Installation) -> None:
    before = demo.told("overview")
    demo.done("prepare", "--demo")
    assert demo.told("overview") == before


def test_the_address_is_drawn_as_a_qr_code(fresh: Installation) -> None:
    drawn = fresh.done("prepare", "--qr")
    assert len([line for line in drawn.splitlines() if line.count("█") > 5]) > 10


def test_demo_links_has_the_shape_that_scripts_read(demo: Installation) -> None:
    links = demo.told("demo-links")
    assert list(links) == ["base", "letters", "staff", "public"]
    assert len(links["letters"]) >= 10
    assert all(list(letter) == ["compound", "household", "url", "code"] for letter in links["letters"])
    assert list(links["staff"]) == ["login_url", "username", "password"]
    assert all(address.startswith(links["base"]) for address in links["public"])


def test_the_linked_letters_open_a_questionnaire_that_nobody_answered(demo: Installation) -> None:
    for letter in demo.told("demo-links")["letters"][::4]:
        phone = demo.app.test_client()
        page = phone.get(urlsplit(letter["url"]).path, follow_redirects=True)
        assert page.status_code == 200
        assert re.fullmatch(r"/h/\d+", page.request.path)
        assert letter["compound"] in page.text
        page = phone.get(f"{page.request.path}/a")
        assert 'type="radio"' in page.text
        assert not re.search(r"<input[^>]* checked", page.text)


def test_the_linked_public_pages_and_the_desk_open(demo: Installation) -> None:
    links = demo.told("demo-links")
    someone = demo.app.test_client()
    for address in [*links["public"], links["staff"]["login_url"]]:
        assert someone.get(urlsplit(address).path).status_code == 200


def test_the_told_password_opens_the_desk(demo: Installation) -> None:
    staff = demo.told("demo-links")["staff"]
    browser = demo.app.test_client()
    path = urlsplit(staff["login_url"]).path
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(path).text)
    assert token
    form = {"username": staff["username"], "password": staff["password"], "csrf_token": token[1]}
    answer = browser.post(path, data=form, headers={"Origin": "http://localhost"})
    assert answer.status_code == 303
    assert "今天要办" in browser.get(answer.location).text


def test_without_json_the_links_are_lines_for_people(demo: Installation) -> None:
    said = demo.done("demo-links")
    assert said.count("/q/") >= 10
    assert "office" in said


def test_the_address_is_the_one_that_the_service_was_started_with(demo: Installation) -> None:
    (demo.folder / "base_url").write_text("http://192.0.2.7:8123")
    try:
        links = demo.told("demo-links")
    finally:
        (demo.folder / "base_url").unlink()
    assert links["base"] == "http://192.0.2.7:8123"
    assert links["letters"][0]["url"].startswith("http://192.0.2.7:8123/q/")


def test_two_starts_at_once_make_one_database_and_one_account(fresh: Installation) -> None:
    folder = fresh.folder
    settings = {
        **os.environ,
        "DIANDAN_SECRET": "a secret for the command line's tests",
        "DIANDAN_DATABASE": f"sqlite:///{folder}/d.sqlite",
        "FLASK_APP": "app:create_app",
    }
    command = [sys.executable, "-m", "flask", "prepare"]
    starts = [subprocess.Popen(command, cwd=ROOT, env=settings, stdout=subprocess.PIPE) for _ in range(2)]
    said = [start.communicate(timeout=120)[0].decode() for start in starts]
    assert [start.returncode for start in starts] == [0, 0]
    assert set(fresh.told("overview")["polls"].values()) == {0}
    assert all("office" in text for text in said)


def test_the_street_and_the_committee_can_be_tried_with_the_same_password(demo: Installation) -> None:
    password = demo.told("demo-links")["staff"]["password"]
    with demo.app.app_context(), reading() as session:
        scopes = {member.username: member.scope for member in staff_members(session)}
        for username in ("jiedao", "juweihui"):
            assert check_password(session, username, password, who="test", now=datetime.now(UTC)).staff_id is not None
    assert scopes["office"] == DISTRICT
    assert scopes["jiedao"].street is not None
    assert scopes["juweihui"].compound is not None
