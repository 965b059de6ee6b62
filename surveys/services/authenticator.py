"""An authenticator on a telephone: enrolled once by a code that it shows, and asked where one person does what takes two."""

from __future__ import annotations

from datetime import datetime

from surveys.core.act import turned
from surveys.core.authenticator import authenticator_secret, matching_step
from surveys.core.code import Keys
from surveys.core.errors import NotAllowed, SignInRefused
from surveys.core.staff import Staff
from surveys.services.attempt import MOST_FAILURES, refuse_after
from surveys.store import attempt, entry
from surveys.store import staff as stored
from surveys.store.db import Connection

_DOOR = "authenticator"


def has_authenticator(session: Connection, staff: Staff) -> bool:
    """Whether somebody has enrolled one."""
    member = stored.member(session, staff.username)
    return member is not None and bool(member.authenticator)


def enrol(session: Connection, staff: Staff, nonce: str, code: str, *, keys: Keys, now: datetime) -> None:
    """Keep the authenticator whose secret is made of `nonce`, proved by the code that it shows.

    Raises `SignInRefused`: wrong, which is counted, or throttled; and `NotAllowed`: enrolled, where there is one already.
    """
    if has_authenticator(session, staff):
        raise NotAllowed("enrolled")
    step = _step(session, staff, authenticator_secret(keys, staff.id, nonce), code, after=0, now=now)
    stored.set_authenticator(session, staff.id, nonce, step)
    told = turned({"authenticator": 0}, {"authenticator": 1})
    entry.enter(session, "authenticator_enrolled", by=staff, now=now, poll_id=None, username=staff.username, **told)


def prove(session: Connection, staff: Staff, code: str, *, keys: Keys, now: datetime) -> None:
    """Let a code count, once. Raises `SignInRefused`: none (nothing is enrolled), wrong, which is counted, or throttled."""
    member = stored.member(session, staff.username)
    if member is None or not member.authenticator:
        raise SignInRefused("none")
    secret = authenticator_secret(keys, staff.id, member.authenticator)
    step = _step(session, staff, secret, code, after=member.step, now=now)
    if not stored.use_step(session, staff.id, step):
        raise SignInRefused("wrong")


def _step(session: Connection, staff: Staff, secret: bytes, code: str, *, after: int, now: datetime) -> int:
    refuse_after(session, (_DOOR, staff.username, MOST_FAILURES), now=now)
    step = matching_step(secret, code, now=now, after=after)
    if step is None:
        attempt.record(session, _DOOR, staff.username, now)
        raise SignInRefused("wrong")
    return step
