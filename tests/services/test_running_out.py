"""Which findings run out, and who is told."""

from __future__ import annotations

from datetime import timedelta

from surveys.core.gates import Checkpoint, Gate, State
from surveys.core.place import DISTRICT, Jurisdiction
from surveys.services.gates import running_out
from tests.conftest import Database
from tests.factories import AFTER
from tests.services.test_gates import bench, finding

LATER = AFTER + timedelta(days=40)


def test_the_list_tells_what_runs_out_within_thirty_days_within_ones_place(database: Database) -> None:
    today = AFTER.date()
    with database.transaction() as session:
        desk = bench(session)
        ends = {Gate.COMMITTEE: 29, Gate.CLEARANCE: 32, Gate.COOPERATION: 0, Gate.MANAGEMENT: 10}
        for gate, more in ends.items():
            desk.find(finding(gate, valid_until=today + timedelta(days=more)))
        desk.find(finding(Gate.MANAGEMENT, valid_until=today + timedelta(days=300)))
        total, found = running_out(session, DISTRICT, now=AFTER)
        assert (total, [line.finding.gate for line in found]) == (2, [Gate.COOPERATION, Gate.COMMITTEE])
        assert [line.over for line in running_out(session, DISTRICT, now=LATER)[1]] == [True, True, True]
        assert running_out(session, Jurisdiction(street=desk.street + 1), now=AFTER) == (0, ())
        assert running_out(session, DISTRICT, now=AFTER, offset=1, limit=1) == (2, found[1:])
        assert desk.stages(LATER) == [(Checkpoint.C1, State.UNDETERMINED)]
