"""An office for the tests of the desk: one to look at, and a fresh one where a test changes things."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.office import Office, office


@pytest.fixture(scope="module")
def shown(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office that a module's tests only look at."""
    with office(sqlite_template, tmp_path_factory.mktemp("office")) as made:
        yield made


@pytest.fixture
def ours(sqlite_template: Path, tmp_path: Path) -> Iterator[Office]:
    """An office for one test."""
    with office(sqlite_template, tmp_path) as made:
        yield made
