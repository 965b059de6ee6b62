"""Being called back: a household leaves a number and takes it away again; nobody keeps it longer than was said."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from surveys.core.ballot import Capacity
from surveys.core.contact import KEPT_AFTER_NOTICE, KEPT_WITHOUT_NOTICE, Contact, read_phone
from surveys.core.errors import NotAllowed, NotFound
from surveys.core.place import CHINA, Jurisdiction
from surveys.core.poll import Poll
from surveys.core.roster import Household
from surveys.core.staff import Actor, Right, needs
from surveys.services.code import Door
from surveys.services.household import AnswerPage, answer_page
from surveys.store import contact as stored
from surveys.store import entry, form_register, mandate, visit
from surveys.store import household as stored_household
from surveys.store import poll as stored_poll
from surveys.store.db import Connection


@dataclass(frozen=True, slots=True)
class ContactPage:
    """A household that may leave a number, and the one it left."""

    view: AnswerPage
    contact: Contact | None


def contact_page(session: Connection, door: Door, capacity: Capacity, *, now: datetime) -> ContactPage:
    """What the household sees. Raises `CodeRefused`, and `NotAllowed`: cast_elsewhere through a door that doesn't open that
    ballot, nothing_cast where it neither answered so nor left a number."""
    view = answer_page(session, door, now=now)
    if capacity not in view.opened:
        raise NotAllowed("cast_elsewhere" if capacity in view.last else "nothing_cast")
    contact = stored.contact(session, door.household_id, capacity)
    if capacity not in view.ballots and contact is None:
        raise NotAllowed("nothing_cast")
    return ContactPage(view, contact)


def leave_contact(
    session: Connection, door: Door, capacity: Capacity, typed: str, *, agreed: bool, now: datetime
) -> Contact:
    """Keep a number for whoever answered in this capacity; a later one takes its place.

    Raises as `contact_page` does, `NotAllowed`: too_late once no number of this poll is kept any more, and `Rejected` with
    what is missing.
    """
    page = contact_page(session, door, capacity, now=now)
    if capacity not in page.view.ballots:
        raise NotAllowed("nothing_cast")
    if _overdue(session, now, (page.view.poll.id,)):
        raise NotAllowed("too_late")
    contact = Contact(door.household_id, capacity, read_phone(typed, agreed=agreed), now)
    stored.keep(session, page.view.poll.id, contact)
    return contact


def take_contact_back(session: Connection, door: Door, capacity: Capacity, *, now: datetime) -> None:
    """Delete the number that the household left, whether or not its answers stand. Raises `CodeRefused`, and `NotAllowed`:
    cast_elsewhere."""
    if capacity not in answer_page(session, door, now=now).opened:
        raise NotAllowed("cast_elsewhere")
    stored.drop(session, door.household_id, capacity)


def contacts_of(
    session: Connection, scope: Jurisdiction, poll_id: int, *, now: datetime
) -> tuple[Poll, tuple[tuple[Household, Contact], ...]]:
    """Who wants to be called back, in door order; nobody once their time is over. Raises `NotFound` outside `scope`."""
    poll = stored_poll.poll(session, scope, poll_id)
    if _overdue(session, now, (poll_id,)):
        return poll, ()
    homes = {home.household.id: home.household for home in stored_household.placed(session, poll_id)}
    return poll, tuple((homes[contact.household], contact) for contact in stored.of_poll(session, poll_id))


@needs(Right.CONTACTS)
def show_phones(
    session: Connection,
    scope: Jurisdiction,
    poll_id: int,
    *,
    only: tuple[int, Capacity] | None = None,
    by: Actor,
    now: datetime,
) -> tuple[Poll, tuple[tuple[Household, Contact], ...]]:
    """The numbers of everybody who wants to be called back, or `only` the one that a household left in a capacity; the
    ledger gets who saw whose. Raises `NotFound` outside `scope` and where there is no such number any more."""
    poll, rows = contacts_of(session, scope, poll_id, now=now)
    shown = tuple((home, left) for home, left in rows if only in (None, (home.id, left.capacity)))
    if only and not shown:
        raise NotFound("contact", str(only[0]))
    for home, left in shown:
        told = {"household": home.id, "capacity": left.capacity.value, "list": int(only is None)}
        entry.enter(session, "phone_shown", by=by, now=now, poll_id=poll_id, **told)
    return poll, shown


def forget_contacts(session: Connection, *, now: datetime) -> int:
    """Delete every number whose time is over, who acted for owners or was given paper forms, and what was remarked at doors;
    returns how many numbers."""
    if named := mandate.polls_with_names(session):
        overdue = _overdue(session, now, named)
        mandate.forget_names(session, overdue)
        entry.forget(session, overdue, "acts_after")
    if named := form_register.polls_with_names(session):
        form_register.forget_names(session, overdue := _overdue(session, now, named))
        entry.forget(session, overdue, "to", act="forms_issued")
    if remarked := visit.polls_with_remarks(session):
        visit.forget_remarks(session, _overdue(session, now, remarked))
    overdue = _overdue(session, now)
    return stored.drop_polls(session, overdue) if overdue else 0


def _overdue(session: Connection, now: datetime, poll_ids: Collection[int] = ()) -> list[int]:
    """Those of these polls, or of all that have numbers, whose numbers are kept no longer."""
    return [poll_id for poll_id, *ends in stored.ends(session, poll_ids) if now > _kept_until(*ends)]


def _kept_until(closes_at: datetime, closed_at: datetime | None, until: date | None) -> datetime:
    if until is not None:
        return datetime.combine(until, time.max, tzinfo=CHINA) + KEPT_AFTER_NOTICE
    return (closed_at or closes_at) + KEPT_WITHOUT_NOTICE
