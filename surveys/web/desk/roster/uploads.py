"""A file between its preview and its confirmation: kept a day in the instance folder for whoever brought it, then gone."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

KEPT_FOR = timedelta(days=1)
MOST_OF_ONE, MOST = 8, 60
_TOKEN = re.compile(r"[0-9a-f]{32}")
_NAME = re.compile(r"[0-9a-z]{1,64}")
_FILE = "file"


def keep(folder: Path, owner: str, content: bytes, *, random: bytes, now: datetime) -> str:
    """Keep `content`, readable by this program alone, and return the token that finds it again for `owner`."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    sweep(folder, now)
    _make_room(folder, owner)
    token = random[:16].hex()
    _path(folder, owner, token).mkdir(mode=0o700)
    note(folder, owner, token, _FILE, content)
    return token


def kept(folder: Path, owner: str, token: str, *, now: datetime) -> bytes | None:
    """What `owner` brought under this token, if it is still there."""
    if not _TOKEN.fullmatch(token) or _old(_path(folder, owner, token), now):
        return None
    return noted(folder, owner, token, _FILE)


def note(folder: Path, owner: str, token: str, name: str, content: bytes) -> None:
    """Keep something beside what was brought, in the place of what was kept under this name; nothing where that is gone."""
    place = _path(folder, owner, token)
    if not (_TOKEN.fullmatch(token) and _NAME.fullmatch(name) and place.is_dir()):
        return
    written = place / f"{name}.{os.getpid()}"
    with os.fdopen(os.open(written, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
    written.replace(place / name)


def noted(folder: Path, owner: str, token: str, name: str) -> bytes | None:
    """What was kept beside under this name."""
    try:
        return (_path(folder, owner, token) / name).read_bytes() if _NAME.fullmatch(name) else None
    except OSError:
        return None


def drop(folder: Path, owner: str, token: str) -> None:
    """Forget what was brought under this token."""
    if _TOKEN.fullmatch(token):
        _forget(_path(folder, owner, token))


def sweep(folder: Path, now: datetime) -> None:
    """Drop what nobody came back for."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if _old(path, now):
            _forget(path)


def _make_room(folder: Path, owner: str) -> None:
    """Drop the oldest of somebody's files, and of everybody's, where there are too many."""
    _drop_oldest(list(folder.glob(f"{_owner(owner)}-*")), MOST_OF_ONE)
    _drop_oldest(list(folder.iterdir()), MOST)


def _drop_oldest(paths: Sequence[Path], most: int) -> None:
    for path in sorted(paths, key=lambda path: path.stat().st_mtime)[: max(0, len(paths) - most + 1)]:
        _forget(path)


def _forget(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _owner(owner: str) -> str:
    return sha256(owner.encode()).hexdigest()[:16]


def _path(folder: Path, owner: str, token: str) -> Path:
    return folder / f"{_owner(owner)}-{sha256(f'{owner}|{token}'.encode()).hexdigest()}"


def _old(path: Path, now: datetime) -> bool:
    return not path.exists() or now.timestamp() - path.stat().st_mtime > KEPT_FOR.total_seconds()
