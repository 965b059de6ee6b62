"""Polls: one compound asked in one wave, as a draft and once it is open."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, func, insert, or_, select, update

from surveys.core.canonical import canonical
from surveys.core.errors import NotFound
from surveys.core.place import DISTRICT, Jurisdiction
from surveys.core.poll import Poll, PollState, Terms, Wave
from surveys.store.db import Connection
from surveys.store.household import Frozen, freeze
from surveys.store.life_records import ForgettingRecord, NoticeRecord
from surveys.store.place import PLACE, compound_of, compounds_t, joined, streets_t, within
from surveys.store.records import PollRecord, table_of
from surveys.store.wave import waves_t

polls_t, notices_t, forgettings_t = table_of(PollRecord), table_of(NoticeRecord), table_of(ForgettingRecord)
SHOWN = notices_t.c.pdf.is_not(None)
"""Which notices are shown: those of releases before 0.3 told more than may be told."""


POLL = (
    polls_t.c.id.label("poll_id"),
    polls_t.c.opens_at,
    polls_t.c.closes_at,
    polls_t.c.opened_at,
    polls_t.c.closed_at,
    polls_t.c.terms,
    polls_t.c.paused_at,
    polls_t.c.reviewed_at,
    polls_t.c.cancelled_at,
    polls_t.c.published_at,
    polls_t.c.final_at,
    waves_t.c.id.label("wave_id"),
    waves_t.c.title.label("wave_title"),
    waves_t.c.edition.label("wave_edition"),
    waves_t.c.opens_at.label("wave_opens_at"),
    waves_t.c.closes_at.label("wave_closes_at"),
    *PLACE,
)
POLLS = joined(
    polls_t.join(waves_t, waves_t.c.id == polls_t.c.wave_id).join(compounds_t, compounds_t.c.id == polls_t.c.compound_id)
)


def state_at(now: datetime) -> ColumnElement[str]:
    """`Poll.state` for the database, which sorts and narrows by it."""
    moment = bindparam(None, now, polls_t.c.opens_at.type)
    return case(
        (or_(polls_t.c.opened_at.is_(None), polls_t.c.terms.is_(None)), PollState.DRAFT.value),
        (polls_t.c.cancelled_at.is_not(None), PollState.CANCELLED.value),
        (polls_t.c.final_at.is_not(None), PollState.FINAL.value),
        (polls_t.c.published_at.is_not(None), PollState.PUBLISHED.value),
        (or_(polls_t.c.closed_at.is_not(None), polls_t.c.closes_at <= moment), PollState.CLOSED.value),
        (polls_t.c.paused_at.is_not(None), PollState.PAUSED.value),
        (polls_t.c.opens_at <= moment, PollState.OPEN.value),
        else_=PollState.SCHEDULED.value,
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """What is fixed about a poll only when it opens: the menu's digest, rule documents, budget in fen, matter documents."""

    menu: str
    rules: tuple[Mapping[str, Any], ...]
    budget: int | None
    basic_first: bool
    matters: tuple[Mapping[str, Any], ...] = ()


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
        paused_at=row.paused_at,
        reviewed_at=row.reviewed_at,
        final_at=row.final_at,
        cancelled_at=row.cancelled_at,
        terms=None if row.terms is None else _terms(row.terms),
    )


@lru_cache(maxsize=512)
def _terms(text: str) -> Terms:
    return Terms.from_document(json.loads(text))


def add_poll(session: Connection, wave: Wave, compound_id: int, plan: Plan) -> int:
    """A draft of a poll; returns its id."""
    values = {
        "wave_id": wave.id,
        "compound_id": compound_id,
        "menu": plan.menu,
        "rules": canonical(plan.rules).decode(),
        "budget": plan.budget,
        "basic_first": plan.basic_first,
        "matters": canonical(plan.matters).decode(),
        "opens_at": wave.opens_at,
        "closes_at": wave.closes_at,
    }
    return int(session.execute(insert(polls_t).values(values).returning(polls_t.c.id)).scalar_one())


_LATEST = (waves_t.c.opens_at.desc(), waves_t.c.id.desc(), streets_t.c.id, compounds_t.c.id)
"""The latest wave first, in the order of places."""


def polls(
    session: Connection,
    scope: Jurisdiction,
    *,
    wave_id: int | None = None,
    compound_id: int | None = None,
    of_waves: Collection[int] | None = None,
    remembered: bool = False,
) -> tuple[Poll, ...]:
    """The polls within `scope`, the latest wave first, in the order of places; only those whose answers are still kept
    where they have to be `remembered`."""
    query = within(select(*POLL).select_from(POLLS), scope)
    if remembered:
        query = query.where(polls_t.c.id.not_in(select(forgettings_t.c.poll_id)))
    if wave_id is not None:
        query = query.where(polls_t.c.wave_id == wave_id)
    if compound_id is not None:
        query = query.where(polls_t.c.compound_id == compound_id)
    if of_waves is not None:
        query = query.where(polls_t.c.wave_id.in_(of_waves))
    return tuple(poll_of(row) for row in session.execute(query.order_by(*_LATEST)))


def standing(
    session: Connection, scope: Jurisdiction, states: Sequence[PollState], *, now: datetime, start: int = 0, most: int
) -> tuple[Poll, ...]:
    """The polls within `scope` in these states, those of the first state first, the `start`th and after, at most `most`."""
    found = case(*((state_at(now) == state.value, place) for place, state in enumerate(states)))
    query = within(select(*POLL).select_from(POLLS).where(state_at(now).in_(states)), scope)
    rows = session.execute(query.order_by(found, *_LATEST).offset(start).limit(most))
    return tuple(map(poll_of, rows))


def number_standing(session: Connection, scope: Jurisdiction, states: Sequence[PollState], *, now: datetime) -> int:
    """How many polls within `scope` are in these states."""
    places = polls_t.join(compounds_t, compounds_t.c.id == polls_t.c.compound_id)
    query = select(func.count()).select_from(places if scope != DISTRICT else polls_t)
    return int(session.execute(within(query.where(state_at(now).in_(states)), scope)).scalar_one())


def named(session: Connection, states: Sequence[PollState], *, now: datetime) -> list[tuple[int, str, str]]:
    """Of every poll in these states its number and the names of its compound and its street, in the order of `standing`."""
    found = case(*((state_at(now) == state.value, place) for place, state in enumerate(states)))
    query = select(polls_t.c.id, compounds_t.c.name, streets_t.c.name).select_from(POLLS)
    rows = session.execute(query.where(state_at(now).in_(states)).order_by(found, *_LATEST))
    return [(number, compound, street) for number, compound, street in rows]


def poll(session: Connection, scope: Jurisdiction, poll_id: int, *, hold: bool = False) -> Poll:
    """One poll within `scope`; `hold` keeps everybody else from voting in it or changing it until the transaction ends."""
    query = within(select(*POLL).select_from(POLLS).where(polls_t.c.id == poll_id), scope)
    row = session.execute(query.with_for_update(of=polls_t) if hold else query).one_or_none()
    if row is None:
        raise NotFound("poll", str(poll_id))
    return poll_of(row)


def polls_numbered(session: Connection, poll_ids: Collection[int]) -> dict[int, Poll]:
    """These polls, which the caller has already found within a scope, by their id."""
    query = select(*POLL).select_from(POLLS).where(polls_t.c.id.in_(poll_ids))
    return {row.poll_id: poll_of(row) for row in session.execute(query)}


def menu_digests(session: Connection, poll_ids: Collection[int]) -> dict[int, str]:
    """Which menu each of these polls has, as it is planned."""
    query = select(polls_t.c.id, polls_t.c.menu).where(polls_t.c.id.in_(poll_ids))
    return {row.id: row.menu for row in session.execute(query)}


def unfinished(session: Connection, scope: Jurisdiction) -> tuple[Poll, ...]:
    """The polls within `scope` of which anything is still to come: neither final nor called off."""
    query = within(select(*POLL).select_from(POLLS), scope)
    query = query.where(polls_t.c.cancelled_at.is_(None), polls_t.c.final_at.is_(None))
    return tuple(poll_of(row) for row in session.execute(query.order_by(polls_t.c.closes_at, compounds_t.c.id)))


def plan(session: Connection, poll_id: int) -> Plan:
    """The plan of a poll that the caller has already found within a scope."""
    return plan_of(session.execute(select(*PLAN).where(polls_t.c.id == poll_id)).one())


PLAN = (polls_t.c.id, polls_t.c.menu, polls_t.c.rules, polls_t.c.budget, polls_t.c.basic_first, polls_t.c.matters)


def plan_of(row: Any) -> Plan:
    """The plan in a row that carries `PLAN`."""
    rules, matters = tuple(json.loads(row.rules)), tuple(json.loads(row.matters))
    return Plan(row.menu, rules, row.budget, row.basic_first, matters)


def open_poll(session: Connection, poll_id: int, terms: Terms, households: Iterable[Frozen], now: datetime) -> None:
    """Write the terms down and freeze the households, once."""
    session.execute(
        update(polls_t).where(polls_t.c.id == poll_id).values(terms=canonical(terms.document()).decode(), opened_at=now)
    )
    freeze(session, poll_id, households)


def close_poll(session: Connection, poll_id: int, now: datetime) -> None:
    """Write down that the poll closed."""
    session.execute(update(polls_t).where(polls_t.c.id == poll_id).values(closed_at=now))
