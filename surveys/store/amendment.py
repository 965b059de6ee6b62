"""Amendments to frozen rosters: asked for, decided once, and the one that holds for each home."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, func, insert, or_, select, update

from surveys.core.act import Value
from surveys.core.amendment import Amendment, AmendmentKind, AmendmentRuling, AmendmentWanted, Confirmed
from surveys.core.canonical import canonical
from surveys.core.errors import NotFound
from surveys.core.roster import AreaSource, Household, UnitKind
from surveys.core.roster_file import person_key
from surveys.store.ballot import ballots_t, revisions_t, waiting_t
from surveys.store.co_owner import co_votes_t
from surveys.store.db import Connection
from surveys.store.household import amendments_t, households_t
from surveys.store.mandate import mandates_t
from surveys.store.mark import mark_anew
from surveys.store.roster import buildings_t, door_key, forget_the_empty, owners_t, units_t

_KEPT = ("id", "reason", "source", "asked_by", "asked_role", "asked_at", "decided_by", "decided_role", "decided_at", "why")
_AFTER = ("floor", "room", "area", "owner")
_UNDECIDED: dict[str, Any] = {
    "ruling": None,
    "decided_by": "",
    "decided_role": "",
    "decided_at": None,
    "why": "",
    "figures": "",
    "answered": False,
    "touches": False,
    "followed": False,
}
_PLACE = (households_t.c.building, households_t.c.unit)
_FOUND = select(amendments_t, *_PLACE).select_from(
    amendments_t.outerjoin(households_t, households_t.c.id == amendments_t.c.household_id)
)


@dataclass(frozen=True, slots=True)
class Signed:
    """Who asked for an amendment or decided about it, by which office, when, and with which words."""

    by: str
    role: str
    at: datetime
    why: str = ""

    def values(self) -> dict[str, Any]:
        """The columns that say who decided."""
        return {"decided_by": self.by, "decided_role": self.role, "decided_at": self.at, "why": self.why}


def ask(session: Connection, poll_id: int, wanted: AmendmentWanted, was: Mapping[str, Value], asked: Signed) -> int:
    """Write a request down with who asked for it and why; returns its id."""
    values = {
        "poll_id": poll_id,
        "kind": wanted.kind,
        "household_id": wanted.household,
        "change": canonical(wanted.change).decode(),
        "was": canonical(was).decode(),
        "reason": wanted.reason,
        "source": wanted.source,
        "objection_id": wanted.objection,
        "asked_by": asked.by,
        "asked_role": asked.role,
        "asked_at": asked.at,
    }
    new = insert(amendments_t).values(values | _UNDECIDED)
    number = int(session.execute(new.returning(amendments_t.c.id)).scalar_one())
    mark_anew(session, amendments_t, amendments_t.c.id == number)
    return number


def of_poll(session: Connection, poll_id: int) -> tuple[Amendment, ...]:
    """Those of a poll, the first asked for first."""
    return of_polls(session, [poll_id]).get(poll_id, ())


def of_polls(session: Connection, poll_ids: Collection[int]) -> dict[int, tuple[Amendment, ...]]:
    """Those of these polls; polls without any have no entry."""
    found: dict[int, list[Amendment]] = {}
    for row in session.execute(_FOUND.where(amendments_t.c.poll_id.in_(poll_ids)).order_by(amendments_t.c.id)):
        found.setdefault(row.poll_id, []).append(_amendment(row))
    return {poll_id: tuple(rows) for poll_id, rows in found.items()}


def one(session: Connection, poll_id: int, amendment_id: int) -> Amendment:
    """One of a poll. Raises `NotFound`."""
    row = session.execute(_FOUND.where(amendments_t.c.poll_id == poll_id, amendments_t.c.id == amendment_id)).one_or_none()
    if row is None:
        raise NotFound("amendment", str(amendment_id))
    return _amendment(row)


def at_home(session: Connection, household_id: int) -> tuple[Amendment, ...]:
    """Those that were confirmed of one home, in the order in which they were."""
    query = _FOUND.where(amendments_t.c.household_id == household_id, amendments_t.c.ruling == AmendmentRuling.CONFIRMED)
    return tuple(map(_amendment, session.execute(query.order_by(amendments_t.c.decided_at, amendments_t.c.id))))


def waiting(session: Connection, poll_id: int) -> int:
    """How many of a poll nobody decided."""
    query = select(func.count()).where(amendments_t.c.poll_id == poll_id, amendments_t.c.ruling.is_(None))
    return session.execute(query).scalar_one()


def _amendment(row: Any) -> Amendment:
    return Amendment(
        kind=AmendmentKind(row.kind),
        household=row.household_id,
        change=json.loads(row.change),
        was=json.loads(row.was),
        objection=row.objection_id,
        ruling=AmendmentRuling(row.ruling) if row.ruling else None,
        after=_after(row),
        answered=bool(row.answered),
        touches=bool(row.touches),
        followed=bool(row.followed),
        figures=json.loads(row.figures) if row.figures else None,
        **{name: getattr(row, name) for name in _KEPT},
    )


def _after(row: Any) -> Household | None:
    if row.area is None:
        return None
    return Household(
        id=row.household_id,
        building=row.building,
        unit=row.unit,
        kind=UnitKind(row.use),
        area_source=AreaSource(row.area_source),
        owners=row.owners,
        **{name: getattr(row, name) for name in _AFTER},
    )


def hangs(session: Connection, household_id: int) -> bool:
    """Whether anybody ever answered for a home, waiting or not, as a co-owner too, or was named to act for its owner."""
    tied = (
        revisions_t.c.household_id == household_id,
        or_(waiting_t.c.household_id == household_id, waiting_t.c.beside_id == household_id),
        co_votes_t.c.household_id == household_id,
        mandates_t.c.household_id == household_id,
    )
    return session.execute(select(or_(*(exists().where(where) for where in tied)))).scalar_one()


def voted(session: Connection, poll_id: int, household_ids: Collection[int]) -> frozenset[int]:
    """Which of these homes have a ballot that stands."""
    query = select(ballots_t.c.household_id).where(ballots_t.c.poll_id == poll_id)
    return frozenset(session.scalars(query.where(ballots_t.c.household_id.in_(household_ids))))


def confirm(session: Connection, amendment_id: int, confirmed: Confirmed, decided: Signed) -> None:
    """Let a request hold for its home from now on, in the place of the one that did."""
    after = confirmed.after
    held = update(amendments_t).where(amendments_t.c.holds_for == after.id).values(holds_for=None)
    before = session.scalars(held.returning(amendments_t.c.id)).all()
    values = {
        "ruling": AmendmentRuling.CONFIRMED,
        "figures": canonical(confirmed.figures).decode(),
        "household_id": after.id,
        "holds_for": after.id,
        "use": after.kind,
        "area_source": after.area_source,
        "owners": after.owners,
    }
    values |= {name: getattr(confirmed, name) for name in ("gone", "answered", "touches")}
    values |= {name: getattr(after, name) for name in _AFTER}
    where = amendments_t.c.id == amendment_id
    session.execute(update(amendments_t).where(where).values(values | decided.values()))
    mark_anew(session, amendments_t, amendments_t.c.id.in_([amendment_id, *before]))


def has_followed(session: Connection, amendment_id: int) -> None:
    """Write down that the living roster was changed with it."""
    session.execute(update(amendments_t).where(amendments_t.c.id == amendment_id).values(followed=True))
    mark_anew(session, amendments_t, amendments_t.c.id == amendment_id)


def end(session: Connection, amendment_id: int, ruling: AmendmentRuling, decided: Signed) -> None:
    """Write down that a request came to nothing."""
    values = {"ruling": ruling, **decided.values()}
    session.execute(update(amendments_t).where(amendments_t.c.id == amendment_id).values(values))
    mark_anew(session, amendments_t, amendments_t.c.id == amendment_id)


def owner_names(session: Connection, compound_id: int) -> frozenset[str]:
    """What the owners of a compound are called in its living roster; developers, which everybody may name, aside."""
    developer = select(units_t.c.owner_id).where(units_t.c.compound_id == compound_id, units_t.c.kind == UnitKind.UNSOLD)
    query = select(owners_t.c.name).where(owners_t.c.compound_id == compound_id, owners_t.c.id.not_in(developer))
    return frozenset(name for name in session.scalars(query) if name)


@dataclass(frozen=True, slots=True)
class LivingChange:
    """What an amendment changed, for the living roster: from `old` to `new`, and whose other home names the owner."""

    kind: AmendmentKind
    old: Household
    new: Household
    same_as: Household | None = None


def follow(session: Connection, compound_id: int, change: LivingChange) -> bool:
    """Bring the living roster to what was confirmed where it still says what the poll's did, so that the next poll has it
    too; whether it did. Whose name stands there is for the roster's own page."""
    kind, old, after, same_as = change.kind, change.old, change.new, change.same_as
    living = _living(session, compound_id, old)
    if kind in (AmendmentKind.ADD, AmendmentKind.RESTORE):
        return living is None and _enter_living(session, compound_id, after, same_as)
    if living is None or (living.area, living.kind) != (old.area, old.kind):
        return False
    if kind.takes_out:
        session.execute(delete(units_t).where(units_t.c.id == living.id))
        forget_the_empty(session, {compound_id})
        return True
    if kind is AmendmentKind.OWNER:
        return _give(session, compound_id, living, same_as)
    if kind is AmendmentKind.ROOM and _living(session, compound_id, after) is not None:
        return False
    values = {"area": after.area, "area_source": after.area_source, "kind": after.kind}
    values |= {"room": after.room, "floor": after.floor}
    values |= {"door_order": door_key(after.building, after.unit, after.floor, after.room)}
    session.execute(update(units_t).where(units_t.c.id == living.id).values(values))
    return True


def _living(session: Connection, compound_id: int, home: Household) -> Any:
    query = select(units_t).join_from(units_t, buildings_t, buildings_t.c.id == units_t.c.building_id)
    at = (buildings_t.c.label == home.building, units_t.c.unit == home.unit, units_t.c.room == home.room)
    return session.execute(query.where(units_t.c.compound_id == compound_id, *at)).one_or_none()


def _enter_living(session: Connection, compound_id: int, home: Household, same_as: Household | None) -> bool:
    other = _living(session, compound_id, same_as) if same_as else None
    at = (buildings_t.c.compound_id == compound_id, buildings_t.c.label == home.building)
    building = session.execute(select(buildings_t.c.id).where(*at)).scalar_one_or_none()
    if building is None:
        new = insert(buildings_t).values(compound_id=compound_id, label=home.building)
        building = session.execute(new.returning(buildings_t.c.id)).scalar_one()
    values = {
        "compound_id": compound_id,
        "building_id": building,
        "owner_id": other.owner_id if other else _new_owner(session, compound_id, home.id, ""),
        "unit": home.unit,
        "door_order": door_key(home.building, home.unit, home.floor, home.room),
        "floor": home.floor,
        "room": home.room,
        "area": home.area,
        "area_source": home.area_source,
        "kind": home.kind,
    }
    session.execute(insert(units_t).values(values))
    return True


def _give(session: Connection, compound_id: int, living: Any, same_as: Household | None) -> bool:
    """Put a home to the owner of another, or apart from those that it shares one with."""
    other = _living(session, compound_id, same_as) if same_as else None
    if (same_as and other is None) or (other and other.owner_id == living.owner_id):
        return False
    if other:
        owner_id = other.owner_id
    else:
        shared = select(func.count()).where(units_t.c.owner_id == living.owner_id)
        if session.execute(shared).scalar_one() < 2:
            return False
        name = session.execute(select(owners_t.c.name).where(owners_t.c.id == living.owner_id)).scalar_one()
        owner_id = _new_owner(session, compound_id, living.id, name)
    session.execute(update(units_t).where(units_t.c.id == living.id).values(owner_id=owner_id))
    forget_the_empty(session, {compound_id})
    return True


def _new_owner(session: Connection, compound_id: int, number: int, name: str) -> int:
    key = person_key("amended", str(compound_id), str(number))  # of the shape that an exported roster brings back
    values = {"compound_id": compound_id, "key": key, "name": name, "phone": ""}
    return int(session.execute(insert(owners_t).values(values).returning(owners_t.c.id)).scalar_one())
