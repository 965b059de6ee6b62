"""Whether the service can take what residents send: each check says what is the matter, in one word for a program.

A new check is a function and its row in `LOOKS`, and a sentence in `surveys.words.readiness`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from surveys.store import readiness as stored
from surveys.store.clock import is_behind, newest
from surveys.store.db import Connection

_ROOM, _SHARE = 100 * 2**20, 20
"""What has to be free on a disk: so many bytes, or one part in so many of a smaller one."""
_FILES = 100
_OURS = frozenset({"households", "polls", "entries"})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a check is told: the time, and which migrations this code knows, the newest first."""

    now: datetime
    schemas: tuple[str, ...]


def room(folder: Path) -> str:
    """What lacks on the disk of a folder: room, or places for more files; empty where both are enough."""
    disk = shutil.disk_usage(folder)
    if disk.free < min(_ROOM, disk.total // _SHARE):
        return "full"
    if hasattr(os, "statvfs"):
        files = os.statvfs(folder)
        if files.f_files and files.f_favail < min(_FILES, files.f_files // _SHARE):
            return "files"
    return ""


def written(session: Connection, *, now: datetime) -> None:
    """Write something that the disk has to take, and that doesn't grow."""
    stored.write(session, now=now)


def schema(session: Connection, about: Surroundings) -> str:
    """Whether the database is as this code needs it: older, newer, or nobody's."""
    found = stored.schema_of(session)
    if found == about.schemas[0]:
        return ""
    if not found:
        return "empty" if not stored.tables(session) else "foreign"
    if found in about.schemas:
        return "older"
    return "newer" if stored.tables(session) >= _OURS else "foreign"  # others number their migrations too


def clock(session: Connection, about: Surroundings) -> str:
    """Whether the clock stands before what was already done."""
    return "behind" if is_behind(about.now, newest(session)) else ""


def durable(session: Connection, _about: Surroundings) -> str:
    """Whether a power cut leaves what was acknowledged."""
    return "" if stored.waits_for_disk(session) else "hasty"


LOOKS: Mapping[str, Callable[[Connection, Surroundings], str]] = {"schema": schema, "clock": clock, "durable": durable}
"""What is looked at in the database, by the name under which it is told."""
