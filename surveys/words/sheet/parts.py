"""The parts of a sheet as texts: one page and one PDF are made of the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from surveys.core.sheet import Sheet

HIDDEN = "—"


class Mark(StrEnum):
    """How a verdict is marked without colour: filled, framed, or framed in dashes."""

    YES = "yes"
    NO = "no"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Source:
    """A sheet, and its document: exact, or as it may be posted, where hidden figures are None."""

    sheet: Sheet
    posted: Mapping[str, Any] | None

    @property
    def rough(self) -> bool:
        """Whether areas are in whole square metres, because few owners took part."""
        return bool(self.posted and self.posted["rough_area"])


@dataclass(frozen=True, slots=True)
class Box:
    """What came out, in a frame at the top."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """A table of figures with a row for each name."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One bar of a rule. `part` and `bar` are parts of a thousand, for drawing."""

    what: str
    need: str
    need_of: str
    actual: str
    actual_of: str
    part: int
    bar: int
    verdict: str
    state: Mark


@dataclass(frozen=True, slots=True)
class ScopeRow:
    """What a rule says in one building or stairwell."""

    what: str
    verdict: str
    state: Mark


@dataclass(frozen=True, slots=True)
class RulingWords:
    """What one rule says, in the whole compound or building by building."""

    name: str
    checks: tuple[CheckRow, ...]
    scopes: tuple[ScopeRow, ...]
    outcome: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rulings:
    """All rules that stand on the poll, each with its own result."""

    title: str
    head: tuple[str, ...]
    rulings: tuple[RulingWords, ...]


@dataclass(frozen=True, slots=True)
class GateRow:
    """One of the five gates."""

    number: str
    name: str
    why: str
    verdict: str
    state: Mark


@dataclass(frozen=True, slots=True)
class Gates:
    """The five gates."""

    title: str
    head: tuple[str, ...]
    rows: tuple[GateRow, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item of the list."""

    rank: str
    name: str
    tier: str
    support: str
    cost: str
    total: str
    why: str
    verdict: str
    state: Mark


@dataclass(frozen=True, slots=True)
class Group:
    """Items of the list that stand together."""

    title: str
    rows: tuple[ItemRow, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """The priority list."""

    title: str
    intro: tuple[str, ...]
    head: tuple[str, ...]
    groups: tuple[Group, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """A heading and what stands under it."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetWords:
    """Everything that a sheet says, in the order of the page. `page` stands around the page number and the number of pages;
    `signatures` are rows of labels with how many names go beside each."""

    title: str
    short: str
    number: str
    stage: str
    demo: str
    facts: tuple[tuple[str, str], ...]
    verdict: Box
    turnout: Figures
    whether: Rulings
    gates: Gates
    what: Listing
    checks: Figures | None
    buildings: Figures
    objection: Paragraphs
    check: str
    printed: str
    signatures: tuple[tuple[tuple[str, int], ...], ...] = (
        (("监票居民代表（签字）", 3),),
        (("制表", 1), ("复核", 1)),
    )
    seals: tuple[str, ...] = ("业主委员会（章）", "社区居委会（章）", "镇街（章）")
    dated: str = "年　　月　　日"
    page: tuple[str, str, str] = ("第", "页，共", "页")
