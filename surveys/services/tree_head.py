"""Checkpoints (校验点) in the hands of residents: whether one that somebody kept is still the beginning of the ledger, and
where one's own ballot stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from enum import StrEnum

from surveys.core import merkle
from surveys.core.ballot import Revision
from surveys.core.canonical import canonical
from surveys.core.code import receipt_key
from surveys.core.seal import TreeHead, ballot_leaf, read_head
from surveys.services.seal import heads, leaves, place_of
from surveys.store.commitment import sealed_ballot
from surveys.store.db import Connection, keys_of


class HeadStanding(StrEnum):
    """What became of two checkpoints that somebody kept.

    The later `CONTINUES` the earlier; both are the `SAME`; what was typed is `UNREAD`, of a size that was never told
    (`UNKNOWN`), or another root than the ledger has (`DIFFERS`).
    """

    CONTINUES = "continues"
    SAME = "same"
    UNREAD = "unread"
    UNKNOWN = "unknown"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class HeadsCompared:
    """Two checkpoints beside each other: `wrong` is the place of the one that isn't right, 1 or 2; `proof` are the hashes,
    in hex, by which anybody sees that the later continues the earlier."""

    kept: HeadStanding
    wrong: int = 0
    sizes: tuple[int, int] = (0, 0)
    roots: tuple[str, str] = ("", "")
    proof: tuple[str, ...] = ()


def compared(session: Connection, poll_id: int, first: str, second: str) -> HeadsCompared:
    """What became of two checkpoints of a poll as somebody typed them, in either order. Only sizes that were told are
    answered: any other would tell more of the ledger's growth than its checkpoints do."""
    told = {head.size: head.root for head in heads(session, poll_id)}
    read: list[tuple[int, str]] = []
    for place, typed in enumerate((first, second), 1):
        one = read_head(typed)
        if one is None:
            return HeadsCompared(HeadStanding.UNREAD, place)
        if one[0] not in told:
            return HeadsCompared(HeadStanding.UNKNOWN, place)
        if not told[one[0]].startswith(one[1]):
            return HeadsCompared(HeadStanding.DIFFERS, place)
        read.append(one)
    (before, _), (size, _) = sorted(read)
    hashes = _hashes(leaves(session, poll_id)[:size])
    if (merkle.root(hashes).hex(), merkle.root(hashes[:before]).hex()) != (told[size], told[before]):
        return HeadsCompared(HeadStanding.DIFFERS, 2)
    if before == size:
        return HeadsCompared(HeadStanding.SAME, 0, (size, size), (told[size], told[size]))
    proof = tuple(one.hex() for one in merkle.consistency(hashes, before))
    return HeadsCompared(HeadStanding.CONTINUES, 0, (before, size), (told[before], told[size]), proof)


@dataclass(frozen=True, slots=True)
class Inclusion:
    """One revision in the ledger: `said` is what its commitment binds to as it is written, `leaf` that commitment; `head` is
    the last checkpoint, `place` where it stands in it, counted from 0, and `siblings` are what leads from there to the root.
    Without a place it isn't sealed yet."""

    key: str
    revision: int
    said: str
    leaf: str
    place: int | None = None
    head: TreeHead | None = None
    siblings: tuple[str, ...] = ()


def inclusion(session: Connection, poll_id: int, kept: Revision) -> Inclusion:
    """Where a revision stands in its poll's ledger, with the proof."""
    key = receipt_key(keys_of(session), kept.household, kept.capacity, kept.since)
    row = {name: getattr(kept, name) for name in ("revision", "edition", "menu")}
    row |= {"poll_id": poll_id, "capacity": kept.capacity.value, "answers": kept.content}
    opens, bound = sealed_ballot(session, row, key)
    said, leaf = canonical(astuple(bound)).decode(), ballot_leaf(opens, bound)
    place = place_of(session, kept.household, kept.capacity, kept.revision)
    known = heads(session, poll_id)
    if place is None or not known or place >= known[-1].size:
        return Inclusion(key, kept.revision, said, leaf)
    hashes = _hashes(leaves(session, poll_id)[: known[-1].size])
    siblings = tuple(one.hex() for one in merkle.inclusion(hashes, place))
    return Inclusion(key, kept.revision, said, leaf, place, known[-1], siblings)


def _hashes(sealed: Sequence[str]) -> list[bytes]:
    return [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in sealed]
