"""Handing out a package: only of a poll that has ended, only with a recipient and a reason, and written down."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from surveys.core.errors import NotAllowed, NotEntitled, NotFound, Rejected
from surveys.core.place import DISTRICT, Jurisdiction
from surveys.core.staff import Installation, Role, Staff
from surveys.services.outcome import poll_record
from surveys.services.package import LONGEST, closed_record, hand_out, package_record
from surveys.store.db import Connection
from tests.acts import acts, plainly
from tests.conftest import Database
from tests.factories import AFTER, DURING, NOW, doors, opened, voted

JIE = Installation("jie")
DIGEST = "ab" * 32


def answered(session: Connection) -> int:
    poll = opened(session)
    for place, door in enumerate(doors(session, poll)[:3]):
        voted(session, door, "no" if place == 0 else "yes", "roof")
    return poll.id


def given(session: Connection, poll_id: int, *, to: str = "监票人李某", reason: str = "复核") -> None:
    hand_out(session, DISTRICT, poll_id, to=to, reason=reason, digest=DIGEST, by=JIE, now=AFTER)


def test_whom_a_package_goes_to_and_why_is_written_down(database: Database) -> None:
    with database.transaction() as session:
        poll = answered(session)
        given(session, poll)
        line = acts(session)[-1]
    assert (line.actor, line.poll) == ("jie", poll)
    assert plainly(line) == {"to": "监票人李某", "reason": "复核", "digest": DIGEST}


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
            hand_out(session, DISTRICT, poll, to="李", reason="复核", digest=DIGEST, by=JIE, now=DURING)


def test_a_package_is_of_ones_own_place_and_takes_the_right(database: Database) -> None:
    with database.transaction() as session:
        poll = answered(session)
        with pytest.raises(NotFound):
            closed_record(session, Jurisdiction(compound=999), poll, now=AFTER)
        committee = Staff(9, "ju", "社区", Role.COMMITTEE, DISTRICT)
        with pytest.raises(NotEntitled):
            hand_out(session, DISTRICT, poll, to="李", reason="复核", digest=DIGEST, by=committee, now=AFTER)


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
