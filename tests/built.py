"""The residents' script made small: `python3 run.py build` writes static/js/built/page.js anew."""

from __future__ import annotations

import subprocess
from pathlib import Path

from surveys.web.lean.program import BUILT, joined, mark

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "static"
TERSER = ROOT / "node_modules" / ".bin" / "terser"
# Chromium 64 reads ECMAScript 2017; what terser would write of a younger one is what it is told not to.
SMALL = [
    "--compress",
    "ecma=2015,passes=3,unsafe_arrows=true",
    "--mangle",
    "--toplevel",
    "--format",
    "ecma=2015,ascii_only=true",
]


def built() -> str:
    """The script as terser makes it of the parts, under the mark of what it was made of."""
    text = joined(STATIC)
    small = subprocess.run([TERSER, *SMALL], input=text, capture_output=True, check=True, encoding="utf-8").stdout
    return mark(text) + small.strip() + "\n"


if __name__ == "__main__":
    (STATIC / BUILT).parent.mkdir(exist_ok=True)
    (STATIC / BUILT).write_text(built(), "utf-8")
