"""Waves and polls, and the households that a poll froze when it opened."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import FromClause, Select, func, insert, select, update

from surveys.core.errors import NotFound
from surveys.core.ledger import canonical
from surveys.core.places import Area, Compound, Scope, Street
from surveys.core.poll import Poll, Terms, Wave
from surveys.core.roster import AreaSource, Household, Roster, UnitKind
from surveys.store.db import Session
from surveys.store.records import (
    AreaRecord,
    CompoundRecord,
    NoticeRecord,
    PollHouseholdRecord,
    PollRecord,
    StreetRecord,
    WaveRecord,
    table_of,
)

waves_t, polls_t, compounds_t = table_of(WaveRecord), table_of(PollRecord), table_of(CompoundRecord)
notices_t = table_of(NoticeRecord)
streets_t, areas_t, households_t = table_of(StreetRecord), table_of(AreaRecord), table_of(PollHouseholdRecord)
SHOWN = notices_t.c.pdf.is_not(None)
"""Which notices are shown: those of releases before 0.3 told more than may be told."""

PLACE = (
    compounds_t.c.id.label("compound_id"),
    compounds_t.c.name.label("compound_name"),
    streets_t.c.id.label("street_id"),
    streets_t.c.name.label("street_name"),
    areas_t.c.id.label("area_id"),
    areas_t.c.name.label("area_name"),
)
POLL = (
    polls_t.c.id.label("poll_id"),
    polls_t.c.opens_at,
    polls_t.c.closes_at,
    polls_t.c.opened_at,
    polls_t.c.closed_at,
    polls_t.c.terms,
    select(func.min(notices_t.c.published_at))
    .where(notices_t.c.poll_id == polls_t.c.id, SHOWN)
    .scalar_subquery()
    .label("published_at"),
    waves_t.c.id.label("wave_id"),
    waves_t.c.title.label("wave_title"),
    waves_t.c.edition.label("wave_edition"),
    waves_t.c.opens_at.label("wave_opens_at"),
    waves_t.c.closes_at.label("wave_closes_at"),
    *PLACE,
)
HOUSEHOLD = (
    households_t.c.id.label("household_id"),
    households_t.c.building,
    households_t.c.unit,
    households_t.c.floor,
    households_t.c.room,
    households_t.c.area,
    households_t.c.owner,
    households_t.c.kind,
    households_t.c.area_source,
)
PLACES = compounds_t.join(streets_t, streets_t.c.id == compounds_t.c.street_id).outerjoin(
    areas_t, areas_t.c.id == compounds_t.c.area_id
)
POLLS: FromClause = (
    polls_t.join(waves_t, waves_t.c.id == polls_t.c.wave_id)
    .join(compounds_t, compounds_t.c.id == polls_t.c.compound_id)
    .join(streets_t, streets_t.c.id == compounds_t.c.street_id)
    .outerjoin(areas_t, areas_t.c.id == compounds_t.c.area_id)
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is fixed about a poll only when it opens: the menu's digest, rule documents, budget in fen."""

    menu: str
    rules: tuple[Mapping[str, Any], ...]
    budget: int | None
    basic_first: bool


@dataclass(frozen=True, slots=True)
class Frozen:
    """A household as it is frozen into a poll, with the hashes of its secrets."""

    position: int
    household: Household
    epoch: int
    link_hash: str
    code_hash: str


def compound_of(row: Any) -> Compound:
    """The compound in a row that carries `PLACE`."""
    area = None if row.area_id is None else Area(row.area_id, row.area_name)
    return Compound(row.compound_id, row.compound_name, Street(row.street_id, row.street_name), area)


def poll_of(row: Any) -> Poll:
    """The poll in a row that carries `POLL`."""
    wave = Wave(row.wave_id, row.wave_title, row.wave_edition, row.wave_opens_at, row.wave_closes_at)
    return Poll(
        id=row.poll_id,
        wave=wave,
        compound=compound_of(row),
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        published_at=row.published_at,
        terms=None if row.terms is None else _terms(row.terms),
    )


@lru_cache(maxsize=512)
def _terms(text: str) -> Terms:
    return Terms.from_document(json.loads(text))


_KINDS: Mapping[str, UnitKind] = {kind.value: kind for kind in UnitKind}
_SOURCES: Mapping[str, AreaSource] = {source.value: source for source in AreaSource}


def household_of(row: Sequence[Any]) -> Household:
    """The household in a row that begins with `HOUSEHOLD`."""
    household, building, unit, floor, room, area, owner, kind, source = row[:9]
    return Household(household, building, unit, floor, room, area, owner, _KINDS[kind], _SOURCES[source])


def within(query: Select[Any], scope: Scope) -> Select[Any]:
    """The same query, confined to the compounds of `scope`."""
    if scope.street is not None:
        query = query.where(compounds_t.c.street_id == scope.street)
    if scope.compound is not None:
        query = query.where(compounds_t.c.id == scope.compound)
    return query


def add_wave(session: Session, title: str, edition: str, opens_at: datetime, closes_at: datetime) -> Wave:
    """A new wave; its title must be free."""
    values = {"title": title, "edition": edition, "opens_at": opens_at, "closes_at": closes_at}
    key = session.execute(insert(waves_t).values(values).returning(waves_t.c.id)).scalar_one()
    return Wave(key, title, edition, opens_at, closes_at)


def waves(session: Session, *, title: str | None = None, wave_id: int | None = None) -> tuple[Wave, ...]:
    """The waves, the latest first; one of them where a title or an id is given."""
    query = select(waves_t).order_by(waves_t.c.opens_at.desc(), waves_t.c.id.desc())
    if title is not None:
        query = query.where(waves_t.c.title == title)
    if wave_id is not None:
        query = query.where(waves_t.c.id == wave_id)
    return tuple(Wave(r.id, r.title, r.edition, r.opens_at, r.closes_at) for r in session.execute(query))


def add_poll(session: Session, wave: Wave, compound_id: int, plan: Plan) -> int:
    """A draft of a poll; returns its id."""
    values = {
        "wave_id": wave.id,
        "compound_id": compound_id,
        "menu": plan.menu,
        "rules": canonical(plan.rules).decode(),
        "budget": plan.budget,
        "basic_first": plan.basic_first,
        "opens_at": wave.opens_at,
        "closes_at": wave.closes_at,
    }
    return int(session.execute(insert(polls_t).values(values).returning(polls_t.c.id)).scalar_one())


def polls(session: Session, scope: Scope, *, wave_id: int | None = None, compound_id: int | None = None) -> tuple[Poll, ...]:
    """The polls within `scope`, the latest wave first, in the order of places."""
    query = within(select(*POLL).select_from(POLLS), scope)
    if wave_id is not None:
        query = query.where(polls_t.c.wave_id == wave_id)
    if compound_id is not None:
        query = query.where(polls_t.c.compound_id == compound_id)
    query = query.order_by(waves_t.c.opens_at.desc(), waves_t.c.id.desc(), streets_t.c.id, compounds_t.c.id)
    return tuple(poll_of(row) for row in session.execute(query))


def poll(session: Session, scope: Scope, poll_id: int, *, hold: bool = False) -> Poll:
    """One poll within `scope`; `hold` keeps everybody else from voting in it or changing it until the transaction ends."""
    query = within(select(*POLL).select_from(POLLS).where(polls_t.c.id == poll_id), scope)
    row = session.execute(query.with_for_update(of=polls_t) if hold else query).one_or_none()
    if row is None:
        raise NotFound("poll", str(poll_id))
    return poll_of(row)


def plan(session: Session, poll_id: int) -> Plan:
    """The plan of a poll that the caller has already found within a scope."""
    row = session.execute(
        select(polls_t.c.menu, polls_t.c.rules, polls_t.c.budget, polls_t.c.basic_first).where(polls_t.c.id == poll_id)
    ).one()
    return Plan(row.menu, tuple(json.loads(row.rules)), row.budget, row.basic_first)


def open_poll(session: Session, poll_id: int, terms: Terms, households: Iterable[Frozen], now: datetime) -> None:
    """Write the terms down and freeze the households, once."""
    session.execute(
        update(polls_t).where(polls_t.c.id == poll_id).values(terms=canonical(terms.document()).decode(), opened_at=now)
    )
    session.execute(insert(households_t), [_frozen_values(poll_id, frozen) for frozen in households])


def _frozen_values(poll_id: int, frozen: Frozen) -> dict[str, Any]:
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
        "epoch": frozen.epoch,
        "link_hash": frozen.link_hash,
        "code_hash": frozen.code_hash,
    }


def codes_taken(session: Session, hashes: Sequence[str]) -> set[str]:
    """Which of these code hashes already belong to a household."""
    taken: set[str] = set()
    for start in range(0, len(hashes), 500):
        part = hashes[start : start + 500]
        taken.update(session.scalars(select(households_t.c.code_hash).where(households_t.c.code_hash.in_(part))))
    return taken


def close_poll(session: Session, poll_id: int, now: datetime) -> None:
    """Write down that the poll closed."""
    session.execute(update(polls_t).where(polls_t.c.id == poll_id).values(closed_at=now))


def frozen(session: Session, poll_id: int, *, building: str | None = None) -> tuple[Frozen, ...]:
    """The frozen households of a poll that the caller has already found within a scope, in door order."""
    columns = (households_t.c.position, households_t.c.epoch, households_t.c.link_hash, households_t.c.code_hash)
    query = select(*HOUSEHOLD, *columns).where(households_t.c.poll_id == poll_id).order_by(households_t.c.position)
    if building is not None:
        query = query.where(households_t.c.building == building)
    return tuple(
        Frozen(row.position, household_of(row), row.epoch, row.link_hash, row.code_hash) for row in session.execute(query)
    )


def rosters(session: Session, poll_ids: Collection[int]) -> dict[int, Roster]:
    """The frozen rosters of these polls; those that were never opened have no entry."""
    found: dict[int, list[Household]] = {}
    query = select(*HOUSEHOLD, households_t.c.poll_id).where(households_t.c.poll_id.in_(poll_ids))
    for row in session.execute(query.order_by(households_t.c.poll_id, households_t.c.position)):
        found.setdefault(row.poll_id, []).append(household_of(row))
    return {poll_id: Roster(tuple(households)) for poll_id, households in found.items()}


def reissue(session: Session, household_id: int, epoch: int, link_hash: str, code_hash: str) -> None:
    """Put new secrets in the place of a household's old ones."""
    session.execute(
        update(households_t)
        .where(households_t.c.id == household_id)
        .values(epoch=epoch, link_hash=link_hash, code_hash=code_hash)
    )
