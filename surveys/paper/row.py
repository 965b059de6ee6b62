"""What each paper declares of itself, from which come its place on the desk, its command and its tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Generic, TypeVar

from surveys.core.canonical import canonical
from surveys.core.paper import PaperFormat, PaperSize, Printable
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll
from surveys.paper.press import pdf
from surveys.store.db import Connection

Facts = TypeVar("Facts")
NO_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
"""The moment in whose place every moment of printing is left out of a paper's source."""


@dataclass(frozen=True, slots=True)
class PaperWanted:
    """What a paper gathers its facts from: the poll that it may be printed of, who asks how far, and what it may call and
    point to. `scope` is how far whoever prints may see, `site` where residents reach the installation."""

    session: Connection = field(repr=False)
    scope: Jurisdiction
    poll: Poll
    now: datetime
    phone: str
    site: str


@dataclass(frozen=True, slots=True)
class PaperDraft:
    """A paper before the press: one of the templates, and what it is given. `tagged` marks headings and tables for those who
    have the file read to them."""

    template: str
    data: Mapping[str, Any]
    tagged: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow(Generic[Facts]):
    """One paper. `purpose` says in a sentence what it is for. `gather` reads its facts, and may refuse with `NotAllowed`
    what the state alone doesn't: then it is `conditional`. `draw` makes of them what the press gets, at the moment of
    printing; `pages` is how many pages they may take at most. `workbook` makes an .xlsx of the same facts, if there is one.
    """

    printable: Printable
    purpose: str
    size: PaperSize
    landscape: bool
    pages: Callable[[Facts], int] = field(repr=False)
    gather: Callable[[PaperWanted], Facts] = field(repr=False)
    draw: Callable[[Facts, datetime], PaperDraft] = field(repr=False)
    conditional: bool = False
    workbook: Callable[[Facts, datetime], bytes] | None = field(default=None, repr=False)

    @property
    def formats(self) -> tuple[PaperFormat, ...]:
        """What copies of it there may be."""
        return (PaperFormat.PDF, PaperFormat.XLSX) if self.workbook else (PaperFormat.PDF,)

    def source(self, facts: Facts) -> str:
        """The digest of everything that it says but when it is printed."""
        made = self.draw(facts, NO_MOMENT)
        return sha256(canonical([made.template, made.data])).hexdigest()

    def made(self, facts: Facts, kind: PaperFormat, at: datetime) -> bytes:
        """The file; the same facts and moment give the same bytes. Raises `PressFailed`."""
        if kind is PaperFormat.XLSX:
            if self.workbook is None:
                raise ValueError(f"{self.printable.key} has no workbook")
            return self.workbook(facts, at)
        draft = self.draw(facts, at)
        return pdf(draft.template, draft.data, at, tagged=draft.tagged)

    def lacks(self) -> list[str]:
        """What it should say of itself and doesn't."""
        told = {"title": self.printable.title, "purpose": self.purpose, "states": self.printable.states}
        return [name for name, value in told.items() if not value]


def result_address(site: str, poll_id: int) -> str:
    """Where everybody finds the result of a poll, on an installation that is reached at `site`."""
    return f"{site}/p/{poll_id}" if site else ""


def check_rows(rows: Mapping[str, PaperRow[Any]]) -> None:
    """Raise `RuntimeError` naming what papers don't say of themselves, and those that two rows share a name of."""
    wrong = [f"{row.printable.key}: {part}" for row in rows.values() for part in row.lacks()]
    wrong += [f"{key}: key" for key, row in rows.items() if key != row.printable.key]
    titles = [row.printable.title for row in rows.values()]
    wrong += [f"{title}: twice" for title in set(titles) if titles.count(title) > 1]
    if wrong:
        raise RuntimeError(f"papers that don't say all of themselves: {', '.join(sorted(wrong))}")
