"""Planning a wave until it opens."""

from __future__ import annotations

from dataclasses import replace

import pytest

from surveys.core.errors import NotAllowed, NotFound, Rejected
from surveys.core.gates import Decider, FindingStatus, Gate
from surveys.core.place import DISTRICT
from surveys.core.staff import Role, Staff
from surveys.services import draft as service
from surveys.services.draft import Draft
from surveys.services.edition import rules_named
from surveys.services.offices import offices, statuses
from surveys.services.poll import public_list, public_poll
from surveys.services.roster import import_roster
from surveys.services.wave import open_wave
from surveys.store.db import Connection
from tests.conftest import Database
from tests.factories import AFTER, CLOSES, DURING, EDITION, KEYS, LI, MENU, NOW, OPENS, RANDOM, opened, rows

RULE = rules_named(["xuecheng-2021"])[0].document()


def planned(session: Connection, *names: str, title: str = "W") -> tuple[Draft, int]:
    """A wave with a draft in each of these new compounds."""
    imported = [import_roster(session, rows("101", compound=name), by=LI, now=NOW).compounds[0] for name in names]
    compounds = frozenset(change.compound.id for change in imported)
    draft = Draft(title, EDITION, OPENS, CLOSES, MENU, [RULE], False, compounds)
    return draft, service.make(session, draft, by=LI, now=NOW).id


def test_a_planned_wave_reads_back_as_it_was_planned(database: Database) -> None:
    with database.transaction() as session:
        draft, wave = planned(session, "A", "B")
        plan = service.planned(session, wave)
        assert (plan.wave.title, plan.edition, plan.menu, plan.rules) == ("W", EDITION, MENU, (RULE,))
        assert {poll.compound.id for poll in plan.drafts} == draft.compounds
        assert set(plan.budgets.values()) == {None}


def test_a_change_takes_compounds_out_and_in_and_keeps_the_budgets_of_the_rest(database: Database) -> None:
    with database.transaction() as session:
        draft, wave = planned(session, "A", "B")
        first, second = service.planned(session, wave).polls
        service.set_budgets(session, wave, {first.id: 100, second.id: 200}, by=LI, now=NOW)
        other = import_roster(session, rows("101", compound="C"), by=LI, now=NOW).compounds[0].compound
        changed = replace(
            draft, title="V", closes_at=AFTER, basic_first=True, compounds=frozenset({second.compound.id, other.id})
        )
        service.change(session, wave, changed, by=LI, now=NOW)
        plan = service.planned(session, wave)
        assert [poll.compound.name for poll in plan.polls] == ["B", "C"]
        assert {poll.closes_at for poll in plan.polls} == {plan.wave.closes_at} == {AFTER}
        assert plan.budgets == {plan.polls[0].id: 200, plan.polls[1].id: None}
        assert plan.basic_first


def test_nothing_of_a_wave_changes_once_a_poll_of_it_has_opened(database: Database) -> None:
    with database.transaction() as session:
        draft, wave = planned(session, "A")
        (poll,) = service.planned(session, wave).polls
        service.set_budgets(session, wave, {poll.id: 100}, by=LI, now=NOW)
        open_wave(session, wave, keys=KEYS, random=RANDOM, by=LI, now=NOW)
        service.set_budgets(session, wave, {poll.id: 999}, by=LI, now=NOW)
        assert service.planned(session, wave).budgets == {poll.id: 100}
        with pytest.raises(NotAllowed, match="opened_before"):
            service.change(session, wave, replace(draft, title="V"), by=LI, now=NOW)


def test_a_title_that_another_wave_has_is_refused_and_ones_own_is_not(database: Database) -> None:
    with database.transaction() as session:
        planned(session, "A", title="W")
        draft, wave = planned(session, "B", title="V")
        service.change(session, wave, draft, by=LI, now=NOW)
        with pytest.raises(Rejected, match="taken title"):
            service.change(session, wave, replace(draft, title="W"), by=LI, now=NOW)
        with pytest.raises(Rejected, match="closes_before_opening"):
            service.change(session, wave, replace(draft, closes_at=OPENS), by=LI, now=NOW)


def test_a_budget_reaches_no_poll_of_another_wave(database: Database) -> None:
    with database.transaction() as session:
        _, first = planned(session, "A", title="W")
        _, second = planned(session, "B", title="V")
        (poll,) = service.planned(session, second).polls
        service.set_budgets(session, first, {poll.id: 7}, by=LI, now=NOW)
        assert service.planned(session, second).budgets == {poll.id: None}


def test_everybody_sees_what_is_open_and_that_it_was_and_no_draft(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session, compound="Willow Court", street="Mill Street")
        assert public_list(session, now=NOW)[0] == ()
        assert public_list(session, now=DURING, search=" willow ")[0] == (poll,)
        assert public_list(session, now=DURING, search="mill")[0] == (poll,)
        assert public_list(session, now=DURING, search="oak")[0] == ()
        assert public_list(session, now=AFTER)[0] == ()
        assert public_poll(session, poll.id, now=AFTER).asked.households == 4
        _, wave = planned(session, "A", title="V")
        (draft,) = service.planned(session, wave).polls
        with pytest.raises(NotFound):
            public_poll(session, draft.id, now=DURING)


def of(role: Role) -> Staff:
    return Staff(1, "li", "Li", role, DISTRICT)


def test_nobody_finds_what_is_not_theirs_to_find() -> None:
    assert {gate for gate in Gate if offices(of(Role.COMMITTEE), gate)} == {Gate.COMMITTEE, Gate.MANAGEMENT}
    assert offices(of(Role.DISTRICT), Gate.COOPERATION) == (Decider.BUREAU,)
    assert offices(of(Role.STREET), Gate.COOPERATION) == ()
    assert not any(offices(of(Role.HELPER), gate) for gate in Gate)
    assert statuses(of(Role.DISTRICT), Gate.WILLINGNESS) == (FindingStatus.WAIVED,)
    assert FindingStatus.WAIVED not in statuses(of(Role.STREET), Gate.CLEARANCE)
    assert FindingStatus.CONDITIONAL not in statuses(of(Role.DISTRICT), Gate.COMMITTEE)
