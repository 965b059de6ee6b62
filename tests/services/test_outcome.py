"""From the ballots on record to what they come to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from surveys.core.ballot import Capacity
from surveys.core.errors import NotAllowed, NotFound, Rejected
from surveys.core.gates import Checkpoint, Decider, Finding, FindingStatus, Gate
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll
from surveys.services.ballot import withdraw
from surveys.services.edition import rules_named
from surveys.services.life import close as close_early
from surveys.services.outcome import decide, decide_all, outcome_of, plain_outcome, poll_record, record_finding
from surveys.services.poll import add_poll, open_poll
from surveys.services.roster import import_roster
from surveys.services.wave import make_wave
from surveys.store.db import Connection
from tests.conftest import Database
from tests.factories import (
    AFTER,
    CLOSES,
    DISTRICT,
    DURING,
    EDITION,
    KEYS,
    LI,
    MENU,
    NOW,
    OPENS,
    RANDOM,
    at_home,
    doors,
    opened,
    rooms,
    rows,
    voted,
)

FINDING = Finding(
    gate=Gate.MANAGEMENT,
    checkpoint=Checkpoint.C1,
    status=FindingStatus.CONDITIONAL,
    decider=Decider.STREET,
    decided_by="Li",
    decided_at=AFTER,
    valid_until=date(2027, 6, 30),
    note="a written promise",
    evidence=("the promise", "the minutes"),
)


def polled(session: Connection, *votes: str, compound: str = "A", households: int = 10) -> Poll:
    """A poll under the district's rule, with a ballot for each of the votes; everybody orders the roof."""
    imported = import_roster(session, rows(*rooms(households), compound=compound), by=LI, now=NOW)
    wave = make_wave(session, f"W {compound}", EDITION, OPENS, CLOSES, by=LI, now=NOW)
    rules = [rule.document() for rule in rules_named(["xuecheng-2021"])]
    compound_id = imported.compounds[0].compound.id
    draft = add_poll(session, wave.id, compound_id, MENU, rules, budget=20_000_00, by=LI, now=NOW)
    poll = open_poll(session, DISTRICT, draft.id, keys=KEYS, random=RANDOM, by=LI, now=NOW)
    for door, vote in zip(doors(session, poll), votes, strict=False):
        voted(session, door, vote, "roof", "lamps")
    return poll


def test_the_record_holds_all_that_the_result_rests_on(database: Database) -> None:
    with database.transaction() as session:
        poll = polled(session, "yes", "no")
        record_finding(session, DISTRICT, poll.id, FINDING, by=LI, now=AFTER)
        record = poll_record(session, DISTRICT, poll.id)
    assert (record.poll, record.terms, record.edition, record.menu) == (poll, poll.terms, EDITION, MENU)
    assert record.roster.digest == record.terms.roster
    assert [h.room for h in record.roster.households] == rooms(10)
    assert {ballot.answers["agree"] for ballot in record.ballots} == {"yes", "no"}
    assert record.findings == (FINDING,)


def test_the_outcome_counts_the_ballots_that_stand(database: Database) -> None:
    with database.transaction() as session:
        poll = polled(session, *["yes"] * 8, "no")
        first, second, *_ = doors(session, poll)
        voted(session, first, "no", "roof")
        there, origin = at_home(session, second, "taken-back")
        withdraw(session, there, Capacity.OWNER, origin=origin, keys=KEYS, random=RANDOM, now=DURING)
        found = decide(session, DISTRICT, poll.id, now=AFTER)
    households = found.tally.votes.households
    assert (households.total, households.yes, households.no) == (10, 6, 2)
    assert found.listed.answered == 8


def test_the_outcome_is_the_same_from_the_record_without_the_database(database: Database) -> None:
    with database.transaction() as session:
        poll = polled(session, *["yes"] * 9)
        found = decide(session, DISTRICT, poll.id, now=AFTER)
        record = poll_record(session, DISTRICT, poll.id)
    again = outcome_of(replace(record, ballots=record.ballots[::-1]), now=AFTER)
    assert again.digest == found.digest


def test_a_plain_outcome_comes_to_the_same_verdict_and_list_without_the_checks(database: Database) -> None:
    with database.transaction() as session:
        record = poll_record(session, DISTRICT, polled(session, "yes", "no").id)
    for moment in (DURING, AFTER):
        plain, whole = plain_outcome(record, now=moment), outcome_of(record, now=moment)
        assert (plain.judgement, plain.listed, plain.state) == (whole.judgement, whole.listed, whole.state)
        assert plain.examined is None


def test_all_closed_polls_are_decided_in_a_fixed_few_queries(database: Database) -> None:
    with database.transaction() as session:
        polls = [polled(session, "yes", "no", compound=f"C{n}") for n in range(6)]
        close_early(session, DISTRICT, polls[0].id, reason="all answered", by=LI, now=DURING)
    with database.reading() as session:
        assert [found.poll.compound.name for found in decide_all(session, DISTRICT, now=DURING)] == ["C0"]
        with database.counted() as statements:
            outcomes = list(decide_all(session, DISTRICT, now=AFTER))
        assert len(outcomes) == 6
        assert len(statements) <= 6
        whole = [decide(session, DISTRICT, poll.id, now=AFTER) for poll in polls]
    assert {s.poll.id: (s.listed, s.judgement) for s in outcomes} == {s.poll.id: (s.listed, s.judgement) for s in whole}


def test_one_polls_ballots_never_count_in_another(database: Database) -> None:
    with database.transaction() as session:
        voters, others = polled(session, "yes", "yes"), polled(session, "no", compound="B")
        counts = [decide(session, DISTRICT, p.id, now=AFTER).tally.votes.households for p in (voters, others)]
    assert [(count.yes, count.no) for count in counts] == [(2, 0), (0, 1)]


def test_a_draft_has_no_record(database: Database) -> None:
    with database.transaction() as session:
        compound = import_roster(session, rows("101"), by=LI, now=NOW).compounds[0].compound
        wave = make_wave(session, "W", EDITION, OPENS, CLOSES, by=LI, now=NOW)
        draft = add_poll(session, wave.id, compound.id, MENU, [], budget=None, by=LI, now=NOW)
        with pytest.raises(NotAllowed, match="draft"):
            decide(session, DISTRICT, draft.id, now=AFTER)
        assert list(decide_all(session, DISTRICT, now=AFTER)) == []


@pytest.mark.parametrize("scope", [Jurisdiction(street=2), Jurisdiction(compound=2)])
def test_staff_decide_and_find_nothing_elsewhere(database: Database, scope: Jurisdiction) -> None:
    with database.transaction() as session:
        poll = opened(session)
        with pytest.raises(NotFound):
            decide(session, scope, poll.id, now=AFTER)
        with pytest.raises(NotFound):
            record_finding(session, scope, poll.id, FINDING, by=LI, now=AFTER)
        assert list(decide_all(session, scope, now=AFTER)) == []


def test_a_finding_that_cant_count_is_refused_with_every_reason(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        wrong = replace(FINDING, gate=Gate.COOPERATION, decided_by=" ", valid_until=None)
        with pytest.raises(Rejected) as refused:
            record_finding(session, DISTRICT, poll.id, wrong, by=LI, now=AFTER)
        assert len(refused.value.problems) >= 3
        assert poll_record(session, DISTRICT, poll.id).findings == ()


def test_a_later_finding_stands_and_the_earlier_stays(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        later = replace(FINDING, status=FindingStatus.PASS, valid_until=None)
        for finding in (FINDING, later):
            record_finding(session, DISTRICT, poll.id, finding, by=LI, now=AFTER)
        assert poll_record(session, DISTRICT, poll.id).findings == (FINDING, later)
    with pytest.raises(Exception, match="findings keeps what it has"), database.transaction() as session:
        session.execute(text("DELETE FROM findings"))
