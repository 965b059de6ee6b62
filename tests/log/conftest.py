"""An office whose pages are made to fail."""

from tests.web.conftest import furnished, ours

__all__ = ["furnished", "ours"]
