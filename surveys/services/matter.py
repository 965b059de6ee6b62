"""The matters of a compound's draft: what its owners decide together beside the consultation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from surveys.core.act import turned
from surveys.core.canonical import canonical
from surveys.core.errors import NotAllowed, NotFound, Rejected
from surveys.core.matter import Matter, check_matters, matter_from_document
from surveys.core.menu import Menu
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll
from surveys.core.roster import Roster
from surveys.core.staff import Actor, Right, needs
from surveys.core.tally import Scope
from surveys.services.edition import roster_words
from surveys.store import document, entry
from surveys.store import draft as stored
from surveys.store import poll as stored_poll
from surveys.store import roster as stored_roster
from surveys.store.clock import moment
from surveys.store.db import Connection


@dataclass(frozen=True, slots=True)
class PlannedMatters:
    """A poll's matters as they are planned, with what they are checked against: its menu and its living roster."""

    poll: Poll
    matters: tuple[Matter, ...]
    menu: Menu
    roster: Roster


def planned_matters(session: Connection, scope: Jurisdiction, poll_id: int, *, hold: bool = False) -> PlannedMatters:
    """The matters of a poll within `scope`. Raises `NotFound`."""
    poll = stored_poll.poll(session, scope, poll_id, hold=hold)
    plan = stored_poll.plan(session, poll_id)
    matters = tuple(map(matter_from_document, plan.matters))
    roster = Roster(stored_roster.living(session, poll.compound.id))
    return PlannedMatters(poll, matters, document.menu(session, plan.menu), roster)


@needs(Right.PLAN)
def set_matters(
    session: Connection, scope: Jurisdiction, poll_id: int, matters: Sequence[Matter], *, by: Actor, now: datetime
) -> Poll:
    """Give a draft its matters, in the place of those that it had.

    Raises `NotFound`, `NotAllowed`: opened_before, and `Rejected` with everything that keeps them from being voted on.
    """
    return _keep(session, planned_matters(session, scope, poll_id, hold=True), matters, by, now)


@needs(Right.PLAN)
def put_matter(
    session: Connection, scope: Jurisdiction, poll_id: int, matter: Matter, *, replacing: str = "", by: Actor, now: datetime
) -> None:
    """Add a matter to a draft, or put it in the place of the one whose key is `replacing`. Raises as `set_matters` does, and
    `NotFound`: matter, where the other one isn't there any more."""
    plan = planned_matters(session, scope, poll_id, hold=True)
    now = moment(session, now)
    if replacing and all(kept.key != replacing for kept in plan.matters):
        raise NotFound("matter", replacing)
    changed = [matter if kept.key == replacing else kept for kept in plan.matters]
    _keep(session, plan, changed if replacing else [*changed, matter], by, now)


@needs(Right.PLAN)
def drop_matter(session: Connection, scope: Jurisdiction, poll_id: int, key: str, *, by: Actor, now: datetime) -> None:
    """Take a matter out of a draft; one that is gone already may be taken out again. Raises as `set_matters` does."""
    plan = planned_matters(session, scope, poll_id, hold=True)
    now = moment(session, now)
    _keep(session, plan, [kept for kept in plan.matters if kept.key != key], by, now)


def _keep(session: Connection, plan: PlannedMatters, matters: Sequence[Matter], by: Actor, now: datetime) -> Poll:
    if plan.poll.terms is not None:
        raise NotAllowed("opened_before")
    matters = [replace(matter, scope=_spelt(matter.scope, plan.roster)) for matter in matters]
    if problems := check_matters(matters, plan.menu, plan.roster):
        raise Rejected(problems)
    stored.set_matters(session, plan.poll.id, tuple(matter.document() for matter in matters))
    if told := turned({"matters": _written(plan.matters)}, {"matters": _written(matters)}):
        entry.enter(session, "matters_set", by=by, now=now, poll_id=plan.poll.id, **told)
    return plan.poll


def _written(matters: Sequence[Matter]) -> str:
    return canonical([matter.document() for matter in matters]).decode()


def _spelt(scope: Scope, roster: Roster) -> Scope:
    """The scope with its names as the roster has them: 3 and 3栋 are the building that it calls 3号楼."""
    words, units = roster_words(), {household.unit for household in roster.households}
    buildings = (b if b in roster.buildings else words.numbered(b, words.buildings) for b in scope.buildings)
    unit = scope.unit if scope.unit is None or scope.unit in units else words.numbered(scope.unit, words.units)
    return Scope(tuple(buildings), unit)
