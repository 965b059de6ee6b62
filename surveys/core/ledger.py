"""The ledger of acts as it is read: its lines, and which of them somebody looks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from surveys.core.act import Act, Subject, Value
from surveys.core.carried import Carried, carried, commitment


@dataclass(frozen=True, slots=True)
class Committed:
    """A personal value of an entry: what binds to it, and the value with its salt as long as they are kept."""

    digest: str
    salt: str | None = None
    value: Value = None

    @property
    def forgotten(self) -> bool:
        """Whether nobody can say any more what it was."""
        return self.salt is None

    def is_of(self, value: Value) -> bool:
        """Whether it binds to this value, as far as that can still be said."""
        return self.salt is None or commitment(self.salt, value) == self.digest


Said = Value | Committed


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One entry: who did what, when, about what, and both sides of what was replaced."""

    id: int
    at: datetime
    actor: str
    act: Act
    poll: int | None = None
    wave: int | None = None
    compound: int | None = None
    community: int | None = None
    street: int | None = None
    household: int | None = None
    said: Mapping[str, Said] = field(default_factory=dict)

    @property
    def row(self) -> Carried:
        """What its act carries."""
        about = self.said.get("about")
        return carried(self.act, Subject(about) if isinstance(about, str) else None)

    @property
    def turns(self) -> dict[str, tuple[Said, Said]]:
        """Both sides of every field that was replaced; old entries say neither."""
        named = [name for name in self.row.turns if f"{name}_after" in self.said]
        return {name: (self.said.get(f"{name}_before"), self.said[f"{name}_after"]) for name in named}


@dataclass(frozen=True, slots=True)
class Search:
    """Which lines somebody looks for: all that is named has to fit, one of the actors and of the households.

    `since` is the first moment, `until` the first one too late; `after` is the moment and number of the last line that they
    have seen.
    """

    actors: tuple[str, ...] = ()
    act: Act | None = None
    compound: int | None = None
    poll: int | None = None
    households: tuple[int, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    after: tuple[datetime, int] | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """What those are called whom lines name: people by user name, places by keys such as `street:3`, waves, the waves of
    polls, and homes by building, stairwell and room."""

    people: Mapping[str, str]
    places: Mapping[str, str]
    waves: Mapping[int, str]
    polls: Mapping[int, str]
    homes: Mapping[int, tuple[str, str, str]]


NAMELESS = Names({}, {}, {}, {}, {})
"""For whoever reads names as they stand in the entries."""
