"""Silence on record: the clause, the delivery and the warning, and what the sheet makes of them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import text

from surveys.core.canonical import canonical
from surveys.core.errors import NotAllowed, NotFound, Rejected
from surveys.core.matter import Matter
from surveys.core.menu import Decision
from surveys.core.outcome.outcome import Outcome
from surveys.core.outcome.telling import exact
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll
from surveys.core.rules import Conclusion, Result, Rule, Silence, SilenceEvidence
from surveys.core.tally import Scope
from surveys.services.edition import rules_named
from surveys.services.exports import audit_document, read_audit
from surveys.services.matter import set_matters
from surveys.services.outcome import decide, decide_all, outcome_of, poll_record
from surveys.services.poll import add_poll, consultation_problems, open_poll
from surveys.services.roster import import_roster
from surveys.services.silence import record_silence_evidence
from surveys.services.wave import make_wave
from surveys.store.db import Connection
from surveys.words.outcome import sheet
from tests.conftest import Database
from tests.factories import (
    AFTER,
    CLOSES,
    DISTRICT,
    EDITION,
    KEYS,
    LI,
    MENU,
    NOW,
    OPENS,
    RANDOM,
    doors,
    rooms,
    rows,
    voted,
)

CLAUSE = "第9条：送达后到期不表态的，计入多数"
CONSULTATION, DECISION = rules_named(["xuecheng-2021", "civil-278-special"])
AGREED = replace(DECISION, silence=Silence.FOLLOWS_MAJORITY, clause=CLAUSE)
LIFT = Matter("lift", "Build a lift?", Decision.REBUILDING, Scope(), AGREED)
EVIDENCE = SilenceEvidence(CLAUSE, "delivery slips in the archive", "the letter says so")


def polled(session: Connection, decision: Rule = AGREED) -> Poll:
    """Ten households, of whom six agree to the matter and four keep silent."""
    where = import_roster(session, rows(*rooms(10)), by=LI, now=NOW).compounds[0].compound.id
    wave = make_wave(session, "W", EDITION, OPENS, CLOSES, by=LI, now=NOW)
    draft = add_poll(session, wave.id, where, MENU, [CONSULTATION.document()], budget=None, by=LI, now=NOW)
    set_matters(session, DISTRICT, draft.id, [replace(LIFT, rule=decision)], by=LI, now=NOW)
    poll = open_poll(session, DISTRICT, draft.id, keys=KEYS, random=RANDOM, by=LI, now=NOW)
    for door in doors(session, poll)[:6]:
        voted(session, door, "yes", "roof", matters={"lift": "yes"})
    return poll


def record(session: Connection, poll: Poll, evidence: SilenceEvidence = EVIDENCE) -> None:
    record_silence_evidence(session, DISTRICT, poll.id, evidence, by=LI, now=AFTER)


def results(sheet: Outcome) -> tuple[Result, ...]:
    """What the consultation's rule says, and what the matter came to."""
    return (*(ruling.result for ruling in sheet.rulings), *(ruling.result for ruling in sheet.matters.values()))


def test_with_all_three_records_both_results_stand_and_only_in_the_decision(database: Database) -> None:
    with database.transaction() as session:
        poll = polled(session)
        before = results(decide(session, DISTRICT, poll.id, now=AFTER))
        record(session, poll)
        consulted, decided = results(decide(session, DISTRICT, poll.id, now=AFTER))
        (listed,) = decide_all(session, DISTRICT, now=AFTER)
    assert [result.with_silence for result in before] == [None, None]
    assert consulted.with_silence is None
    assert (decided.conclusion, before[1].conclusion) == (Conclusion.NOT_PASSED, Conclusion.NOT_PASSED)
    assert decided.with_silence is not None
    assert decided.with_silence.conclusion is Conclusion.PASSED
    assert results(listed) == (consulted, decided)


@pytest.mark.parametrize("missing", ["clause", "delivery", "warning"])
def test_silence_does_not_count_while_one_record_is_missing(database: Database, missing: str) -> None:
    with database.transaction() as session:
        poll = polled(session)
        record(session, poll)
        record(session, poll, replace(EVIDENCE, **{missing: " "}))  # type: ignore[arg-type]
        found = results(decide(session, DISTRICT, poll.id, now=AFTER))
    assert [result.with_silence for result in found] == [None, None]


def test_a_household_that_was_not_delivered_stays_silent(database: Database) -> None:
    with database.transaction() as session:
        poll = polled(session)
        silent = tuple(door.household_id for door in doors(session, poll)[6:])
        record(session, poll, replace(EVIDENCE, undelivered=silent))
        followed = results(decide(session, DISTRICT, poll.id, now=AFTER))[1].with_silence
        assert poll_record(session, DISTRICT, poll.id).silence == replace(EVIDENCE, undelivered=silent)
        with pytest.raises(Rejected):
            record(session, poll, replace(EVIDENCE, undelivered=(999_999,)))
    assert followed is not None
    assert followed.conclusion is Conclusion.NOT_PASSED


def test_no_record_is_taken_where_no_rule_lets_silence_count(database: Database) -> None:
    with database.transaction() as session:
        poll = polled(session, DECISION)
        with pytest.raises(NotAllowed, match="no_silence_clause"):
            record(session, poll)
        with pytest.raises(NotFound):
            record_silence_evidence(session, Jurisdiction(compound=999), poll.id, EVIDENCE, by=LI, now=AFTER)


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        (replace(AGREED, clause=" "), "rule_silence_without_clause"),
        (CONSULTATION, "matter_rule_consults"),
    ],
)
def test_a_poll_is_not_made_where_silence_may_not_count(sqlite: Database, rule: object, problem: str) -> None:
    with pytest.raises(Rejected) as refused, sqlite.transaction() as session:
        polled(session, rule)  # type: ignore[arg-type]
    assert problem in [found.code for found in refused.value.problems]


def test_a_consultation_can_neither_count_silence_nor_decide() -> None:
    silent = replace(CONSULTATION, silence=Silence.FOLLOWS_MAJORITY, clause=CLAUSE)
    found = consultation_problems([silent.document(), DECISION.document(), CONSULTATION.document()])
    assert [problem.code for problem in found] == ["rule_silence_in_consultation", "rule_decides"]


def test_what_is_on_record_stays_and_the_clause_is_frozen(database: Database) -> None:
    with database.transaction() as session:
        poll = polled(session)
        record(session, poll)
        assert poll.terms is not None
        assert poll.terms.matters[0]["rule"]["clause"] == CLAUSE
    for command in ("DELETE FROM silence_evidence", "UPDATE silence_evidence SET clause = ''"):
        with pytest.raises(Exception, match="silence_evidence keeps what it has"), database.transaction() as session:
            session.execute(text(command))


def test_whoever_counts_again_comes_to_the_same_sheet(database: Database) -> None:
    with database.transaction() as session:
        poll = polled(session)
        record(session, poll, replace(EVIDENCE, undelivered=(doors(session, poll)[9].household_id,)))
        dossier = poll_record(session, DISTRICT, poll.id)
    document = json.loads(canonical(audit_document(dossier, now=AFTER)))
    again, counted_at = read_audit(document)
    assert again == dossier
    assert outcome_of(again, now=counted_at).digest == document["sheet_digest"]
    assert outcome_of(replace(again, silence=None), now=counted_at).digest != document["sheet_digest"]


def test_the_sheet_prints_both_results_and_the_clause(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        poll = polled(session)
        record(session, poll)
        said = repr(sheet(exact(decide(session, DISTRICT, poll.id, now=AFTER)), digest="", printed_at=AFTER))
    assert "按议事规则把已送达而未表态的计入多数一方，结果为：通过；两种结果都印出。" in said
    assert f"议事规则约定：“{CLAUSE}”" in said
