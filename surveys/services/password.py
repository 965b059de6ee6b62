"""Passwords: which are refused, how they are kept, and how one is checked in the same time whoever it is."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from surveys.core.errors import Rejected
from surveys.core.password import LONGEST, password_problems, plainly

_LISTS = Path(__file__).resolve().parent.parent / "editions" / "passwords"
_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)


@cache
def known_passwords() -> frozenset[str]:
    """What everybody tries first, in small letters, with and without figures for letters."""
    texts = (_LISTS.joinpath(name).read_text("utf-8") for name in ("common.txt", "chinese.txt"))
    words = {word.casefold() for text in texts for word in text.split("\n") if word}
    return frozenset(words | {plainly(word) for word in words})


def kept_password(password: str, *, own: Collection[str], random: bytes) -> str:
    """The hash of a new password, salted with 16 bytes of `random`. Raises `Rejected` where it is too easily guessed."""
    if problems := tuple(password_problems(password, own, known_passwords())):
        raise Rejected(problems)
    return _HASHER.hash(password, salt=random[:16])


def matches(kept: str, password: str) -> bool:
    """Whether the password is the one that was kept; where none was, refusing takes as long."""
    nobodys = _nobodys()
    try:
        return _HASHER.verify(kept or nobodys, password[:LONGEST]) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody has this password", salt=b"nobody's salt 16")
