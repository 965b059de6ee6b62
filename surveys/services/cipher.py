"""What lies on foreign disks, locked: AES-256-GCM in pieces, each of which is checked before anything of it is used.

Every file has a key of its own, derived from the operator's and 32 random bytes. The number of a piece and whether it is the
last are its nonce, so that pieces can't be dropped, doubled, swapped or cut off unseen.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from surveys.core.cipher import key_name
from surveys.core.errors import NotAllowed

if TYPE_CHECKING:  # it takes megabytes, and only who makes or opens a backup needs it
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"diandan backup 1\n"
_SALT, _TAG, _PIECE = 32, 16, 64 * 1024
_HEAD = len(MAGIC) + 8 + _SALT


class Locking:
    """Locks what is written and passes it on to `file`; nothing of it can be opened before `close`."""

    def __init__(self, file: BinaryIO, key: bytes, salt: bytes) -> None:
        self._file, self._head = file, MAGIC + key_name(key) + salt
        self._cipher, self._number, self._waiting = _cipher(key, salt), 0, bytearray()
        file.write(self._head)

    def write(self, data: bytes) -> None:
        """Lock as many whole pieces as there are; the rest waits."""
        self._waiting += data
        while len(self._waiting) > _PIECE:  # the last piece is known to be the last, so one is always held back
            self._lock(bytes(self._waiting[:_PIECE]), last=False)
            del self._waiting[:_PIECE]

    def close(self) -> None:
        """Lock the rest, as the last piece; `file` stays open."""
        self._lock(bytes(self._waiting), last=True)

    def _lock(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), piece, self._head))
        self._number += 1


def unlocked(file: BinaryIO, key: bytes) -> Iterator[bytes]:
    """What `Locking` wrote, piece by piece.

    Raises `NotAllowed`: no_backup, other_key (it was locked with another one), or damaged.
    """
    head = file.read(_HEAD)
    if not head.startswith(MAGIC):
        raise NotAllowed("no_backup")
    if len(head) < _HEAD:
        raise NotAllowed("damaged")
    if head[len(MAGIC) :][:8] != key_name(key):
        raise NotAllowed("other_key")
    from cryptography.exceptions import InvalidTag

    cipher, number = _cipher(key, head[-_SALT:]), 0
    piece = file.read(_PIECE + _TAG)
    while True:
        following = file.read(_PIECE + _TAG)
        try:
            yield cipher.decrypt(_nonce(number, last=not following), piece, head)
        except InvalidTag:
            raise NotAllowed("damaged") from None
        if not following:
            return
        piece, number = following, number + 1


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"diandan backup file").derive(key))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
