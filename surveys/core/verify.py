"""What may be found wrong when an installation's rows are put to what only it can make, and to each other."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Flaw(StrEnum):
    """What is wrong with a row or a tree; several words may be true of one change, and each says what it was seen by."""

    UNMARKED = "unmarked"
    MARK = "mark"
    TWICE = "twice"
    LEAF = "leaf"
    GONE = "gone"
    PLACE = "place"
    UNSEALED = "unsealed"
    ROOT = "root"
    HEADLESS = "headless"
    PRINTED = "printed"
    COUNTS = "counts"
    GAP = "gap"
    WAITS = "waits"
    RULED = "ruled"
    KEY = "key"
    LINK = "link"
    CODE = "code"
    LETTER = "letter"
    ROSTER = "roster"
    TERMS = "terms"
    DOCUMENT = "document"
    NOTICE = "notice"
    WHERE = "where"
    LEDGER = "ledger"
    NOWHERE = "nowhere"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong: in which table, which row, of which poll (0 for none); `told` is a sentence where another
    check has found it and says it in its own words."""

    flaw: Flaw
    table: str
    row: str
    poll: int = 0
    told: object = None


@dataclass(slots=True)
class Verified:
    """What was looked at: rows, those whose answers were forgotten in due time, those that aren't sealed yet, and tree
    heads."""

    ballots: int = 0
    acts: int = 0
    forgotten: int = 0
    open: int = 0
    heads: int = 0
    polls: int = 0
