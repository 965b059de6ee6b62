"""Installations to type commands at: an empty one, and one with the demo district."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from app import create_app
from config import Config
from surveys.store.db import db
from tests.conftest import Once


@dataclass(frozen=True)
class Installation:
    """An application with its own folder and database."""

    app: Flask
    folder: Path

    def type(self, *arguments: str) -> Result:
        """Type a command; the result has its status, what it printed and what it printed as errors."""
        return self.app.test_cli_runner().invoke(args=list(arguments))

    def done(self, *arguments: str) -> str:
        """What a command printed that has to succeed."""
        result = self.type(*arguments)
        assert result.exit_code == 0, result.output
        return result.stdout

    def told(self, *arguments: str) -> Any:
        """The document that a command printed."""
        return json.loads(self.done(*arguments, "--json"))


@pytest.fixture(scope="session")
def install() -> Iterator[Callable[[Path], Installation]]:
    """Makes an installation in a folder, with whatever database lies there."""
    made: list[Flask] = []

    def install(folder: Path) -> Installation:
        app = create_app(
            Config(
                secret=b"a secret for the command line's tests",
                database_url=f"sqlite:///{folder}/d.sqlite",
                served_at="http://diandan.test",
            )
        )
        app.instance_path = str(folder)
        made.append(app)
        return Installation(app, folder)

    yield install
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def fresh(install: Callable[[Path], Installation], tmp_path: Path) -> Installation:
    """An installation whose database isn't even made."""
    return install(tmp_path)


@pytest.fixture
def empty(install: Callable[[Path], Installation], sqlite_template: Path, tmp_path: Path) -> Installation:
    """An installation with an empty database."""
    shutil.copy(sqlite_template, tmp_path / "d.sqlite")
    return install(tmp_path)


@pytest.fixture(scope="session")
def demo(install: Callable[[Path], Installation], once: Once, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The demo district, prepared by its command; nothing may change it."""

    def prepare(folder: Path) -> None:
        made = install(folder)
        made.done("prepare", "--demo")
        with made.app.app_context():
            db.engine.dispose()

    return install(Path(shutil.copytree(once("prepared", prepare), tmp_path_factory.mktemp("cli") / "demo")))


@pytest.fixture
def own(demo: Installation, install: Callable[[Path], Installation], tmp_path: Path) -> Installation:
    """The demo district for one test, which may change it."""
    return install(Path(shutil.copytree(demo.folder, tmp_path / "own")))
