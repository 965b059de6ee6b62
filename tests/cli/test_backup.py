"""Backups by the clock: one a day, by a process of its own, tried again after an hour, and never in the way."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta

import pytest

from surveys.cli import backup as command
from surveys.cli.backup import DailyBackup, backup_folder
from surveys.core.backup import BackupName
from tests.cli.conftest import Installation

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Started:
    """What was started instead of processes; `over` says whether they have ended."""

    def __init__(self) -> None:
        self.number, self.over = 0, True

    def __call__(self, *_arguments: object, **_options: object) -> Started:
        self.number += 1
        return self

    def poll(self) -> int | None:
        return 0 if self.over else None


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Started:
    found = Started()
    monkeypatch.setattr(subprocess, "Popen", found)
    return found


def made(installation: Installation, at: datetime) -> None:
    with installation.app.app_context():
        backup_folder().mkdir(exist_ok=True)
        (backup_folder() / BackupName(at, "0032").file).touch()


def test_one_is_begun_a_day_after_the_last(empty: Installation, started: Started) -> None:
    made(empty, NOW)
    daily = DailyBackup()
    with empty.app.app_context():
        for hours in range(24):
            daily(NOW + hours * HOUR)
        assert started.number == 0
        daily(NOW + 24 * HOUR)
        assert started.number == 1
    made(empty, NOW + 24 * HOUR)
    with empty.app.app_context():
        daily(NOW + 26 * HOUR)
        assert started.number == 1


def test_one_that_failed_is_tried_again_after_an_hour_and_one_that_runs_is_left(
    empty: Installation, started: Started
) -> None:
    daily = DailyBackup()
    with empty.app.app_context():
        for minutes in range(0, 120, 5):
            daily(NOW + timedelta(minutes=minutes))
        assert started.number == 2
        started.over = False
        for hours in range(2, 9):
            daily(NOW + hours * HOUR)
        assert started.number == 3


def test_a_clock_set_back_does_not_stop_backups(empty: Installation, started: Started) -> None:
    made(empty, NOW + timedelta(days=300))
    with empty.app.app_context():
        DailyBackup()(NOW)
    assert started.number == 1


def test_a_folder_that_takes_nothing_is_told_and_nothing_is_left(empty: Installation) -> None:
    (empty.folder / "backups").write_text("a file where the folder should be")
    failed = empty.type("backup")
    assert (failed.exit_code, "备份没有做成" in failed.stderr) == (2, True)


def test_a_key_file_that_is_named_and_gone_is_never_made_anew(empty: Installation) -> None:
    empty.app.config["BACKUP_KEY_FILE"] = empty.folder / "usb" / "key"
    refused = empty.type("backup")
    assert (refused.exit_code, "没有备份钥匙文件" in refused.stderr) == (1, True)
    assert not (empty.folder / "backup.key").exists()


def test_more_than_are_to_be_kept_go(empty: Installation) -> None:
    for days in range(1, 6):
        made(empty, command.now() - timedelta(days=days))
    assert "删掉旧的3份" in empty.done("backup", "--keep", "3")
    with empty.app.app_context():
        assert len(list(backup_folder().iterdir())) == 3
