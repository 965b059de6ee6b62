"""The tree over the sealed ledger: RFC 9162's own topology, short proofs, and nothing else is proved."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from sealed import root_over
from surveys.core.merkle import EMPTY, consistency, consistent, included, inclusion, leaf_hash, node_hash, root, roots

SIZES = st.integers(1, 70)


def leaves(size: int) -> list[bytes]:
    return [leaf_hash(b"%d" % number) for number in range(size)]


def test_the_root_is_the_one_that_the_rfc_draws() -> None:
    a, b, c, d, e, f, g = leaves(7)
    left, right = node_hash(node_hash(a, b), node_hash(c, d)), node_hash(node_hash(e, f), g)
    assert root(leaves(7)) == node_hash(left, right)
    assert root([]) == EMPTY == sha256(b"").digest()
    assert root([a]) == a == sha256(b"\x000").digest()


@given(SIZES, st.data())
def test_an_entry_is_proved_at_its_place_and_nowhere_else(size: int, data: st.DataObject) -> None:
    place, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    tree = leaves(size)
    proof = inclusion(tree, place)
    assert len(proof) <= size.bit_length()
    assert included(tree[place], place, size, proof, root(tree))
    assert not included(leaf_hash(b"another"), place, size, proof, root(tree))
    if other != place:
        assert not included(tree[place], other, size, proof, root(tree))
    if proof:
        assert not included(tree[place], place, size, proof[:-1], root(tree))
    assert not included(tree[place], place, size, (*proof, EMPTY), root(tree))


@given(SIZES, SIZES)
def test_a_longer_list_is_proved_to_begin_with_the_shorter(one: int, two: int) -> None:
    before, size = min(one, two), max(one, two)
    tree = leaves(size)
    first, second, proof = root(tree[:before]), root(tree), consistency(tree, before)
    assert consistent(before, first, size, second, proof)
    changed = [leaf_hash(b"changed"), *tree[1:]]
    assert not consistent(before, first, size, root(changed), consistency(changed, before))
    assert not consistent(before, EMPTY, size, second, proof)
    if before < size:
        assert not consistent(before, first, size, EMPTY, proof)
        assert not consistent(before, first, size, second, proof[:-1])


@given(SIZES)
def test_a_program_that_shares_nothing_with_it_builds_the_same_tree(size: int) -> None:
    entries = [sha256(b"%d" % number).hexdigest() for number in range(size)]
    tree = [leaf_hash(bytes.fromhex(entry)) for entry in entries]
    assert root_over(entries) == root(tree)
    assert roots(tree, range(size + 1)) == {at: root(tree[:at]) for at in range(size + 1)}
