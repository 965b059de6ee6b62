"""What tells one installation from another: the fingerprint of its secret, which says nothing about the secret itself."""

from __future__ import annotations

import hmac

_WHAT_FOR = b"diandan secret fingerprint 1"


def fingerprint(secret: bytes) -> str:
    """What the database and backups keep of the application's secret: whether another one is the same can be told by it."""
    return hmac.digest(secret, _WHAT_FOR, "sha256").hex()


def shown_fingerprint(found: str) -> str:
    """As much of a fingerprint as people compare, in groups of four."""
    return " ".join(found[i : i + 4] for i in range(0, 16, 4))
