"""Verifying (核验): every row is put to what the secret derives, to the sealed ledger, and to the acts that speak of it.

Whoever changes a row by hand lacks the secret and can't make its mark; whoever takes one out leaves a gap in the tree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from surveys.core import merkle
from surveys.core.errors import NotFound
from surveys.core.seal import Leaf
from surveys.core.verify import Flaw, Verified, Wrong
from surveys.services.replay import replay_ledger
from surveys.services.seal import TABLES, bounds, commitment_or_none, is_ours
from surveys.services.verify_desk import desk
from surveys.services.verify_file import files
from surveys.services.verify_poll import beside, documents, is_forgotten, poll
from surveys.services.verify_told import told
from surveys.store import seal as stored
from surveys.store.db import Connection, keys_of
from surveys.store.mark import commitment_to_act, commitment_to_co_vote, mark_of_head, mark_of_leaf
from surveys.store.verify import Row, acts_of, named_polls, rows_of


@dataclass(slots=True)
class _Tree:
    """A poll's rows, and the tree that is kept of them."""

    session: Connection
    poll: int
    rows: dict[tuple[Leaf, int], Row]
    leaves: list[Row]
    heads: list[Row]
    bounds: Mapping[str, int]
    forgotten: bool
    looked: Verified
    right: dict[tuple[Leaf, int], str] = field(default_factory=dict)

    def wrong(self, flaw: Flaw, table: str, row: object) -> Wrong:
        """Something wrong with a row of this poll."""
        return Wrong(flaw, table, str(row), self.poll)


def problems(
    session: Connection,
    *,
    polls: Collection[int] = (),
    printed: Collection[tuple[int, str]] = (),
    looked: Verified | None = None,
    heard: Callable[[int, int], None] = lambda _done, _of: None,
) -> Iterator[Wrong]:
    """Everything that is wrong, in one consistent look; with `polls` only what belongs to these, and to the ledger of acts.

    `printed` are checkpoints that somebody kept on paper, size and root, of the one poll that is named. `looked` counts what
    was seen, and `heard` is told after each poll how many of how many are done.
    """
    looked = looked if looked is not None else Verified()
    every = sorted(polls or named_polls(session) | {*stored.trees(session), stored.NO_POLL})
    for done, number in enumerate(every, 1):
        tree = _read(session, number, looked)
        yield from _rows(tree)
        yield from _leaves(tree)
        yield from _heads(tree, printed)
        if number:
            looked.polls += 1
            yield from _readable(poll(session, number, tree.rows, forgotten=tree.forgotten), "polls", number)
        heard(done, len(every))
    rest = {
        "editions": documents(session),
        "poll_households": beside(session),
        "entries": _told(session),
        "evidence_files": files(session),
        "form_entries": desk(session),
        "entry_values": told(session),
    }
    for what, found in rest.items():
        yield from _readable(found, what)


def _told(session: Connection) -> Iterator[Wrong]:
    for found in replay_ledger(session).differences:
        yield Wrong(Flaw.LEDGER, found.about[0].value, "", told=found)


def _readable(found: Iterator[Wrong], table: str, number: int = 0) -> Iterator[Wrong]:
    """What a check finds; where somebody wrote what can't even be read, that."""
    try:
        yield from found
    except (LookupError, ValueError, TypeError, AttributeError, NotFound) as fault:
        yield Wrong(Flaw.UNREADABLE, table, str(fault)[:80], number)


def _read(session: Connection, number: int, looked: Verified) -> _Tree:
    rows = {(Leaf.ACT, row["id"]): row for row in acts_of(session, number)}
    acts = {row["act"] for row in rows.values()}
    cast = rows_of(session, "revisions", poll_id=number) if number else []
    votes = rows_of(session, "co_votes", poll_id=number) if number else []
    return _Tree(
        session,
        number,
        rows | {(Leaf.BALLOT, row["id"]): row for row in cast} | {(Leaf.CO_VOTE, row["id"]): row for row in votes},
        [*stored.kept_leaves(session, number)],
        [*stored.kept_heads(session, number)],
        bounds(session) or stored.unmarked_before(session),
        stored.FORGETS in acts,
        looked,
    )


def _rows(tree: _Tree) -> Iterator[Wrong]:
    """Each row's own commitment and mark."""
    keys = keys_of(tree.session)
    marks = Counter(row["mark"] for (kind, _), row in tree.rows.items() if kind is Leaf.ACT and row["mark"])
    for (kind, number), row in tree.rows.items():
        table = TABLES[kind]
        if kind is Leaf.CO_VOTE:
            tree.right[kind, number] = commitment_to_co_vote(keys, row)  # its mark is looked at with those beside it
            continue
        if kind is Leaf.ACT:
            tree.looked.acts += 1
            leaf = commitment_to_act(keys, row)
            if marks[row["mark"]] > 1:
                yield tree.wrong(Flaw.TWICE, table, number)
        else:
            tree.looked.ballots += 1
            gone = tree.forgotten and is_forgotten("revisions", row)
            tree.looked.forgotten += gone
            leaf = (row["leaf"] or "") if gone else commitment_or_none(tree.session, row)
            if not gone and row["leaf"] not in (None, leaf):
                yield tree.wrong(Flaw.LEAF, table, number)
        tree.right[kind, number] = leaf
        kept = {**row, "leaf": leaf} if kind is Leaf.BALLOT else row
        if not is_ours(tree.session, kind, kept, leaf, tree.bounds):
            yield tree.wrong(Flaw.UNMARKED if row["mark"] is None else Flaw.MARK, table, number)


def _leaves(tree: _Tree) -> Iterator[Wrong]:
    """The tree's entries: each of a row that is there, at its place, and every row in it or still to come."""
    keys, seen = keys_of(tree.session), set()
    for place, leaf in enumerate(tree.leaves):
        if leaf["place"] != place:
            yield tree.wrong(Flaw.PLACE, "leaves", place)
        try:
            named = Leaf(leaf["kind"]), leaf["row_id"]
        except ValueError:
            yield tree.wrong(Flaw.MARK, "leaves", place)
            continue
        seen.add(named)
        if (row := tree.rows.get(named)) is None:
            yield tree.wrong(Flaw.GONE, TABLES[named[0]], named[1])
            continue
        if tree.right[named] != leaf["leaf"] and not (tree.forgotten and is_forgotten("revisions", row)):
            yield tree.wrong(Flaw.LEAF, "leaves", place)
        if mark_of_leaf(keys, leaf, row) != leaf["mark"]:
            yield tree.wrong(Flaw.MARK, "leaves", place)
    waiting = [named for named in tree.rows if named not in seen]
    tree.looked.open += len(waiting)
    last = max((number for kind, number in seen if kind is Leaf.BALLOT), default=0)
    for kind, number in waiting:
        if kind is Leaf.BALLOT and number < last - stored.OVERTAKEN:
            yield tree.wrong(Flaw.UNSEALED, TABLES[kind], number)


def _heads(tree: _Tree, printed: Collection[tuple[int, str]]) -> Iterator[Wrong]:
    """The tree's heads: each the root of the first leaves, the last of all; and those that somebody kept on paper."""
    keys, size = keys_of(tree.session), len(tree.leaves)
    try:
        hashes = [merkle.leaf_hash(bytes.fromhex(leaf["leaf"])) for leaf in tree.leaves]
    except ValueError:
        yield tree.wrong(Flaw.ROOT, "leaves", size)
        return
    roots = merkle.roots(hashes, {*(head["size"] for head in tree.heads), *(size for size, _ in printed)})
    for before, head in zip([0, *(head["size"] for head in tree.heads)], tree.heads, strict=False):
        tree.looked.heads += 1
        if roots.get(head["size"], b"").hex() != head["root"]:
            yield tree.wrong(Flaw.ROOT, "tree_heads", head["size"])
        if mark_of_head(keys, head, before) != head["mark"]:
            yield tree.wrong(Flaw.MARK, "tree_heads", head["size"])
    if size and (not tree.heads or tree.heads[-1]["size"] != size):
        yield tree.wrong(Flaw.HEADLESS, "tree_heads", size)
    if not size and _should_be_sealed(tree):
        yield tree.wrong(Flaw.HEADLESS, "leaves", 0)
    for at, root in printed:
        if roots.get(at, b"").hex() != root:
            yield tree.wrong(Flaw.PRINTED, "tree_heads", at)


def _should_be_sealed(tree: _Tree) -> bool:
    """Whether the poll's end was written down by a release that seals then."""
    ends = ("poll_closed", "published", "published_final")
    return any(
        kind is Leaf.ACT and row["act"] in ends and row["id"] > tree.bounds["entries"]
        for (kind, _), row in tree.rows.items()
    )
