"""The key of backups as it stands on paper: fourteen groups of four signs, the last of which catches what was misread."""

from __future__ import annotations

import hmac
from hashlib import sha256

from surveys.core.code import CROCKFORD
from surveys.core.errors import NotAllowed
from surveys.core.plain_text import compact_text

KEY_BYTES = 32
_LETTERS, _CHECKS = 52, 4
_LOOKALIKES = str.maketrans("OIL", "011")


def key_groups(key: bytes) -> str:
    """The key to write down or to keep in a file."""
    text = _letters(int.from_bytes(key, "big") << 4, _LETTERS) + _checks(key)
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def read_key(typed: str) -> bytes:
    """The key that somebody typed; case, spaces, dashes and O, I, L for 0 and 1 are forgiven.

    Raises `NotAllowed`: no_key where it can't be one, key_typo where a character was misread.
    """
    text = "".join(sign for sign in compact_text(typed[:400]).upper() if sign.isalnum()).translate(_LOOKALIKES)
    if len(text) != _LETTERS + _CHECKS or not set(text) <= set(CROCKFORD):
        raise NotAllowed("no_key", length=len(text), wanted=_LETTERS + _CHECKS)
    number = 0
    for sign in text[:_LETTERS]:
        number = number << 5 | CROCKFORD.index(sign)
    key = (number >> 4).to_bytes(KEY_BYTES, "big")
    if number & 15 or not hmac.compare_digest(_checks(key), text[_LETTERS:]):
        raise NotAllowed("key_typo")
    return key


def key_name(key: bytes) -> bytes:
    """Eight bytes that tell one key from another and nothing about it; they stand at the head of what it locks."""
    return hmac.digest(key, b"diandan backup key name", "sha256")[:8]


def _checks(key: bytes) -> str:
    return _letters(int.from_bytes(sha256(b"diandan backup key|" + key).digest()[:3], "big") >> 4, _CHECKS)


def _letters(number: int, length: int) -> str:
    return "".join(CROCKFORD[number >> (5 * place) & 31] for place in range(length - 1, -1, -1))
