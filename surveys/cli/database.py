"""Bringing the database up to date before anybody is served."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import flask_migrate
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app

from surveys.cli.errand import data_folder
from surveys.cli.private import private_file
from surveys.store.db import reading

try:  # two starts at once on one machine; elsewhere than on POSIX the second fails on the first one's tables
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]


def bring_up_to_date() -> bool:
    """Run the migrations that lack, alone; returns whether there were any. The first look also sets WAL, which two serving
    processes can't do at once on a fresh file."""
    if _current() == _newest():
        return False
    with _alone():
        if _current() != _newest():
            logging.getLogger("alembic").setLevel(logging.WARNING)
            flask_migrate.upgrade()
    return True


def _current() -> tuple[str, ...]:
    with reading() as session:
        return tuple(MigrationContext.configure(session).get_current_heads())


def _newest() -> tuple[str, ...]:
    config = current_app.extensions["migrate"].migrate.get_config()
    return tuple(ScriptDirectory.from_config(config).get_heads())


@contextmanager
def _alone() -> Iterator[None]:
    """Wait until no other process of this installation prepares the database."""
    with private_file(data_folder() / "prepare.lock").open("a") as file:
        if fcntl:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
