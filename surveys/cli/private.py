"""Who may read what an installation keeps: whoever runs it, and nobody else on the machine.

Two things together can't forget a file: everything is made under a umask that takes the others' rights away, and what an
earlier version or another hand left readable is mended at every start. Windows has no such modes; there the folder's own
rights decide.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

FOLDER, FILE = 0o700, 0o600
OTHERS = 0o077
"""What nobody else gets."""


def begin_private() -> None:
    """Let this process and those that it starts make nothing that others may read."""
    os.umask(os.umask(OTHERS) | OTHERS)


def private_folder(path: Path) -> Path:
    """The folder at `path`, made where it lacks, for its owner only whatever the umask."""
    if not path.parent.exists():  # a folder above it that lacks would be made for everybody
        private_folder(path.parent)
    path.mkdir(mode=FOLDER, exist_ok=True)
    _mend(path)
    return path


def private_file(path: Path) -> Path:
    """The file at `path`, made empty where it lacks, for its owner only whatever the umask."""
    if not path.parent.exists():
        private_folder(path.parent)
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, FILE))
    _mend(path)
    return path


def keep_private(instance: Path, database: str) -> list[Path]:
    """Mend the instance folder with all that lies in it, and the files of a SQLite `database` that lies elsewhere, whose
    folder may be anybody's. Returns what couldn't be mended, because it belongs to another user."""
    return [path for path in dict.fromkeys((*_within(instance), *_beside(database))) if not _mend(path)]


def _within(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield folder
    for place, folders, files in os.walk(folder):
        yield from (Path(place, name) for name in (*folders, *files))


def _beside(database: str) -> Iterable[Path]:
    """A SQLite database's file and what stands beside it under its name: log, index, locks."""
    scheme, _, name = database.partition(":///")
    path = Path(name.partition("?")[0])
    if not scheme.startswith("sqlite") or not name or not path.is_file():
        return ()
    path = path.resolve()  # through a link to where it really lies
    return (path, *(one for one in path.parent.iterdir() if one.name.startswith((f"{path.name}-", f"{path.name}."))))


def _mend(path: Path) -> bool:
    """Take away what others may; a link is left alone, for what it points to may be anybody's."""
    try:
        found = path.lstat().st_mode
        if stat.S_ISLNK(found) or not found & OTHERS:
            return True
        path.chmod(FOLDER if stat.S_ISDIR(found) else FILE)
    except FileNotFoundError:  # gone in the meantime, as a log of SQLite goes
        return True
    except OSError:
        return False
    return True
