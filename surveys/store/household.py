"""The households that a poll froze when it opened, with the hashes of their secrets, as they stand after amendments.

Whoever reads homes selects `HOUSEHOLD` from `HOMES`, and where it counts or lists them only those that `STANDS`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, false, func, insert, literal, select, union, update

from surveys.core.amendment import PlacedHome
from surveys.core.roster import AreaSource, Entrance, Household, Roster, UnitKind
from surveys.store.amendment_records import AmendmentRecord
from surveys.store.db import Connection, keys_of
from surveys.store.mark import mark_anew, mark_beside
from surveys.store.records import PollHouseholdRecord, table_of
from surveys.store.waiting_records import VoidLetterRecord

households_t, void_letters_t = table_of(PollHouseholdRecord), table_of(VoidLetterRecord)
amendments_t = table_of(AmendmentRecord)

HOMES = households_t.outerjoin(amendments_t, amendments_t.c.holds_for == households_t.c.id)
"""The homes of polls, each beside the amendment that holds for it."""
STANDS: ColumnElement[bool] = func.coalesce(amendments_t.c.gone, false()) == false()
"""Whether a home is counted."""


def _held(name: str) -> ColumnElement[Any]:
    return func.coalesce(amendments_t.c[name], households_t.c[name])


FLOOR, ROOM, AREA, OWNER = map(_held, ("floor", "room", "area", "owner"))
KIND: ColumnElement[str] = func.coalesce(amendments_t.c.use, households_t.c.kind)
HOUSEHOLD = (
    households_t.c.id.label("household_id"),
    households_t.c.building,
    households_t.c.unit,
    FLOOR.label("floor"),
    ROOM.label("room"),
    AREA.label("area"),
    OWNER.label("owner"),
    KIND.label("kind"),
    *(_held(name).label(name) for name in ("area_source", "owners")),
)


def inside(at: Entrance) -> ColumnElement[bool]:
    """Whether a home lies in a stairwell."""
    return and_(households_t.c.building == at.building, households_t.c.unit == at.unit)


@dataclass(frozen=True, slots=True)
class Frozen:
    """A household as it is frozen into a poll, with the hashes of its secrets."""

    position: int
    household: Household
    epoch: int
    link_hash: str
    code_hash: str


_KINDS: Mapping[str, UnitKind] = {kind.value: kind for kind in UnitKind}

_SOURCES: Mapping[str, AreaSource] = {source.value: source for source in AreaSource}


def household_of(row: Sequence[Any]) -> Household:
    """The household in a row that begins with `HOUSEHOLD`."""
    household, building, unit, floor, room, area, owner, kind, source, owners = row[:10]
    return Household(household, building, unit, floor, room, area, owner, _KINDS[kind], _SOURCES[source], owners)


def freeze(session: Connection, poll_id: int, households: Iterable[Frozen]) -> None:
    """Write the households of a poll down as they stand when it opens."""
    session.execute(insert(households_t), [_marked(session, poll_id, frozen) for frozen in households])


def _marked(session: Connection, poll_id: int, frozen: Frozen, *, added: bool = False) -> dict[str, Any]:
    values = _values(poll_id, frozen) | {"added": added}
    return values | {"mark": mark_beside(keys_of(session), households_t.name, values)}


def _values(poll_id: int, frozen: Frozen) -> dict[str, Any]:
    household = frozen.household
    return {
        "poll_id": poll_id,
        "position": frozen.position,
        "building": household.building,
        "unit": household.unit,
        "floor": household.floor,
        "room": household.room,
        "area": household.area,
        "area_source": household.area_source.value,
        "kind": household.kind.value,
        "owner": household.owner,
        "owners": household.owners,
        "epoch": frozen.epoch,
        "link_hash": frozen.link_hash,
        "code_hash": frozen.code_hash,
    }


def codes_taken(session: Connection, hashes: Sequence[str]) -> set[str]:
    """Which of these code hashes already belong to a household."""
    taken: set[str] = set()
    for start in range(0, len(hashes), 500):
        part = hashes[start : start + 500]
        taken.update(session.scalars(select(households_t.c.code_hash).where(households_t.c.code_hash.in_(part))))
    return taken


def frozen(session: Connection, poll_id: int, *, building: str | None = None) -> tuple[Frozen, ...]:
    """The homes of a poll that the caller has already found within a scope and that are counted, in door order."""
    columns = (households_t.c.position, households_t.c.epoch, households_t.c.link_hash, households_t.c.code_hash)
    query = select(*HOUSEHOLD, *columns).select_from(HOMES).where(households_t.c.poll_id == poll_id, STANDS)
    query = query.order_by(households_t.c.position)
    if building is not None:
        query = query.where(households_t.c.building == building)
    return tuple(
        Frozen(row.position, household_of(row), row.epoch, row.link_hash, row.code_hash) for row in session.execute(query)
    )


def epochs(session: Connection, poll_id: int, *, above: int) -> dict[int, int]:
    """The households of a poll whose letter is a later one than `above`, and which it is."""
    query = select(households_t.c.id, households_t.c.epoch)
    rows = session.execute(query.where(households_t.c.poll_id == poll_id, households_t.c.epoch > above))
    return {row.id: row.epoch for row in rows}


def homes_by_entrance(session: Connection, poll_id: int) -> dict[Entrance, int]:
    """How many households a poll has at each entrance; what is unsold and parking are none."""
    at = (households_t.c.building, households_t.c.unit)
    query = select(*at, func.count()).select_from(HOMES).where(households_t.c.poll_id == poll_id, STANDS)
    query = query.where(KIND.in_([kind for kind in UnitKind if kind.is_household])).group_by(*at)
    return {Entrance(building, unit): homes for building, unit, homes in session.execute(query)}


def rosters(session: Connection, poll_ids: Collection[int]) -> dict[int, Roster]:
    """The rosters of these polls as they are counted; those that were never opened have no entry."""
    found: dict[int, list[Household]] = {}
    query = select(*HOUSEHOLD, households_t.c.poll_id).select_from(HOMES).where(households_t.c.poll_id.in_(poll_ids), STANDS)
    for row in session.execute(query.order_by(households_t.c.poll_id, households_t.c.position)):
        found.setdefault(row.poll_id, []).append(household_of(row))
    return {poll_id: Roster(tuple(households)) for poll_id, households in found.items()}


def frozen_roster(session: Connection, poll_id: int) -> Roster:
    """The roster of a poll as it was when the poll opened, whatever was amended since."""
    columns = [households_t.c.id.label("household_id"), *(households_t.c[label.name] for label in HOUSEHOLD[1:])]
    query = select(*columns).where(households_t.c.poll_id == poll_id, ~households_t.c.added)
    return Roster(tuple(map(household_of, session.execute(query.order_by(households_t.c.position)))))


def placed(session: Connection, poll_id: int) -> tuple[PlacedHome, ...]:
    """Every home of a poll as it stands, those that are counted no more as well, in door order."""
    query = select(*HOUSEHOLD, households_t.c.position, households_t.c.added, STANDS.label("stands")).select_from(HOMES)
    rows = session.execute(query.where(households_t.c.poll_id == poll_id).order_by(households_t.c.position))
    return tuple(PlacedHome(row.position, household_of(row), not row.stands, row.added) for row in rows)


def add(session: Connection, poll_id: int, new: Frozen) -> int:
    """Add a home that lacked when the poll opened, behind all others; returns its id."""
    values = _marked(session, poll_id, new, added=True)
    return int(session.execute(insert(households_t).values(values).returning(households_t.c.id)).scalar_one())


def reissue(
    session: Connection, household_id: int, epoch: int, link_hash: str, code_hash: str, *, by: str, now: datetime
) -> None:
    """Put new secrets in the place of a household's old ones, which are kept as void."""
    old = select(
        households_t.c.poll_id,
        households_t.c.id,
        *(households_t.c[name] for name in ("epoch", "link_hash", "code_hash")),
        *(literal(now, void_letters_t.c.voided_at.type), literal(by)),
    ).where(households_t.c.id == household_id)
    names = ("poll_id", "household_id", "epoch", "link_hash", "code_hash", "voided_at", "voided_by")
    session.execute(insert(void_letters_t).from_select(names, old))
    session.execute(
        update(households_t)
        .where(households_t.c.id == household_id)
        .values(epoch=epoch, link_hash=link_hash, code_hash=code_hash)
    )
    mark_anew(session, households_t, households_t.c.id == household_id)


def issued_anew(session: Connection, poll_id: int) -> int:
    """How many letters of a poll were issued in the place of others."""
    query = select(func.count()).where(void_letters_t.c.poll_id == poll_id)
    return session.execute(query).scalar_one()


def owners_of(session: Connection, poll_id: int, household_ids: Collection[int]) -> set[str]:
    """Who owns these households of a poll."""
    query = select(OWNER).select_from(HOMES)
    return set(session.scalars(query.where(households_t.c.poll_id == poll_id, households_t.c.id.in_(household_ids))))


def held_by(poll_id: BindParameter[Any], owner: BindParameter[Any]) -> ColumnElement[bool]:
    """Whether a home of a poll is this owner's and counted; found by indexes, as it is asked for each ballot."""
    frozen_to = select(households_t.c.id).where(households_t.c.poll_id == poll_id, households_t.c.owner == owner)
    amended_to = select(amendments_t.c.holds_for).where(
        amendments_t.c.poll_id == poll_id, amendments_t.c.owner == owner, amendments_t.c.holds_for.is_not(None)
    )
    either = union(frozen_to, amended_to).subquery()
    return households_t.c.id.in_(select(either.c[0])) & (owner == OWNER) & STANDS
