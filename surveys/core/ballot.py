"""Answers that were accepted: what a household said, in which capacity, through which channel."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from surveys.core.retention import FORGOTTEN, Forgotten

Answer = str | int | tuple[str, ...] | Mapping[str, str]
Answers = Mapping[str, Answer]


class Capacity(StrEnum):
    """An owner's ballot binds; an occupant's is an opinion, kept and shown apart."""

    OWNER = "owner"
    OCCUPANT = "occupant"


class Channel(StrEnum):
    """How a ballot came in."""

    PHONE = "phone"
    PAPER = "paper"
    DOOR = "door"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Ballot:
    """The latest answers of one household in one capacity. `edition` and `menu` are the digests it answered to.

    Answers by question key, as the question's kind records them: text, an integer or keys in order; parts of an answer after
    a dot, such as `<order question>.how` with the alternative chosen for each ordered item.
    """

    household: int
    capacity: Capacity
    answers: Answers
    channel: Channel
    edition: str
    menu: str
    revision: int
    cast_at: datetime
    receipt: str


WITHDRAWN = "null"
UNDO_WITHIN = timedelta(minutes=10)
"""How long after an act a household may undo it."""


def plain_answers(document: Mapping[str, Any] | str | None) -> Answers:
    """Answers as the core knows them: what JSON wrote as a list is a tuple again; none where they were taken back. Raises
    `Forgotten` where they were deleted when their time was over."""
    if isinstance(document, str):
        raise Forgotten
    return {key: tuple(value) if type(value) is list else value for key, value in document.items()} if document else {}


@dataclass(frozen=True, slots=True)
class Revision:
    """One act on a household's ballot in one capacity, kept forever. `content` is the canonical JSON of its answers,
    `WITHDRAWN` where they were taken back; `entered_by` is who filled in for the household, empty where it spoke for itself;
    `since` is the revision in which this ballot was first cast, `epoch` the letter that it came by; what is `waiting` was
    cast to count once that is decided; `standing` tells the one that counts."""

    household: int
    capacity: Capacity
    revision: int
    content: str
    channel: Channel
    edition: str
    menu: str
    entered_by: str
    submission: str
    receipt: str
    since: int
    cast_at: datetime
    standing: bool
    epoch: int = 1
    waiting: bool = False

    @property
    def withdrawn(self) -> bool:
        """Whether it took the answers back."""
        return self.content == WITHDRAWN

    @property
    def forgotten(self) -> bool:
        """Whether its answers were deleted when their time was over."""
        return self.content == FORGOTTEN

    def ballot(self) -> Ballot:
        """What it said, as a ballot; without answers where it took them back."""
        return Ballot(
            household=self.household,
            capacity=self.capacity,
            answers=plain_answers(json.loads(self.content)),
            channel=self.channel,
            edition=self.edition,
            menu=self.menu,
            revision=self.revision,
            cast_at=self.cast_at,
            receipt=self.receipt,
        )


def last_acts(history: Iterable[Revision]) -> dict[Capacity, Revision]:
    """The latest act in each capacity on what counts: the ballot that stands, or what took the last one back."""
    kept = list(history)
    acts = {one.capacity: one for one in kept if not one.waiting}
    return acts | {one.capacity: one for one in kept if one.standing}
