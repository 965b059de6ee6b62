"""QR codes as one vector path, sharp on any printer and small on any page."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

# It does without its painters where they lack: they bring a library of pictures along, which no page needs.
sys.modules.setdefault("qrcode.image.styles.moduledrawers.pil", None)  # type: ignore[arg-type]

from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q  # noqa: E402
from qrcode.main import QRCode  # noqa: E402
from qrcode.util import MODE_ALPHA_NUM, QRData  # noqa: E402

QUIET = 4
# Letting the encoder try all eight masks costs five times the rest; any mask reads, so all letters share one.
_MASK = 2


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code: SVG path data in a square of `side` units, the quiet zone of four modules included."""

    side: int
    path: str


def qr(text: str) -> Qr:
    """The QR code of `text` with error correction M, in the smallest version that holds its bytes."""
    code = QRCode(version=_version(len(text.encode())), error_correction=ERROR_CORRECT_M, mask_pattern=_MASK, border=0)
    # One byte segment: mixed segments save little and would let the version hang on which letters a secret has.
    code.add_data(text.encode(), optimize=0)
    code.make(fit=False)
    return Qr(len(code.modules) + 2 * QUIET, drawn(code.modules, QUIET))


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
    runs = []
    for y, row in enumerate(modules, margin):
        x = margin
        for dark, run in groupby(row):
            width = len(list(run))
            if dark:
                runs.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return "".join(runs)
