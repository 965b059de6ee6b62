"""The picture of the floors, drawn from the contracts that keep them: `python -m tests.floors` writes docs/floors.svg."""

from __future__ import annotations

import tomllib
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "floors.svg"
WIDTH, ROW, GAP, MARGIN = 760, 44, 12, 24
SAID = {
    "web": "what is seen",
    "cli": "what is typed",
    "demo": "the demo district",
    "paper": "what is printed",
    "camera": "what is read",
    "words": "what is said",
    "services": "what is done",
    "store": "what is remembered",
    "core": "what is true",
    "log": "what is told of it",
}


def contracts() -> dict[str, dict[str, Any]]:
    """The import contracts by name."""
    found = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    return {contract["name"]: contract for contract in found}


def picture() -> str:
    """The floors from top to bottom, and the order inside the core, as SVG."""
    floors = [[part.strip().removeprefix("surveys.") for part in row.split("|")] for row in contracts()["floors"]["layers"]]
    inside = [row.replace(" | ", ", ") for row in contracts()["the line inside core"]["layers"]]
    top, parts = MARGIN, []
    for row in floors:
        width = (WIDTH - 2 * MARGIN - GAP * (len(row) - 1)) // len(row)
        for place, name in enumerate(row):
            parts.append(_box(MARGIN + place * (width + GAP), top, width, name, SAID[name]))
        top += ROW + GAP
    line = _wrapped(inside)
    for number, text in enumerate(line):
        parts.append(f'<text x="{MARGIN}" y="{top + 12 + 20 * number}" font-size="13" fill="#555">{escape(text)}</text>')
    height = top + 20 * len(line) + MARGIN
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" role="img">'
    title = "<title>The floors: each may use those below it and knows none above</title>"
    return "\n".join([head, title, f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>', *parts, "</svg>", ""])


def _box(left: int, top: int, width: int, name: str, said: str) -> str:
    frame = f'<rect x="{left}" y="{top}" width="{width}" height="{ROW}" rx="6" fill="#f2f5f1" stroke="#476b4f"/>'
    label = f'<text x="{left + 16}" y="{top + 28}" font-size="16" font-weight="bold">{escape(name)}</text>'
    return f'{frame}{label}<text x="{left + 130}" y="{top + 28}" font-size="14" fill="#555">{escape(said)}</text>'


def _wrapped(names: list[str]) -> list[str]:
    lines = ["inside core:"]
    for name in names:
        if len(lines[-1]) + len(name) > 92:
            lines.append("   ")
        lines[-1] += f" {name} →"
    return [*lines[:-1], lines[-1].removesuffix(" →")]


if __name__ == "__main__":
    PICTURE.write_text(picture(), "utf-8")
