"""What one browser has shown: the households whose letters it opened, and the member of staff who signed in on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Response, current_app, g, request, session
from itsdangerous import BadSignature, URLSafeSerializer

from surveys.core.ballot import Capacity, Revision
from surveys.core.fault import StoreUnavailable
from surveys.core.staff import Device, Staff
from surveys.log import event
from surveys.services.code import Door
from surveys.services.staff import note_seen, present
from surveys.store.db import reading, transaction
from surveys.store.patience import hurried
from surveys.web.cookies import HOST
from surveys.web.signed import FIRST, signer

ANSWERS_FOR = timedelta(hours=24)
"""How long after its letter was opened a household may be answered for: a page may lie open overnight."""
SHOWS_FOR = timedelta(minutes=45)
"""How long what it answered is shown: phones and tablets are shared, and a letter is quickly scanned again."""
_MOST_DOORS = 12
_NOTING = 0.1
"""Seconds that a page waits to write down that somebody is there; the next page tries again."""
_SHARED, _SHARED_FOR = "shared", timedelta(days=400)


def now() -> datetime:
    """The server's clock; below the web floor the time is an argument."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Pass:
    """A door that a browser or a form proves, and when it last did so by a letter, a receipt key or a ballot."""

    door: Door
    at: datetime

    def shows(self, at: datetime) -> bool:
        """Whether answers may still be shown."""
        return at - self.at <= SHOWS_FOR

    def opens(self, at: datetime) -> bool:
        """Whether the household may still be answered for."""
        return at - self.at <= ANSWERS_FOR

    def joined(self, other: Pass | None) -> Pass:
        """This pass with what the same browser may open by another of the same household, by whichever letter."""
        if other is None:
            return self
        return Pass(with_casts(self.door, other.door.casts), max(self.at, other.at))

    def shown(self, at: datetime) -> Door:
        """The door as it is now: one that shows no answers once that time is over."""
        return self.door if self.shows(at) else replace(self.door, casts={})


def with_casts(door: Door, more: Mapping[Capacity, int]) -> Door:
    """The door with what else it opens: of two ballots in one capacity the later, for the earlier counts no more."""
    casts = {capacity: max(door.casts.get(capacity, 0), more.get(capacity, 0)) for capacity in {*door.casts, *more}}
    return replace(door, casts=casts)


def _row(kept: Pass) -> list[int]:
    door = kept.door
    return [door.epoch, door.poll_id, int(kept.at.timestamp()), *(door.casts.get(capacity, 0) for capacity in Capacity)]


def _pass(household_id: int, row: Sequence[Any]) -> Pass:
    epoch, poll_id, at, *since = row
    casts = {capacity: began for capacity, began in zip(Capacity, since, strict=True) if began}
    return Pass(Door(household_id, epoch, poll_id, casts), datetime.fromtimestamp(at, UTC))


def remember_door(door: Door) -> None:
    """Keep in the signed cookie that a household's letter or receipt key was shown, beside those of other households.

    What was cast from this browser stays remembered when only the letter is shown again, and when it is void since. A
    shared browser remembers nothing of what was cast.
    """
    kept = _passes()
    before = kept.pop(door.household_id, None)
    if shared():
        door = replace(door, casts={})
    elif before:
        door = replace(with_casts(door, before.door.casts), epoch=max(door.epoch, before.door.epoch))
    fresh = Pass(door, now())
    newest = [fresh, *sorted(kept.values(), key=lambda one: one.at, reverse=True)][:_MOST_DOORS]
    session["doors"] = {str(one.door.household_id): _row(one) for one in newest}
    session.permanent = True


def shared() -> bool:
    """Whether staff ever signed in on this browser, or several owners' households were answered for from it: whoever has
    their letters sits at it too, so it keeps no right to what was cast. Whoever is signed in now sees what staff entered;
    a cookie of theirs kept from before they signed out opens no more than that of a shared browser."""
    known = _SHARED in request.cookies or HOST + _SHARED in request.cookies
    return (known or "share" in g or bool(staff_token())) and current_staff() is None


def share() -> None:
    """Keep no right to what was cast from this browser, from now on and whatever else it forgets."""
    g.share = True
    session["doors"] = {home: [*row[:3], *(0 for _ in Capacity)] for home, row in session.get("doors", {}).items()}


def keep_shared(response: Response) -> Response:
    """Let the browser remember that it is shared, apart from what signing in and out forgets."""
    if "share" in g:
        secure = bool(current_app.config["SESSION_COOKIE_SECURE"]) or request.is_secure
        name = (HOST if secure else "") + _SHARED
        response.set_cookie(name, "1", max_age=_SHARED_FOR, httponly=True, samesite="Lax", secure=secure)
    return response


def cast_in_session(poll_id: int) -> dict[int, Mapping[Capacity, int]]:
    """The households of a poll for which this browser cast, each with what it cast, however long ago."""
    return {home: one.door.casts for home, one in _passes().items() if one.door.poll_id == poll_id and one.door.casts}


def cast_for() -> frozenset[int]:
    """The households for which this browser cast."""
    return frozenset(home for home, one in _passes().items() if one.door.casts)


def remember_cast(door: Door, *cast: Revision) -> Pass:
    """Keep that these ballots were cast through a door."""
    opened = with_casts(door, {kept.capacity: kept.since for kept in cast})
    remember_door(opened)
    return Pass(opened, now())


def pass_in_session(household_id: int) -> Pass | None:
    """What this browser has shown of a household, if anything that still opens it."""
    kept = _passes().get(household_id)
    if kept is None or not kept.opens(now()):
        return None
    return replace(kept, door=replace(kept.door, casts={})) if shared() else kept


def passes_in_session() -> Iterator[Pass]:
    """Everything that this browser has shown and that still opens."""
    return (kept for kept in _passes().values() if kept.opens(now()))


def _passes() -> dict[int, Pass]:
    rows: Mapping[str, Sequence[Any]] = session.get("doors", {})
    return {int(household_id): _pass(int(household_id), row) for household_id, row in rows.items()}


def forget_doors() -> None:
    """Let the next person on this phone start afresh."""
    session.pop("doors", None)


def proof(kept: Pass) -> str:
    """A pass for a form: it proves its one household where several are open, and where cookies are refused. In a form of
    whoever is signed in it opens nothing that was cast: signed out, they would send it as the household."""
    kept = replace(kept, door=replace(kept.door, casts={})) if staff_token() else kept
    return signer("proof").sign([kept.door.household_id, *_row(kept)])


def read_proof(text: str) -> Pass | None:
    """The pass that `proof` wrote, however old; None where nobody here wrote it."""
    found = signer("proof").read(text) if text.startswith(FIRST) else _read_older(text)
    return None if found is None else _pass(found[0], found[1:])


def _read_older(text: str) -> Any:
    """What stands in a form of a release before 0.3, which may have lain open meanwhile."""
    try:
        return URLSafeSerializer(current_app.secret_key, salt="pass").loads(text)  # type: ignore[arg-type]
    except BadSignature:
        return None


def start_staff(token: str, username: str) -> None:
    """Begin a staff session under a fresh cookie: nothing of what the browser held before survives.

    Only whoever was signed in here and comes back keeps the form token, so that a page left open can still be sent.
    """
    form_token = session.get("csrf_token") if session.get("username") == username else None
    session.clear()
    share()
    session.update(staff=token, username=username)
    event("signed_in", by=username)
    if form_token:
        session["csrf_token"] = form_token


def staff_token() -> str:
    """The staff session's secret, empty where nobody signed in."""
    return str(session.get("staff", ""))


def current_staff() -> Staff | None:
    """Who is signed in on this browser, as the database knows them now; once a minute it is noted that they are there."""
    token = staff_token()
    if not token:
        return None
    if g.get("signed_in", ("",))[0] != token:
        g.signed_in = token, _looked_up(token)
    found: Staff | None = g.signed_in[1]
    return found


def _looked_up(token: str) -> Staff | None:
    moment = now()
    with reading() as connection:
        found = present(connection, token, now=moment)
    if found is None:
        return None
    staff, due, g.clock_behind = found
    if due:  # whoever only looks at a page isn't to wait for it, nor to miss the page
        with suppress(StoreUnavailable), hurried(_NOTING), transaction() as connection:
            note_seen(connection, token, now=moment)
    return staff


def device() -> Device:
    """What this browser runs on, as it says itself; nothing more is kept of it."""
    says = str(request.user_agent)
    if "iPad" in says or "Tablet" in says or ("Android" in says and "Mobile" not in says):
        return Device.TABLET
    phones = ("Mobile", "iPhone", "Android", "HarmonyOS", "MicroMessenger")
    desktops = ("Windows NT", "Macintosh", "X11; Linux")
    return Device.PHONE if _any(phones, says) and not _any(desktops, says) else Device.COMPUTER


def _any(words: Sequence[str], text: str) -> bool:
    return any(word in text for word in words)
