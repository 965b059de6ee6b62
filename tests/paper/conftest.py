"""What the tests of pages to print have in common."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def app() -> Iterator[Flask]:
    """An app that has the templates and nothing else."""
    app = Flask("print-pages", root_path=str(ROOT))
    app.config["BABEL_DEFAULT_LOCALE"] = "zh_Hans_CN"
    Babel(app)
    with app.test_request_context():
        yield app
