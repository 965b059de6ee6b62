"""What whoever reviews entries finds about one, and what of the entries themselves asks for a look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction

from surveys.core.ballot import Capacity, Channel
from surveys.core.place import CHINA
from surveys.core.roster import Household

LONGEST_REASON = 300


class Mark(StrEnum):
    """What became of an entry that was reviewed: it counts, it counts and is in doubt, or it doesn't count."""

    COUNTED = "counted"
    QUERIED = "queried"
    VOID = "void"


class Sign(StrEnum):
    """What asks for a look: typed in faster than a person reads, at night, or one of many by one clerk in ten minutes."""

    FAST = "fast"
    NIGHT = "night"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class SignRule:
    """From where on something asks for a look. A form read by a camera first takes less time; `share` is how many times
    that of all other buildings the share of paper in one building may be, where it holds at least `least` papers."""

    seconds: int
    seconds_read: int
    begins: time
    ends: time
    many: int
    within: timedelta
    share: Fraction
    least: int


SIGN_RULE = SignRule(15, 6, time(7), time(22), 15, timedelta(minutes=10), Fraction(2), 5)
"""The rule of every poll: 25 keystrokes take a practised clerk longer than 15 seconds."""


@dataclass(frozen=True, slots=True)
class MarkedAs:
    """A mark with its reason, and whose it is."""

    mark: Mark
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReviewedEntry:
    """An entry as it is reviewed, never what it says. `serial` is that of its form, None at a door or by telephone."""

    id: int
    home: Household
    capacity: Capacity
    channel: Channel
    serial: int | None
    by: str
    at: datetime
    seconds: int
    photo_read: bool
    revision: int | None
    marked: MarkedAs | None = None


@dataclass(frozen=True, slots=True)
class SignFound:
    """Why an entry asks for a look: the sign, and how many seconds, or how many entries in the time of the rule."""

    sign: Sign
    number: int = 0


@dataclass(frozen=True, slots=True)
class PaperShare:
    """How many of the answers of a building came on paper, and of all other buildings."""

    building: str
    paper: int
    answered: int
    others_paper: int
    others_answered: int

    @property
    def stands_out(self) -> bool:
        """Whether the share is far above that of the others."""
        if self.paper < SIGN_RULE.least or not self.others_answered:
            return False
        return Fraction(self.paper, self.answered) > SIGN_RULE.share * Fraction(self.others_paper, self.others_answered)


def evidence(entries: Sequence[ReviewedEntry]) -> Mapping[int, tuple[SignFound, ...]]:
    """What asks for a look about each of these entries; those without anything have no row."""
    many = dict(_many(entries))
    found = {entry.id: tuple(_signs(entry, many.get(entry.id, 0))) for entry in entries}
    return {number: signs for number, signs in found.items() if signs}


def _signs(entry: ReviewedEntry, many: int) -> Iterator[SignFound]:
    fastest = SIGN_RULE.seconds_read if entry.photo_read else SIGN_RULE.seconds
    if entry.seconds < fastest:
        yield SignFound(Sign.FAST, entry.seconds)
    if not SIGN_RULE.begins <= entry.at.astimezone(CHINA).time() < SIGN_RULE.ends:
        yield SignFound(Sign.NIGHT)
    if many:
        yield SignFound(Sign.MANY, many)


def _many(entries: Iterable[ReviewedEntry]) -> Iterator[tuple[int, int]]:
    """The entries that are among too many by one clerk, with the most that any such time holds them in."""
    by_clerk: dict[str, list[ReviewedEntry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: entry.at):
        by_clerk[entry.by].append(entry)
    for typed in by_clerk.values():
        most: dict[int, int] = {}
        first = 0
        for last, entry in enumerate(typed):
            while entry.at - typed[first].at >= SIGN_RULE.within:
                first += 1
            number = last - first + 1
            if number > SIGN_RULE.many:
                most |= {one.id: max(number, most.get(one.id, 0)) for one in typed[first : last + 1]}
        yield from most.items()


def paper_shares(answers: Mapping[str, tuple[int, int]]) -> tuple[PaperShare, ...]:
    """How each building stands beside all others, of how many of its answers came on paper, and how many there are."""
    paper, answered = (sum(pair[part] for pair in answers.values()) for part in (0, 1))
    return tuple(PaperShare(name, on, of, paper - on, answered - of) for name, (on, of) in answers.items())
