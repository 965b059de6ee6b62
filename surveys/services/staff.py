"""Members of staff: who they are, where they may look, and how a browser becomes theirs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from surveys.core.act import Value, made, turned
from surveys.core.errors import NotFound, Problem, Rejected, SignInRefused
from surveys.core.password import password_problems
from surveys.core.place import Jurisdiction, Level
from surveys.core.staff import Actor, Device, Right, Role, Staff, fits, needs
from surveys.services.attempt import count_failure, forgive_failures, refuse_throttled
from surveys.services.password import kept_password, known_passwords, matches
from surveys.store import community as stored_community
from surveys.store import district as stored_district
from surveys.store import entry, staff_session
from surveys.store import place as stored_place
from surveys.store import staff as stored
from surveys.store.clock import is_behind
from surveys.store.db import Connection

SIGNED_IN_FOR = timedelta(hours=12)
IDLE_FOR = timedelta(minutes=30)
NOTED_EVERY = timedelta(minutes=1)
"""How often it is written down that a browser is still there."""
LONGEST_NAME = 40

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


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
    password: str | None,
    *,
    role: Role,
    scope: Jurisdiction,
    office: str = "",
    random: bytes,
    by: Actor,
    now: datetime,
) -> Staff:
    """A new member; `random` are 16 bytes or more. Without a password nobody signs in before an invitation is accepted.

    Raises `Rejected` with all that is wrong with names, password, role and place, and `NotFound` for a place out of reach.
    """
    own = own_names(session, username, name, office)
    problems = [*_username_problems(session, username), *_name_problems(name, office)]
    problems += password_problems(password, own, known_passwords()) if password is not None else ()
    problems += giving_problems(session, role, scope, by)
    if problems:
        raise Rejected(problems)
    kept = "" if password is None else kept_password(password, own=own, random=random)
    new = stored.Member(0, username, name.strip(), role, scope, kept, office.strip())
    staff_id = stored.add(session, new)
    facts: dict[str, Value] = {"name": new.name, "office": new.office, "role": str(role), "place": place_key(scope)}
    opens = {"disabled": 0, "password": int(bool(kept)), "authenticator": 0}
    entry.enter(session, "staff_added", by=by, now=now, poll_id=None, username=username, **made({**facts, **opens}))
    return Staff(staff_id, username, new.name, role, scope, new.office)


def _username_problems(session: Connection, username: str) -> Iterator[Problem]:
    if not _USERNAME.fullmatch(username):
        yield Problem("username_unreadable", "username", value=username[:40])
    elif stored.member(session, username):
        yield Problem("taken", "username", value=username)


def _name_problems(name: str, office: str) -> Iterator[Problem]:
    if not name.strip():
        yield Problem("empty", "name")
    for field, text in (("name", name), ("office", office)):
        if len(text.strip()) > LONGEST_NAME:
            yield Problem("name_too_long", field, detail={"most": LONGEST_NAME})


def giving_problems(session: Connection, role: Role, scope: Jurisdiction, by: Actor) -> Iterator[Problem]:
    """Why a role can't be given there: it isn't theirs to give, or may not be held there. Raises `NotFound` for a place that
    isn't there or out of their reach."""
    if not by.gives(role):
        yield Problem("role_not_theirs", "role")
    elif not fits(role, scope):
        yield Problem("place_unfitting", "place")
    else:
        _reach(session, by.scope, scope)


def _reach(session: Connection, mine: Jurisdiction, wanted: Jurisdiction) -> None:
    match wanted.level:
        case Level.COMPOUND:
            stored_place.compound(session, mine, wanted.compound or 0)
        case Level.COMMUNITY:
            if wanted.community not in {one.id for one in stored_community.communities(session, mine)}:
                raise NotFound("community", str(wanted.community))
        case Level.STREET:
            within = mine.level in (Level.DISTRICT, Level.STREET)
            if not within or wanted.street not in {street.id for street in stored_place.streets(session, mine)}:
                raise NotFound("street", str(wanted.street))
        case Level.DISTRICT:
            if mine.level is not Level.DISTRICT:
                raise NotFound("place")


def place_key(scope: Jurisdiction) -> str:
    """A place as forms and the ledger write it, such as `street:3`."""
    number = {Level.STREET: scope.street, Level.COMMUNITY: scope.community, Level.COMPOUND: scope.compound}.get(scope.level)
    return str(scope.level) if number is None else f"{scope.level}:{number}"


def own_names(session: Connection, *names: str) -> tuple[str, ...]:
    """The names that a password may not hold: somebody's own, and those of the district and its office."""
    district = stored_district.district(session)
    return (*names, *((district.name, district.office) if district else ()))


def staff_members(session: Connection) -> tuple[Staff, ...]:
    """Every member of staff, by user name."""
    return tuple(map(staff_from, stored.members(session)))


def staff_from(member: stored.Member) -> Staff:
    """A member as all floors know them."""
    return Staff(member.id, member.username, member.name, Role(member.role), member.scope, member.office)


def check_password(session: Connection, username: str, password: str, *, who: str, now: datetime) -> PasswordCheck:
    """Whether the password is right: slow on purpose, so call it in `reading()`, never where ballots wait for the turn.

    Raises `SignInRefused`: throttled, after too many failures for this name from `who`, or from `who`, right or wrong.
    """
    refuse_throttled(session, username, who, now)
    # What can be nobody's name may hold signs that no database takes; it is looked up all the same.
    member = stored.member(session, username if _USERNAME.fullmatch(username) else "")
    right = matches(member.password if member and member.disabled_at is None else "", password)
    return PasswordCheck(username, who, member.id if member and right else None)


def sign_in(
    session: Connection, claim: PasswordCheck, *, device: Device = Device.COMPUTER, random: bytes, now: datetime
) -> str:
    """Begin a signed-in browser; returns the secret for its cookie, made of 32 bytes of `random`.

    Raises `SignInRefused`: wrong, which is counted in the same transaction, or throttled, where others failed meanwhile.
    """
    refuse_throttled(session, claim.username, claim.who, now)
    if claim.staff_id is None:
        count_failure(session, claim.username, claim.who, now)
        raise SignInRefused("wrong")
    return begin(session, claim.staff_id, device=device, random=random, now=now)


def begin(session: Connection, staff_id: int, *, device: Device, random: bytes, now: datetime) -> str:
    """Begin a signed-in browser of somebody who has just proved who they are; returns the secret for its cookie."""
    staff_session.forget_before(session, started=now - SIGNED_IN_FOR, seen=now - IDLE_FOR)
    token = random[:32].hex()
    staff_session.begin(session, session_key(token), staff_id, device, now)
    return token


def session_key(token: str) -> str:
    """What the database keeps of a browser's secret."""
    return sha256(token.encode(errors="replace")).hexdigest()


def present(session: Connection, token: str, *, now: datetime) -> tuple[Staff, bool, bool] | None:
    """Who signed in on the browser with this secret within twelve hours, and was there within the last thirty minutes;
    whether it is time to write down that they still are; and whether the clock is behind what was done already."""
    since = {"started": now - SIGNED_IN_FOR, "seen": now - IDLE_FOR}
    found = staff_session.signed_in(session, session_key(token), **since)
    if found is None:
        return None
    member, seen_at, newest = found
    return staff_from(member), seen_at <= now - NOTED_EVERY, is_behind(now, newest)


def note_seen(session: Connection, token: str, *, now: datetime) -> None:
    """Write down that a browser is still there."""
    staff_session.saw(session, session_key(token), now)


def sign_out(session: Connection, token: str) -> None:
    """End a signed-in browser; the secret is worth nothing any more."""
    staff_session.end(session, session_key(token))


def sign_out_elsewhere(session: Connection, staff: Staff, token: str, *, now: datetime) -> int:
    """End somebody's other browsers, all but the one with this secret, at their own wish; returns how many."""
    ended = staff_session.end_all(session, staff.id, but=session_key(token))
    entry.enter(session, "sessions_ended", by=staff, now=now, username=staff.username, number=ended)
    return ended


def browsers(session: Connection, staff_id: int, *, now: datetime) -> tuple[staff_session.SignedIn, ...]:
    """The browsers on which somebody is signed in."""
    return staff_session.browsers(session, staff_id, started=now - SIGNED_IN_FOR, seen=now - IDLE_FOR)


@needs(Right.ACCOUNTS)
def set_password(session: Connection, username: str, password: str, *, random: bytes, by: Actor, now: datetime) -> None:
    """Give a member of staff within reach a new password and sign them out everywhere. Raises `Rejected`, `NotFound`."""
    member = stored.member(session, username)
    if member is None or not by.gives(Role(member.role)):
        raise NotFound("staff", username)
    stored.member_within(session, by.scope, member.id)
    forgive_failures(session, username)
    _give_password(session, member, password, random=random, by=by, now=now)


def change_password(session: Connection, staff: Staff, password: str, *, random: bytes, now: datetime) -> None:
    """Give oneself a new password and sign out everywhere, after proving the old one with `check_password`. Raises
    `Rejected`."""
    member = stored.member(session, staff.username)
    if member is None:
        raise NotFound("staff", staff.username)
    _give_password(session, member, password, random=random, by=staff, now=now)


def _give_password(
    session: Connection, member: stored.Member, password: str, *, random: bytes, by: Actor, now: datetime
) -> None:
    own: Collection[str] = own_names(session, member.username, member.name, member.office)
    stored.set_password(session, member.id, kept_password(password, own=own, random=random))
    staff_session.end_all(session, member.id)
    told = turned({"password": int(bool(member.password))}, {"password": 1})
    entry.enter(session, "password_set", by=by, now=now, poll_id=None, username=member.username, **told)
