"""What keeps an installation from being used, as sentences for whoever runs the computer, and never a traceback.

Every command passes here before it begins and where it fails; `prepare`, which every start runs, looks at everything.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType

from flask import current_app

from surveys.core.fault import Cause, StoreUnavailable
from surveys.services import readiness
from surveys.store.db import database_file, reading, transaction
from surveys.store.fault import fault_of, is_no_address, lacks_tables
from surveys.store.readiness import broken, known_schemas
from surveys.words.fault import fault_words
from surveys.words.readiness import readiness_words

_DRIVER = (
    "DIANDAN_DATABASE 写的是 PostgreSQL，这里还没有它的驱动。先运行 .venv/bin/pip install "
    "--require-hashes --no-deps -r requirements-postgres.txt，再试一次。"
)
_ADDRESS = (
    "DIANDAN_DATABASE 写得不对；写成 sqlite:////完整路径/diandan.sqlite，或者 postgresql+psycopg://用户:密码@地址/库名。"
)
_FOLDER = "{name}：{why}。看看这个文件夹在不在、是不是归运行它的用户，再试一次。"
_WHY = {
    errno.ENOSPC: "磁盘满了",
    errno.EROFS: "磁盘只能读，不能写",
    errno.EACCES: "没有写的权限",
    errno.EPERM: "没有写的权限",
    errno.ENOENT: "没有这个文件夹",
    errno.ENOTDIR: "这不是文件夹",
}


class Unfit(SystemExit):
    """Ends the program with a sentence and status 1, whoever started it."""


def trouble_words(error: BaseException) -> str:
    """What is wrong with the installation where that is what an error comes from; empty where it is something else."""
    for one in _chain(error):
        if isinstance(one, ModuleNotFoundError) and (one.name or "").startswith("psycopg"):
            return _DRIVER
        if isinstance(one, OSError):
            why = _WHY.get(one.errno or 0, one.strerror or "读写出错")
            return _FOLDER.format(name=one.filename or "数据文件夹", why=why)
        if is_no_address(one):
            return _ADDRESS
        if lacks_tables(one):
            return readiness_words("older")
        if found := fault_of(one):
            return fault_words(found)
    return ""


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def speak_plainly() -> None:
    """Let whatever ends this program because of its installation end it with a sentence, in commands of others too."""

    def told(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        words = trouble_words(error) if isinstance(error, Exception) else ""
        if words:
            sys.stderr.write(words + "\n")
        else:
            before(kind, error, trace)

    before, sys.excepthook = sys.excepthook, told


def _surroundings() -> readiness.Surroundings:
    return readiness.Surroundings(datetime.now(UTC), known_schemas(current_app.config["MIGRATIONS"]))


def check_ours() -> None:
    """Before any command: the database is ours, whole as far as one sees at once, and no newer than this code. Where it
    can't be reached, what asks it says so. Raises `Unfit`."""
    file = database_file()
    if file is not None and not file.is_file():
        return
    try:
        with reading() as session:
            found = readiness.schema(session, _surroundings())
    except StoreUnavailable as unavailable:
        if unavailable.cause is Cause.DAMAGED:
            raise Unfit(fault_words(unavailable)) from None
        return
    if found in ("newer", "foreign"):
        raise Unfit(readiness_words(found))


def check_whole() -> None:
    """Before anybody is served: the database can be reached, isn't broken, takes a write, and there is room for more. Raises
    `Unfit`."""
    file = database_file()
    with reading() as session:
        damaged = broken(session)
    if damaged:
        raise Unfit(fault_words(StoreUnavailable(Cause.DAMAGED)))
    if file is not None and (lacking := readiness.room(file.parent)):
        raise Unfit(readiness_words(lacking))


def check_written() -> None:
    """Once the schema stands: a write reaches the disk, and nothing that must hold is amiss. Raises `Unfit`."""
    with transaction() as session:
        readiness.written(session, now=datetime.now(UTC))
    with reading() as session:
        for look in readiness.LOOKS.values():
            if found := look(session, _surroundings()):
                raise Unfit(readiness_words(found))
