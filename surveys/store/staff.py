"""Members of staff: their accounts, and which of them may be seen from where."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, insert, or_, select, true, update

from surveys.core.errors import NotFound
from surveys.core.place import Jurisdiction, Level
from surveys.core.staff import Role
from surveys.store.db import Connection
from surveys.store.office_records import StaffRecord, StaffSessionRecord
from surveys.store.place import communities_t, compounds_t, streets_t
from surveys.store.records import table_of

staff_t, sessions_t = table_of(StaffRecord), table_of(StaffSessionRecord)


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff with all that is kept of them; `place` is what their place is called, empty for the district."""

    id: int
    username: str
    name: str
    role: str
    scope: Jurisdiction
    password: str = field(default="", repr=False)
    office: str = ""
    place: str = ""
    disabled_at: datetime | None = None
    invited_at: datetime | None = None
    invited_by: str = ""
    invited: bool = False
    authenticator: str = field(default="", repr=False)
    step: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """A member in a list, and when one of their browsers was last seen."""

    member: Member
    seen_at: datetime | None


_PLACES = (
    staff_t.outerjoin(compounds_t, compounds_t.c.id == staff_t.c.compound_id)
    .outerjoin(communities_t, communities_t.c.id == staff_t.c.community_id)
    .outerjoin(
        streets_t,
        streets_t.c.id == func.coalesce(staff_t.c.street_id, communities_t.c.street_id, compounds_t.c.street_id),
    )
)
_PLACE = func.coalesce(compounds_t.c.name, communities_t.c.name, streets_t.c.name, "").label("place")
_SEEN = (
    select(func.max(sessions_t.c.seen_at)).where(sessions_t.c.staff_id == staff_t.c.id).correlate(staff_t).scalar_subquery()
)


def _found() -> Select[Any]:
    return select(staff_t, _PLACE).select_from(_PLACES)


def member_of(row: Any) -> Member:
    """The member in a row of `staff`, which may carry the place's name."""
    return Member(
        id=row.id,
        username=row.username,
        name=row.name,
        role=row.role,
        scope=Jurisdiction(row.street_id, row.compound_id, row.community_id),
        password=row.password,
        office=row.office,
        place=getattr(row, "place", ""),
        disabled_at=row.disabled_at,
        invited_at=row.invited_at,
        invited_by=row.invited_by,
        invited=row.invitation is not None,
        authenticator=row.authenticator,
        step=row.step,
    )


def _within(scope: Jurisdiction) -> ColumnElement[bool]:
    match scope.level:
        case Level.DISTRICT:
            return true()
        case Level.STREET:
            return streets_t.c.id == scope.street
        case Level.COMMUNITY | Level.COMPOUND:  # accounts are given from above
            return false()


def add(session: Connection, new: Member) -> int:
    """A new member; returns the id, which `new` doesn't have yet."""
    values = {name: getattr(new, name) for name in ("username", "name", "office", "role", "password")}
    added = session.execute(insert(staff_t).values(**values, **_place(new.scope)).returning(staff_t.c.id))
    return int(added.scalar_one())


def _place(scope: Jurisdiction) -> dict[str, int | None]:
    return {"street_id": scope.street, "community_id": scope.community, "compound_id": scope.compound}


def member(session: Connection, username: str) -> Member | None:
    """The member with this user name."""
    row = session.execute(_found().where(staff_t.c.username == username)).one_or_none()
    return None if row is None else member_of(row)


def members(session: Connection) -> tuple[Member, ...]:
    """Every member, by user name."""
    return tuple(map(member_of, session.execute(_found().order_by(staff_t.c.username))))


def member_within(session: Connection, scope: Jurisdiction, staff_id: int) -> Member:
    """One member whose place lies within `scope`. Raises `NotFound`."""
    row = session.execute(_found().where(staff_t.c.id == staff_id, _within(scope))).one_or_none()
    if row is None:
        raise NotFound("staff", str(staff_id))
    return member_of(row)


def count_within(session: Connection, scope: Jurisdiction, search: str) -> int:
    """How many members a list within `scope` has."""
    return session.execute(select(func.count()).select_from(_PLACES).where(_within(scope), _sought(search))).scalar_one()


def listed_within(session: Connection, scope: Jurisdiction, search: str, *, start: int, most: int) -> tuple[Listed, ...]:
    """Some members within `scope`, the disabled last, by user name."""
    query = select(staff_t, _PLACE, _SEEN.label("seen_at")).select_from(_PLACES).where(_within(scope), _sought(search))
    ordered = query.order_by(staff_t.c.disabled_at.is_not(None), staff_t.c.username).offset(start).limit(most)
    return tuple(Listed(member_of(row), row.seen_at) for row in session.execute(ordered))


def _sought(search: str) -> ColumnElement[bool]:
    if not search:
        return true()
    where = (
        staff_t.c.username,
        staff_t.c.name,
        staff_t.c.office,
        compounds_t.c.name,
        communities_t.c.name,
        streets_t.c.name,
    )
    return or_(*(column.icontains(search, autoescape=True) for column in where))


def others_in_charge(session: Connection, staff_id: int) -> int:
    """How many others hold the district's role and can sign in; they stay as they are until the transaction ends."""
    query = select(staff_t.c.id, staff_t.c.disabled_at, staff_t.c.password).where(staff_t.c.role == Role.DISTRICT)
    rows = session.execute(query.order_by(staff_t.c.id).with_for_update()).all()
    return sum(row.id != staff_id and row.disabled_at is None and row.password != "" for row in rows)


def change(session: Connection, staff_id: int, *, name: str, office: str, role: str, scope: Jurisdiction) -> None:
    """Give an account another name, office, role or place."""
    values = {"name": name, "office": office, "role": role, **_place(scope)}
    session.execute(update(staff_t).where(staff_t.c.id == staff_id).values(values))


def disable(session: Connection, staff_id: int, moment: datetime | None) -> None:
    """Shut an account at a moment, or open it again; an invitation that is out is void."""
    session.execute(update(staff_t).where(staff_t.c.id == staff_id).values(disabled_at=moment, invitation=None))


def invite(session: Connection, staff_id: int, invitation: str, *, by: str, now: datetime) -> None:
    """Let a link with this hash set the password once; what opened the account before opens it no more."""
    values = {"password": "", "authenticator": "", "step": 0, "invitation": invitation, "invited_at": now, "invited_by": by}
    session.execute(update(staff_t).where(staff_t.c.id == staff_id).values(values))


def invited(session: Connection, invitation: str, since: datetime) -> Member | None:
    """Whom the link with this hash lets in, if it was sent since then and the account is open."""
    query = _found().where(
        staff_t.c.invitation == invitation, staff_t.c.invited_at >= since, staff_t.c.disabled_at.is_(None)
    )
    row = session.execute(query).one_or_none()
    return None if row is None else member_of(row)


def accept(session: Connection, invitation: str, password: str) -> bool:
    """Use up the invitation with this hash for a password; False where somebody has used it meanwhile."""
    query = update(staff_t).where(staff_t.c.invitation == invitation).values(password=password, invitation=None)
    return session.execute(query).rowcount == 1


def set_password(session: Connection, staff_id: int, password: str) -> None:
    """Put a new hash in the place of the old one; an invitation that is out is void."""
    session.execute(update(staff_t).where(staff_t.c.id == staff_id).values(password=password, invitation=None))


def set_authenticator(session: Connection, staff_id: int, authenticator: str, step: int) -> None:
    """Keep what an authenticator's secret is made of, and the step whose code proved it; empty for none."""
    values = {"authenticator": authenticator, "step": step}
    session.execute(update(staff_t).where(staff_t.c.id == staff_id).values(values))


def use_step(session: Connection, staff_id: int, step: int) -> bool:
    """Let the code of a step count; False where it or a later one has counted already."""
    query = update(staff_t).where(staff_t.c.id == staff_id, staff_t.c.step < step).values(step=step)
    return session.execute(query).rowcount == 1
