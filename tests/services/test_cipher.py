"""What lies on foreign disks: nothing of it can be read or changed without the key."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core.errors import NotAllowed
from surveys.services.cipher import MAGIC, Locking, unlocked

KEY, OTHER, SALT = b"k" * 32, b"o" * 32, b"s" * 32
PIECE = 64 * 1024
LENGTHS = [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 17]


def locked(*parts: bytes, key: bytes = KEY, salt: bytes = SALT) -> bytes:
    file = io.BytesIO()
    locking = Locking(file, key, salt)
    for part in parts:
        locking.write(part)
    locking.close()
    return file.getvalue()


def opened(data: bytes, key: bytes = KEY) -> bytes:
    return b"".join(unlocked(io.BytesIO(data), key))


@pytest.mark.parametrize("length", LENGTHS)
def test_what_was_locked_is_read_again(length: int) -> None:
    text = bytes(i % 251 for i in range(length))
    assert opened(locked(text)) == opened(locked(text[:7], text[7:], b"")) == text


@given(st.binary(max_size=200), st.data())
def test_a_file_with_one_bit_changed_is_refused(text: bytes, data: st.DataObject) -> None:
    file = bytearray(locked(text))
    place = data.draw(st.integers(0, len(file) * 8 - 1))
    file[place // 8] ^= 1 << place % 8
    with pytest.raises(NotAllowed, match=r"damaged|other_key|no_backup"):
        opened(bytes(file))


@given(st.data())
def test_a_file_that_was_cut_is_refused(data: st.DataObject) -> None:
    file = locked(b"x" * (2 * PIECE + 100))
    piece = PIECE + 16
    cut = data.draw(st.one_of(st.integers(0, len(file) - 1), st.sampled_from([len(file) - 116, len(file) - 116 - piece])))
    with pytest.raises(NotAllowed, match=r"damaged|no_backup"):
        opened(file[:cut])


def test_pieces_can_be_neither_swapped_nor_taken_from_another_file() -> None:
    head, piece = len(MAGIC) + 40, PIECE + 16
    file, other = locked(b"x" * 3 * PIECE), locked(b"x" * 3 * PIECE, salt=b"t" * 32)
    first, second, rest = file[head:][:piece], file[head + piece :][:piece], file[head + 2 * piece :]
    for changed in (second + first + rest, first + first + rest, first + rest, first + second + rest + rest):
        with pytest.raises(NotAllowed, match="damaged"):
            opened(file[:head] + changed)
    with pytest.raises(NotAllowed, match="damaged"):
        opened(file[:head] + other[head:][:piece] + second + rest)


def test_another_key_is_told_from_damage() -> None:
    with pytest.raises(NotAllowed, match="other_key"):
        opened(locked(b"text"), OTHER)
    with pytest.raises(NotAllowed, match="no_backup"):
        opened(b"PK\x03\x04 something else")


def test_the_same_content_is_never_locked_to_the_same_file() -> None:
    assert locked(b"text") != locked(b"text", salt=b"t" * 32)
    assert b"text" not in locked(b"text")
