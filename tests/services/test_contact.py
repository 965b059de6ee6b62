"""Being called back: beside the ballot, never in it, and not longer than was said."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from surveys.core.ballot import Capacity
from surveys.core.canonical import canonical
from surveys.core.errors import NotAllowed, NotFound, Rejected
from surveys.core.place import CHINA, DISTRICT, Jurisdiction
from surveys.core.staff import Installation
from surveys.services.ballot import withdraw
from surveys.services.contact import contact_page, contacts_of, forget_contacts, leave_contact, take_contact_back
from surveys.services.exports import audit_document
from surveys.services.outcome import poll_record
from surveys.store.db import Connection
from tests.conftest import Database
from tests.factories import AFTER, CLOSES, DURING, KEYS, RANDOM, at_home, doors, opened, posted, voted

PHONE = "13800001234"
UNTIL = date(2026, 12, 31)


def left(session: Connection) -> tuple[int, list[str]]:
    """How many numbers are kept, and which."""
    rows = session.execute(text("SELECT phone FROM contacts")).scalars().all()
    return len(rows), list(rows)


def test_a_number_is_kept_replaced_and_taken_away(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        door = doors(session, poll)[0]
        voted(session, door)
        door = at_home(session, door, "")[0]
        for number in ("13900001234", PHONE):
            leave_contact(session, door, Capacity.OWNER, number, agreed=True, now=DURING)
        page = contact_page(session, door, Capacity.OWNER, now=DURING)
        assert page.contact
        assert (page.contact.phone, page.contact.agreed_at) == (PHONE, DURING)
        found, rows = contacts_of(session, DISTRICT, poll.id, now=DURING)
        assert (found.id, [(home.room, contact.phone) for home, contact in rows]) == (poll.id, [("101", PHONE)])
        take_contact_back(session, door, Capacity.OWNER, now=DURING)
        assert left(session) == (0, [])


def test_only_who_has_answered_leaves_a_number_and_only_with_consent(database: Database) -> None:
    with database.transaction() as session:
        door, tenant = doors(session, opened(session))[:2]
        with pytest.raises(NotAllowed, match="nothing_cast"):
            leave_contact(session, door, Capacity.OWNER, PHONE, agreed=True, now=DURING)
        voted(session, tenant, who="t")
        with pytest.raises(NotAllowed, match="nothing_cast"):
            leave_contact(session, tenant, Capacity.OWNER, PHONE, agreed=True, now=DURING)
        with pytest.raises(NotAllowed, match="cast_elsewhere"):
            leave_contact(session, tenant, Capacity.OCCUPANT, PHONE, agreed=True, now=DURING)
        tenant = at_home(session, tenant, "")[0]
        with pytest.raises(Rejected):
            leave_contact(session, tenant, Capacity.OCCUPANT, PHONE, agreed=False, now=DURING)
        assert left(session) == (0, [])


def test_a_number_stands_in_no_ballot_and_no_export(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        door = doors(session, poll)[0]
        voted(session, door)
        door = at_home(session, door, "")[0]
        leave_contact(session, door, Capacity.OWNER, PHONE, agreed=True, now=DURING)
        assert PHONE.encode() not in canonical(audit_document(poll_record(session, DISTRICT, poll.id), now=AFTER))
        kept = session.execute(text("SELECT answers FROM revisions UNION ALL SELECT detail FROM entries")).scalars()
        assert all(PHONE not in written for written in kept)


def test_nobody_sees_numbers_outside_their_scope(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        with pytest.raises(NotFound):
            contacts_of(session, Jurisdiction(compound=poll.compound.id + 1), poll.id, now=DURING)


@pytest.mark.parametrize("published", [True, False])
def test_a_number_goes_when_its_time_is_over_and_not_before(database: Database, published: bool) -> None:
    with database.transaction() as session:
        poll, other = opened(session), opened(session, compound="B", wave="V")
        for which, number in ((poll, PHONE), (other, "13900001234")):
            door = doors(session, which)[0]
            voted(session, door)
            door = at_home(session, door, "")[0]
            leave_contact(session, door, Capacity.OWNER, number, agreed=True, now=DURING)
        if published:
            posted(session, poll.id, until=UNTIL, by=Installation("jie"), now=AFTER)
        last = datetime(2027, 1, 30, 23, 59, tzinfo=CHINA) if published else CLOSES + timedelta(days=180)
        assert forget_contacts(session, now=last) == 0
        late = last + timedelta(minutes=2)
        assert len(contacts_of(session, DISTRICT, poll.id, now=last)[1]) == 1
        assert contacts_of(session, DISTRICT, poll.id, now=late)[1] == ()
        with pytest.raises(NotAllowed, match="too_late"):
            leave_contact(
                session, at_home(session, doors(session, poll)[0], "")[0], Capacity.OWNER, PHONE, agreed=True, now=late
            )
        assert forget_contacts(session, now=late) == (1 if published else 2)
        assert left(session)[0] == (1 if published else 0)


def test_a_number_goes_with_the_answers_and_without_them(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        for who in doors(session, poll)[:2]:
            voted(session, who)
        door, other = (at_home(session, who, "")[0] for who in doors(session, poll)[:2])
        for who in (door, other):
            leave_contact(session, who, Capacity.OWNER, PHONE, agreed=True, now=DURING)
        there, origin = at_home(session, door, "taken-back")
        withdraw(session, there, Capacity.OWNER, origin=origin, keys=KEYS, random=RANDOM, now=DURING)
        assert left(session) == (1, [PHONE])
        take_contact_back(session, door, Capacity.OWNER, now=DURING)
        take_contact_back(session, other, Capacity.OWNER, now=DURING)
        assert left(session) == (0, [])


def test_the_last_notice_says_how_long_numbers_are_kept(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        door = doors(session, poll)[0]
        voted(session, door)
        door = at_home(session, door, "")[0]
        leave_contact(session, door, Capacity.OWNER, PHONE, agreed=True, now=DURING)
        posted(session, poll.id, until=date(2027, 6, 30), by=Installation("jie"), now=AFTER)
        posted(session, poll.id, until=UNTIL, reason="the wrong day", by=Installation("jie"), now=AFTER)
        assert forget_contacts(session, now=datetime(2027, 2, 1, tzinfo=CHINA)) == 1
