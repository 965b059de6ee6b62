"""Bringing the database up to date before anybody is served."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask, current_app

from surveys.cli.backup import backup_folder, ensure_key, make_backup
from surveys.cli.errand import FileTrouble, data_folder, now
from surveys.cli.private import private_file
from surveys.core.backup import BackupName
from surveys.services.backup import sync_folder
from surveys.store.db import Connection, db, reading
from surveys.store.elsewhere import copy_file, sqlite_file
from surveys.store.readiness import known_schemas, schema_of

try:  # two starts at once on one machine; elsewhere than on POSIX the second fails on the first one's tables
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]


def bring_up_to_date() -> bool:
    """Run the migrations that lack, alone; returns whether there were any. The first look also sets WAL, which two serving
    processes can't do at once on a fresh file."""
    newest = _known()[0]
    if _current() == newest:
        return False
    with _alone():
        if (standing := _current()) != newest:
            copy = copy_first(standing) if standing else None
            try:
                upgrade(None, "head")
            except Exception as error:
                if copy is None:
                    raise
                raise FileTrouble(
                    f"更新数据库没有成功，它还是更新以前的样子（{error}）。更新以前的一份在 {copy}。"
                    "先用原来的版本接着服务，把这一屏发给开发者"
                ) from error
    return True


def upgrade(session: Connection | None, schema: str) -> None:
    """Run the migrations up to `schema`, in the transaction of `session` where one is given."""
    from alembic import command

    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = alembic_config()
    if session is not None:
        config.attributes["connection"] = session
    command.upgrade(config, schema)


def copy_first(schema: str) -> Path:
    """Keep the database as it is before it is changed: a SQLite file as a file that the version before can open, everything
    else as a backup. Raises `FileTrouble`."""
    folder = backup_folder()
    if (file := sqlite_file(str(current_app.config["SQLALCHEMY_DATABASE_URI"]))) is None:
        ensure_key()
        with reading() as session:
            return make_backup(session, folder, counted=False)
    copy = folder / BackupName(now(), schema, whole=False).file
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        copy_file(file, copy)
        sync_folder(folder)
    except OSError as error:
        raise FileTrouble(f"更新以前先要拷一份，没有拷成，所以没有更新：{error}") from None
    return copy


def known_schema(schema: str) -> bool:
    """Whether this software knows how to get from a schema to its own."""
    return schema in _known()


def alembic_config() -> Any:
    """How Alembic is told where the migrations are."""
    if "migrate" not in current_app.extensions:
        set_migrate(current_app._get_current_object())  # type: ignore[attr-defined]
    return current_app.extensions["migrate"].migrate.get_config()


def set_migrate(app: Flask) -> None:
    """Bind Flask-Migrate, and Alembic with it: they take long and megabytes, and only who migrates needs them."""
    from flask_migrate import Migrate

    Migrate(app, db, directory=app.config["MIGRATIONS"])


def _current() -> str:
    with reading() as session:
        return schema_of(session)


def _known() -> tuple[str, ...]:
    return known_schemas(current_app.config["MIGRATIONS"])


@contextmanager
def _alone() -> Iterator[None]:
    """Wait until no other process of this installation prepares the database."""
    with private_file(data_folder() / "prepare.lock").open("a") as file:
        if fcntl:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
