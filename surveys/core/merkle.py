"""The tree over an append-only list (RFC 9162, sections 2.1.1 to 2.1.4): one root for all of it, and short proofs that an
entry is in it or that one list begins with another.

Hashes are 32 bytes; a place is counted from 0.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import reduce
from hashlib import sha256

EMPTY = sha256(b"").digest()
"""The root of a list without entries."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry; its prefix keeps an entry from being taken for a node."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root of the tree over these leaf hashes."""
    level = list(leaves)
    while len(level) > 1:
        # The one left over rises as it is: where its side ends, a tree of RFC 9162 has the same subtree at every height.
        level = [node_hash(*level[at : at + 2]) if at + 1 < len(level) else level[at] for at in range(0, len(level), 2)]
    return level[0] if level else EMPTY


def roots(leaves: Sequence[bytes], sizes: Collection[int]) -> dict[int, bytes]:
    """The roots over the first leaves, for each of these sizes that there is, in one way through."""
    found = {0: EMPTY} if 0 in sizes else {}
    whole: list[tuple[int, bytes]] = []
    for size, leaf in enumerate(leaves, 1):
        height, node = 0, leaf
        while whole and whole[-1][0] == height:
            height, node = height + 1, node_hash(whole.pop()[1], node)
        whole.append((height, node))
        if size in sizes:
            found[size] = reduce(lambda right, left: node_hash(left, right), (kept for _, kept in reversed(whole)))
    return found


def _split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << (size - 1).bit_length() - 1


def inclusion(leaves: Sequence[bytes], place: int) -> tuple[bytes, ...]:
    """The proof that the leaf at `place` is in the tree, the lowest sibling first. Raises `IndexError` outside the list."""
    if not 0 <= place < len(leaves):
        raise IndexError(place)
    if len(leaves) == 1:
        return ()
    half = _split(len(leaves))
    if place < half:
        return (*inclusion(leaves[:half], place), root(leaves[half:]))
    return (*inclusion(leaves[half:], place - half), root(leaves[:half]))


def included(leaf: bytes, place: int, size: int, proof: Sequence[bytes], claimed: bytes) -> bool:
    """Whether a proof shows that `leaf` stands at `place` in the tree of `size` entries with this root."""
    if not 0 <= place < size:
        return False
    at, last, found = place, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(sibling, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and found == claimed


def consistency(leaves: Sequence[bytes], before: int) -> tuple[bytes, ...]:
    """The proof that the tree over the first `before` leaves is the beginning of this one. Raises `IndexError` outside."""
    if not 0 < before <= len(leaves):
        raise IndexError(before)
    return _subproof(leaves, before, whole=True)


def _subproof(leaves: Sequence[bytes], before: int, *, whole: bool) -> tuple[bytes, ...]:
    if before == len(leaves):
        return () if whole else (root(leaves),)
    half = _split(len(leaves))
    if before <= half:
        return (*_subproof(leaves[:half], before, whole=whole), root(leaves[half:]))
    return (*_subproof(leaves[half:], before - half, whole=False), root(leaves[:half]))


def consistent(before: int, first: bytes, size: int, second: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a proof shows that the tree of `before` entries with the root `first` is the beginning of the one of `size`
    entries with the root `second`."""
    if not 0 < before <= size:
        return False
    if before == size:
        return not proof and first == second
    path = [first, *proof] if before & (before - 1) == 0 else list(proof)
    if not path:
        return False
    at, last = before - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and old == first and new == second
