"""Members of staff: who they are, where they may look, and how a browser becomes theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from surveys.core.errors import NotFound, Problem, Rejected, SignInRefused
from surveys.core.place import Jurisdiction
from surveys.core.staff import Actor, Right, Role, Staff, needs
from surveys.store import attempt, entry
from surveys.store import staff as stored
from surveys.store.db import Connection

SIGNED_IN_FOR = timedelta(hours=12)
FAILURES_COUNTED_FOR = timedelta(minutes=15)
MOST_FAILURES = 10
MOST_FAILURES_FROM = 30
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)


@dataclass(frozen=True, slots=True)
class PasswordCheck:
    """Somebody who says who they are, and whether the password was right."""

    username: str
    who: str
    staff_id: int | None


@needs(Right.ACCOUNTS)
def add_staff(
    session: Connection,
    username: str,
    name: str,
    password: str,
    *,
    role: Role,
    scope: Jurisdiction,
    random: bytes,
    by: Actor,
    now: datetime,
) -> Staff:
    """A new member; `random` are 16 bytes or more. Raises `Rejected` with all that is wrong with names and password."""
    problems = [*_name_problems(session, username, name), *_password_problems(username, password)]
    if problems:
        raise Rejected(problems)
    new = stored.Member(0, username, name.strip(), role, scope, _HASHER.hash(password, salt=random[:16]))
    staff_id = stored.add(session, new)
    entry.enter(session, "staff_added", by=by, now=now, username=username, role=role)
    return Staff(staff_id, username, new.name, role, scope)


def _name_problems(session: Connection, username: str, name: str) -> Iterator[Problem]:
    if not _USERNAME.fullmatch(username):
        yield Problem("username_unreadable", "username", value=username[:40])
    elif stored.member(session, username):
        yield Problem("taken", "username", value=username)
    if not name.strip():
        yield Problem("empty", "name")


def _password_problems(username: str, password: str) -> Iterator[Problem]:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        yield Problem("password_length", "password", detail={"least": SHORTEST_PASSWORD, "most": LONGEST_PASSWORD})
    elif len(set(password)) < 5 or password.casefold() in ("0123456789", "1234567890", "qwertyuiop", username * 2):
        yield Problem("password_guessable", "password")


def staff_members(session: Connection) -> tuple[Staff, ...]:
    """Every member of staff, by user name."""
    return tuple(map(_staff, stored.members(session)))


def _staff(member: stored.Member) -> Staff:
    return Staff(member.id, member.username, member.name, Role(member.role), member.scope)


def check_password(session: Connection, username: str, password: str, *, who: str, now: datetime) -> PasswordCheck:
    """Whether the password is right: slow on purpose, so call it in `reading()`, never where ballots wait for the turn.

    Raises `SignInRefused`: throttled, after too many failures for this name or from `who`, right or wrong.
    """
    since = now - FAILURES_COUNTED_FOR
    if (
        attempt.failures(session, "password", username[:40], since)[0] >= MOST_FAILURES
        or attempt.failures(session, "password from", who, since)[0] >= MOST_FAILURES_FROM
    ):
        raise SignInRefused("throttled")
    member = stored.member(session, username)
    right = _matches(member.password if member else _nobodys(), password)
    return PasswordCheck(username, who, member.id if member and right else None)


@cache
def _nobodys() -> str:
    """A hash that takes as long to refuse as anybody's, so that time doesn't tell which names exist."""
    return _HASHER.hash("nobody has this password", salt=b"nobody's salt 16")


def _matches(kept: str, password: str) -> bool:
    try:
        return _HASHER.verify(kept, password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False


def sign_in(session: Connection, claim: PasswordCheck, *, random: bytes, now: datetime) -> str:
    """Begin a signed-in browser; returns the secret for its cookie, made of 32 bytes of `random`.

    Raises `SignInRefused`: wrong. The failure is counted in the same transaction.
    """
    if claim.staff_id is None:
        attempt.record(session, "password", claim.username[:40], now)
        attempt.record(session, "password from", claim.who, now)
        raise SignInRefused("wrong")
    stored.forget_before(session, now - SIGNED_IN_FOR)
    token = random[:32].hex()
    stored.begin(session, _key(token), claim.staff_id, now)
    return token


def _key(token: str) -> str:
    return sha256(token.encode(errors="replace")).hexdigest()


def staff_of(session: Connection, token: str, *, now: datetime) -> Staff | None:
    """Who signed in on the browser with this secret, within the last twelve hours."""
    member = stored.signed_in(session, _key(token), now - SIGNED_IN_FOR)
    return None if member is None else _staff(member)


def sign_out(session: Connection, token: str) -> None:
    """End a signed-in browser; the secret is worth nothing any more."""
    stored.end(session, _key(token))


@needs(Right.ACCOUNTS)
def set_password(session: Connection, username: str, password: str, *, random: bytes, by: Actor, now: datetime) -> None:
    """Give a member of staff a new password and sign them out everywhere. Raises `Rejected`, `NotFound`."""
    _give_password(session, username, password, random=random, by=by, now=now)


def change_password(session: Connection, staff: Staff, password: str, *, random: bytes, now: datetime) -> None:
    """Give oneself a new password and sign out everywhere, after proving the old one with `check_password`. Raises
    `Rejected`."""
    _give_password(session, staff.username, password, random=random, by=staff, now=now)


def _give_password(session: Connection, username: str, password: str, *, random: bytes, by: Actor, now: datetime) -> None:
    member = stored.member(session, username)
    if member is None:
        raise NotFound("staff", username)
    problems = tuple(_password_problems(username, password))
    if problems:
        raise Rejected(problems)
    stored.set_password(session, member.id, _HASHER.hash(password, salt=random[:16]))
    entry.enter(session, "password_set", by=by, now=now, username=username)
