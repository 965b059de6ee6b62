"""Accounts on the command line: the same rules as at the desk."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from tests.cli.conftest import Installation

ROSTER = "镇街,小区,楼栋,单元,楼层,房号,建筑面积,业主\n望春街道,春风里,1,1,1,101,80,甲\n望春街道,槐荫苑,1,1,1,101,80,乙\n"


@pytest.fixture
def placed(fresh: Installation) -> Installation:
    """An installation with a street, a community and two compounds."""
    (fresh.folder / "roster.csv").write_text(ROSTER)
    fresh.done("prepare", "--district", "薛城区", "--office", "薛城区住建局")
    fresh.done("import-roster", str(fresh.folder / "roster.csv"))
    fresh.done("community", "add", "春风里社区", "--street", "望春街道", "--phone", "0632-5550123")
    fresh.done("community", "assign", "春风里社区", "春风里", "槐荫苑")
    return fresh


@pytest.mark.parametrize(
    ("options", "place"),
    [
        (["--role", "street", "--street", "望春街道"], "street:1"),
        (["--role", "committee", "--community", "春风里社区"], "community:1"),
        (["--role", "committee", "--compound", "春风里"], "compound:1"),
        (["--role", "owners", "--compound", "春风里"], "compound:1"),
        (["--role", "helper", "--community", "春风里社区"], "community:1"),
        (["--role", "district"], "district"),
    ],
)
def test_an_account_is_opened_where_its_role_may_be_held(placed: Installation, options: list[str], place: str) -> None:
    assert "密码 " in placed.done("add-staff", "zhang", "--name", "张", *options)
    found = next(one for one in placed.told("people", "list") if one["username"] == "zhang")
    assert found["place"] == place


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--role", "committee"],
        ["--role", "committee", "--street", "望春街道"],
        ["--role", "street"],
        ["--role", "street", "--compound", "春风里"],
        ["--role", "owners"],
        ["--role", "owners", "--community", "春风里社区"],
        ["--role", "helper"],
        ["--role", "helper", "--street", "望春街道"],
        ["--role", "district", "--compound", "春风里"],
    ],
)
def test_a_role_without_a_fitting_place_is_refused(placed: Installation, options: list[str]) -> None:
    result = placed.type("add-staff", "zhang", "--name", "张", *options)
    assert result.exit_code == 2
    assert "角色和管的地方对不上" in result.output
    assert [one["username"] for one in placed.told("people", "list")] == ["office"]


def test_an_invitation_is_printed_and_works_once(placed: Installation) -> None:
    said = placed.done("add-staff", "zhang", "--name", "张", "--compound", "春风里", "--invite")
    links = re.findall(r"http\S+/staff/i/[0-9a-f]{64}", said)
    assert len(links) == 1
    assert "密码 " not in said
    again = placed.done("people", "invite", "zhang")
    for link, status in ((links[0], 404), (re.findall(r"http\S+", again)[0], 200)):
        browser = placed.app.test_client()
        assert browser.get(urlsplit(link).path, follow_redirects=True).status_code == status


def test_accounts_are_changed_shut_and_opened(placed: Installation) -> None:
    placed.done("add-staff", "zhang", "--name", "张", "--compound", "春风里")
    assert "春风里社区" in placed.done("people", "change", "zhang", "--community", "春风里社区", "--office", "居委会")
    refused = placed.type("people", "change", "zhang", "--role", "street")
    assert (refused.exit_code, "对不上" in refused.output) == (2, True)
    assert "停用了：zhang" in placed.done("people", "disable", "zhang")
    assert "停用" in placed.done("people", "list", "--search", "居委会")
    assert "恢复了：zhang" in placed.done("people", "enable", "zhang")
    assert "退出了0处登录" in placed.done("people", "sign-out", "zhang")
    assert placed.type("people", "disable", "nobody").exit_code == 1


def test_the_last_in_charge_is_not_shut_out_here_either(placed: Installation) -> None:
    for arguments in (("disable", "office"), ("change", "office", "--role", "street", "--street", "望春街道")):
        result = placed.type("people", *arguments)
        assert result.exit_code == 1
        assert "最后一个能登录的账号" in result.output


@pytest.mark.parametrize("password", ["woaini5201314", "1qaz2wsx3edc", "zhangli19900101", "薛城区住建局的密码很长"])
def test_a_common_password_is_refused_here_too(placed: Installation, password: str) -> None:
    for arguments in (
        ("set-password", "office", "--password", password),
        ("add-staff", "zhangli", "--name", "张", "--compound", "春风里", "--password", password),
    ):
        assert placed.type(*arguments).exit_code == 2


def test_the_first_start_takes_the_names_and_gives_the_first_account_the_offices(placed: Installation) -> None:
    assert placed.told("people", "list")[0]["name"] == "薛城区住建局"
    assert "区名还没有写" not in placed.done("prepare")


def test_a_start_that_nobody_sits_at_says_where_to_write_the_names(fresh: Installation) -> None:
    assert "区名还没有写" in fresh.done("prepare")


def test_whoever_sits_at_the_first_start_is_asked(fresh: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    answers = iter(["  ", "本单位", "薛城区", "薛城区住建局", "diandan.example", "https://diandan.example"])

    def prompt(question: str, **_more: object) -> str:
        asked.append(question)
        return next(answers)

    monkeypatch.setattr("surveys.cli.setup.click.prompt", prompt)
    monkeypatch.setattr("surveys.cli.setup.attended", lambda: True)
    fresh.done("prepare")
    assert len(asked) == 6, "an empty name is asked for again, and so is what is no address"
    assert "https://diandan.example/staff/sign-in" in fresh.done("prepare")
    assert len(asked) == 6
    assert fresh.told("people", "list")[0]["name"] == "薛城区住建局"
