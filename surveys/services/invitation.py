"""Invitations: a link that lets a member of staff set their own password, once, so that nobody else ever knows it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from hashlib import sha256

from surveys.core.act import turned
from surveys.core.errors import NotAllowed, NotFound
from surveys.core.staff import Actor, Device, Right, needs
from surveys.services.account import theirs
from surveys.services.attempt import forgive_failures
from surveys.services.password import kept_password
from surveys.services.staff import begin, own_names, staff_from
from surveys.store import entry, staff_session
from surveys.store import staff as stored
from surveys.store.db import Connection
from surveys.store.staff import Member

LASTS = timedelta(hours=72)
_SECRET = re.compile(r"[0-9a-f]{64}")


@needs(Right.ACCOUNTS)
def invite(session: Connection, staff_id: int, *, random: bytes, by: Actor, now: datetime) -> str:
    """Make a new invitation of 32 bytes of `random`; returns its secret, of which only the hash is kept.

    Any before it is void, the old password and authenticator open nothing, every browser is signed out, and failures are
    forgiven. Raises `NotFound` out of reach, and `NotAllowed`: yourself, or disabled.
    """
    member = theirs(session, staff_id, by)
    if member.username == by.username:
        raise NotAllowed("yourself")
    if member.disabled_at is not None:
        raise NotAllowed("disabled")
    secret = random[:32].hex()
    stored.invite(session, member.id, _hash(secret), by=by.username, now=now)
    ended = staff_session.end_all(session, member.id)
    forgive_failures(session, member.username)
    had = {"password": int(bool(member.password)), "authenticator": int(bool(member.authenticator))}
    told = {"sessions_ended": ended, **turned(had, {"password": 0, "authenticator": 0})}
    entry.enter(session, "staff_invited", by=by, now=now, poll_id=None, username=member.username, **told)
    return secret


def invited(session: Connection, secret: str, *, now: datetime) -> Member:
    """Whom an invitation lets in. Raises `NotFound` where it is unknown, used, replaced, or older than 72 hours."""
    found = stored.invited(session, _hash(secret), now - LASTS) if _SECRET.fullmatch(secret) else None
    if found is None:
        raise NotFound("invitation")
    return found


def password_for(session: Connection, secret: str, password: str, *, random: bytes, now: datetime) -> str:
    """The hash of the password that whoever is invited has chosen: slow, so call it in `reading()`. Raises `Rejected` where
    it is too easily guessed, and `NotFound`."""
    member = invited(session, secret, now=now)
    return kept_password(password, own=own_names(session, member.username, member.name, member.office), random=random)


def accept(session: Connection, secret: str, kept: str, *, device: Device, random: bytes, now: datetime) -> str:
    """Use an invitation up and sign in; `kept` is the hash of the new password. Returns the secret for the browser's cookie.

    Raises `NotFound` where the invitation lets nobody in any more.
    """
    member = invited(session, secret, now=now)
    if not stored.accept(session, _hash(secret), kept):
        raise NotFound("invitation")
    told = {"invited_by": member.invited_by, **turned({"password": 0}, {"password": 1})}
    entry.enter(
        session, "invitation_accepted", by=staff_from(member), now=now, poll_id=None, username=member.username, **told
    )
    return begin(session, member.id, device=device, random=random, now=now)


def _hash(secret: str) -> str:
    return sha256(secret.encode(errors="replace")).hexdigest()
