"""The gates at work: three checkpoints in turn, who may say what, and what stays as it was posted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.core.errors import NotAllowed, NotEntitled, NotFound, Rejected
from surveys.core.evidence import EvidenceFile, EvidenceKind
from surveys.core.gates import (
    DECIDERS,
    GATE_RULES,
    Checkpoint,
    Decider,
    Finding,
    FindingStatus,
    Gate,
    State,
)
from surveys.core.outcome import outcome_digest
from surveys.core.outcome.telling import public
from surveys.core.place import DISTRICT, Jurisdiction
from surveys.core.staff import Actor, Role, Staff
from surveys.services.evidence import evidence_lines
from surveys.services.gates import checks_since, going_back, history, stages_of, stopped
from surveys.services.invitation import invite
from surveys.services.notice import published
from surveys.services.offices import offices, statuses
from surveys.services.outcome import decide, poll_record, record_finding, reopen_gate
from surveys.services.staff import add_staff
from surveys.store.db import Connection
from surveys.words.stop import stop_paper
from tests.conftest import Database
from tests.factories import AFTER, DURING, LI, NOW, RANDOM, posted
from tests.services.test_outcome import polled

C1, C2, C3 = Checkpoint
BY = {
    Gate.COMMITTEE: Decider.COMMITTEE,
    Gate.CLEARANCE: Decider.STREET,
    Gate.COOPERATION: Decider.BUREAU,
    Gate.MANAGEMENT: Decider.COMMITTEE,
}
PASS, FAIL, UNKNOWN, WAIVED = FindingStatus.PASS, FindingStatus.FAIL, FindingStatus.UNKNOWN, FindingStatus.WAIVED
FILE = EvidenceFile(EvidenceKind.PDF, 2, b"%PDF- of two pages")
EXAMPLES = count()


def finding(gate: Gate, status: FindingStatus = PASS, at: Checkpoint = C1, **more: object) -> Finding:
    made = Finding(gate, at, status, BY.get(gate, Decider.BUREAU), "Li", AFTER, note="seen")
    return replace(made, **more)  # type: ignore[arg-type]


@dataclass
class Bench:
    """A closed poll that its owners want, and what is found about it."""

    session: Connection
    poll: int
    compound: int
    street: int

    def find(self, found: Finding, *, by: Actor = LI, now: datetime = AFTER, files: tuple[EvidenceFile, ...] = ()) -> None:
        record_finding(self.session, DISTRICT, self.poll, replace(found, decided_at=now), files=files, by=by, now=now)

    def all_pass(self, **more: object) -> None:
        for gate in BY:
            self.find(finding(gate, **more))

    def refused(self, found: Finding, **more: object) -> list[str]:
        with pytest.raises(Rejected) as caught:
            self.find(found, **more)  # type: ignore[arg-type]
        return [problem.code for problem in caught.value.problems]

    def stages(self, now: datetime = AFTER) -> list[tuple[Checkpoint, State]]:
        stages = stages_of(poll_record(self.session, DISTRICT, self.poll), now=now)
        return [(one.checkpoint, one.state) for one in stages.begun]

    def member(self, username: str, role: Role, place: Jurisdiction, *, by: Actor = LI, now: datetime = NOW) -> Staff:
        given = {"role": role, "scope": place, "random": RANDOM, "by": by, "now": now}
        return add_staff(self.session, username, username.title(), "plum rain on tiles", **given)  # type: ignore[arg-type]


def bench(session: Connection, compound: str = "A") -> Bench:
    poll = polled(session, *["yes"] * 7, "no", "no", compound=compound)
    return Bench(session, poll.id, poll.compound.id, poll.compound.street.id)


def test_a_checkpoint_is_judged_once_the_one_before_is_passed(database: Database) -> None:
    with database.transaction() as session:
        desk = bench(session)
        assert desk.refused(finding(Gate.CLEARANCE, at=C2)) == ["checkpoint_before"]
        desk.all_pass()
        assert desk.refused(finding(Gate.MANAGEMENT, at=C3)) == ["checkpoint_before"]
        desk.find(finding(Gate.CLEARANCE, FAIL, C2))
        assert desk.stages() == [(C1, State.PASSED), (C2, State.FAILED)]
        assert desk.refused(finding(Gate.MANAGEMENT, at=C3)) == ["checkpoint_before"]
        desk.find(finding(Gate.CLEARANCE, PASS, C2), now=AFTER + timedelta(hours=1))
        desk.find(finding(Gate.MANAGEMENT, PASS, C3), now=AFTER + timedelta(hours=2))
        assert desk.stages(AFTER + timedelta(hours=2)) == [(C1, State.PASSED), (C2, State.PASSED), (C3, State.PASSED)]


def test_nothing_later_begins_while_people_answer(database: Database) -> None:
    with database.transaction() as session:
        desk = bench(session)
        waiver = finding(Gate.WILLINGNESS, WAIVED, valid_until=date(2027, 6, 1), evidence=("文号",), decider=Decider.BUREAU)
        for found in (waiver, *map(finding, BY)):
            desk.find(found, now=DURING)
        assert desk.refused(finding(Gate.CLEARANCE, at=C2), now=DURING) == ["checkpoint_before"]


def test_a_gate_goes_back_by_an_act_of_its_own_and_what_was_found_stays(database: Database) -> None:
    with database.transaction() as session:
        desk = bench(session)
        desk.all_pass()
        back = finding(Gate.COMMITTEE, UNKNOWN, note="备案是另一个小区的")
        with pytest.raises(NotAllowed, match="nothing_found"):
            desk.find(back)
        with pytest.raises(Rejected):
            reopen_gate(session, DISTRICT, desk.poll, replace(back, note=" "), by=LI, now=AFTER)
        reopen_gate(session, DISTRICT, desk.poll, back, by=LI, now=AFTER)
        assert desk.stages() == [(C1, State.UNDETERMINED)]
        with pytest.raises(NotAllowed, match="nothing_found"):
            reopen_gate(session, DISTRICT, desk.poll, back, by=LI, now=AFTER)
        found = poll_record(session, DISTRICT, desk.poll).findings
        assert len(found) == 5
        assert going_back(found, Gate.COMMITTEE) is None
        assert going_back(found, Gate.CLEARANCE) is not None
        line = next(one for one in history(found) if one.finding.status is PASS and one.finding.gate is Gate.COMMITTEE)
        assert line.replaced_by == back


def test_files_are_kept_with_their_finding_or_not_at_all(database: Database) -> None:
    with database.transaction() as session:
        desk = bench(session)
        desk.find(finding(Gate.COMMITTEE), files=(FILE,))
        assert poll_record(session, DISTRICT, desk.poll).findings[0].files == (FILE.digest,)
        assert set(evidence_lines(session, DISTRICT, desk.poll)) == {FILE.digest}
        other = EvidenceFile(EvidenceKind.JPEG, 1, b"other")
        assert desk.refused(finding(Gate.COMMITTEE, FAIL, note=""), files=(other,)) == ["finding_without_reason"]
        assert desk.refused(finding(Gate.COMMITTEE), files=(FILE,) * 4) == ["evidence_many"]
        assert set(evidence_lines(session, DISTRICT, desk.poll)) == {FILE.digest}


def test_what_was_posted_is_not_rewritten_by_what_is_found_later(database: Database) -> None:
    with database.transaction() as session:
        desk = bench(session)
        desk.all_pass()
        notice = posted(session, desk.poll, until=date(2026, 12, 31))
        assert checks_since(session, published(session, desk.poll), now=AFTER) == ()
        with pytest.raises(NotAllowed, match="not_stopped"):
            stopped(session, DISTRICT, desk.poll, now=AFTER)
        desk.find(finding(Gate.CLEARANCE, FAIL, C2, valid_until=date(2027, 1, 31)))
        assert outcome_digest(public(decide(session, DISTRICT, desk.poll, now=AFTER))) == notice.digest
        assert published(session, desk.poll).notice() == notice
        (since,) = checks_since(session, published(session, desk.poll), now=AFTER)
        assert (since.checkpoint, since.state) == (C2, State.FAILED)
        assert since.gates[0] == notice.outcome.judgement.gates[0]  # type: ignore[union-attr]
        assert all(gate.finding.decided_by is None for gate in since.gates if gate.finding)
        found = stopped(session, DISTRICT, desk.poll, now=AFTER)
        paper = str(stop_paper(found.poll, found.judgement, phone="1"))
        for told in ("拆违拆临工作落实不到位", "2027年1月31日前整改好", "重新核实", "下一批", "结果不变", "seen"):
            assert told in paper
        with pytest.raises(NotFound):
            stopped(session, Jurisdiction(compound=desk.compound + 1), desk.poll, now=AFTER)
        later = decide(session, DISTRICT, desk.poll, now=AFTER)
        assert [one.checkpoint for one in later.later] == [C2]
        assert later.document()["later"][0]["state"] == "failed"


def test_before_anything_is_posted_no_paper_tells_where_it_stops(database: Database) -> None:
    with database.transaction() as session:
        desk = bench(session)
        desk.find(finding(Gate.CLEARANCE, FAIL))
        with pytest.raises(NotAllowed, match="not_posted"):
            stopped(session, DISTRICT, desk.poll, now=AFTER)


def test_whoever_made_the_account_of_the_judged_does_not_decide(database: Database) -> None:
    with database.transaction() as session:
        desk = bench(session)
        street, place = Jurisdiction(street=desk.street), Jurisdiction(compound=desk.compound)
        qu = desk.member("qu", Role.DISTRICT, DISTRICT)
        bureau = finding(Gate.COOPERATION)
        desk.find(bureau, by=qu)
        recently = AFTER - timedelta(days=2)
        jie = desk.member("jie", Role.STREET, street, now=recently)
        desk.find(bureau, by=qu)
        invite(session, jie.id, random=RANDOM, by=qu, now=recently)
        with pytest.raises(NotAllowed, match="judged_made"):
            desk.find(bureau, by=qu)
        desk.find(bureau, by=desk.member("qu2", Role.DISTRICT, DISTRICT))
        desk.find(bureau, by=qu, now=recently + timedelta(days=8))
        # of another gate the street isn't judged
        desk.find(finding(Gate.CLEARANCE, decider=Decider.BUREAU), by=qu)
        owners = desk.member("ye", Role.OWNERS, place, now=recently)
        invite(session, owners.id, random=b"7" * 32, by=qu, now=recently)
        with pytest.raises(NotAllowed, match="judged_made"):
            desk.find(finding(Gate.COMMITTEE, decider=Decider.BUREAU), by=qu)
        elsewhere = desk.member("song", Role.STREET, Jurisdiction(street=desk.street), now=recently)
        assert elsewhere.scope.covers(poll_record(session, DISTRICT, desk.poll).poll.compound)


def _expected(role: Role, gate: Gate, status: FindingStatus, decider: Decider) -> bool:
    mine = {
        Role.DISTRICT: {Decider.BUREAU, Decider.URBAN},
        Role.STREET: {Decider.STREET},
        Role.COMMITTEE: {Decider.COMMITTEE},
    }.get(role, set())
    if decider not in mine or status in (UNKNOWN, FindingStatus.EXPIRED):
        return False
    if status is WAIVED:
        return decider is Decider.BUREAU and GATE_RULES[gate].waivable
    promised = status is not FindingStatus.CONDITIONAL or GATE_RULES[gate].promisable
    return decider in DECIDERS[gate] and promised


def test_each_role_finds_what_the_table_gives_it_and_nothing_else(database: Database) -> None:
    """Every role, gate, status and office at the first checkpoint; the desk offers exactly what is taken."""
    with database.transaction() as session:
        desk = bench(session)
        places = {
            Role.DISTRICT: DISTRICT,
            Role.STREET: Jurisdiction(street=desk.street),
            Role.COMMITTEE: Jurisdiction(compound=desk.compound),
            Role.OWNERS: Jurisdiction(compound=desk.compound),
            Role.HELPER: Jurisdiction(compound=desk.compound),
        }
        people = {role: desk.member(role.value, role, place) for role, place in places.items()}
        for role, gate, status, decider in product(Role, Gate, FindingStatus, Decider):
            more = {"decider": decider, "valid_until": date(2027, 6, 1), "evidence": ("文号",)}
            said = finding(gate, status, **more)
            expected = _expected(role, gate, status, decider)
            assert _taken(desk, said, people[role]) == expected, (role, gate, status, decider)
            offered = decider in offices(people[role], gate) and status in statuses(people[role], gate)
            assert offered >= expected
            if offered and not expected:  # a waiver in the name of the office beside is refused with words
                assert (status, decider) == (WAIVED, Decider.URBAN)


def _taken(desk: Bench, said: Finding, by: Staff) -> bool:
    try:
        desk.find(said, by=by)
    except (Rejected, NotEntitled, NotAllowed):
        return False
    return True


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(Gate)[1:]), st.sampled_from(Checkpoint), st.sampled_from([PASS, PASS, PASS, FAIL, UNKNOWN])
        ),
        max_size=12,
    )
)
def test_whatever_is_tried_in_whatever_order_a_checkpoint_follows_one_that_passed(
    database: Database, tries: list[tuple[Gate, Checkpoint, FindingStatus]]
) -> None:
    with database.transaction() as session:
        desk, now = bench(session, f"A{next(EXAMPLES)}"), AFTER
        for gate, checkpoint, status in tries:
            now += timedelta(minutes=1)
            before = dict(desk.stages(now))
            said = replace(finding(gate, status, checkpoint), decided_at=now)
            if why := _why_not(desk, said, now):
                reached = checkpoint.before is None or before.get(checkpoint.before) is State.PASSED
                assert why == ("nothing_found" if reached or status is UNKNOWN else "checkpoint_before")
            else:
                assert checkpoint.before is None or before[checkpoint.before] is State.PASSED
            states = [state for _, state in desk.stages(now)]
            assert all(state is State.PASSED for state in states[:-1])


def _why_not(desk: Bench, said: Finding, now: datetime) -> str:
    """What keeps a finding from being written down; empty where it was."""
    act = reopen_gate if said.status is UNKNOWN else record_finding
    try:
        act(desk.session, DISTRICT, desk.poll, said, by=LI, now=now)
    except Rejected as refused:
        return ", ".join(problem.code for problem in refused.problems)
    except NotAllowed as refused:
        return refused.reason
    return ""
