"""Is this the secret and the database that belong together, and is the database all there?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from surveys.core.act import turned
from surveys.core.code import Keys, link_hash, link_token
from surveys.core.errors import NotAllowed, Problem
from surveys.core.installation import shown_fingerprint
from surveys.core.staff import Actor, Right, needs
from surveys.store import entry
from surveys.store import installation as stored
from surveys.store.db import Connection
from surveys.store.elsewhere import sqlite_file
from surveys.store.installation import Kept
from surveys.store.newest import DatabaseMark, begin_mark, begun_of, read_mark


def problems(session: Connection, fingerprint: str) -> Iterator[Problem]:
    """Why nothing may be served from this database with this secret: moved, other_secret, no_mark, behind_mark."""
    if (kept := stored.installation(session)) is None:
        return
    if kept.moved_to:
        yield Problem("moved", value=kept.moved_to)
    if kept.fingerprint != fingerprint:
        detail: dict[str, str | int] = {"kept": shown_fingerprint(kept.fingerprint), "letters": stored.letters_out(session)}
        yield Problem("other_secret", value=shown_fingerprint(fingerprint), detail=detail)
    yield from _missing(session, kept)


def still_ours(session: Connection, fingerprint: str, mark: DatabaseMark | None) -> bool:
    """Look, while it is served, whether this is what this process began with: its secret, and all that was seen in it. Where
    it isn't, nothing more is kept until it is. Returns whether it is.

    `mark` is what stood beside a SQLite file before `session` began, so that whoever writes meanwhile is ahead of neither.
    """
    if (kept := stored.installation(session)) is None:
        return True
    here, begun = DatabaseMark(kept.name, *stored.newest(session)), begun_of(session)
    beside = mark if mark is not None and mark.name == kept.name else None
    goes_on = begun.goes_on(here, anew=beside is not None)  # `accept-database` gives both another name
    behind = beside is not None and (here.revision < beside.revision or here.act < beside.act)
    begun.replaced = not goes_on or behind or bool(kept.moved_to) or kept.fingerprint != fingerprint
    return not begun.replaced


def check(session: Connection, fingerprint: str) -> None:
    """Raises `NotAllowed` with the first of the `problems`."""
    for problem in problems(session, fingerprint):
        raise NotAllowed(problem.code, value=problem.value, **problem.detail)


def begin(session: Connection, fingerprint: str, keys: Keys, *, name: str, now: datetime) -> bool:
    """Write down at the first start whose secret this is; returns whether it was the first. An older installation gets it
    here, once the letters of the poll that was opened last prove the secret right; `name` is sixteen figures of its own.

    Raises `NotAllowed` (other_secret_by_letters) where none of those can be made again.
    """
    if stored.installation(session) is not None:
        return False
    letters = stored.letters_kept(session)
    if letters and not any(link_hash(link_token(keys, it.poll, it.position, it.epoch)) == it.link_hash for it in letters):
        raise NotAllowed("other_secret_by_letters", letters=stored.letters_out(session))
    set_mark(session, name)
    stored.keep(session, name, fingerprint, now=now)
    return True


@needs(Right.SETTINGS)
def accept_secret(session: Connection, fingerprint: str, *, name: str, by: Actor, now: datetime) -> None:
    """Go on with another secret: every letter that was printed with the one before is dead from now on, and the ledger says
    who did that, marked with the new one."""
    if (kept := stored.installation(session)) is None:
        set_mark(session, name)
        stored.keep(session, name, fingerprint, now=now)
    else:
        stored.change(session, fingerprint=fingerprint)
    before = {"fingerprint": shown_fingerprint(kept.fingerprint)} if kept else {}
    if told := turned(before, {"fingerprint": shown_fingerprint(fingerprint)}):
        entry.enter(session, "secret_accepted", by=by, now=now, poll_id=None, **told)


def accept_database(session: Connection, *, name: str) -> None:
    """Take the database as it is, whatever the mark says or wherever it was moved to: it begins anew under another name."""
    if stored.installation(session) is not None:
        set_mark(session, name)
        stored.change(session, name=name, moved_to="")


def move_away(session: Connection, url: str) -> None:
    """Serve nothing from here any more: everything is at `url`; "" takes it back."""
    stored.change(session, moved_to=url)


def arrive(session: Connection, fingerprint: str, *, name: str, now: datetime) -> None:
    """What was copied here is served from here, with this secret."""
    if stored.installation(session) is None:
        stored.keep(session, name, fingerprint, now=now)
    else:
        stored.change(session, fingerprint=fingerprint, moved_to="")


def set_mark_as_kept(session: Connection) -> None:
    """Begin the mark beside a SQLite file that was put here, where its database knows of one."""
    if kept := stored.installation(session):
        set_mark(session, kept.name)


def set_mark(session: Connection, name: str) -> None:
    """Begin the mark beside a SQLite file."""
    if file := sqlite_file(str(session.engine.url)):
        begin_mark(file, DatabaseMark(name, *stored.newest(session)))


def _missing(session: Connection, kept: Kept) -> Iterator[Problem]:
    if (file := sqlite_file(str(session.engine.url))) is None:
        return
    mark = read_mark(file)
    revision, act = stored.newest(session)
    if mark is None or mark.name != kept.name:
        yield Problem("no_mark", value=file.name)
    elif revision < mark.revision or act < mark.act:
        lost: dict[str, str | int] = {"ballots": max(mark.revision - revision, 0), "acts": max(mark.act - act, 0)}
        yield Problem("behind_mark", value=file.name, detail=lost)
