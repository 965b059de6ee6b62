"""The glossary beside the code: `python -m tests.glossary` writes the column of floors in docs/glossary.md anew."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "glossary.md"
FLOORS = ("core", "store", "services", "words", "paper", "cli", "web/desk")
ON_THE_DESK_ITSELF = {"door_page", "forms", "pages", "seconding", "settings"}


def tables() -> list[list[tuple[str, ...]]]:
    """The rows of the page's tables, without their heads."""
    found = re.findall(r"(?:^\|.*\n)+", PAGE.read_text("utf-8"), re.M)
    rows = [[tuple(cell.strip() for cell in line.strip("|").split("|")) for line in table.splitlines()] for table in found]
    return [table[2:] for table in rows]


def nouns() -> set[str]:
    """The names of the first table."""
    return {row[0] for row in tables()[0]}


def others() -> dict[str, set[str]]:
    """The modules of each floor that are no nouns, as the second table has them."""
    found: dict[str, set[str]] = {floor: set() for floor in FLOORS}
    for names, floors, _what in tables()[1]:
        for floor in floors.split(", "):
            found[floor] |= set(names.split(", "))
    return found


def modules(floor: str) -> set[str]:
    """The modules and packages of one floor."""
    folder = ROOT / "surveys" / floor
    named = {path.stem for path in folder.glob("*.py")} | {path.parent.name for path in folder.glob("*/__init__.py")}
    return named - {"__init__"} - (ON_THE_DESK_ITSELF if floor == "web/desk" else set())


def noun_of(module: str) -> str:
    """The noun that a module is about: its own name, or that whose file format it reads."""
    return module.removesuffix("_file")


def floors_of(noun: str) -> str:
    """Where a noun stands."""
    return ", ".join(floor for floor in FLOORS if noun in map(noun_of, modules(floor)))


def main() -> None:
    """Write the floors of every noun."""
    text = PAGE.read_text("utf-8")
    start, end = text.index("## Nouns"), text.index("## Modules that are no nouns")
    lines = text[start:end].splitlines(keepends=True)
    PAGE.write_text(text[:start] + "".join(map(_with_floors, lines)) + text[end:], "utf-8")


def _with_floors(line: str) -> str:
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
    if not line.startswith("|") or cells[0] in ("name", "---"):
        return line
    return f"| {' | '.join(cells[:4])} | {floors_of(cells[0])} |\n"


if __name__ == "__main__":
    main()
