"""The marks that this installation alone can write beside a row: what each covers, and whether it is right."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, select, update

from surveys.core.canonical import digest
from surveys.core.code import Keys
from surveys.core.seal import Leaf, act_leaf, act_opening, mark
from surveys.store.db import Connection, keys_of

_NONCE = 16
BESIDE: Mapping[str, frozenset[str]] = {
    "poll_households": frozenset(),
    "amendments": frozenset(),
    "waiting_ballots": frozenset(),
    "disputes": frozenset(),
    "co_votes": frozenset(),
    "mandates": frozenset({"acts"}),
    "settlements": frozenset(),
}
"""The tables beside the ballots whose rows carry a mark of their own, as no act tells of all that stands in them, each with
the columns that are emptied in time."""
# What a leaf binds to isn't in the mark: it may be forgotten, and the mark still tells of all the rest.
_BESIDE: Mapping[Leaf, frozenset[str]] = {
    Leaf.BALLOT: frozenset({"id", "answers", "leaf", "mark"}),
    Leaf.ACT: frozenset({"id", "mark"}),
    Leaf.CO_VOTE: frozenset({"id", "answers"}),
}


def _plain(row: Mapping[str, Any], kind: Leaf) -> dict[str, Any]:
    """What a mark covers of a row."""
    return {name: _said(value) for name, value in row.items() if name not in _BESIDE[kind]}


def _said(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def commitment_to_act(keys: Keys, row: Mapping[str, Any]) -> str:
    """The leaf of an act, which is entered already."""
    return act_leaf(act_opening(keys.seal, row["id"]), {"id": row["id"], **_plain(row, Leaf.ACT)})


def commitment_to_co_vote(keys: Keys, row: Mapping[str, Any]) -> str:
    """The leaf of another owner's vote: it binds to its mark, which stays when the answers are forgotten."""
    return act_leaf(act_opening(keys.seal, row["id"]), {"co_vote": row["id"], "mark": row["mark"]})


def mark_of(keys: Keys, leaf: str, row: Mapping[str, Any]) -> str:
    """The mark of a revision beside its leaf."""
    return mark(keys.seal, leaf, _plain(row, Leaf.BALLOT))


def mark_of_act(keys: Keys, row: Mapping[str, Any], nonce: str = "") -> str:
    """The mark of an act. It begins with chance, so that no two are the same and a copy of an act is known as one."""
    nonce = nonce or secrets.token_hex(_NONCE // 2)
    return nonce + mark(keys.seal, f"act {nonce}", _plain(row, Leaf.ACT))


def mark_of_leaf(keys: Keys, leaf: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    """The mark of an entry of the tree: it binds its place to all that its row says, whatever release wrote that."""
    kind = Leaf(leaf["kind"])
    bound = {name: leaf[name] for name in ("tree", "place", "kind", "row_id")} | {"row": digest(_plain(row, kind))}
    return mark(keys.seal, leaf["leaf"], bound)


def mark_of_head(keys: Keys, head: Mapping[str, Any], before: int) -> str:
    """The mark of a tree head, which binds it to the size of the one before it, so that none is taken out between."""
    said = {name: head[name] for name in ("tree", "size", "why")} | {
        "before": before,
        "at": head["at"].astimezone(UTC).isoformat(),
    }
    return mark(keys.seal, head["root"], said)


def is_marked(keys: Keys, kind: Leaf, row: Mapping[str, Any]) -> bool:
    """Whether a row has the mark that it should have."""
    kept = row["mark"] or ""
    if kind is Leaf.CO_VOTE:
        return hmac.compare_digest(kept, mark_beside(keys, "co_votes", row))
    right = mark_of(keys, row["leaf"] or "", row) if kind is Leaf.BALLOT else mark_of_act(keys, row, kept[:_NONCE] or "-")
    return hmac.compare_digest(kept, right)


def mark_beside(keys: Keys, table: str, row: Mapping[str, Any]) -> str:
    """The mark of a row in one of the tables beside the ballots."""
    left_out = BESIDE[table] | {"id", "mark"}
    return mark(keys.seal, table, {name: _said(value) for name, value in row.items() if name not in left_out})


def mark_anew(session: Connection, table: Table, *where: ColumnElement[bool]) -> None:
    """Mark these rows as they stand now."""
    keys = keys_of(session)
    for row in session.execute(select(table).where(*where)).all():
        right = mark_beside(keys, table.name, row._asdict())
        session.execute(update(table).where(table.c.id == row.id).values(mark=right))
