"""How many compounds are attacked: in the suite, in continuous integration, and by `python3 run.py attack`."""

from __future__ import annotations

import os

SUITE, CI, FULL = 12, 120, 10_000


def compounds() -> int:
    """The number for this run: `DIANDAN_HUNT` is suite, ci or full; without it `CI=true` means ci."""
    named = os.environ.get("DIANDAN_HUNT") or ("ci" if os.environ.get("CI") == "true" else "suite")
    return {"suite": SUITE, "ci": CI, "full": FULL}[named]
