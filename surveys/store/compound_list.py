"""The desk's list of compounds: found, sorted, cut into pages and summed up by the database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, Subquery, and_, case, distinct, func, literal, or_, select

from surveys.core.ballot import Capacity
from surveys.core.compound_list import ListAsked, ListOrder
from surveys.core.place import Jurisdiction
from surveys.core.poll import PollState
from surveys.core.roster import UnitKind
from surveys.core.rules import Bar, Reach, rule_from_document
from surveys.core.tally import Basis
from surveys.store.ballot import ITS_BALLOTS, ballots_t
from surveys.store.db import Connection
from surveys.store.household import HOMES, KIND, OWNER, STANDS, households_t
from surveys.store.place import PLACES, areas_t, compounds_t, streets_t, within
from surveys.store.poll import polls_t, state_at
from surveys.store.roster import units_t
from surveys.store.wave import waves_t

_HOMES = [kind.value for kind in UnitKind if kind.is_household]
_COUNTED = [kind.value for kind in UnitKind if not kind.is_annex]
_POLLS = polls_t.join(compounds_t, compounds_t.c.id == polls_t.c.compound_id)
_RUNNING = [state.value for state in PollState if state.running]


SUMMED = 1_000
"""Of how many compounds the homes are summed up while somebody waits."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """A compound in the list, by its id, with the poll that its people mean and how that stands."""

    compound: int
    poll: int | None
    state: PollState | None


@dataclass(frozen=True, slots=True)
class ListTotals:
    """A place in numbers. `floor_area` in hundredths of a square metre; `asked` and `answered` are its open polls'. What
    takes every home of the place to know is None in one of more than `SUMMED` compounds."""

    compounds: int
    streets: int
    areas: int
    open: int
    households: int | None = None
    floor_area: int = 0
    asked: int = 0
    answered: int = 0


def foremost(scope: Jurisdiction, now: datetime) -> Subquery:
    """Of each compound's polls the one that its people mean: the open one, else the latest that was ever opened, else the
    latest draft, which must not hide an answer that is still being given."""
    ended = case((polls_t.c.closed_at < polls_t.c.closes_at, polls_t.c.closed_at), else_=polls_t.c.closes_at)
    known = within(
        select(
            polls_t.c.id,
            polls_t.c.compound_id,
            polls_t.c.rules,
            state_at(now).label("state"),
            ended.label("ended_at"),
            waves_t.c.opens_at,
            waves_t.c.id.label("wave_id"),
        ).select_from(_POLLS.join(waves_t, waves_t.c.id == polls_t.c.wave_id)),
        scope,
    ).subquery("known")
    rank = case((known.c.state == PollState.OPEN.value, 0), (known.c.state == PollState.DRAFT.value, 2), else_=1)
    order = (rank, known.c.opens_at.desc(), known.c.wave_id.desc())
    place = func.row_number().over(partition_by=known.c.compound_id, order_by=order).label("place")
    ranked = select(known, place).subquery("ranked")
    return select(ranked).where(ranked.c.place == 1).subquery("shown")


def listed(
    session: Connection, scope: Jurisdiction, asked: ListAsked, *, now: datetime, start: int, size: int
) -> tuple[ListRow, ...]:
    """The rows `start` and after of the list, at most `size`."""
    shown = foremost(scope, now)
    rows = PLACES.outerjoin(shown, shown.c.compound_id == compounds_t.c.id)
    query = select(compounds_t.c.id, shown.c.id.label("poll_id"), shown.c.state).select_from(rows)
    key = _key(session, scope, asked.order, shown)
    if key is not None:
        query = query.order_by((key.desc() if asked.falling else key).nulls_last())
    elif asked.falling:
        query = query.order_by(compounds_t.c.street_id.desc(), compounds_t.c.id.desc())
    query = query.order_by(compounds_t.c.street_id, compounds_t.c.id).offset(start).limit(size)
    found = session.execute(_narrowed(within(query, scope), asked, shown))
    return tuple(ListRow(row.id, row.poll_id, PollState(row.state) if row.state else None) for row in found)


def number_listed(session: Connection, scope: Jurisdiction, asked: ListAsked, *, now: datetime) -> int:
    """How many compounds the list has."""
    shown = foremost(scope, now)
    query = select(func.count()).select_from(PLACES.outerjoin(shown, shown.c.compound_id == compounds_t.c.id))
    return int(session.execute(_narrowed(within(query, scope), asked, shown)).scalar_one())


def _narrowed(query: Select[Any], asked: ListAsked, shown: Subquery) -> Select[Any]:
    for word in asked.search.casefold().split():
        names = (compounds_t.c.name, streets_t.c.name, areas_t.c.name)
        query = query.where(or_(*(func.lower(name).contains(word, autoescape=True) for name in names)))
    if asked.street:
        query = query.where(compounds_t.c.street_id == _number(asked.street))
    if asked.area:
        query = query.where(compounds_t.c.area_id == _number(asked.area))
    if asked.state == "none":
        query = query.where(shown.c.id.is_(None))
    elif asked.state:
        query = query.where(shown.c.state == asked.state)
    return query


def _number(text: str) -> int:
    """An id that somebody sent; 0, which is nobody's, where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _key(session: Connection, scope: Jurisdiction, order: ListOrder, shown: Subquery) -> ColumnElement[Any] | None:
    match order:
        case ListOrder.PLACE:
            return None
        case ListOrder.NAME:
            return compounds_t.c.name
        case ListOrder.STREET:
            return streets_t.c.name
        case ListOrder.STATE:
            return case(*((shown.c.state == state.value, place) for place, state in enumerate(PollState)), else_=None)
        case ListOrder.CLOSES:
            return shown.c.ended_at
        case ListOrder.HOUSEHOLDS:
            return case((frozen_homes(shown.c.id) > 0, frozen_homes(shown.c.id)), else_=_living(func.count()))
        case ListOrder.TURNOUT:
            return 1_000_000 * answered_homes(shown.c.id) // func.nullif(frozen_homes(shown.c.id), 0, type_=Integer)
        case ListOrder.LACKING:
            return _lacking(session, scope, shown)


def frozen_homes(poll_id: ColumnElement[Any]) -> ColumnElement[int]:
    """How many households a poll froze."""
    at = households_t.c.poll_id == poll_id, KIND.in_(_HOMES), STANDS
    return select(func.count()).select_from(HOMES).where(*at).scalar_subquery()


def answered_homes(poll_id: ColumnElement[Any]) -> ColumnElement[int]:
    """How many of them answered, as owner or occupant."""
    query = select(func.count(distinct(ballots_t.c.household_id)))
    return _answering(query, poll_id, KIND.in_(_HOMES))


def _answering(query: Select[Any], poll_id: ColumnElement[Any], *wanted: ColumnElement[bool]) -> ColumnElement[int]:
    query = query.select_from(HOMES.join(ballots_t, ITS_BALLOTS))
    return query.where(households_t.c.poll_id == poll_id, STANDS, *wanted).scalar_subquery()


def _living(figure: ColumnElement[Any]) -> ColumnElement[int]:
    at = units_t.c.compound_id == compounds_t.c.id, units_t.c.kind.in_(_COUNTED)
    return select(figure).select_from(units_t).where(*at).scalar_subquery()


def _lacking(session: Connection, scope: Jurisdiction, shown: Subquery) -> ColumnElement[Any] | None:
    """What a running poll still needs to have in, in households or, where its rules count owners alone, in heads. The rules
    are few, as every wave gives all its polls the same."""
    texts = session.execute(within(_rules(), scope)).scalars().all()
    barred = [(text, basis, bars) for text in texts for basis, bars in list(bars_of(text).items())[:1]]
    owned, counted = ballots_t.c.capacity == Capacity.OWNER, KIND.in_(_HOMES)
    in_heads = KIND.in_(_COUNTED)
    all_heads = (
        select(func.count(distinct(OWNER))).select_from(HOMES).where(households_t.c.poll_id == shown.c.id, in_heads, STANDS)
    )
    came = {
        Basis.HOUSEHOLDS: (frozen_homes(shown.c.id), _answering(select(func.count()), shown.c.id, owned, counted)),
        Basis.OWNERS: (
            all_heads.scalar_subquery(),
            _answering(select(func.count(distinct(OWNER))), shown.c.id, owned, in_heads),
        ),
    }
    cases = [
        (and_(shown.c.state.in_(_RUNNING), shown.c.rules == text), _still(bars, *came[basis]))
        for text, basis, bars in barred
        if basis in came
    ]
    return case(*cases, else_=None) if cases else None


def _rules() -> Select[Any]:
    return select(polls_t.c.rules).distinct().select_from(_POLLS).where(polls_t.c.opened_at.is_not(None))


def bars_of(rules: str) -> Mapping[Basis, tuple[Bar, ...]]:
    """The bars that are a share of everybody in the compound, by what they count, in a poll's rules as they are kept."""
    found: dict[Basis, tuple[Bar, ...]] = dict.fromkeys(Basis, ())
    for rule in map(rule_from_document, json.loads(rules)):
        for basis in rule.bases if rule.reach is Reach.COMPOUND else ():
            found[basis] += rule.of_everybody
    return {basis: bars for basis, bars in found.items() if bars}


def _still(bars: tuple[Bar, ...], total: ColumnElement[int], came: ColumnElement[int]) -> ColumnElement[int]:
    """`Check.lacking` for the database, of the bar that is highest."""
    bar = max(bars, key=lambda one: (one.ratio, one.strict))
    share, parts = bar.ratio.numerator * total, literal(bar.ratio.denominator)
    needed = share // parts + 1 if bar.strict else (share + parts - 1) // parts
    return case((needed > came, needed - came), else_=0)


def list_totals(session: Connection, scope: Jurisdiction, *, now: datetime) -> ListTotals:
    """A place in numbers."""
    shown = foremost(scope, now)
    runs = shown.c.state == PollState.OPEN.value
    streets, areas = func.count(distinct(compounds_t.c.street_id)), func.count(distinct(compounds_t.c.area_id))
    listed = PLACES.outerjoin(shown, shown.c.compound_id == compounds_t.c.id)
    counts: list[ColumnElement[Any]] = [func.count(), streets, areas, func.count().filter(runs)]
    row = session.execute(within(select(*counts).select_from(listed), scope)).one()
    known = ListTotals(*(int(figure) for figure in row))
    if known.compounds > SUMMED:
        return known
    sums: list[ColumnElement[Any]] = [
        func.sum(_living(func.count())),
        func.sum(_living(func.sum(units_t.c.area))),
        func.sum(frozen_homes(shown.c.id)).filter(runs),
        func.sum(answered_homes(shown.c.id)).filter(runs),
    ]
    row = session.execute(within(select(*sums).select_from(listed), scope)).one()
    homes, area, asked, answered = (int(figure or 0) for figure in row)
    return replace(known, households=homes, floor_area=area, asked=asked, answered=answered)
