"""Telephone numbers that households left; unlike all that was answered, these are deleted."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import and_, delete, func, select

from surveys.core.ballot import Capacity
from surveys.core.contact import Contact
from surveys.store.db import Connection
from surveys.store.household import households_t
from surveys.store.poll import notices_t, polls_t
from surveys.store.records import ContactRecord, insert_for, table_of

contacts_t = table_of(ContactRecord)


def keep(session: Connection, poll_id: int, contact: Contact) -> None:
    """Write a number down, in the place of the one before."""
    values = {
        "poll_id": poll_id,
        "household_id": contact.household,
        "capacity": contact.capacity.value,
        "phone": contact.phone,
        "agreed_at": contact.agreed_at,
    }
    fresh = insert_for(session.dialect.name, ContactRecord).values(values)
    changed = {name: values[name] for name in ("phone", "agreed_at")}
    session.execute(fresh.on_conflict_do_update(index_elements=["household_id", "capacity"], set_=changed))


def drop(session: Connection, household_id: int, capacity: Capacity) -> None:
    """Delete a number; nothing where there is none."""
    session.execute(delete(contacts_t).where(contacts_t.c.household_id == household_id, contacts_t.c.capacity == capacity))


def contact(session: Connection, household_id: int, capacity: Capacity) -> Contact | None:
    """The number that a household left, if any."""
    query = select(contacts_t).where(contacts_t.c.household_id == household_id, contacts_t.c.capacity == capacity)
    row = session.execute(query).one_or_none()
    return _contact(row) if row else None


def of_poll(session: Connection, poll_id: int) -> tuple[Contact, ...]:
    """The numbers left in a poll that the caller has already found within a scope, in door order."""
    query = (
        select(contacts_t)
        .join_from(contacts_t, households_t, households_t.c.id == contacts_t.c.household_id)
        .where(contacts_t.c.poll_id == poll_id)
        .order_by(households_t.c.position, contacts_t.c.capacity)
    )
    return tuple(_contact(row) for row in session.execute(query))


def ends(session: Connection, poll_ids: Collection[int] = ()) -> list[Any]:
    """For these polls, or each that has numbers: its id, when it closes or closed, and the last day of its last notice."""
    posted = notices_t.alias()
    last = select(func.max(posted.c.number)).where(posted.c.poll_id == polls_t.c.id).scalar_subquery()
    query = (
        select(polls_t.c.id, polls_t.c.closes_at, polls_t.c.closed_at, notices_t.c.until)
        .select_from(polls_t.outerjoin(notices_t, and_(notices_t.c.poll_id == polls_t.c.id, notices_t.c.number == last)))
        .where(polls_t.c.id.in_(poll_ids or select(contacts_t.c.poll_id).distinct()))
    )
    return list(session.execute(query))


def drop_polls(session: Connection, poll_ids: Collection[int]) -> int:
    """Delete all numbers of these polls; returns how many there were."""
    return session.execute(delete(contacts_t).where(contacts_t.c.poll_id.in_(poll_ids))).rowcount


def _contact(row: Any) -> Contact:
    return Contact(row.household_id, Capacity(row.capacity), row.phone, row.agreed_at)
