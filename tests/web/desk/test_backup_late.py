"""Backups that are missing: the bureau's desk and whoever runs the computer are told, and the service goes on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from surveys.cli import watch as command
from surveys.services.installation import begin
from surveys.services.watch import BACKED_UP_WITHIN, backup_late, note_backup
from surveys.store.db import reading, transaction
from surveys.words.backup import NEVER
from tests.conftest import Database
from tests.office import DAY, Office

NOW = datetime.now(UTC)
TOLD = "备份停了："


def standing(office: Office, *, since: timedelta, last: timedelta | None) -> None:
    """An installation that stands for so long, whose last backup is so old."""
    with office.app.app_context(), transaction() as session:
        begin(session, office.app.config["FINGERPRINT"], office.app.config["KEYS"], name="0" * 16, now=NOW - since)
        if last is not None:
            note_backup(session, NOW - last)


@pytest.mark.parametrize(
    ("since", "last", "told"),
    [
        (30 * DAY, None, NEVER),
        (30 * DAY, 3 * DAY, "上一次备份是3天以前"),
        (30 * DAY, timedelta(hours=25), ""),
        (timedelta(hours=40), None, ""),
        (timedelta(hours=40), 9 * DAY, ""),  # restored from an old one
    ],
)
def test_the_bureau_is_told_where_backups_are_missing(
    ours: Office, since: timedelta, last: timedelta | None, told: str
) -> None:
    standing(ours, since=since, last=last)
    said = ours.signed_in("office").page("/desk").text
    assert (TOLD in said) == bool(told)
    assert told in said
    assert TOLD not in ours.signed_in("ju").page("/desk").text, "who can't have it mended isn't frightened"
    assert ours.app.test_client().get("/readyz").status_code == 200, "residents are served all the same"


def test_the_last_backup_is_known_to_every_machine_and_never_goes_back(database: Database) -> None:
    with database.transaction() as session:
        note_backup(session, NOW - DAY)
        note_backup(session, NOW - 5 * DAY)
    with database.reading() as session:
        assert backup_late(session, now=NOW) is None


def test_whoever_keeps_the_time_says_it(
    ours: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "now", lambda: NOW)
    standing(ours, since=30 * DAY, last=BACKED_UP_WITHIN + DAY)
    with ours.app.app_context():
        command._say_where_late()
    assert TOLD in capsys.readouterr().err
    with ours.app.app_context(), transaction() as session:
        note_backup(session, NOW)
    with ours.app.app_context(), reading() as session:
        assert backup_late(session, now=NOW) is None
        command._say_where_late()
    assert capsys.readouterr().err == ""
