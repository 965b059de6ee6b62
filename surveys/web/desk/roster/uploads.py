"""A file between its preview and its confirmation: kept an hour in the instance folder for whoever brought it, then gone."""

from __future__ import annotations

import os
import re
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

KEPT_FOR = timedelta(hours=1)
_TOKEN = re.compile(r"[0-9a-f]{32}")


def keep(folder: Path, owner: str, content: bytes, *, random: bytes, now: datetime) -> str:
    """Keep `content`, readable by this program alone, and return the token that finds it again for `owner`."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep(folder, now)
    token = random[:16].hex()
    with os.fdopen(os.open(_path(folder, owner, token), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
    return token


def kept(folder: Path, owner: str, token: str, *, now: datetime) -> bytes | None:
    """What `owner` brought under this token, if it is still there."""
    path = _path(folder, owner, token)
    if not _TOKEN.fullmatch(token) or not path.is_file() or _old(path, now):
        return None
    return path.read_bytes()


def drop(folder: Path, owner: str, token: str) -> None:
    """Forget what was brought under this token."""
    if _TOKEN.fullmatch(token):
        _path(folder, owner, token).unlink(missing_ok=True)


def _path(folder: Path, owner: str, token: str) -> Path:
    return folder / sha256(f"{owner}|{token}".encode()).hexdigest()


def _old(path: Path, now: datetime) -> bool:
    return now.timestamp() - path.stat().st_mtime > KEPT_FOR.total_seconds()


def _sweep(folder: Path, now: datetime) -> None:
    """Drop what nobody came back for."""
    for path in folder.iterdir():
        if path.is_file() and _old(path, now):
            path.unlink(missing_ok=True)
