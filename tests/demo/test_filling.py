"""The demo district as the product sees it, once it has come in by the product's own doors."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import text

from surveys.core.ballot import Capacity, Channel
from surveys.core.canonical import digest
from surveys.core.gates import Gate, Reason, State
from surveys.core.outcome.outcome import Outcome
from surveys.core.place import DISTRICT
from surveys.core.poll import PollState
from surveys.core.priorities import Status
from surveys.core.rules import CheckKind, Conclusion, Instrument, Need, Result
from surveys.core.tally import Basis
from surveys.demo.filling import errands
from surveys.demo.plots import STORIES, Story
from surveys.services.compound import compound_desk, compound_lines, overview
from surveys.services.outcome import decide_all
from surveys.store.db import Connection
from tests.conftest import Database, connected
from tests.demo.conftest import KEYS, NOW


def result(sheet: Outcome, rule: str) -> Result:
    return next(ruling.result for ruling in sheet.rulings if ruling.rule.key == rule)


def consulted(sheet: Outcome) -> Result:
    return result(sheet, "xuecheng-2021")


def test_the_desk_counts_the_district_that_was_planned(demo: Database) -> None:
    with demo.reading() as session:
        seen = overview(session, now=NOW)
    assert (seen.streets, seen.areas, seen.compounds, seen.buildings) == (3, 5, 65, 311)
    assert (seen.households, seen.floor_area) == (7_447, 760_000_00)
    assert 3_450 <= sum(seen.ballots.values()) <= 3_600
    assert seen.ballots[Capacity.OCCUPANT] > 100
    halted = (PollState.PAUSED, PollState.FINAL, PollState.CANCELLED)
    assert min(number for state, number in seen.polls.items() if state not in halted) > 0
    assert seen.polls[PollState.OPEN] >= 20


def test_the_first_area_is_as_large_as_planned(demo: Database) -> None:
    with demo.reading() as session:
        lines = [x for x in compound_lines(session, DISTRICT, now=NOW) if x.compound.area and x.compound.area.id == 1]
    assert (len(lines), sum(line.buildings for line in lines)) == (9, 43)
    assert (sum(line.households for line in lines), sum(line.floor_area for line in lines)) == (1_759, 166_500_00)


def test_one_compound_passes_clearly(sheets: Mapping[Story, Outcome]) -> None:
    sheet = sheets[Story.PASSES]
    assert {ruling.result.conclusion for ruling in sheet.rulings} == {Conclusion.PASSED}
    assert sheet.judgement.state is State.PASSED
    assert {Status.MUST, Status.IN, Status.SKIPPED, Status.UNCOSTED} <= {line.status for line in sheet.listed.lines}


def test_one_fails_on_coverage_though_most_agree(sheets: Mapping[Story, Outcome]) -> None:
    answered = consulted(sheets[Story.COVERAGE])
    assert answered.conclusion is Conclusion.INSUFFICIENT
    assert {check.kind for check in answered.checks if not check.ok} == {CheckKind.COVERAGE}


def test_one_is_covered_and_does_not_agree(sheets: Mapping[Story, Outcome]) -> None:
    answered = consulted(sheets[Story.CONSENT])
    assert answered.conclusion is Conclusion.NOT_PASSED
    assert {check.kind for check in answered.checks if not check.ok} == {CheckKind.CONSENT}


def test_one_carries_a_matter_by_heads_and_fails_it_by_area(sheets: Mapping[Story, Outcome]) -> None:
    sheet = sheets[Story.AREA]
    decided = sheet.matters["parking"].result
    assert consulted(sheet).conclusion is Conclusion.PASSED
    assert decided.conclusion is Conclusion.NOT_PASSED
    assert {check.basis for check in decided.checks if not check.ok} == {Basis.AREA}


def test_a_stairwell_passes_its_lift_and_another_doesn_t(sheets: Mapping[Story, Outcome]) -> None:
    passed, failed = sheets[Story.PASSES].matters, sheets[Story.CONSENT].matters["lift"]
    assert {key: matter.passed for key, matter in passed.items()} == {"lift": True, "fund": True}
    assert failed.result.conclusion is Conclusion.NOT_PASSED
    assert {check.kind for check in failed.result.checks if not check.ok} == {CheckKind.CONSENT}
    assert not {ruling.rule.instrument for sheet in sheets.values() for ruling in sheet.rulings} & {Instrument.DECISION}


def test_one_stands_exactly_on_both_thresholds(sheets: Mapping[Story, Outcome]) -> None:
    answered = consulted(sheets[Story.THRESHOLD])
    assert answered.conclusion is Conclusion.PASSED
    assert [(check.actual, check.needed) for check in answered.checks] == [(51, 51), (34, 34)]


def test_one_fails_a_gate_though_its_residents_agree(sheets: Mapping[Story, Outcome]) -> None:
    sheet = sheets[Story.GATE]
    assert consulted(sheet).conclusion is Conclusion.PASSED
    assert [verdict.gate for verdict in sheet.judgement.standing(State.FAILED)] == [Gate.CLEARANCE]


def test_one_has_a_tie_in_its_list(sheets: Mapping[Story, Outcome]) -> None:
    line = sheets[Story.TIE].listed.by_key["parking"]
    assert "plug" in line.tied_with
    assert line.support == sheets[Story.TIE].listed.by_key["plug"].support > 0


def test_one_has_twelve_households_and_was_closed_by_hand(sheets: Mapping[Story, Outcome]) -> None:
    sheet = sheets[Story.TINY]
    assert sheet.tally.turnout == (11, 12)
    assert sheet.poll.closed_at is not None
    assert sheet.poll.ended_at < sheet.poll.closes_at


def test_unsold_flats_are_no_households_and_one_silent_head(sheets: Mapping[Story, Outcome]) -> None:
    tally = sheets[Story.UNSOLD].tally
    assert consulted(sheets[Story.UNSOLD]).conclusion is Conclusion.INSUFFICIENT
    assert consulted(sheets[Story.UNSOLD]).needs == {Basis.HOUSEHOLDS: Need(7, 0)}
    assert (tally.unsold, tally.votes.owners.total - tally.votes.households.total) == (14, 1)


def test_one_waits_for_its_findings(sheets: Mapping[Story, Outcome]) -> None:
    judgement = sheets[Story.PENDING].judgement
    assert judgement.state is State.UNDETERMINED
    assert [verdict.reason for verdict in judgement.verdicts[1:]] == [Reason.NOT_FOUND_YET] * 4


def test_an_open_poll_has_no_answer_yet(demo: Database) -> None:
    name = next(name for name, (story, _) in STORIES.items() if story is Story.SILENT)
    with demo.reading() as session:
        line = next(line for line in compound_lines(session, DISTRICT, now=NOW) if line.compound.name == name)
    assert line.state is PollState.OPEN
    assert line.asked.answered == 0


def test_answers_came_by_every_channel_and_some_were_revised(demo: Database) -> None:
    with demo.reading() as session:
        line = compound_lines(session, DISTRICT, now=NOW)[0]
        casts = [cast for door in compound_desk(session, DISTRICT, line.compound.id, now=NOW).doors for cast in door.casts]
    assert {cast.channel for cast in casts} == set(Channel)
    assert all(bool(cast.entered_by) is (cast.channel is not Channel.PHONE) for cast in casts)
    assert any(cast.revision > 1 for cast in casts)
    assert line.poll is not None
    assert all(line.poll.opens_at <= cast.cast_at < line.poll.closes_at for cast in casts)


def contents(session: Connection) -> str:
    tables = ("compounds", "owners", "households", "polls", "poll_households", "revisions", "findings")
    rows = {table: [list(map(str, row)) for row in session.execute(text(f"SELECT * FROM {table}"))] for table in tables}
    # What entries commit to has salts of its own each time.
    rows["acts"] = [list(map(str, row)) for row in session.execute(text("SELECT at, actor, act, poll_id FROM entries"))]
    return digest(rows)


def test_the_same_day_gives_the_same_data(demo: Database, sqlite: Database, sqlite_template: Path, tmp_path: Path) -> None:
    shutil.copy(sqlite_template, tmp_path / "again.db")
    with connected(f"sqlite:///{tmp_path / 'again.db'}") as again:
        digests = []
        for database, hour in ((sqlite, 4), (again, 15)):
            with database.transaction() as session:
                for errand in errands(KEYS, NOW.replace(hour=hour))[:4]:
                    errand(session)
                digests.append(contents(session))
    assert digests[0] == digests[1]


def test_both_databases_come_to_the_same_sheets(demo: Database, postgresql: Database) -> None:
    def first_sheets(database: Database) -> list[tuple[str, str]]:
        with database.reading() as session:
            sheets = list(decide_all(session, DISTRICT, now=NOW))[:3]
        return [(sheet.poll.compound.name, sheet.digest) for sheet in sheets]

    with postgresql.transaction() as session:
        for errand in errands(KEYS, NOW)[:4]:
            errand(session)
    assert first_sheets(postgresql) == first_sheets(demo)
