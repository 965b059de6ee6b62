"""The sealed ledger: what isn't sealed yet, found without looking at what is, and the trees as they grow."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, func, insert, or_, select, text

from surveys.core.act import Act
from surveys.core.seal import HeadWhy, Leaf, TreeHead
from surveys.store.ballot import revisions_t
from surveys.store.co_owner import co_votes_t
from surveys.store.db import Connection, keys_of
from surveys.store.entry import entries_t
from surveys.store.mark import mark_of_head, mark_of_leaf
from surveys.store.poll import polls_t
from surveys.store.records import table_of
from surveys.store.seal_records import LeafRecord, TreeHeadRecord

leaves_t, heads_t = table_of(LeafRecord), table_of(TreeHeadRecord)
NO_POLL = 0
"""The tree of acts that belong to no poll."""
OVERTAKEN = 2_000
"""How many numbers a row may lie behind one that is sealed and still be found without looking through all: PostgreSQL lets a
transaction that began earlier end later. Whatever lies further behind is found when its poll ends."""
FORGETS = "poll_forgotten"
"""The act after which a poll's answers may be missing: their commitments and marks stay."""
_SEALING = 7_002
"""The number of the sealer's lock on PostgreSQL."""
_TABLES: Mapping[Leaf, Table] = {Leaf.BALLOT: revisions_t, Leaf.ACT: entries_t, Leaf.CO_VOTE: co_votes_t}


def take_tree(session: Connection, tree: int) -> None:
    """Let nobody else append to this tree until the transaction ends; on SQLite every writer waits its turn."""
    if session.dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock, :tree)"), {"lock": _SEALING, "tree": tree})


def _is_open(kind: Leaf, table: Any) -> ColumnElement[bool]:
    """Whether a row isn't in any tree."""
    sealed = select(leaves_t.c.place).where(leaves_t.c.kind == kind.value, leaves_t.c.row_id == table.c.id)
    return ~sealed.exists()


def _last(kind: Leaf, *where: ColumnElement[bool]) -> ColumnElement[int]:
    found = select(func.max(leaves_t.c.row_id)).where(leaves_t.c.kind == kind.value, *where)
    return func.coalesce(found.scalar_subquery(), 0) - OVERTAKEN


_OF_POLL = revisions_t.alias()
_BATCH = (
    select(func.count())
    .select_from(_OF_POLL)
    .where(
        _OF_POLL.c.poll_id == polls_t.c.id,
        _OF_POLL.c.id > _last(Leaf.BALLOT, leaves_t.c.tree == polls_t.c.id),
        _is_open(Leaf.BALLOT, _OF_POLL),
    )
    .scalar_subquery()
)


def with_a_batch(session: Connection, least: int) -> tuple[int, ...]:
    """The polls that ask, or are held, of which so many ballots at least aren't sealed."""
    runs = select(polls_t.c.id).where(polls_t.c.opened_at.is_not(None), polls_t.c.closed_at.is_(None))
    return tuple(session.scalars(runs.where(least <= _BATCH).order_by(polls_t.c.id)))


def ended_with_more(session: Connection) -> tuple[int, ...]:
    """The polls that ended of which a ballot or an act came after what is sealed of them; 0 for acts of no poll."""
    # Asked for first: PostgreSQL takes what lies beyond a number that it doesn't know yet for a third of all rows.
    act, ballot = (session.execute(select(_last(kind))).scalar_one() for kind in (Leaf.ACT, Leaf.BALLOT))
    acts = select(func.coalesce(entries_t.c.poll_id, NO_POLL)).where(entries_t.c.id > act, _is_open(Leaf.ACT, entries_t))
    # Not the bare column: for one in the order of an index all ballots would be gone through, not those after the last.
    cast = select((revisions_t.c.poll_id + 0).label("poll_id")).where(
        revisions_t.c.id > ballot, _is_open(Leaf.BALLOT, revisions_t)
    )
    touched = {*session.scalars(acts.distinct()), *session.scalars(cast.distinct())}
    runs = select(polls_t.c.id).where(polls_t.c.closed_at.is_(None), polls_t.c.cancelled_at.is_(None))
    return tuple(sorted(touched - {*session.scalars(runs.where(polls_t.c.id.in_(touched)))}))


def _belongs(kind: Leaf, tree: int) -> ColumnElement[bool]:
    if kind is Leaf.ACT:
        return entries_t.c.poll_id == tree if tree else entries_t.c.poll_id.is_(None)
    its: ColumnElement[bool] = _TABLES[kind].c.poll_id == tree
    return its


def open_rows(session: Connection, tree: int, kind: Leaf) -> list[Mapping[str, Any]]:
    """The rows of a tree's poll that are in no tree, all of them."""
    table = _TABLES[kind]
    found = session.execute(select(table).where(_belongs(kind, tree), _is_open(kind, table)).order_by(table.c.id))
    return [row._asdict() for row in found]


def size_of(session: Connection, tree: int) -> int:
    """How many entries a tree has."""
    last = session.execute(select(func.max(leaves_t.c.place)).where(leaves_t.c.tree == tree)).scalar_one()
    return 0 if last is None else last + 1


def append(session: Connection, tree: int, batch: Sequence[tuple[Leaf, str, Mapping[str, Any]]]) -> None:
    """Append commitments to these rows, in this order."""
    keys, place, new = keys_of(session), size_of(session, tree), []
    for at, (kind, leaf, row) in enumerate(batch, place):
        said = {"tree": tree, "place": at, "kind": kind.value, "row_id": row["id"], "leaf": leaf}
        new.append(said | {"mark": mark_of_leaf(keys, said, row)})
    session.execute(insert(leaves_t), new)


def add_head(session: Connection, head: TreeHead) -> None:
    """Write down how a tree stands."""
    said = {"tree": head.poll, "size": head.size, "root": head.root, "at": head.at, "why": head.why.value}
    last = session.execute(select(func.max(heads_t.c.size)).where(heads_t.c.tree == head.poll)).scalar_one() or 0
    session.execute(insert(heads_t), said | {"mark": mark_of_head(keys_of(session), said, last)})


def leaves(session: Connection, tree: int) -> tuple[str, ...]:
    """The commitments of a tree, in their order."""
    return tuple(session.scalars(select(leaves_t.c.leaf).where(leaves_t.c.tree == tree).order_by(leaves_t.c.place)))


def newest_at(session: Connection) -> datetime | None:
    """When the newest head of all trees was made."""
    found: datetime | None = session.execute(select(func.max(heads_t.c.at))).scalar()
    return found


def heads(session: Connection, tree: int) -> tuple[TreeHead, ...]:
    """What was written down of a tree, the first first."""
    rows = session.execute(select(heads_t).where(heads_t.c.tree == tree).order_by(heads_t.c.size))
    return tuple(TreeHead(row.tree, row.size, row.root, row.at, HeadWhy(row.why)) for row in rows)


def place_of(session: Connection, household_id: int, capacity: str, revision: int) -> int | None:
    """Where a revision stands in its poll's tree; None as long as it isn't sealed."""
    found = (
        select(leaves_t.c.place)
        .join(revisions_t, (leaves_t.c.row_id == revisions_t.c.id) & (leaves_t.c.kind == Leaf.BALLOT.value))
        .where(revisions_t.c.household_id == household_id, revisions_t.c.capacity == capacity)
    )
    return session.execute(found.where(revisions_t.c.revision == revision)).scalar_one_or_none()


def began(session: Connection) -> dict[str, int] | None:
    """The last number of each table that a release without marks wrote, as the ledger says; None where it doesn't yet."""
    query = select(entries_t.c.detail).where(entries_t.c.act == Act.SEALING_BEGAN.value)
    found = session.scalars(query.order_by(entries_t.c.at, entries_t.c.id)).first()
    return None if found is None else json.loads(found)


def is_marked_from_the_start(session: Connection) -> bool:
    """Whether no release without marks ever wrote here, as far as that can be said: the ledger of acts begins with a mark,
    or something is sealed already."""
    first = session.execute(select(entries_t.c.mark).order_by(entries_t.c.id).limit(1)).first()
    return first is None or first.mark is not None or session.execute(select(leaves_t.c.tree).limit(1)).first() is not None


def unmarked_before(session: Connection) -> dict[str, int]:
    """The last act and the last revision that a release without marks wrote."""
    first = select(func.min(entries_t.c.id)).where(entries_t.c.mark.is_not(None)).scalar_subquery()
    old = select(func.max(entries_t.c.id)).where(or_(first.is_(None), entries_t.c.id < first))
    acts = session.execute(old).scalar_one() or 0
    bare = select(func.max(revisions_t.c.id)).where(revisions_t.c.mark.is_(None))
    return {"entries": acts, "revisions": session.execute(bare).scalar_one() or 0}


def trees(session: Connection) -> tuple[int, ...]:
    """Every tree that has an entry or a head."""
    both = select(leaves_t.c.tree).union(select(heads_t.c.tree))
    return tuple(sorted(session.scalars(both)))


def kept_leaves(session: Connection, tree: int) -> Iterator[Mapping[str, Any]]:
    """The rows of a tree as they are kept, in the order of their places."""
    for row in session.execute(select(leaves_t).where(leaves_t.c.tree == tree).order_by(leaves_t.c.place)):
        yield row._asdict()


def kept_heads(session: Connection, tree: int) -> Iterator[Mapping[str, Any]]:
    """What was written down of a tree as it is kept, the first first."""
    for row in session.execute(select(heads_t).where(heads_t.c.tree == tree).order_by(heads_t.c.size)):
        yield row._asdict()
