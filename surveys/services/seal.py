"""Sealing (封存): ballots and acts are put into their poll's tree together, and its root is written down to be printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from surveys.core import merkle
from surveys.core.ballot import Capacity
from surveys.core.errors import NotFound
from surveys.core.seal import MOST_OPEN, HeadWhy, Leaf, TreeHead
from surveys.core.staff import Installation
from surveys.store import entry
from surveys.store import seal as stored
from surveys.store.commitment import commitment_to, sealed_ballot
from surveys.store.db import Connection, keys_of
from surveys.store.mark import commitment_to_act, commitment_to_co_vote, is_marked
from surveys.store.verify import rows_of

_CLOCK = Installation("clock")
TABLES: Mapping[Leaf, str] = {Leaf.BALLOT: "revisions", Leaf.ACT: "entries", Leaf.CO_VOTE: "co_votes"}
NOWHERE: Mapping[str, int] = {"revisions": 0, "entries": 0}


@dataclass(frozen=True, slots=True)
class Sealing:
    """What came of it: how many rows were sealed, and those that were refused because nobody but us could have written
    them and their mark says that we didn't."""

    sealed: int = 0
    refused: tuple[tuple[Leaf, int], ...] = ()

    def __add__(self, other: Sealing) -> Sealing:
        return Sealing(self.sealed + other.sealed, self.refused + other.refused)


def root_of(leaves: tuple[str, ...]) -> str:
    """The root over commitments, in hex."""
    return merkle.root([merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in leaves]).hex()


def heads(session: Connection, poll_id: int) -> tuple[TreeHead, ...]:
    """The checkpoints (校验点) of a poll, the first first."""
    return stored.heads(session, poll_id)


def leaves(session: Connection, poll_id: int) -> tuple[str, ...]:
    """The commitments in a poll's tree, in hex, in their order: what a checkpoint's root is made of."""
    return stored.leaves(session, poll_id)


def place_of(session: Connection, household_id: int, capacity: Capacity, revision: int) -> int | None:
    """Where a revision stands in its poll's tree, counted from 0; None as long as it isn't sealed."""
    return stored.place_of(session, household_id, capacity, revision)


def due(session: Connection) -> tuple[int, ...]:
    """The polls of which something may be sealed: those that run where enough ballots wait, and those that ended of which
    anything came since, which is the office's time and not a door's; 0 where acts of no poll wait."""
    return (*stored.with_a_batch(session, MOST_OPEN), *stored.ended_with_more(session))


def seal_poll(session: Connection, poll_id: int, why: HeadWhy, *, now: datetime) -> Sealing:
    """Seal everything of a poll that waits and write its head down; 0 for acts of no poll.

    What is sealed together is sorted by its commitment, so that its place doesn't tell the hour of a door.
    """
    known = _began(session, now)
    stored.take_tree(session, poll_id)
    refused: list[tuple[Leaf, int]] = []
    batch = []
    for kind, row, leaf in _waiting(session, poll_id):
        if is_ours(session, kind, row, leaf, known):
            batch.append((kind, leaf, row))
        else:
            refused.append((kind, row["id"]))
    if batch:
        stored.append(session, poll_id, sorted(batch, key=lambda one: one[1]))
        found = stored.leaves(session, poll_id)
        stored.add_head(session, TreeHead(poll_id, len(found), root_of(found), now, why))
    return Sealing(len(batch), tuple(refused))


def _waiting(session: Connection, tree: int) -> Iterator[tuple[Leaf, Mapping[str, Any], str]]:
    keys = keys_of(session)
    for row in stored.open_rows(session, tree, Leaf.BALLOT) if tree else ():
        yield Leaf.BALLOT, row, commitment_or_none(session, row)
    for row in stored.open_rows(session, tree, Leaf.ACT):
        yield Leaf.ACT, row, commitment_to_act(keys, row)
    for row in stored.open_rows(session, tree, Leaf.CO_VOTE) if tree else ():
        yield Leaf.CO_VOTE, row, commitment_to_co_vote(keys, row)


def commitment_or_none(session: Connection, row: Mapping[str, Any]) -> str:
    """The leaf of a revision as it is kept; empty where what is kept is no answer to a questionnaire any more."""
    try:
        return commitment_to(session, row)
    except (NotFound, ValueError, TypeError, AttributeError):
        return ""


def is_ours(session: Connection, kind: Leaf, row: Mapping[str, Any], leaf: str, known: Mapping[str, int]) -> bool:
    """Whether a row carries the mark of this installation, or is of a release that wrote none."""
    if row["mark"] is None:
        last = known["entries"] and row["id"] if kind is Leaf.CO_VOTE else known[TABLES[kind]]
        return bool(leaf) and bool(row["id"] <= last)
    return is_marked(keys_of(session), kind, row) and (kind is not Leaf.BALLOT or bool(row["leaf"] == leaf))


def _began(session: Connection, now: datetime) -> Mapping[str, int]:
    """Up to where rows of earlier releases go without a mark; where there are any, written down the first time."""
    if (found := bounds(session)) is None:
        stored.take_tree(session, stored.NO_POLL)
        if (found := bounds(session)) is None:
            found = stored.unmarked_before(session)
            told = {"revisions": found["revisions"], "entries": found["entries"]}
            entry.enter(session, "sealing_began", by=_CLOCK, now=now, **told)
    return found


def bounds(session: Connection) -> Mapping[str, int] | None:
    """Up to where rows may lack a mark, as an act says; nowhere, where nothing is of an earlier release or something was
    sealed without that act. None where it is still to be written down."""
    return stored.began(session) or (NOWHERE if stored.is_marked_from_the_start(session) else None)


def sealed_record(session: Connection, poll_id: int) -> dict[str, Any]:
    """The ledger of a poll for watchers: its tree, and every revision with what opens its commitment; of times there is only
    which came before which. Raises `NotFound` where a questionnaire isn't kept."""
    kept = [*stored.kept_leaves(session, poll_id)]
    places = {(leaf["kind"], leaf["row_id"]): leaf["place"] for leaf in kept}
    cast = rows_of(session, "revisions", poll_id=poll_id)
    taken = [row for row in rows_of(session, "waiting_ballots", poll_id=poll_id) if row["ruling"] == "taken"]
    came = sorted([(row["cast_at"], 0, row["id"]) for row in cast] + [(row["decided_at"], 1, row["id"]) for row in taken])
    order = {named[1:]: place for place, named in enumerate(came, 1)}
    return {
        "tree": poll_id,
        "leaves": [leaf["leaf"] for leaf in kept],
        "acts": [leaf["place"] for leaf in kept if leaf["kind"] != Leaf.BALLOT.value],
        "heads": [{"size": head.size, "root": head.root, "why": head.why.value} for head in stored.heads(session, poll_id)],
        "ballots": [_opened(session, row, places.get((Leaf.BALLOT.value, row["id"])), order[0, row["id"]]) for row in cast],
        "taken": [
            {name: row[name] for name in ("household", "capacity", "since")} | {"order": order[1, row["id"]]}
            for row in ({**row, "household": row["household_id"]} for row in taken)
        ],
    }


def _opened(session: Connection, row: Mapping[str, Any], place: int | None, order: int) -> dict[str, Any]:
    opens, said = sealed_ballot(session, row)
    told = {name: row[name] for name in ("receipt", "since", "waiting")} | {"household": row["household_id"]}
    bound = {name: getattr(said, name) for name in ("capacity", "revision", "edition", "menu", "answers")}
    return {"place": place, "order": order, "opening": opens, **told, **bound}
