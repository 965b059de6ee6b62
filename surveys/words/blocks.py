"""What papers are made of: blocks of words, ready to be set. One function of a paper returns them, and each kind has one
macro for pages and one function for the press."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Stamp(StrEnum):
    """How a verdict is marked without colour: filled, framed, or framed in dashes."""

    YES = "yes"
    NO = "no"
    OPEN = "open"


class Look(StrEnum):
    """How paragraphs are set: as the text, as notes below something, or as what came out of it."""

    TEXT = "text"
    NOTE = "note"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with what they stand for."""

    rows: tuple[tuple[str, str], ...]
    block: str = field(default="facts", init=False)


@dataclass(frozen=True, slots=True)
class Box:
    """What came out, in a frame."""

    title: str
    lines: tuple[str, ...]
    block: str = field(default="box", init=False)


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Lines of text under each other."""

    lines: tuple[str, ...]
    look: Look = Look.TEXT
    block: str = field(default="paragraphs", init=False)


@dataclass(frozen=True, slots=True)
class Subheading:
    """A heading inside a section."""

    title: str
    block: str = field(default="subheading", init=False)


@dataclass(frozen=True, slots=True)
class Figures:
    """A table of figures with a row for each name; `centred` where the figures are words as well."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    centred: bool = False
    block: str = field(default="figures", init=False)


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One bar of a rule. `part` and `bar` are parts of a thousand, for drawing; without `part` no bar is drawn."""

    what: str
    need: str
    need_of: str
    actual: str
    actual_of: str
    part: int | None
    bar: int
    verdict: str
    mark: Stamp


@dataclass(frozen=True, slots=True)
class CheckTable:
    """The bars of a rule, each with how far it is reached."""

    head: tuple[str, ...]
    rows: tuple[CheckRow, ...]
    block: str = field(default="checks", init=False)


@dataclass(frozen=True, slots=True)
class Row:
    """Cells, of which the last but the verdict takes the room that is left."""

    cells: tuple[str, ...]
    verdict: str
    mark: Stamp


@dataclass(frozen=True, slots=True)
class Rows:
    """Things with a verdict on each. `head` is empty where the rows speak for themselves."""

    head: tuple[str, ...]
    rows: tuple[Row, ...]
    block: str = field(default="rows", init=False)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item of a list; `part` of a thousand ordered it, for drawing on a screen, None where that may not be told."""

    rank: str
    name: str
    tier: str
    support: str
    cost: str
    total: str
    why: str
    verdict: str
    mark: Stamp
    part: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """Items of a list that stand together."""

    title: str
    rows: tuple[ItemRow, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of items in groups."""

    head: tuple[str, ...]
    groups: tuple[Group, ...]
    block: str = field(default="listing", init=False)


@dataclass(frozen=True, slots=True)
class BriefRow:
    """One item in one line: its rank, how many households ordered it, and what becomes of it."""

    rank: str
    name: str
    support: str
    verdict: str
    mark: Stamp


@dataclass(frozen=True, slots=True)
class Brief:
    """A list with one line an item, in as many columns as its place asks for; `elsewhere` stands where it doesn't fit."""

    title: str
    head: tuple[str, ...]
    rows: tuple[BriefRow, ...]
    notes: tuple[str, ...] = ()
    elsewhere: str = ""
    block: str = field(default="brief", init=False)


@dataclass(frozen=True, slots=True)
class CountRow:
    """What was counted, what was needed of it and whether that is reached; the last two may be empty."""

    what: str
    need: str = ""
    verdict: str = ""
    mark: Stamp = Stamp.OPEN


@dataclass(frozen=True, slots=True)
class Counts:
    """What came out in integers, large, beside what was needed."""

    rows: tuple[CountRow, ...]
    block: str = field(default="counts", init=False)


@dataclass(frozen=True, slots=True)
class Ruled:
    """What everybody has to read, in a ruled box."""

    lines: tuple[str, ...]
    block: str = field(default="ruled", init=False)


@dataclass(frozen=True, slots=True)
class Link:
    """Where the same figures stand for everybody, and the code by which both are compared. `path` is SVG path data of the QR
    code in a square of `side` units; without an address all but the code are empty."""

    code: str
    address: str = ""
    side: int = 0
    path: str = ""
    block: str = field(default="link", init=False)


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on: rows of labels with how many names go beside each, and places for seals."""

    rows: tuple[tuple[tuple[str, int], ...], ...]
    seals: tuple[str, ...]
    dated: str
    block: str = field(default="signatures", init=False)


Block = (
    Facts
    | Box
    | Paragraphs
    | Subheading
    | Figures
    | CheckTable
    | Rows
    | Listing
    | Brief
    | Counts
    | Ruled
    | Link
    | Signatures
)


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks under a heading; `key` names it in addresses, `whole` keeps it on one page, and what is `brief` is told in full
    in the annex."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    whole: bool = False
    brief: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper from top to bottom.

    `running` stands at the head of its later pages, `foot` and `demo` at the foot of all, `watermark` across all of them.
    `page` stands around the page number and the number of pages. `heading` is the title in lines of about one length, and
    `annex` what is read at a table, after the pages that matter, under the words `annexed`.
    """

    title: str
    running: str
    number: str
    stage: str
    top: tuple[Block, ...]
    sections: tuple[Section, ...]
    foot: tuple[str, ...]
    demo: str = ""
    watermark: str = ""
    page: tuple[str, str, str] = ("第", "页，共", "页")
    heading: tuple[str, ...] = ()
    annex: tuple[Section, ...] = ()
    annexed: str = "附页"

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks, from the top."""
        return (*self.top, *(block for section in (*self.sections, *self.annex) for block in section.blocks))
