"""QR codes as one vector path, sharp on any printer and small on any page."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

# It does without its painters where they lack: they bring a library of pictures along, which no page needs.
sys.modules.setdefault("qrcode.image.styles.moduledrawers.pil", None)  # type: ignore[arg-type]

from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q  # noqa: E402
from qrcode.main import QRCode  # noqa: E402
from qrcode.util import MODE_8BIT_BYTE, MODE_ALPHA_NUM, QRData  # noqa: E402

QUIET = 4
# Letting the encoder try all eight masks costs five times the rest; any mask reads, so all letters share one.
_MASK = 2
_SECRET = 26
"""Bytes at the end of a text that differ from letter to letter and from receipt to receipt."""
_ZERO = ord("0")
"""What stands in the place of a secret's signs while one bit of it is encoded."""
_BITS = tuple(1 << n for n in range(8))
_RUN = re.compile("1+")


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code: SVG path data in a square of `side` units, the quiet zone of four modules included."""

    side: int
    path: str


def qr(text: str) -> Qr:
    """The QR code of `text` with error correction M, in the smallest version that holds its bytes.

    A code is linear: what a bit of the text changes in it hangs on no other bit. So what stands before the secret is encoded
    once, then each bit of a secret once, and after that every code is a sum of what is known.
    """
    told = text.encode()
    cut = max(len(told) - _SECRET, 0)
    dark = _blank(told[:cut], len(told) - cut)
    for at, byte in enumerate(told[cut:]):
        for bit in _BITS:
            if (byte ^ _ZERO) & bit:
                dark ^= _turned(cut, len(told) - cut, at, bit)
    side = 17 + 4 * _version(len(told))
    rows = format(dark, f"0{side * side}b")
    return Qr(side + 2 * QUIET, _path((rows[at : at + side] for at in range(0, side * side, side)), QUIET))


@lru_cache(maxsize=64)
def _blank(before: bytes, length: int) -> int:
    return _encoded(before + bytes([_ZERO]) * length)


@lru_cache(maxsize=4096)
def _turned(before: int, length: int, at: int, bit: int) -> int:
    """The modules that one bit of a secret turns, whatever stands before the secret and beside the bit."""
    text = bytearray([_ZERO]) * (before + length)
    text[before + at] ^= bit
    return _encoded(bytes(text)) ^ _blank(bytes([_ZERO]) * before, length)


def _encoded(text: bytes) -> int:
    """The modules of a code, row by row, as the bits of a number."""
    code = QRCode(version=_version(len(text)), error_correction=ERROR_CORRECT_M, mask_pattern=_MASK, border=0)
    # One byte segment: mixed segments save little and would let the version hang on which letters a secret has.
    code.add_data(QRData(text, mode=MODE_8BIT_BYTE))
    code.make(fit=False)
    return int("".join("01"[bool(dark)] for row in code.modules for dark in row), 2)


def form_qr(text: str) -> Qr:
    """The QR code of up to 16 figures and capitals with error correction Q, in the smallest version and without its quiet
    zone: what a side of a form says of itself has its white around it."""
    code = QRCode(version=1, error_correction=ERROR_CORRECT_Q, mask_pattern=_MASK, border=0)
    code.add_data(QRData(text, mode=MODE_ALPHA_NUM))
    code.make(fit=False)
    return Qr(len(code.modules), drawn(code.modules))


@lru_cache(maxsize=64)
def _version(length: int) -> int:
    code = QRCode(error_correction=ERROR_CORRECT_M)
    code.add_data(b"x" * length, optimize=0)
    return int(code.best_fit())


def drawn(modules: Sequence[Sequence[bool | None]], margin: int = 0) -> str:
    """SVG path data of dark modules, one rectangle for every run of them in a row, with so much white left and above."""
    return _path(("".join("01"[bool(dark)] for dark in row) for row in modules), margin)


def _path(rows: Iterable[str], margin: int) -> str:
    return "".join(
        f"M{run.start() + margin} {y}h{run.end() - run.start()}v1h-{run.end() - run.start()}z"
        for y, row in enumerate(rows, margin)
        for run in _RUN.finditer(row)
    )
