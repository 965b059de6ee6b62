"""The lines of a Pabulib file in their sections: semicolons between the cells, quotes round those that hold one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from surveys.core.errors import Problem, Rejected
from surveys.core.plain_text import plain_line

SECTIONS = ("META", "PROJECTS", "VOTES")
_NEEDED = {"META": ("key", "value"), "PROJECTS": ("project_id", "cost"), "VOTES": ("voter_id", "vote")}
_READ = {
    "META": {"key", "value"},
    "PROJECTS": {"project_id", "cost", "name", "votes", "score", "selected"},
    "VOTES": {"voter_id", "vote", "points"},
}
_WITHIN = r'[^\S\n]*"([^"]*+(?:""[^"]*+)*+)'
_QUOTED = re.compile(_WITHIN + r'"[^\S\n]*(?=[;\n]|\Z)')
_OPENED = re.compile(_WITHIN + '("?)')
_PLAIN = re.compile(r"[^;\n]*")


@dataclass(slots=True)
class Findings:
    """What keeps a file from being counted, and what doesn't but is told."""

    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class PbSection:
    """A section's line, its columns as they stand, and its rows, each a line number and the cells by column."""

    line: int
    header: int = 0
    columns: tuple[str, ...] = ()
    rows: list[tuple[int, Mapping[str, str]]] = field(default_factory=list)


def sections_of(text: str, findings: Findings) -> dict[str, PbSection]:
    """The three sections. Raises `Rejected` where one is lacking or a quote is left open; line ends of every kind."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    sections: dict[str, PbSection] = {}
    name = ""
    for line, raw in _records(text, findings):
        cells = _plain(raw)
        if not any(cells):
            continue
        if cells[0].upper() in SECTIONS and not any(cells[1:]):
            name = cells[0].upper()
            if name in sections:
                findings.problems.append(Problem("pb_section_twice", field=name, row=line))
            elif list(SECTIONS).index(name) != len(sections):
                findings.problems.append(Problem("pb_section_order", field=name, row=line))
            sections[name] = PbSection(line)
        elif len(cells) == 1 and cells[0].startswith("#"):
            findings.remarks.append(Problem("pb_comment", row=line))
        elif not name:
            raise Rejected([Problem("pb_no_section", row=line, value=cells[0][:80])])
        elif not sections[name].columns:
            _begin(sections[name], name, line, cells, findings)
        else:
            if any("\n" in cell for cell in raw):
                _refuse_swallowed(raw, line, 0 if name == "META" else len(sections[name].columns))
            _add(sections[name], name, line, cells, findings)
    end = max(1, text.count("\n") + (not text.endswith("\n")))
    findings.problems += (Problem("pb_section_missing", field=n, row=end) for n in SECTIONS if n not in sections)
    if any(problem.code != "pb_cells_over" for problem in findings.problems):
        raise Rejected(sorted(findings.problems, key=lambda problem: problem.row))
    return sections


def _records(text: str, findings: Findings) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it begins (a quoted cell may run over several)."""
    place, line = 0, 1
    while place < len(text):
        end = text.find("\n", place)
        end = len(text) if end < 0 else end
        if text.find('"', place, end) < 0:
            cells = text[place:end].split(";")
        else:
            cells, end = _quoted(text, place, line, findings)
        yield line, cells
        line += text.count("\n", place, end) + 1
        place = end + 1


def _quoted(text: str, place: int, line: int, findings: Findings) -> tuple[list[str], int]:
    """The cells of a record with quotes in it, and where it ends."""
    cells: list[str] = []
    while True:
        found = _QUOTED.match(text, place)
        if found:
            cells.append(found[1].replace('""', '"'))
        else:
            opened = _OPENED.match(text, place)
            if opened and not (opened[2] and "\n" not in opened[0]):
                raise Rejected([Problem("pb_unreadable", row=line)])
            if opened:
                findings.remarks.append(Problem("pb_stray_quote", row=line))
            found = _PLAIN.match(text, place)
            assert found
            cells.append(found[0])
        last = line + found[0].count("\n")
        if last > line:
            findings.remarks.append(Problem("pb_quote_over_lines", row=line, detail={"last": last}))
        place, line = found.end(), last
        if place >= len(text) or text[place] == "\n":
            return cells, place
        place += 1


def _plain(cells: list[str]) -> list[str]:
    """The cells as plain lines; most need no more than a look."""
    text = ";".join(cells)
    if text.isascii() and text.isprintable() and " " not in text:
        return cells
    return [plain_line(cell) for cell in cells]


def _refuse_swallowed(cells: list[str], line: int, columns: int) -> None:
    """A cell that holds what look like further rows (of so many columns) or a section was left open, and closed by the quote
    of another."""
    for cell in cells:
        for inner in cell.split("\n")[1:]:
            if (columns and inner.count(";") >= columns - 1) or inner.strip(" ;").upper() in SECTIONS:
                raise Rejected([Problem("pb_unreadable", row=line)])
        line += cell.count("\n")


def _begin(section: PbSection, name: str, line: int, cells: list[str], findings: Findings) -> None:
    section.header, section.columns = line, tuple(cell.lower() for cell in cells)
    for need in _NEEDED[name]:
        if need not in section.columns:
            findings.problems.append(Problem("pb_column_missing", field=need, row=line))
    for column in sorted(_READ[name]):
        if section.columns.count(column) > 1:
            findings.problems.append(Problem("pb_column_twice", field=column, row=line))


def _add(section: PbSection, name: str, line: int, cells: list[str], findings: Findings) -> None:
    width = len(section.columns)
    if any(cells[width:]):
        if name == "META" and section.columns == _NEEDED["META"]:
            cells = [cells[0], ";".join(cells[1:]).rstrip(";")]
            findings.remarks.append(Problem("pb_cells_joined", row=line, field=cells[0]))
        else:
            findings.problems.append(
                Problem("pb_cells_over", row=line, value=";".join(cells[width:]), detail={"columns": width})
            )
    section.rows.append((line, dict(zip(section.columns, cells, strict=False))))
