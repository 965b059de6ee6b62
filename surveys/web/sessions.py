"""What one browser has shown: the household whose code it opened, and the member of staff who signed in on it."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import session

from surveys.core.staff import Staff
from surveys.services.code import Door
from surveys.services.staff import staff_of
from surveys.store.db import reading


def now() -> datetime:
    """The server's clock; below the web floor the time is an argument."""
    return datetime.now(UTC)


def remember_door(door: Door) -> None:
    """Keep in the signed cookie which household's code was shown; a signed-in staff member stays signed in."""
    session["door"] = [door.household_id, door.epoch, door.poll_id]
    session.permanent = True


def door_in_session() -> Door | None:
    """The household whose code this browser showed last, if any."""
    kept = session.get("door")
    return Door(*kept) if kept else None


def forget_door() -> None:
    """Let the next person on this phone start afresh."""
    session.pop("door", None)


def start_staff(token: str, username: str) -> None:
    """Begin a staff session under a fresh cookie: nothing of what the browser held before survives.

    Only whoever was signed in here and comes back keeps the form token, so that a page left open can still be sent.
    """
    form_token = session.get("csrf_token") if session.get("username") == username else None
    session.clear()
    session.update(staff=token, username=username)
    if form_token:
        session["csrf_token"] = form_token


def staff_token() -> str:
    """The staff session's secret, empty where nobody signed in."""
    return str(session.get("staff", ""))


def current_staff() -> Staff | None:
    """Who is signed in on this browser, as the database knows them now."""
    token = staff_token()
    if not token:
        return None
    with reading() as connection:
        return staff_of(connection, token, now=now())
