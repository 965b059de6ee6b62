"""An office whose pages are made to fail, and a demo whose numbers are read."""

from tests.cli.conftest import demo, install, own
from tests.web.conftest import furnished, ours

__all__ = ["demo", "furnished", "install", "ours", "own"]
