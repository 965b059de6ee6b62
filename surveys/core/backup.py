"""Backups as files in a folder: what they are called, which are too old, and what stands at the head of one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

LONGEST = timedelta(days=30)
"""How long a backup stays: what is deleted from the database is gone from the backups as well after this."""
USUAL_NUMBER = 30
_NAME = re.compile(r"diandan-(\d{8}T\d{6}Z)-([0-9a-z_]{1,32})\.(backup|sqlite)")
_MOMENT = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True, order=True)
class BackupName:
    """A backup by when it was made and of which schema; its name says nothing else. One that isn't `whole` is the plain
    copy of a SQLite file that lies beside it until a migration has proved itself."""

    made_at: datetime
    schema: str
    whole: bool = True

    @property
    def file(self) -> str:
        """The name of the file."""
        return f"diandan-{self.made_at.astimezone(UTC):{_MOMENT}}-{self.schema}.{'backup' if self.whole else 'sqlite'}"


def read_name(file: str) -> BackupName | None:
    """The backup that a file is, by its name; None for anything else, which is never touched."""
    if not (found := _NAME.fullmatch(file)):
        return None
    try:
        return BackupName(datetime.strptime(found[1], _MOMENT).replace(tzinfo=UTC), found[2], found[3] == "backup")
    except ValueError:
        return None


def expired(names: Iterable[BackupName], keep: int, *, now: datetime) -> tuple[BackupName, ...]:
    """Which of these go: all older than `LONGEST`, and all but the `keep` newest. The newest stays whatever its age: there
    is nothing else then."""
    newest_first = sorted(names, reverse=True)
    return tuple(
        name for place, name in enumerate(newest_first) if place and (place >= keep or now - name.made_at > LONGEST)
    )


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """What a backup says of itself before its rows: when and by which software it was made, the schema, the fingerprint of
    the secret, how many rows each table has and the highest number it gave, the digest of the tally of each poll that is
    over, and how many things of the ledger don't agree with the database."""

    made_at: datetime
    software: str
    schema: str
    fingerprint: str
    rows: Mapping[str, int]
    numbers: Mapping[str, int]
    tallies: Mapping[str, str]
    disagreeing: int

    def document(self) -> dict[str, Any]:
        """As it is written."""
        return {
            "made_at": self.made_at.isoformat(),
            **{name: getattr(self, name) for name in ("software", "schema", "fingerprint", "disagreeing")},
            **{name: dict(getattr(self, name)) for name in ("rows", "numbers", "tallies")},
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> BackupFacts:
        """What was written."""
        return cls(**{**document, "made_at": datetime.fromisoformat(document["made_at"])})
