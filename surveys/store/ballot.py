"""Ballots: revisions are only ever added, and one of them counts for each household and capacity."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Insert, Select, and_, bindparam, delete, func, or_, select

from surveys.core.amendment import AmendmentRuling
from surveys.core.ballot import Ballot, Capacity, Channel, Revision, plain_answers
from surveys.core.code import receipt_key_hash
from surveys.core.poll import Poll
from surveys.core.roster import Household
from surveys.store.clock import NEWEST
from surveys.store.commitment import commitment_to
from surveys.store.db import Connection, keys_of
from surveys.store.district import SITE
from surveys.store.household import HOMES, HOUSEHOLD, STANDS, amendments_t, household_of, households_t
from surveys.store.mark import mark_of
from surveys.store.poll import POLL, POLLS, poll_of, polls_t
from surveys.store.records import BallotRecord, RevisionRecord, first_of, insert_for, table_of
from surveys.store.waiting_records import DisputeRecord, VoidLetterRecord, WaitingRecord

ballots_t, revisions_t = table_of(BallotRecord), table_of(RevisionRecord)
ITS_BALLOTS = and_(ballots_t.c.poll_id == households_t.c.poll_id, ballots_t.c.household_id == households_t.c.id)
"""A household's ballots by their key, which begins with the poll: the household alone would need a scan."""
waiting_t, disputes_t, void_letters_t = table_of(WaitingRecord), table_of(DisputeRecord), table_of(VoidLetterRecord)

BALLOT = (
    revisions_t.c.household_id,
    revisions_t.c.capacity,
    revisions_t.c.answers,
    revisions_t.c.channel,
    revisions_t.c.edition,
    revisions_t.c.menu,
    revisions_t.c.revision,
    revisions_t.c.cast_at,
    revisions_t.c.receipt,
)


@dataclass(frozen=True, slots=True)
class Visit:
    """A household at the door of its poll; `site` is the stored address of the installation, `waits` how many ballots wait
    or waited there or beside its own, or were disowned; `gone` where an amendment took it out of the count, `amended` where
    any amendment holds for it, and `version` counts those of the whole poll. `newest` is the newest act of all, where it
    is held."""

    poll: Poll
    household: Household
    position: int
    epoch: int
    site: str
    waits: int = 0
    gone: bool = False
    amended: bool = False
    version: int = 0
    newest: datetime | None = None


# Statements of the three pages that every household loads are built once: building and hashing them anew costs more than
# running them.
_WHICH: BindParameter[Any] = bindparam("which")
_DOOR = select(households_t.c.id, households_t.c.epoch, households_t.c.poll_id)
_BY_LINK, _BY_CODE = _DOOR.where(households_t.c.link_hash == _WHICH), _DOOR.where(households_t.c.code_hash == _WHICH)
_VOID = select(void_letters_t.c.household_id, void_letters_t.c.epoch, void_letters_t.c.poll_id).where(
    or_(void_letters_t.c.link_hash == bindparam("link"), void_letters_t.c.code_hash == bindparam("code"))
)
_AMENDED = amendments_t.c.id.label("amendment")
_others = amendments_t.alias()
_VERSION = (
    select(func.count())
    .where(_others.c.poll_id == households_t.c.poll_id, _others.c.ruling == AmendmentRuling.CONFIRMED)
    .scalar_subquery()
    .label("version")
)
_VISIT = (
    select(
        *HOUSEHOLD, *POLL, households_t.c.position, households_t.c.epoch, SITE, STANDS.label("stands"), _AMENDED, _VERSION
    )
    .select_from(POLLS.join(HOMES, households_t.c.poll_id == polls_t.c.id))
    .where(households_t.c.id == _WHICH)
)
_HOLD = (
    select(households_t.c.id)
    .join(polls_t, polls_t.c.id == households_t.c.poll_id)
    .where(households_t.c.id == _WHICH)
    .suffix_with("FOR SHARE OF polls FOR NO KEY UPDATE OF poll_households", dialect="postgresql")
)
# One row for each revision of the household, or one without any.
_REVISION = (
    *(revisions_t.c[name] for name in ("capacity", "revision", "answers", "channel", "edition", "menu", "entered_by")),
    *(revisions_t.c[name] for name in ("submission", "receipt", "since", "cast_at", "epoch", "waiting")),
    ballots_t.c.revision_id,
)
_SAME = (
    *("capacity", "revision", "channel", "edition", "menu", "entered_by"),
    *("submission", "receipt", "since", "cast_at", "epoch", "waiting"),
)
_WAITING = (
    select(func.count())
    .select_from(waiting_t)
    .where(or_(waiting_t.c.household_id == households_t.c.id, waiting_t.c.beside_id == households_t.c.id))
    .scalar_subquery()
)
_DISPUTED = (
    select(func.count()).select_from(disputes_t).where(disputes_t.c.household_id == households_t.c.id).scalar_subquery()
)
_WAITS = _WAITING + _DISPUTED


def _looking(*more: ColumnElement[Any]) -> Select[Any]:
    columns = (*_VISIT.selected_columns, *more, _WAITS.label("waits"))
    return (
        select(*columns, *(column.label(f"of_{column.name}") for column in _REVISION))
        .select_from(
            POLLS.join(HOMES, households_t.c.poll_id == polls_t.c.id)
            .outerjoin(revisions_t, revisions_t.c.household_id == households_t.c.id)
            .outerjoin(ballots_t, ballots_t.c.revision_id == revisions_t.c.id)
        )
        .where(households_t.c.id == _WHICH)
        .order_by(revisions_t.c.id)
    )


_LOOK, _HELD_LOOK = _looking(), _looking(NEWEST)
_HISTORY = (
    select(*_REVISION)
    .select_from(revisions_t.outerjoin(ballots_t, ballots_t.c.revision_id == revisions_t.c.id))
    .where(revisions_t.c.household_id == _WHICH)
    .order_by(revisions_t.c.id)
)
_BY_KEY = first_of(
    select(households_t.c.id, households_t.c.epoch, households_t.c.poll_id, revisions_t.c.capacity, revisions_t.c.since)
    .join_from(revisions_t, households_t, households_t.c.id == revisions_t.c.household_id)
    .where(revisions_t.c.key_hash == _WHICH)
)


def door_by_link(session: Connection, link_hash: str) -> tuple[int, int, int] | None:
    """Which household, epoch and poll a link opens; None where it opens nothing."""
    return _door(session, _BY_LINK, link_hash)


def door_by_code(session: Connection, code_hash: str) -> tuple[int, int, int] | None:
    """The same of a typed code."""
    return _door(session, _BY_CODE, code_hash)


def void_door(session: Connection, *, link_hash: str = "", code_hash: str = "") -> tuple[int, int, int] | None:
    """Which household, epoch and poll a letter opened that another was issued in place of."""
    row = session.execute(_VOID, {"link": link_hash, "code": code_hash}).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


def _door(session: Connection, query: Select[int, int, int], which: str) -> tuple[int, int, int] | None:
    row = session.execute(query, {"which": which}).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


def visit(session: Connection, household_id: int) -> Visit | None:
    """A household and its poll."""
    row = session.execute(_VISIT, {"which": household_id}).one_or_none()
    return None if row is None else _visit(row)


def hold(session: Connection, household_id: int) -> None:
    """Keep the poll from closing and the household's other phones out until the transaction ends; on SQLite every writer
    waits its turn anyhow."""
    if session.dialect.name == "postgresql":
        session.execute(_HOLD, {"which": household_id}).all()


def _visit(row: Any, waits: int = 0) -> Visit:
    at = (row.position, row.epoch, row.site, waits, not row.stands, row.amendment is not None, row.version)
    return Visit(poll_of(row), household_of(row), *at)


def door_by_key(session: Connection, key_hash: str) -> tuple[int, int, int, Capacity, int] | None:
    """Which household, epoch and poll a receipt key opens, and which ballot: its capacity and `since`."""
    row = session.execute(_BY_KEY, {"which": key_hash}).one_or_none()
    return None if row is None else (row[0], row[1], row[2], Capacity(row[3]), row[4])


def look(session: Connection, household_id: int, *, held: bool = False) -> tuple[Visit, tuple[Revision, ...]] | None:
    """A household, its poll and everything it ever cast, the earliest first, in one query; of one that is `held` by the
    caller, with the newest act of all."""
    rows = session.execute(_HELD_LOOK if held else _LOOK, {"which": household_id}).all()
    if not rows:
        return None
    row = rows[0]
    visit = replace(_visit(row, row.waits), newest=row.newest) if held else _visit(row, row.waits)
    return visit, tuple(_revision_of(household_id, r[-len(_REVISION) :]) for r in rows if r.of_receipt)


def of_polls(session: Connection, poll_ids: Collection[int]) -> dict[int, tuple[Ballot, ...]]:
    """The ballots that count in these polls, in no particular order; those of homes that are gone count for nothing."""
    return _found(session, poll_ids, ballots_t.c.household_id.not_in(_gone(poll_ids)))


def void(session: Connection, poll_id: int) -> tuple[Ballot, ...]:
    """The ballots of homes that are gone: they are kept, and count for nothing."""
    return _found(session, [poll_id], ballots_t.c.household_id.in_(_gone([poll_id])))[poll_id]


def _gone(poll_ids: Collection[int]) -> Select[Any]:
    gone = select(amendments_t.c.holds_for).where(amendments_t.c.poll_id.in_(poll_ids), amendments_t.c.gone)
    return gone.where(amendments_t.c.holds_for.is_not(None))


def _found(session: Connection, poll_ids: Collection[int], which: ColumnElement[bool]) -> dict[int, tuple[Ballot, ...]]:
    query = select(ballots_t.c.poll_id, *BALLOT).join_from(
        ballots_t, revisions_t, revisions_t.c.id == ballots_t.c.revision_id
    )
    rows = session.execute(query.where(ballots_t.c.poll_id.in_(poll_ids), which)).all()
    found: dict[int, list[Ballot]] = {poll_id: [] for poll_id in poll_ids}
    # One parse of all the documents joined takes a third of the time of one parse each.
    documents = json.loads(f"[{','.join([row[3] for row in rows])}]")
    for (poll_id, *columns), document in zip(rows, documents, strict=True):
        found[poll_id].append(_ballot_of(columns, document))
    return {poll_id: tuple(ballots) for poll_id, ballots in found.items()}


_CAPACITIES: Mapping[str, Capacity] = {capacity.value: capacity for capacity in Capacity}
_CHANNELS: Mapping[str, Channel] = {channel.value: channel for channel in Channel}


def _ballot_of(row: Sequence[Any], document: Mapping[str, Any] | None) -> Ballot:
    """A ballot from the columns of `BALLOT` in their order; a district has a hundred thousand of them."""
    household, capacity, _, channel, *others = row
    return Ballot(household, _CAPACITIES[capacity], plain_answers(document), _CHANNELS[channel], *others)


def history(session: Connection, household_id: int) -> tuple[Revision, ...]:
    """Every revision of a household, the earliest first."""
    return tuple(_revision_of(household_id, row) for row in session.execute(_HISTORY, {"which": household_id}))


def _revision_of(household_id: int, row: Sequence[Any]) -> Revision:
    """A revision from the columns of `_REVISION` in their order."""
    capacity, revision, answers, channel, *others, epoch, waiting, counted = row
    others += [counted is not None, epoch, waiting]
    return Revision(household_id, _CAPACITIES[capacity], revision, answers, _CHANNELS[channel], *others)


def add(session: Connection, poll_id: int, new: Revision, key: str) -> bool:
    """Add a revision and let it count, unless it waits; False, and nothing done, where its receipt is already somebody's.
    `key` is its receipt key, of which a hash is kept."""
    row = {
        "poll_id": poll_id,
        "household_id": new.household,
        "answers": new.content,
        "key_hash": receipt_key_hash(key),
        **{name: getattr(new, name) for name in _SAME},
    }
    row["leaf"] = commitment_to(session, row, key)
    row["mark"] = mark_of(keys_of(session), row["leaf"], row)
    row_id = session.execute(_add_revision(session.dialect.name), row).scalar_one_or_none()
    if row_id is None:
        return False
    if new.waiting:
        return True
    pointer = {"poll_id": poll_id, "household_id": new.household, "capacity": new.capacity}
    if new.withdrawn:
        session.execute(delete(ballots_t).where(*(ballots_t.c[name] == value for name, value in pointer.items())))
    else:
        session.execute(_point(session.dialect.name), pointer | {"revision_id": row_id})
    return True


def count(session: Connection, poll_id: int, revision: Revision) -> None:
    """Let a revision count that waited."""
    row = select(revisions_t.c.id).where(
        revisions_t.c.household_id == revision.household,
        revisions_t.c.capacity == revision.capacity,
        revisions_t.c.revision == revision.revision,
    )
    pointer = {"poll_id": poll_id, "household_id": revision.household, "capacity": revision.capacity}
    session.execute(_point(session.dialect.name), pointer | {"revision_id": session.execute(row).scalar_one()})


@cache
def _add_revision(dialect: str) -> Insert:
    names = [column.name for column in revisions_t.c if column.name != "id"]
    query = insert_for(dialect, RevisionRecord).values({name: bindparam(name) for name in names})
    return query.on_conflict_do_nothing().returning(revisions_t.c.id)


@cache
def _point(dialect: str) -> Insert:
    key = ("poll_id", "household_id", "capacity")
    query = insert_for(dialect, BallotRecord).values({name: bindparam(name) for name in (*key, "revision_id")})
    return query.on_conflict_do_update(index_elements=key, set_={"revision_id": query.excluded.revision_id})
