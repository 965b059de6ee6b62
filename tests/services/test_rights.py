"""Every act for every role: the table says who may do it, and the act itself refuses everybody else."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module

import pytest

from surveys import services
from surveys.core.ballot import Channel
from surveys.core.errors import NotAllowed, NotEntitled
from surveys.core.gates import Checkpoint, Decider, Finding, FindingStatus, Gate
from surveys.core.place import Jurisdiction
from surveys.core.staff import RIGHTS, Installation, Right, Role
from surveys.services.offices import offices, statuses
from surveys.services.outcome import record_finding
from tests.conftest import Database
from tests.factories import DISTRICT, NOW, opened
from tests.services.doorstep import a_door, cast, revisions
from tests.witness import member, witness_role


def acts() -> Iterator[Callable[..., object]]:
    """Everything in the services that asks who acts."""
    for module in pkgutil.iter_modules(services.__path__, "surveys.services."):
        for name, found in vars(import_module(module.name)).items():
            own = inspect.isfunction(found) and found.__module__ == module.name and not name.startswith("_")
            if own and (by := inspect.signature(found).parameters.get("by")) and by.kind is by.KEYWORD_ONLY:
                yield found


def refused(act: Callable[..., object], by: object) -> bool:
    """Whether an act turns somebody away before it looks at anything else; here it is told nothing else."""
    try:
        act(by=by)
    except NotEntitled:
        return True
    except TypeError:
        return False
    raise AssertionError("an act without arguments was done")


def test_every_act_names_the_right_that_it_needs() -> None:
    named = {act.__name__: getattr(act, "right", None) for act in acts()}
    assert len(named) > 12
    assert [name for name, right in named.items() if not isinstance(right, Right)] == []


def test_an_act_is_done_by_whom_the_table_names_and_by_nobody_else() -> None:
    for act in acts():
        for role in Role:
            assert refused(act, member(role)) is (act.right not in RIGHTS.get(role, ())), (act.__name__, role)  # type: ignore[attr-defined]
        assert not refused(act, Installation("cli"))


@pytest.mark.parametrize("nobody", [None, "", "office", Role.DISTRICT, Right.PUBLISH])
def test_a_name_alone_does_nothing(nobody: object) -> None:
    assert all(refused(act, nobody) for act in acts())


def test_a_role_that_stands_in_no_table_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    witness = member(witness_role(monkeypatch))
    assert witness.role in Role
    assert not any(witness.may(right) for right in Right)
    assert all(refused(act, witness) for act in acts())


def test_it_casts_no_paper_ballot(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    _poll, door = a_door(database)
    with pytest.raises(NotEntitled):
        cast(database, door, "yes", channel=Channel.PAPER, by=member(witness_role(monkeypatch)))
    assert revisions(database) == []


def test_it_speaks_for_no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    witness = member(witness_role(monkeypatch))
    assert [gate for gate in Gate if offices(witness, gate) or statuses(witness, gate)] == []


def test_nobody_fills_in_outside_their_place(database: Database) -> None:
    poll, door = a_door(database)
    stranger = member(Role.HELPER, Jurisdiction(compound=poll.compound.id + 1))
    with pytest.raises(NotAllowed, match="out_of_reach"):
        cast(database, door, "yes", channel=Channel.DOOR, by=stranger)
    assert cast(database, door, "yes", channel=Channel.DOOR, by=member(Role.HELPER, Jurisdiction(compound=poll.compound.id)))


def test_nobody_writes_down_what_another_office_found(database: Database) -> None:
    found = Finding(Gate.CLEARANCE, Checkpoint.C1, FindingStatus.PASS, Decider.URBAN, "Zhou", NOW)
    with database.transaction() as session:
        poll = opened(session)
        with pytest.raises(NotEntitled):
            record_finding(session, DISTRICT, poll.id, found, by=member(Role.STREET), now=NOW)
        record_finding(session, DISTRICT, poll.id, found, by=member(Role.DISTRICT), now=NOW)
