"""What the operator reads: the log and the ledger in one row, and the number of a page that failed."""

from __future__ import annotations

import logging
from datetime import timedelta

from surveys.cli.errand import now
from surveys.log import event, failure_of
from tests.cli.conftest import Installation
from tests.log.canary import logging_to


def test_failures_sign_ins_and_acts_stand_in_one_row(own: Installation) -> None:
    with logging_to(own.folder / "log", terminal=False):
        event("signed_in", by="office")
        event("slow", logging.WARNING, route="/a", ms=3_000)
    said = own.done("log", "--since", f"{now() - timedelta(hours=3):%Y-%m-%dT%H:%M}+00:00").splitlines()
    assert any("登录工作台 office" in line for line in said)
    assert any("注意 请求很慢 /a 3000毫秒" in line for line in said)
    assert [line[:14] for line in said] == sorted(line[:14] for line in said)
    assert any("台账" in line for line in own.done("log", "--since", "2020-01-01").splitlines())


def test_one_level_one_act_one_number(own: Installation) -> None:
    try:
        int("x")
    except ValueError as error:
        failure = failure_of(error)
    with logging_to(own.folder / "log", terminal=False):
        event("signed_in", by="office")
        event("fault", logging.ERROR, failure, id=f"{failure.mark}-AAAA")
    assert "登录" not in own.done("log", "--level", "warning")
    found = own.done("log", "--id", f"{failure.mark}-BBBB")
    assert found.count("ValueError") == 1
    assert "tests/cli/test_log.py" in found
    acts = own.done("log", "--since", "2020-01-01", "--act", "公示").splitlines()
    assert acts
    assert all("公示" in line for line in acts)
    assert own.type("log", "--act", "nonsense").exit_code == 2
    assert own.type("log", "--since", "gestern").exit_code == 2
