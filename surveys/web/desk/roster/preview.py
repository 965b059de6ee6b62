"""The page before a roster is taken over: what was read, what has to be answered, and what would change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from surveys.core.errors import Problem
from surveys.core.place import Jurisdiction
from surveys.core.roster_file import RosterReading, RosterRow
from surveys.core.takeover import EXPECTED, Address, DoorTurn, RosterTotals, RosterTurn, address
from surveys.services.roster_file import roster_reading
from surveys.services.takeover import CompoundTakeover, Takeover, look_over
from surveys.store.db import Connection
from surveys.web.desk.roster.answers import FileAnswers
from surveys.words.roster_file import ChoiceWords, ProblemLine, choice_words, problem_line, remark_words
from surveys.words.takeover import (
    TOTALS,
    AskedWords,
    CellWords,
    cell_turn_words,
    differing_words,
    door_turn_words,
    expected_problem_words,
    namesakes_words,
    newcomer_words,
    row_words,
    total_words,
)

FIRST, MOST_DOORS, ON_A_PAGE, MOST_CELLS = 20, 60, 100, 300


@dataclass(frozen=True, slots=True)
class Line:
    """One household in a list of changes: what becomes of it, which it is, and what turns."""

    fate: str
    said: str
    cells: tuple[CellWords, ...] = ()


@dataclass(frozen=True, slots=True)
class Fold:
    """A list of changes of one sort in one compound: the first of them, or the first doors of those that only lack, and how
    many there are."""

    fate: str
    total: int
    lines: tuple[Line, ...] = ()
    doors: tuple[Address, ...] = ()

    @property
    def shown(self) -> int:
        """How many of them are shown."""
        return len(self.lines) + len(self.doors)


@dataclass(frozen=True, slots=True)
class CompoundPart:
    """One compound on the page."""

    name: str
    street: str
    new: bool
    area: CellWords | None
    turn: RosterTurn
    folds: tuple[Fold, ...]
    filed: RosterTotals


@dataclass(frozen=True, slots=True)
class CellAsked:
    """One cell that may be answered by itself: where it is, what stands there and what was answered."""

    key: str
    where: str
    text: str
    chosen: str


@dataclass(frozen=True, slots=True)
class ChoicePart:
    """One question that the file leaves open, with what was answered."""

    key: str
    words: ChoiceWords
    free: bool
    chosen: str
    cells: tuple[CellAsked, ...]
    more: int


@dataclass(frozen=True, slots=True)
class TotalPart:
    """One total: as the file has it, and what was expected."""

    key: str
    name: str
    found: str
    typed: str
    wrong: str


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """Everything that the page shows."""

    reading: RosterReading
    takeover: Takeover | None
    remarks: tuple[str, ...]
    choices: tuple[ChoicePart, ...]
    asked: tuple[AskedWords, ...]
    groups: tuple[AskedWords, ...]
    compounds: tuple[CompoundPart, ...]
    problems: tuple[ProblemLine, ...]
    totals: tuple[TotalPart, ...]
    differing: tuple[str, ...]
    answers: FileAnswers

    @property
    def missing(self) -> int:
        """How many doors the file lacks."""
        return sum(len(one.turn.removed) + len(one.turn.kept) for one in self.compounds)

    @property
    def open(self) -> int:
        """How many questions are open."""
        return len(self.takeover.unanswered) if self.takeover else sum(not choice.chosen for choice in self.choices)


def preview_page(session: Connection, content: bytes, answers: FileAnswers, scope: Jurisdiction) -> PreviewPage:
    """What the page shows of a file with these answers. Raises `Rejected` where it is no roster at all, or lies outside."""
    reading = roster_reading(content, answers.by_key)
    expected, wrong = answers.expected()
    takeover = None
    if reading.rows and not reading.mistakes:
        takeover = look_over(session, reading, answers.by_key, scope=scope, remove=answers.remove, expected=expected)
    by_key = answers.by_key
    return PreviewPage(
        reading=reading,
        takeover=takeover,
        remarks=tuple(map(remark_words, reading.remarks)),
        choices=tuple(_choices(reading, by_key)),
        asked=tuple(newcomer_words(new, by_key) for new in takeover.newcomers if new.near) if takeover else (),
        groups=tuple(namesakes_words(group, by_key) for group in takeover.namesakes) if takeover else (),
        compounds=tuple(map(_compound, takeover.compounds)) if takeover else (),
        problems=tuple(map(problem_line, (*reading.mistakes, *(takeover.problems if takeover else ())))),
        totals=tuple(_totals(takeover.filed, answers, wrong)) if takeover else (),
        differing=differing_words(takeover.differing) if takeover else (),
        answers=answers,
    )


def _choices(reading: RosterReading, answers: Mapping[str, str]) -> Iterator[ChoicePart]:
    for choice in reading.choices:
        cells = tuple(
            CellAsked(cell.key, f"第{cell.spot.row}行", cell.text, answers.get(cell.key, ""))
            for cell in choice.cells[:MOST_CELLS]
            if cell.key != choice.key and len(choice.cells) > 1
        )
        chosen = answers.get(choice.key) or choice.default
        yield ChoicePart(choice.key, choice_words(choice), choice.free, chosen, cells, len(choice.cells) - len(cells))


def _totals(found: RosterTotals, answers: FileAnswers, problems: Iterable[Problem]) -> Iterator[TotalPart]:
    wrong = {problem.field: expected_problem_words(problem) for problem in problems}
    for key in EXPECTED:
        yield TotalPart(key, TOTALS[key], total_words(key, getattr(found, key)), answers.typed[key], wrong.get(key, ""))


def _compound(one: CompoundTakeover) -> CompoundPart:
    street, name = one.place
    area = cell_turn_words(one.turn.area) if one.turn.area else None
    return CompoundPart(name, street, one.compound is None, area, one.turn, tuple(_folds(one.turn)), one.filed)


def _folds(turn: RosterTurn) -> Iterator[Fold]:
    for fate, found in (("changed", turn.changed), ("added", turn.added)):
        if found:
            yield Fold(fate, len(found), lines=tuple(_lines(fate, found[:FIRST])))
    for fate, lacking in (("removed", turn.removed), ("kept", turn.kept)):
        if lacking:
            yield Fold(fate, len(lacking), doors=tuple(map(address, lacking[:MOST_DOORS])))


def _by_fate(turn: RosterTurn) -> Iterator[tuple[str, Sequence[RosterRow | DoorTurn]]]:
    yield "changed", turn.changed
    yield "added", turn.added
    yield "removed", turn.removed
    yield "kept", turn.kept


def _lines(fate: str, found: Iterable[RosterRow | DoorTurn]) -> Iterator[Line]:
    for one in found:
        if isinstance(one, DoorTurn):
            words = door_turn_words(one)
            yield Line(fate, words.door, words.cells)
        else:
            yield Line(fate, row_words(one))


def turn_lines(turn: RosterTurn) -> list[Line]:
    """Every household of one compound that changes, comes or goes, and those that aren't in the file."""
    return [line for fate, found in _by_fate(turn) for line in _lines(fate, found)]


def all_lines(takeover: Takeover) -> list[tuple[str, Line]]:
    """The same for every compound, with its name."""
    return [(one.place[1], line) for one in takeover.compounds for line in turn_lines(one.turn)]
