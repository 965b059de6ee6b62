"""The demo district, made once for all tests that look at it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from surveys.core.outcome.outcome import Outcome
from surveys.core.place import DISTRICT
from surveys.demo.filling import errands
from surveys.demo.plots import STORIES, Story
from surveys.services.outcome import decide_all
from tests.conftest import KEYS, Database, Once, connected

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)


@pytest.fixture(scope="session")
def demo(sqlite_template: Path, once: Once, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The whole demo district."""

    def fill(folder: Path) -> None:
        shutil.copy(sqlite_template, folder / "demo.db")
        with connected(f"sqlite:///{folder / 'demo.db'}") as database, database.transaction() as session:
            for errand in errands(KEYS, NOW):
                errand(session)

    path = shutil.copy(once("filled", fill) / "demo.db", tmp_path_factory.mktemp("demo"))
    with connected(f"sqlite:///{path}") as database:
        yield database


@pytest.fixture(scope="session")
def sheets(demo: Database) -> Mapping[Story, Outcome]:
    """The sheets of the closed compounds that show something, and one of those that show nothing."""
    with demo.reading() as session:
        found = {sheet.poll.compound.name: sheet for sheet in decide_all(session, DISTRICT, now=NOW)}
    return {story: found[name] for name, (story, _) in STORIES.items() if name in found}
