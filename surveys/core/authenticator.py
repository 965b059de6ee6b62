"""Codes of an authenticator app (RFC 6238): six figures that change every thirty seconds, each of which counts once."""

from __future__ import annotations

import hmac
from base64 import b32encode
from datetime import datetime
from urllib.parse import quote, urlencode

from surveys.core.code import Keys

DIGITS = 6
SECONDS = 30
AROUND = 1
"""How many steps a telephone's clock may be off."""


def authenticator_secret(keys: Keys, staff_id: int, nonce: str) -> bytes:
    """The secret of a member's authenticator. It is never stored: the installation's key and a kept nonce make it again."""
    return hmac.digest(keys.authenticator, f"{staff_id}|{nonce}".encode(), "sha256")[:20]


def step_at(now: datetime) -> int:
    """The thirty seconds in which a moment lies, counted from 1970."""
    return int(now.timestamp()) // SECONDS


def code_at(secret: bytes, step: int, *, digits: int = DIGITS, hashed: str = "sha1") -> str:
    """The code of a step (RFC 4226, 5.3)."""
    mac = hmac.digest(secret, step.to_bytes(8, "big"), hashed)
    offset = mac[-1] & 15
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def matching_step(secret: bytes, code: str, *, now: datetime, after: int) -> int | None:
    """The step whose code this is, now or just beside, later than `after`: a code that counted doesn't count again."""
    here = step_at(now)
    typed = "".join(sign for sign in code if sign.isdecimal() and sign.isascii())
    found = [
        step
        for step in range(here - AROUND, here + AROUND + 1)
        if step > after and hmac.compare_digest(code_at(secret, step), typed)
    ]
    return found[0] if found else None


def shown_secret(secret: bytes) -> str:
    """The secret as it is typed where no camera reads the code."""
    return b32encode(secret).decode()


def enrolment(secret: bytes, *, account: str, issuer: str) -> str:
    """What the QR code of an authenticator says."""
    label = quote(f"{issuer}:{account}")
    return f"otpauth://totp/{label}?" + urlencode({"secret": shown_secret(secret), "issuer": issuer}, quote_via=quote)
