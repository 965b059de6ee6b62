"""Answers that were accepted: what a household said, in which capacity, through which channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

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
