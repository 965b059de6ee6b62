"""A household's way in: its letter's link, or the code it typed, and how often a wrong one is tried."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from surveys.core.ballot import Capacity
from surveys.core.code import Keys, code_hash, link_hash, names_door, read_code, read_receipt_key, receipt_key_hash
from surveys.core.errors import CodeRefused
from surveys.store import attempt
from surveys.store import ballot as stored
from surveys.store.db import Connection

FAILURES_COUNTED_FOR = timedelta(hours=1)
MOST_FAILURES = 20
MOST_FAILURES_OF_POLL = 60
MOST_FAILURES_OF_ALL = 300


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


def door_by_code(
    session: Connection,
    typed: str,
    *,
    keys: Keys,
    who: str,
    now: datetime,
    room: str = "",
    poll_id: int = 0,
    cast_for: Collection[int] = (),
) -> Door:
    """The door that a typed code opens; call it inside a transaction, for a wrong code is counted under `who`.

    One of a letter that is void does what `door_by_link` says. `poll_id` is the poll on whose page it was typed, 0 for none:
    failures count there too. After too many wrong ones from `who`, on that page or from everybody, a code opens only
    together with its `room`, read as `names_door` does; so guessing is slowed and no neighbour behind the same address is
    locked out. Raises `CodeRefused`: empty, length and typo cost nothing, nor does room, which says no word about the code,
    nor void; unknown costs a try.
    """
    code = code_hash(keys, read_code(typed))
    found = stored.door_by_code(session, code)
    void = stored.void_door(session, code_hash=code)  # asked for whatever was found: the time tells nothing
    if _too_many(session, who, poll_id, now - FAILURES_COUNTED_FOR):
        if not room.strip():
            raise CodeRefused("room")
        found = found if _lives_at(session, found, room) else None
        void = None
    if void and not found:
        return _void(void, cast_for)
    if found is None:
        attempt.record(session, "code", who, now)
        if poll_id:
            attempt.record(session, f"code {poll_id}", who, now)
        raise CodeRefused("unknown")
    return Door(*found)


def _too_many(session: Connection, who: str, poll_id: int, since: datetime) -> bool:
    own, everybody = attempt.failures(session, "code", who, since)
    if own >= MOST_FAILURES or everybody >= MOST_FAILURES_OF_ALL:
        return True
    return bool(poll_id) and attempt.failures(session, f"code {poll_id}", who, since)[1] >= MOST_FAILURES_OF_POLL


def _lives_at(session: Connection, found: tuple[int, int, int] | None, typed: str) -> bool:
    """Whether the door is where `typed` says. Where there is none, one is looked up all the same: the time tells nothing."""
    visit = stored.visit(session, found[0] if found else 0)
    home = visit.household if visit else None
    return names_door(typed, *((home.building, home.unit, home.room) if home else ("", "", "")))
