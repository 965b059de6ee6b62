"""Forgetting at the command line, and by whoever keeps the time."""

from __future__ import annotations

import json
import os
from datetime import timedelta

import pytest
from sqlalchemy import text

from surveys.cli import retention as command
from surveys.cli import watch
from surveys.core.retention import FORGOTTEN, WITHOUT_FINAL
from surveys.store.db import reading, transaction
from tests.cli.conftest import Installation
from tests.factories import CLOSES, DURING, doors, opened, voted

DUE = CLOSES + WITHOUT_FINAL + timedelta(days=1)


def voted_in(empty: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    with empty.app.app_context(), transaction() as session:
        for door in doors(session, opened(session))[:2]:
            voted(session, door)
    for module in (command, watch):
        monkeypatch.setattr(module, "now", lambda: DUE)


def answers(empty: Installation) -> set[str]:
    with empty.app.app_context(), reading() as session:
        return set(session.execute(text("SELECT answers FROM revisions")).scalars())


def test_a_dry_run_tells_of_each_poll_what_would_go(empty: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    voted_in(empty, monkeypatch)
    before = answers(empty)
    said = empty.done("forget", "--dry-run")
    assert "到期：\n  回答 2条，" in said
    assert "字节" in said
    assert answers(empty) == before
    assert "没有到期的征询" in empty.done("forget", "--before", f"{CLOSES:%Y-%m-%d}")
    monkeypatch.setattr(command, "now", lambda: DURING)
    assert "到期：" in empty.done("forget", "--dry-run", "--before", f"{DUE + timedelta(days=2):%Y-%m-%d}")
    assert empty.type("forget", "--before", f"{DUE:%Y-%m-%d}").exit_code == 2
    assert answers(empty) == before


def test_what_is_due_goes_once_and_out_of_the_files(empty: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    voted_in(empty, monkeypatch)
    before = answers(empty)
    assert "删完了：1个征询，" in empty.done("forget")
    assert answers(empty) == {FORGOTTEN}
    held = b"".join(path.read_bytes() for path in empty.folder.glob("d.sqlite*"))
    assert not [answer for answer in before if answer.encode() in held]
    assert "没有到期的征询" in empty.done("forget")


def test_whoever_keeps_the_time_forgets_by_itself(empty: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    voted_in(empty, monkeypatch)
    folder = empty.folder / "log"
    folder.mkdir()
    (old := folder / "diandan.jsonl.3").write_text(json.dumps({"event": "slow"}) + "\n")
    os.utime(old, ((DUE - timedelta(days=120)).timestamp(),) * 2)
    empty.done("keep-time", "--once")
    assert answers(empty) == {FORGOTTEN}
    assert not old.exists()


def test_what_fails_of_what_is_due_stops_nothing_else(empty: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    voted_in(empty, monkeypatch)
    monkeypatch.setattr(watch, "forget_due", lambda: 1 // 0)
    assert "记下了1个征询的截止" in empty.done("keep-time", "--once")


def test_backups_that_still_hold_it_are_named_with_their_day(empty: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    voted_in(empty, monkeypatch)
    folder = empty.folder / "backups"
    folder.mkdir()
    (made := folder / "diandan-1.backup").write_bytes(b"x")
    os.utime(made, (DUE.timestamp(),) * 2)
    said = empty.done("forget")
    assert f"备份里还有：diandan-1.backup，{DUE + timedelta(days=30):%Y-%m-%d}以前整份删掉" in said
