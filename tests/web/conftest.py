"""An office for the tests of the desk: one to look at, and a fresh one where a test changes things."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.office import Office, copied, office


@pytest.fixture(scope="session")
def furnished(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office to copy."""
    with office(sqlite_template, tmp_path_factory.mktemp("furnished")) as made:
        return made


@pytest.fixture(scope="module")
def shown(furnished: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office that a module's tests only look at."""
    with copied(furnished, tmp_path_factory.mktemp("office")) as made:
        yield made


@pytest.fixture
def ours(furnished: Office, tmp_path: Path) -> Iterator[Office]:
    """An office for one test."""
    with copied(furnished, tmp_path) as made:
        yield made
