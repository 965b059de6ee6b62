"""A household's way in: its letter's link, or the code it typed, and how often a wrong one is tried."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from surveys.core.ballot import Capacity
from surveys.core.code import (
    Keys,
    code_hash,
    door_hash,
    is_full_door,
    link_hash,
    read_code,
    read_receipt_key,
    receipt_key_hash,
)
from surveys.core.errors import CodeRefused
from surveys.services.attempt import network
from surveys.store import ballot as stored
from surveys.store import wrong_code
from surveys.store.db import Connection
from surveys.store.turnstile import STRIPES

MOST_FAILURES = 20
MOST_FAILURES_OF_POLL = 30
MOST_FAILURES_OF_ALL = 40
"""Wrong codes in an hour without a door: from one address, on one poll's page, and in the whole installation."""
MOST_FAILURES_OF_DOOR = 3
"""Wrong codes in an hour that name a door, on each page where codes are typed."""
DOOR_MARKS = 65_536
"""How many marks stand for the doors, so that no flood of made-up doors can fill a table. Which door has which mark is a
secret."""
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Door:
    """A household's way into its poll, proved by a link or a code. A letter issued anew raises the epoch and shuts it.

    The letter alone shows no answers: `casts` are the ballots that were cast from here, or whose receipt key was shown
    here, by capacity, each with the revision in which it began. They may be read, changed and taken back through this door.
    """

    household_id: int
    epoch: int
    poll_id: int
    casts: Mapping[Capacity, int] = field(default_factory=dict, hash=False)


def door_by_link(session: Connection, token: str, *, cast_for: Collection[int] = ()) -> Door:
    """The door that a letter's link opens; one that is void still leads whoever cast for its household, one of `cast_for`,
    to what they cast. Raises `CodeRefused`: void, and unknown."""
    link = link_hash(token)
    found = stored.door_by_link(session, link)
    return Door(*found) if found else _void(stored.void_door(session, link_hash=link), cast_for)


def _void(found: tuple[int, int, int] | None, cast_for: Collection[int]) -> Door:
    if found is None:
        raise CodeRefused("unknown")
    if found[0] not in cast_for:
        raise CodeRefused("void")
    return Door(*found)


def door_by_key(session: Connection, typed: str) -> Door:
    """The door that a receipt key opens, with its ballot. Raises `CodeRefused`: key."""
    key = read_receipt_key(typed)
    found = stored.door_by_key(session, receipt_key_hash(key)) if key else None
    if found is None:
        raise CodeRefused("key")
    household_id, epoch, poll_id, capacity, since = found
    return Door(household_id, epoch, poll_id, {capacity: since})


@dataclass(frozen=True, slots=True)
class Guess:
    """A typed code, and the door that was typed beside it, empty where none was; what it is counted for if it is wrong, and
    how often that may be in an hour. Two that share a `stripe` are looked at one after the other."""

    code: str
    door: str
    poll_id: int
    most: Mapping[str, int] = field(hash=False)
    stripe: int


def read_guess(typed: str, *, keys: Keys, who: str, door: str = "", poll_id: int = 0) -> Guess:
    """What somebody typed: `who` is their address, `poll_id` the poll on whose page it was, 0 for none. Raises
    `CodeRefused`: empty, length and typo; they cost nothing."""
    code = code_hash(keys, read_code(typed))
    if not door.strip():
        most = {"all": MOST_FAILURES_OF_ALL, f"from {network(who)}": MOST_FAILURES}
        if poll_id:
            most[f"poll {poll_id}"] = MOST_FAILURES_OF_POLL
        return Guess(code, "", poll_id, most, 0)
    mark = int(door_hash(keys, poll_id, door), 16) % DOOR_MARKS
    return Guess(code, door, poll_id, {f"door {mark}": MOST_FAILURES_OF_DOOR}, 1 + mark % (STRIPES - 1))


def door_by_code(session: Connection, guess: Guess, *, now: datetime, cast_for: Collection[int] = ()) -> Door:
    """The door that a typed code opens; nothing is written. Between this and `count_wrong` no other guess at the same door
    may be looked at.

    A code alone opens whatever letter it is from until there were too many wrong ones; then, and wherever a door was typed
    beside it, it opens only that door, among those of the poll on whose page it was typed if it was on one. One of a
    letter that is void does what `door_by_link` says. Raises `CodeRefused`: unknown, which is to be counted; room where the
    door is needed too, closed where that was tried too often, void, and none of these says a word about the code.
    """
    found = stored.door_by_code(session, guess.code)
    void = stored.void_door(session, code_hash=guess.code)  # asked for whatever was found: the time tells nothing
    visit = stored.visit(session, (found or void or (0,))[0])
    so_often = wrong_code.times(session, hour_of(now), guess.most)
    if void and not found and void[0] in cast_for:
        return Door(*void)  # it opens no more than what this very browser cast
    if any(so_often[what] >= most for what, most in guess.most.items()):
        raise CodeRefused("closed" if guess.door else "room", until=_opens_again(now))
    if guess.door and not _at_home(visit, guess):
        found = void = None
    if found:
        return Door(*found)
    if void:
        return _void(void, cast_for)
    raise CodeRefused("unknown", counted=tuple(guess.most))


def count_wrong(session: Connection, counted: Collection[str], *, now: datetime) -> None:
    """Count a wrong code for all that a `CodeRefused` names."""
    wrong_code.count(session, hour_of(now), counted)


def hour_of(now: datetime) -> int:
    """The hour in which wrong codes are counted together."""
    return int(now.timestamp()) // int(_HOUR.total_seconds())


def _opens_again(now: datetime) -> datetime:
    return datetime.fromtimestamp((hour_of(now) + 1) * _HOUR.total_seconds(), UTC)


def _at_home(visit: stored.Visit | None, guess: Guess) -> bool:
    """Whether the code is that of the door which was typed. Where there is none, one is read all the same."""
    home = visit.household if visit else None
    door = (home.building, home.unit, home.room) if home else ("", "", "")
    return is_full_door(guess.door, *door) and visit is not None and guess.poll_id in (0, visit.poll.id)
