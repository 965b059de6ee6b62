"""What the sealed ledger keeps of a ballot: commitments that bind to it, tell nothing without the receipt key, and carry a
mark that only this installation can make.

Everything derives from the receipt key alone, never from the number that is published: whoever has the list of numbers could
otherwise rebuild ballots. The formulas are written so that a page without libraries and `recount.py` can follow them.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from surveys.core.canonical import canonical
from surveys.core.code import CROCKFORD
from surveys.core.plain_text import compact_text

MOST_OPEN = 10
"""So many ballots at least are sealed together while a poll runs: fewer would tell when a door answered."""
ROW_ID = 16
"""Characters of a row's name, 80 bits."""


class Leaf(StrEnum):
    """What an entry of the sealed ledger commits to."""

    BALLOT = "ballot"
    ACT = "act"
    CO_VOTE = "co_vote"


class HeadWhy(StrEnum):
    """Why a tree head was made."""

    BATCH = "batch"
    CLOSED = "closed"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class SealedBallot:
    """What a ballot's commitment binds to: `answers` as `sealed_answers` writes them, `null` where they were taken back."""

    poll: int
    capacity: str
    revision: int
    edition: str
    menu: str
    answers: str


@dataclass(frozen=True, slots=True)
class TreeHead:
    """The ledger of a poll as it stood: how many entries, their root in hex, and why it was written down."""

    poll: int
    size: int
    root: str
    at: datetime
    why: HeadWhy


SHORT = 16
"""Signs of a root that are printed: 64 bits, compared by eye."""


def typed_head(head: TreeHead) -> str:
    """A tree head as it is typed: how many entries, and the beginning of their root."""
    return f"{head.size}:{head.root[:SHORT]}"


_TYPED = re.compile(r"\D{0,16}(\d{1,9})\D{1,12}?([0-9a-f]{16}|[0-9a-f]{64})")


def read_head(typed: str) -> tuple[int, str] | None:
    """The size and the beginning of the root that somebody typed from paper or a picture; None where it can't be one.

    Whatever stands before the size or between both is passed over, as are spaces and groups.
    """
    found = _TYPED.fullmatch(compact_text(typed[:200]).casefold())
    return (int(found[1]), found[2]) if found else None


def opening(key: str, revision: int) -> str:
    """What opens one revision's commitment, in hex: told to watchers in the place of the receipt key, which would
    also change the ballot."""
    return _digest(f"diandan opening 1|{key}|{revision}")


def sealed_answers(key: str, revision: int, content: str, counted: Collection[str]) -> str:
    """Answers as their commitment binds to them: what is `counted` as it is kept, and by commitments what somebody wrote, so
    that watchers can open all that counts without reading a word."""
    answers = json.loads(content)
    if not answers or not isinstance(answers, dict):  # taken back, or forgotten
        return content
    plain = {
        name: value if name in counted or name.startswith("matter-") else {"sha256": _words(key, revision, name, value)}
        for name, value in answers.items()
    }
    return canonical(plain).decode()


def _words(key: str, revision: int, name: str, value: Any) -> str:
    opens = _digest(f"diandan words opening 1|{key}|{revision}|{name}")
    return _digest(f"diandan words 1|{opens}|{canonical(value).decode()}")


def ballot_leaf(opens: str, ballot: SealedBallot) -> str:
    """The commitment to one revision, in hex."""
    said = (ballot.poll, ballot.capacity, ballot.revision, ballot.edition, ballot.menu, ballot.answers)
    return _digest(f"diandan ballot 1|{opens}|{canonical(said).decode()}")


def act_leaf(opens: str, entry: Mapping[str, Any]) -> str:
    """The commitment to one act of the ledger of acts, in hex."""
    return _digest(f"diandan act 1|{opens}|{canonical(dict(entry)).decode()}")


def act_opening(seal: bytes, number: int) -> str:
    """What opens an act's commitment: without it nobody can guess at acts that few values fit."""
    return hmac.digest(seal, f"act|{number}".encode(), "sha256").hex()


def mark(seal: bytes, leaf: str, row: Mapping[str, Any]) -> str:
    """What this installation alone can write beside a commitment and the other columns of its row: one put in by hand lacks
    it, and one changed by hand no longer agrees."""
    return hmac.digest(seal, f"{leaf}|{canonical(dict(row)).decode()}".encode(), "sha256").hex()


def rows_key(key: str, notice: int) -> str:
    """What leads to a ballot's rows in the list of one notice, in hex: told to watchers in the place of the receipt key. By
    another notice's list it is another, so that what is missing from there leads from no row of this one to the others."""
    return _digest(f"diandan rows 1|{key}|{notice}")


def row_id(key: str, question: str, part: str = "") -> str:
    """What a row of one question (or of one item of it) is called in the list of a notice: 16 signs that its rows key alone
    leads to, and that don't lead from one question to another."""
    number = int.from_bytes(sha256(f"diandan row 1|{key}|{question}|{part}".encode()).digest()[:10], "big")
    return "".join(CROCKFORD[number >> (5 * place) & 31] for place in range(ROW_ID - 1, -1, -1))


def row_opening(key: str, question: str, part: str = "") -> str:
    """What opens a row whose answer isn't told, in hex."""
    return _digest(f"diandan row opening 1|{key}|{question}|{part}")


def row_commitment(opens: str, answer: Any) -> str:
    """What stands in the place of an answer that isn't told, in hex."""
    return _digest(f"diandan row answer 1|{opens}|{canonical(answer).decode()}")


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
