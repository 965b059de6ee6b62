"""The real service, for the tests that hurt it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest

from tests.torture.house import House, built, serving


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """`run.py serve` on an empty database."""
    folder = tmp_path_factory.mktemp("served")
    settings = {"DIANDAN_SECRET": secrets.token_urlsafe(48), "DIANDAN_DATABASE": f"sqlite:///{folder}/served.sqlite"}
    with serving(built(folder / "house"), **settings) as house:
        yield house
