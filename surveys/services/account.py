"""Accounts of members of staff: who has one, and changing, shutting and opening them within one's own place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from surveys.core.act import Value, turned
from surveys.core.errors import NotAllowed, NotFound, Problem, Rejected
from surveys.core.paging import rows_before
from surveys.core.place import Community, Compound, Jurisdiction, Street
from surveys.core.staff import Actor, Right, Role, needs
from surveys.services.staff import LONGEST_NAME, giving_problems, place_key
from surveys.store import community as stored_community
from surveys.store import entry, staff_session
from surveys.store import place as stored_place
from surveys.store import staff as stored
from surveys.store.db import Connection
from surveys.store.staff import Listed, Member

__all__ = ["Member"]


@dataclass(frozen=True, slots=True)
class AccountList:
    """Some of the accounts within reach, and how many there are."""

    rows: tuple[Listed, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Places:
    """Where a role may be given: what lies within somebody's reach."""

    streets: tuple[Street, ...]
    communities: tuple[Community, ...]
    compounds: tuple[Compound, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an account is to be."""

    name: str
    office: str
    role: Role
    scope: Jurisdiction


def account_list(
    session: Connection, scope: Jurisdiction, *, search: str = "", page: int = 1, size: int = 20
) -> AccountList:
    """One page of the accounts whose place lies within `scope`, in two queries; a page past the end is the last."""
    total = stored.count_within(session, scope, search)
    start = rows_before(page, total, size)
    return AccountList(stored.listed_within(session, scope, search, start=start, most=size), total)


def account(session: Connection, scope: Jurisdiction, staff_id: int) -> Member:
    """One account within `scope`. Raises `NotFound`."""
    return stored.member_within(session, scope, staff_id)


def account_called(session: Connection, username: str) -> Member:
    """The account with this user name. Raises `NotFound`."""
    found = stored.member(session, username)
    if found is None:
        raise NotFound("staff", username)
    return found


def places(session: Connection, scope: Jurisdiction) -> Places:
    """The places within `scope`."""
    return Places(
        stored_place.streets(session, scope),
        stored_community.communities(session, scope),
        stored_place.compounds(session, scope),
    )


@needs(Right.ACCOUNTS)
def change_account(session: Connection, staff_id: int, wanted: Wanted, *, by: Actor, now: datetime) -> Member:
    """Give an account another name, office, role or place; as it was already, nothing is written.

    Raises `NotFound` out of reach, `Rejected` with all that is wrong, and `NotAllowed`: yourself, who changes neither role
    nor place, or last_in_charge.
    """
    before = theirs(session, staff_id, by)
    moved = (wanted.role, place_key(wanted.scope)) != (before.role, place_key(before.scope))
    if moved and before.username == by.username:
        raise NotAllowed("yourself")
    problems = [] if wanted.name.strip() else [Problem("empty", "name")]
    for field, text in (("name", wanted.name), ("office", wanted.office)):
        if len(text.strip()) > LONGEST_NAME:
            problems.append(Problem("name_too_long", field, detail={"most": LONGEST_NAME}))
    problems += giving_problems(session, wanted.role, wanted.scope, by) if moved else ()
    if problems:
        raise Rejected(problems)
    if wanted.role is not Role.DISTRICT:
        _keep_one_in_charge(session, before)
    name, office = wanted.name.strip(), wanted.office.strip()
    stored.change(session, before.id, name=name, office=office, role=wanted.role, scope=wanted.scope)
    after = stored.member(session, before.username)
    assert after is not None
    if changed := turned(_facts(before), _facts(after)):
        entry.enter(session, "staff_changed", by=by, now=now, poll_id=None, username=before.username, **changed)
    return after


def _facts(member: Member) -> dict[str, Value]:
    return {"name": member.name, "office": member.office, "role": str(member.role), "place": place_key(member.scope)}


def theirs(session: Connection, staff_id: int, by: Actor) -> Member:
    """An account that is `by`'s to change: within their place, of a role that they give. Raises `NotFound`."""
    found = stored.member_within(session, by.scope, staff_id)
    if not by.gives(Role(found.role)):
        raise NotFound("staff", found.username)
    return found


def _keep_one_in_charge(session: Connection, member: Member) -> None:
    if member.role == Role.DISTRICT and member.disabled_at is None and not stored.others_in_charge(session, member.id):
        raise NotAllowed("last_in_charge")


@needs(Right.ACCOUNTS)
def disable_account(session: Connection, staff_id: int, *, by: Actor, now: datetime) -> Member:
    """Shut an account: their browsers are signed out, and nobody signs in any more. Done before, nothing is written.

    Raises `NotFound` out of reach, and `NotAllowed`: yourself, or last_in_charge.
    """
    member = theirs(session, staff_id, by)
    if member.username == by.username:
        raise NotAllowed("yourself")
    _keep_one_in_charge(session, member)
    if member.disabled_at is None:
        stored.disable(session, member.id, now)
        ended = staff_session.end_all(session, member.id)
        told = {"sessions_ended": ended, **turned({"disabled": 0}, {"disabled": 1})}
        entry.enter(session, "staff_disabled", by=by, now=now, poll_id=None, username=member.username, **told)
    return member


@needs(Right.ACCOUNTS)
def enable_account(session: Connection, staff_id: int, *, by: Actor, now: datetime) -> Member:
    """Open an account again, with the password that it had. Raises `NotFound`, and `Rejected` as changing does."""
    member = theirs(session, staff_id, by)
    if problems := tuple(giving_problems(session, Role(member.role), member.scope, by)):
        raise Rejected(problems)
    if member.disabled_at is not None:
        stored.disable(session, member.id, None)
        told = turned({"disabled": 1}, {"disabled": 0})
        entry.enter(session, "staff_enabled", by=by, now=now, poll_id=None, username=member.username, **told)
    return member


@needs(Right.ACCOUNTS)
def end_sessions(session: Connection, staff_id: int, *, by: Actor, now: datetime) -> int:
    """Sign somebody within reach out everywhere; returns of how many browsers. Raises `NotFound`."""
    member = theirs(session, staff_id, by)
    ended = staff_session.end_all(session, member.id)
    entry.enter(session, "sessions_ended", by=by, now=now, username=member.username, number=ended)
    return ended
