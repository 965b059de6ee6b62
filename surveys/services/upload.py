"""A file between its preview and its confirmation: in the database, for whichever machine is asked next."""

from __future__ import annotations

import re
from datetime import datetime

from surveys.store import upload as stored
from surveys.store.db import Connection
from surveys.store.upload import FILE, LARGEST

_TOKEN = re.compile(r"[0-9a-f]{32}")
_NAME = re.compile(r"[0-9a-z]{1,64}")


def keep(session: Connection, who: str, content: bytes, *, random: bytes, now: datetime) -> str:
    """Keep `content` and return the token that finds it again for whoever brought it, and nobody else."""
    token = random[:16].hex()
    stored.keep(session, who, token, content, now=now)
    return token


def kept(session: Connection, who: str, token: str, *, now: datetime) -> bytes | None:
    """What somebody brought under this token, if it is still there."""
    return stored.get(session, who, token, FILE, now=now) if _TOKEN.fullmatch(token) else None


def note(session: Connection, who: str, token: str, name: str, content: bytes, *, now: datetime) -> None:
    """Keep something beside what was brought, in the place of what was kept under this name; nothing where that is gone."""
    if _NAME.fullmatch(name) and name != FILE and len(content) <= LARGEST and kept(session, who, token, now=now) is not None:
        stored.put(session, who, token, name, content, now=now)


def noted(session: Connection, who: str, token: str, name: str, *, now: datetime) -> bytes | None:
    """What was kept beside under this name."""
    return stored.get(session, who, token, name, now=now) if _TOKEN.fullmatch(token) and _NAME.fullmatch(name) else None


def drop(session: Connection, who: str, token: str) -> None:
    """Forget what was brought under this token."""
    stored.drop(session, who, token)


def forget_uploads(session: Connection, *, now: datetime) -> int:
    """Forget what nobody came back for within a day; how many files."""
    return stored.drop_old(session, now=now)
