"""Members of staff and their signed-in browsers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from surveys.core.place import Jurisdiction
from surveys.store.db import Connection
from surveys.store.office_records import StaffRecord, StaffSessionRecord
from surveys.store.records import table_of

staff_t, sessions_t = table_of(StaffRecord), table_of(StaffSessionRecord)


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff, with the hash of the password."""

    id: int
    username: str
    name: str
    role: str
    scope: Jurisdiction
    password: str


def add(session: Connection, new: Member) -> int:
    """A new member; returns the id, which `new` doesn't have yet."""
    values: dict[str, Any] = {name: getattr(new, name) for name in ("username", "name", "role", "password")}
    values |= {"street_id": new.scope.street, "compound_id": new.scope.compound}
    return int(session.execute(insert(staff_t).values(values).returning(staff_t.c.id)).scalar_one())


def member(session: Connection, username: str) -> Member | None:
    """The member with this user name."""
    row = session.execute(select(staff_t).where(staff_t.c.username == username)).one_or_none()
    return None if row is None else _member(row)


def members(session: Connection) -> tuple[Member, ...]:
    """Every member, by user name."""
    return tuple(map(_member, session.execute(select(staff_t).order_by(staff_t.c.username))))


def _member(row: Any) -> Member:
    return Member(row.id, row.username, row.name, row.role, Jurisdiction(row.street_id, row.compound_id), row.password)


def set_password(session: Connection, staff_id: int, password: str) -> None:
    """Put a new hash in the place of the old one, and sign the member out everywhere."""
    session.execute(update(staff_t).where(staff_t.c.id == staff_id).values(password=password))
    session.execute(delete(sessions_t).where(sessions_t.c.staff_id == staff_id))


def begin(session: Connection, key: str, staff_id: int, now: datetime) -> None:
    """A browser signs in."""
    session.execute(insert(sessions_t).values(key=key, staff_id=staff_id, started_at=now))


def signed_in(session: Connection, key: str, since: datetime) -> Member | None:
    """Whose browser this is, if it signed in since then."""
    query = select(staff_t).join_from(sessions_t, staff_t, staff_t.c.id == sessions_t.c.staff_id)
    row = session.execute(query.where(sessions_t.c.key == key, sessions_t.c.started_at >= since)).one_or_none()
    return None if row is None else _member(row)


def end(session: Connection, key: str) -> None:
    """The browser signs out."""
    session.execute(delete(sessions_t).where(sessions_t.c.key == key))


def forget_before(session: Connection, moment: datetime) -> None:
    """Drop the browsers that signed in before `moment`."""
    session.execute(delete(sessions_t).where(sessions_t.c.started_at < moment))
