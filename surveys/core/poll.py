"""One compound asked in one wave: its dates, its state, and the terms that were fixed when it opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from surveys.core.canonical import digest
from surveys.core.menu import BY_HOUSEHOLDS, Ranking, ranking_from_document
from surveys.core.place import Compound


class PollState(StrEnum):
    """Where a poll stands; derived from acts and dates, never stored."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
    PUBLISHED = "published"
    FINAL = "final"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """Whether answering is over and the ballots can be counted; what was called off is counted never."""
        return self in (PollState.CLOSED, PollState.PUBLISHED, PollState.FINAL)

    @property
    def running(self) -> bool:
        """Whether answers are still to come."""
        return self in (PollState.SCHEDULED, PollState.OPEN, PollState.PAUSED)

    @property
    def told(self) -> bool:
        """Whether everybody may see the result."""
        return self in (PollState.PUBLISHED, PollState.FINAL)


@dataclass(frozen=True, slots=True)
class Wave:
    """One edition sent to many compounds with one calendar. Times are UTC."""

    id: int
    title: str
    edition: str
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything that decides the result and is fixed before the first ballot; its digest is printed on the letters.

    `rules` are full rule documents; `lots` is the drawn order of the menu's items that settles the last ties;
    `budget` is in fen (1/100 yuan), None where none is set; digests are SHA-256 in hex. Terms from before there was a choice
    say no ranking: residents were told that what more households order comes first. `matters` are the documents of what
    owners decide together in this poll; terms without any say nothing of them, so that older ones keep their digests.
    """

    edition: str
    menu: str
    roster: str
    rules: tuple[Mapping[str, Any], ...]
    lots: tuple[str, ...]
    seed: int
    basic_first: bool
    budget: int | None
    opens_at: str
    closes_at: str
    ranking: Ranking = BY_HOUSEHOLDS
    matters: tuple[Mapping[str, Any], ...] = ()

    def document(self) -> dict[str, Any]:
        """The terms as a JSON document, in the shape that `from_document` reads."""
        values = {name: _plain(getattr(self, name)) for name in self.__slots__}
        if self.ranking == BY_HOUSEHOLDS:
            del values["ranking"]
        if not self.matters:
            del values["matters"]
        return values

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Terms:
        """The terms that `document` wrote down."""
        values = {**document, "rules": tuple(document["rules"]), "lots": tuple(document["lots"])}
        values |= {"ranking": ranking_from_document(document.get("ranking")), "matters": tuple(document.get("matters", ()))}
        return cls(**values)

    @property
    def roll(self) -> bool:
        """Whether a rule has the roll of who answered posted while objections are taken."""
        return any(rule.get("roll") for rule in self.rules)

    @property
    def digest(self) -> str:
        """The digest of the terms, printed before opening and repeated by the result."""
        return digest(self.document())


def _plain(value: Any) -> Any:
    if isinstance(value, Ranking):
        return value.document()
    return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True, slots=True)
class Poll:
    """A compound's poll: `opens_at` and `closes_at` are the announced dates, the other times are acts.

    An extension announces a later `closes_at`; the terms keep the date on the letters. `published_at` is when the first
    notice was posted, `final_at` when the one was after which nothing is objected to any more.
    """

    id: int
    wave: Wave
    compound: Compound
    opens_at: datetime
    closes_at: datetime
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    terms: Terms | None = None
    published_at: datetime | None = None
    paused_at: datetime | None = None
    reviewed_at: datetime | None = None
    final_at: datetime | None = None
    cancelled_at: datetime | None = None

    def state(self, now: datetime) -> PollState:
        """The state at `now`; a poll that reaches its closing time is closed though nobody acted."""
        if self.opened_at is None or self.terms is None:
            return PollState.DRAFT
        if self.cancelled_at is not None:
            return PollState.CANCELLED
        if self.published_at is not None:
            return PollState.PUBLISHED if self.final_at is None else PollState.FINAL
        if self.closed_at is not None or now >= self.closes_at:
            return PollState.CLOSED
        if self.paused_at is not None:
            return PollState.PAUSED
        return PollState.OPEN if now >= self.opens_at else PollState.SCHEDULED

    @property
    def ended_at(self) -> datetime:
        """When answering ended or will end: the act of closing, else the announced date."""
        return min(self.closed_at, self.closes_at) if self.closed_at else self.closes_at
