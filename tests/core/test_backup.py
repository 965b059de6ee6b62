"""The folder of backups: what a name says, and which are too old."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core.backup import LONGEST, BackupFacts, BackupName, expired, read_name

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def test_a_name_tells_when_and_of_which_schema_and_nothing_else() -> None:
    name = BackupName(NOW, "0032")
    assert name.file == "diandan-20261128T120000Z-0032.backup"
    assert read_name(name.file) == name
    assert read_name(BackupName(NOW, "0003", whole=False).file) == BackupName(NOW, "0003", whole=False)


@pytest.mark.parametrize(
    "file",
    [
        "diandan-20261128T120000Z-0032.backup.ab12.part",
        "diandan-20261128T120000Z-0032.backup.bak",
        "diandan-20261328T120000Z-0032.backup",
        "diandan.sqlite",
        "春风里.backup",
        "diandan-20261128T120000Z-../x.backup",
    ],
)
def test_what_is_no_backup_is_never_touched(file: str) -> None:
    assert read_name(file) is None


@given(st.lists(st.integers(0, 60 * 24), unique=True, max_size=50), st.integers(1, 40))
def test_what_is_older_than_thirty_days_or_one_too_many_goes_and_the_newest_stays(hours: list[int], keep: int) -> None:
    names = [BackupName(NOW - timedelta(hours=hour), "0032") for hour in hours]
    gone = set(expired(names, keep, now=NOW))
    left = sorted(set(names) - gone, reverse=True)
    assert len(left) <= keep
    assert all(NOW - name.made_at <= LONGEST for name in left[1:])
    assert left[:1] == sorted(names, reverse=True)[:1]
    assert all(NOW - name.made_at > LONGEST or len(left) == keep for name in gone)


def test_facts_are_read_as_they_were_written() -> None:
    facts = BackupFacts(NOW, "0.3.0", "0032", "ab", {"polls": 2}, {"polls": 7}, {"1": "digest"}, 0)
    assert BackupFacts.from_document(facts.document()) == facts
