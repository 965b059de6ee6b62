"""Where the parts of a TOML document stand: its signs one by one, and the line on which each table, key and entry begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

Path = tuple[str | int, ...]

_TOKEN = re.compile(
    r'"""(?:\\[\s\S]|(?!""")[\s\S])*"{3,5}' + r"|'''[\s\S]*?'{3,5}" + r'|"(?:\\.|[^"\\\n])*"' + r"|'[^'\n]*'"
    r"|#[^\n]*|\n|[\[\]{}=,]|[^\s\[\]{}=,#\"']+"
)


class Locator:
    """Where tables, keys and array entries begin, found in the tokens of a text that is known to be TOML."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Path, int] = {}
        self._last: dict[Path, int] = {}
        self._tokens = tokens(text)
        self._piece, self._line = "", 1
        with suppress(StopIteration):
            self._document()

    def _document(self) -> None:
        table: Path = ()
        self._next()
        while True:
            if self._piece == "[":
                table = self._header()
            elif self._piece == "\n":
                self._next()
            else:
                self._pair(table)

    def _next(self) -> None:
        self._piece, self._line = next(self._tokens)

    def _names(self, end: str) -> list[str]:
        written = ""
        while self._piece != end:
            written += self._piece.strip("\"'")
            self._next()
        self._next()
        return written.split(".")

    def _header(self) -> Path:
        line = self._line
        self._next()
        listed = self._piece == "["
        if listed:
            self._next()
        path: Path = ()
        for name in self._names("]"):
            path = (*path, self._last[path], name) if path in self._last else (*path, name)
        if listed:
            self._next()
            self._last[path] = self._last.get(path, -1) + 1
        if path in self._last:
            path = (*path, self._last[path])
        self.lines[path] = line
        return path

    def _pair(self, table: Path) -> None:
        line, path = self._line, table
        for name in self._names("="):
            path = (*path, name)
            self.lines.setdefault(path, line)
        self._value(path)

    def _value(self, path: Path) -> None:
        if self._piece not in ("[", "{"):
            self._next()
            return
        end, entry = ("]", 0) if self._piece == "[" else ("}", -1)
        self._next()
        while self._piece != end:
            if self._piece in ("\n", ","):
                self._next()
            elif entry < 0:
                self._pair(path)
            else:
                self.lines[(*path, entry)] = self._line
                self._value((*path, entry))
                entry += 1
        self._next()


def tokens(text: str) -> Iterator[tuple[str, int]]:
    """The signs of a text without its comments, each with its line; a text in quotation marks is one."""
    line = 1
    for found in _TOKEN.finditer(text):
        token = found[0]
        if not token.startswith("#"):
            yield token, line
        line += token.count("\n")
