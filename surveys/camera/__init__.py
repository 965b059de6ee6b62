"""The camera reads the pages of paper questionnaires off photographs; an extra: without it all of them are typed."""

from __future__ import annotations

from importlib.util import find_spec

_WANTS = ("cv2", "numpy", "zxingcpp")


def installed() -> bool:
    """Whether what the camera stands on is there; it is imported only where something is read."""
    return all(find_spec(name) for name in _WANTS)
