"""What is gathered while a roster file is read: problems, remarks, and choices with the answers that hold for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from surveys.core.errors import Problem
from surveys.core.roster_file.asking import UNANSWERED, AskedCell, ChoiceKind, Remark, RemarkKind, RosterChoice, Spot

_MOST_EXAMPLES = 5
_COLUMN_OF = {
    ChoiceKind.COMPOUND: "compound",
    ChoiceKind.STREET: "street",
    ChoiceKind.ADDRESS: "room",
    ChoiceKind.FLOOR: "floor",
    ChoiceKind.FLOOR_UNSAID: "floor",
    ChoiceKind.OWNERS_SPACED: "owner",
    ChoiceKind.OWNERS_RELATED: "owner",
    ChoiceKind.OWNERS_COUNTED: "owner",
    ChoiceKind.PHONES: "phone",
}


@dataclass(slots=True)
class _Heard:
    """A remark as it grows."""

    count: int = 0
    spots: list[Spot] = field(default_factory=list)
    names: dict[str, None] = field(default_factory=dict)
    examples: dict[tuple[str, str], None] = field(default_factory=dict)


class Notes:
    """Gathers what is found, and answers what is asked from `answers`."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        self.answers = answers
        self.problems: list[Problem] = []
        self._heard: dict[tuple[RemarkKind, str], _Heard] = {}
        self._choices: dict[str, RosterChoice] = {}
        self._cells: dict[str, list[AskedCell]] = {}
        self._examples: dict[str, dict[tuple[str, str], None]] = {}

    def report(self, code: str, key: str, spot: Spot, value: str = "", **detail: str | int) -> None:
        """A problem where it stands."""
        where: dict[str, str | int] = {"sheet": spot.sheet} if spot.sheet else {}
        self.problems.append(Problem(code, key, spot.row, value[:40], {**where, **detail}))

    def remark(
        self,
        kind: RemarkKind,
        spot: Spot | None = None,
        *,
        apart: str = "",
        name: str = "",
        example: tuple[str, str] | None = None,
        count: int = 1,
    ) -> None:
        """One more of a kind; what is `apart` is a remark of its own."""
        heard = self._heard.setdefault((kind, apart), _Heard())
        heard.count += count
        if spot:
            heard.spots.append(spot)
        if name:
            heard.names[name] = None
        if example and len(heard.examples) < _MOST_EXAMPLES:
            heard.examples[example] = None

    def ask(self, choice: RosterChoice, spot: Spot, text: str, example: tuple[str, str] | None = None) -> str:
        """The answer for this cell: its own, its choice's, its kind's, or the default; empty where it is open."""
        choice = self._choices.setdefault(choice.key, choice)
        cell = AskedCell(":".join(part for part in (choice.key, spot.sheet, str(spot.row)) if part), spot, text)
        self._cells.setdefault(choice.key, []).append(cell)
        examples = self._examples.setdefault(choice.key, {})
        if example and len(examples) < _MOST_EXAMPLES:
            examples[example] = None
        return choice.answer(cell, self.answers)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What was understood, in the order of kinds."""
        ordered = sorted(self._heard.items(), key=lambda item: list(RemarkKind).index(item[0][0]))
        return tuple(
            Remark(kind, heard.count, tuple(heard.spots), tuple(heard.names), tuple(heard.examples))
            for (kind, _), heard in ordered
        )

    @property
    def choices(self) -> tuple[RosterChoice, ...]:
        """What was asked, in the order of kinds."""
        found = [
            replace(choice, cells=tuple(self._cells[key]), examples=tuple(self._examples[key]))
            for key, choice in self._choices.items()
        ]
        return tuple(sorted(found, key=lambda choice: list(ChoiceKind).index(choice.kind)))

    def unanswered(self) -> list[Problem]:
        """A problem for each choice that is open."""
        return [_open(choice) for choice in self.choices if choice.is_open(self.answers)]


def _open(choice: RosterChoice) -> Problem:
    spot = choice.cells[0].spot
    detail: dict[str, str | int] = {"kind": choice.kind.value, "count": len(choice.cells), "text": choice.text}
    where: dict[str, str | int] = {"sheet": spot.sheet} if spot.sheet else {}
    return Problem(UNANSWERED, _COLUMN_OF.get(choice.kind, ""), spot.row, choice.key, {**detail, **where})
