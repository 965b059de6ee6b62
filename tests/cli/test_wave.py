"""Making a wave, opening and closing its polls, and the accounts of those who do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from surveys.services.staff import check_password, staff_members
from surveys.store.db import reading
from tests.cli.conftest import Installation
from tests.cli.test_roster import GOOD, written

TODAY = datetime.now(UTC)
DATES = ("--opens", f"{TODAY - timedelta(days=2):%Y-%m-%d}", "--closes", f"{TODAY + timedelta(days=9):%Y-%m-%d 20:00}")


@pytest.fixture
def ready(empty: Installation) -> Installation:
    """Two small compounds with rosters."""
    other = [row.replace("示例里", "示例苑") for row in GOOD]
    empty.done("import-roster", written(empty.folder, *GOOD, *other))
    return empty


def states(installation: Installation) -> dict[str, int]:
    polls: dict[str, int] = installation.told("overview")["polls"]
    return {state: number for state, number in polls.items() if number}


def test_a_wave_is_planned_opened_and_closed(ready: Installation) -> None:
    rules = ("--rule", "xuecheng-2021", "--rule", "naiman-2022")
    assert "2个小区" in ready.done("wave", "第一轮", "--all", *DATES, *rules)
    assert states(ready) == {"draft": 2}
    assert "打开了2个小区" in ready.done("open-wave", "第一轮")
    assert states(ready) == {"open": 2}
    assert ready.type("tally", "示例里").stderr == "征询还在进行，截止以后才有结果\n"
    assert "截止" in ready.done("close-poll", "示例里")
    assert states(ready) == {"open": 1, "closed": 1}
    assert len(ready.told("tally", "示例里")["manifest"]["rules"]) == 2


def test_a_compound_of_very_few_homes_is_named_before_anything_opens(ready: Installation) -> None:
    made = ready.type("wave", "第一轮", "示例里", "示例苑", *DATES)
    assert [line.partition("：")[0] for line in made.stderr.splitlines()] == ["示例里只有8户", "示例苑只有8户"]
    assert states(ready) == {"draft": 2}


def test_one_compound_is_opened_alone_and_only_once(ready: Installation) -> None:
    ready.done("wave", "第一轮", "示例里", "示例苑", *DATES)
    assert "进行中" in ready.done("open-poll", "示例苑")
    again = ready.type("open-poll", "示例苑")
    assert (again.exit_code, again.stderr) == (1, "已经打开过，不能再打开\n")
    assert states(ready) == {"draft": 1, "open": 1}


def test_a_draft_cant_be_closed(ready: Installation) -> None:
    ready.done("wave", "第一轮", "示例里", *DATES)
    result = ready.type("close-poll", "示例里")
    assert (result.exit_code, result.stderr) == (1, "征询还没有打开\n")


def test_a_wave_that_cant_be_is_refused_whole(ready: Installation) -> None:
    ready.done("wave", "第一轮", "示例里", *DATES)
    backwards = ("--opens", "2026-12-02", "--closes", "2026-12-01")
    result = ready.type("wave", "第一轮", "示例苑", *backwards)
    assert result.exit_code == 2
    assert result.stderr.splitlines() == ["“第一轮”已经有了，换一个", "截止时间要晚于开始时间"]
    assert states(ready) == {"draft": 1}


@pytest.mark.parametrize("arguments", [("第一轮",), ("第一轮", "示例里", "--all")])
def test_a_wave_needs_its_compounds_named_or_all(ready: Installation, arguments: tuple[str, ...]) -> None:
    result = ready.type("wave", *arguments, *DATES)
    assert result.exit_code == 2
    assert "写上小区，或者加 --all" in result.stderr


def test_what_isnt_there_is_said(ready: Installation) -> None:
    assert ready.type("open-wave", "没有这一轮").stderr == "没有找到轮次“没有这一轮”\n"
    assert ready.type("open-poll", "示例里").stderr == "示例里还没有征询\n"
    assert ready.type("wave", "第一轮", "示例里", *DATES, "--edition", "w9").stderr == "没有问卷w9\n"
    assert ready.type("wave", "第一轮", "示例里", *DATES, "--rule", "mine").stderr == "没有认定规则mine\n"


def test_an_account_sees_one_street_or_one_compound(ready: Installation) -> None:
    ready.done("add-staff", "street", "--name", "示例街道办", "--role", "street", "--street", "示例街道")
    said = ready.done(
        "add-staff", "committee", "--name", "示例居委会", "--compound", "示例里", "--password", "a good long one"
    )
    assert "密码" not in said
    with ready.app.app_context(), reading() as session:
        scopes = {member.username: member.scope for member in staff_members(session)}
    assert scopes["street"].street is not None
    assert scopes["committee"].compound is not None


def test_an_account_without_a_password_gets_one_that_works(ready: Installation) -> None:
    said = ready.done("add-staff", "office", "--name", "示例办公室", "--role", "district")
    given = said.split("密码 ")[1].strip()
    with ready.app.app_context(), reading() as session:
        assert check_password(session, "office", given, who="test", now=TODAY).staff_id is not None


def test_faulty_accounts_are_refused_with_every_reason(ready: Installation) -> None:
    result = ready.type("add-staff", "A b", "--name", " ", "--password", "x")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 4, "name, user name, password, and no place for the role"
    assert ready.type("add-staff", "ab", "--name", "甲", "--street", "没有").stderr == "没有找到镇街“没有”\n"
    assert ready.type("set-password", "nobody").stderr == "没有账号nobody\n"


def test_a_result_is_published_once_and_for_seven_days_at_least(ready: Installation) -> None:
    ready.done("wave", "第一轮", "示例里", *DATES)
    ready.done("open-poll", "示例里")
    running = ready.type("publish", "示例里")
    assert (running.exit_code, running.stderr) == (1, "征询还在进行，截止以后才有结果\n")
    ready.done("close-poll", "示例里")
    short = ready.type("publish", "示例里", "--until", f"{TODAY:%Y-%m-%d}")
    assert short.exit_code == 2
    assert "公示不少于7日" in short.stderr
    assert "示例里：第1次公示，到" in ready.done("publish", "示例里")
    assert states(ready) == {"published": 1}
    again = ready.type("publish", "示例里", "--reason", "再来一次")
    assert (again.exit_code, again.stderr) == (1, "和上一次公示的内容一样，不用再公示一次\n")
