"""Handing out a package: only of a poll that has ended, only with a recipient and a reason, and written down."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from surveys.core.errors import NotAllowed, NotEntitled, NotFound, Rejected
from surveys.core.place import DISTRICT, Jurisdiction
from surveys.core.staff import Installation, Role, Staff
from surveys.services.outcome import poll_record
from surveys.services.package import (
    LONGEST,
    Exact,
    Sealed,
    closed_record,
    given_before,
    hand_out,
    package_record,
    seal,
)
from surveys.store.db import Connection
from tests.acts import acts, plainly
from tests.conftest import Database
from tests.factories import AFTER, DURING, NOW, doors, opened, voted

JIE = Installation("jie")
SEALED = Sealed(1, Exact.PACKAGE, b"every home and how it chose")


def answered(session: Connection) -> int:
    poll = opened(session)
    for place, door in enumerate(doors(session, poll)[:3]):
        voted(session, door, "no" if place == 0 else "yes", "roof")
    return poll.id


def given(session: Connection, poll_id: int, *, to: str = "监票人李某", reason: str = "复核") -> None:
    assert poll_id == SEALED.poll
    hand_out(session, DISTRICT, SEALED, to=to, reason=reason, by=JIE, now=AFTER)


def test_whom_a_package_goes_to_and_why_is_written_down(database: Database) -> None:
    with database.transaction() as session:
        poll = answered(session)
        given(session, poll)
        line = acts(session)[-1]
    assert (line.actor, line.poll) == ("jie", poll)
    assert plainly(line) == {"to": "监票人李某", "reason": "复核", "digest": SEALED.digest}


@pytest.mark.parametrize(
    ("to", "reason", "fields"), [("", "复核", ["to"]), (" ", "", ["to", "reason"]), ("王" * (LONGEST + 1), "复核", ["to"])]
)
def test_a_package_without_a_recipient_or_a_reason_is_refused(
    database: Database, to: str, reason: str, fields: list[str]
) -> None:
    with database.transaction() as session:
        poll = answered(session)
        with pytest.raises(Rejected) as refused:
            given(session, poll, to=to, reason=reason)
    assert [problem.field for problem in refused.value.problems] == fields


def test_nobody_gets_a_package_while_people_still_answer(database: Database) -> None:
    with database.transaction() as session:
        poll = answered(session)
        with pytest.raises(NotAllowed, match="open"):
            closed_record(session, DISTRICT, poll, now=DURING)
        with pytest.raises(NotAllowed, match="open"):
            package_record(poll_record(session, DISTRICT, poll), now=DURING)
        with pytest.raises(NotAllowed, match="open"):
            hand_out(session, DISTRICT, SEALED, to="李", reason="复核", by=JIE, now=DURING)


def test_a_package_is_of_ones_own_place_and_takes_the_right(database: Database) -> None:
    with database.transaction() as session:
        poll = answered(session)
        with pytest.raises(NotFound):
            closed_record(session, Jurisdiction(compound=999), poll, now=AFTER)
        committee = Staff(9, "ju", "社区", Role.COMMITTEE, DISTRICT)
        with pytest.raises(NotEntitled):
            hand_out(session, DISTRICT, SEALED, to="李", reason="复核", by=committee, now=AFTER)
        with pytest.raises(NotEntitled):
            given_before(session, SEALED, by=committee)


@pytest.mark.parametrize("kind", list(Exact))
def test_no_exact_file_is_made_before_a_poll_has_ended(database: Database, kind: Exact) -> None:
    with database.transaction() as session:
        poll = answered(session)
        for now, state in ((NOW, "scheduled"), (DURING, "open")):
            with pytest.raises(NotAllowed, match=state):
                seal(session, DISTRICT, poll, kind, pack=lambda _found: b"", now=now)
        with pytest.raises(NotFound):
            seal(session, Jurisdiction(compound=999), poll, kind, pack=lambda _found: b"", now=AFTER)
        assert seal(session, DISTRICT, poll, kind, pack=lambda _found: b"x", now=AFTER).kind is kind


def test_a_file_is_given_once_more_only_to_whoever_gave_that_very_file(database: Database) -> None:
    with database.transaction() as session:
        poll = answered(session)
        for sealed, by in ((SEALED, JIE), (Sealed(1, Exact.PACKAGE, b"another"), JIE), (SEALED, Installation("jie2"))):
            with pytest.raises(NotAllowed, match="not_given"):
                given_before(session, sealed, by=by)
        given(session, poll)
        assert given_before(session, SEALED, by=JIE) == b"every home and how it chose"
        for sealed, by in ((Sealed(1, Exact.PACKAGE, b"another"), JIE), (SEALED, Installation("jie2"))):
            with pytest.raises(NotAllowed, match="not_given"):
                given_before(session, sealed, by=by)
        assert "every home" not in repr(SEALED)


def test_a_record_tells_doors_and_choices_and_nothing_that_somebody_wrote(database: Database) -> None:
    with database.transaction() as session:
        dossier = closed_record(session, DISTRICT, answered(session), now=AFTER)
    said = tuple(replace(ballot, answers={**ballot.answers, "more": "屋顶漏水"}) for ballot in dossier.ballots)
    record = package_record(replace(dossier, ballots=said), now=AFTER)
    written = json.dumps(record, ensure_ascii=False)
    assert "屋顶漏水" not in written
    assert NOW.isoformat() not in json.dumps(record["ballots"])
    assert all(isinstance(row["owner"], int) for row in record["roster"])
    assert [ballot["order"] for ballot in record["ballots"]] == [1, 2, 3]
