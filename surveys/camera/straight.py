"""A page as the camera took it, and as it would lie on the glass of a scanner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from surveys.core.paper_form import read_payload

DOTS = 8
"""Per millimetre in the straightened page."""
WIDTH, HEIGHT = 210, 297
MARK = 12
CORNERS = {0: (8, 8), 1: (190, 8), 2: (190, 277), 3: (8, 277)}
"""The upper left of each mark by its number, in millimetres; `surveys/paper` prints them there."""
_FEWEST = 3
_OFF = 2.5
_HEAD = 45

Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class StraightPage:
    """A page from above, in colour, `DOTS` a millimetre; None where its marks weren't found. `number` and `page` are what
    its QR says, None where it wasn't read."""

    picture: Picture | None
    number: str | None
    page: int | None


def straightened(content: bytes) -> StraightPage:
    """The page on a photograph, whichever way up; three of its four marks are enough."""
    photo = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    if photo is None:
        return StraightPage(None, None, None)
    flat = _from_above(photo)
    looked_at = [photo] if flat is None else [flat[: _HEAD * DOTS], flat, photo]
    named = _named(cv2.cvtColor(part, cv2.COLOR_BGR2GRAY) for part in looked_at)
    return StraightPage(flat, *(named or (None, None)))


def _from_above(photo: Any) -> Picture | None:
    seen = _marks(cv2.cvtColor(photo, cv2.COLOR_BGR2GRAY))
    if len({number for number, _ in seen}) < _FEWEST:
        return None
    there = np.concatenate([corners for _, corners in seen])
    here = np.array([corner for number, _ in seen for corner in _printed(number)], np.float32)
    matrix, _ = cv2.findHomography(there, here * DOTS, cv2.RANSAC, _OFF * DOTS)
    if matrix is None or len(_agreeing(seen, matrix)) < _FEWEST:
        return None
    white = (255, 255, 255)
    return cv2.warpPerspective(photo, matrix, (WIDTH * DOTS, HEIGHT * DOTS), borderValue=white)  # type: ignore[return-value]


def _marks(grey: Any) -> list[tuple[int, Any]]:
    found, numbers, _ = _finder().detectMarkers(grey)
    if numbers is None:
        return []
    return [
        (int(number), corners[0]) for number, corners in zip(numbers.ravel(), found, strict=True) if int(number) in CORNERS
    ]


@cache
def _finder() -> Any:
    # Beside the usual, corners to a fraction of a pixel: a mark is 12 mm and the page 25 times that.
    how = cv2.aruco.DetectorParameters()
    how.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    return cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50), how)


def _printed(number: int) -> list[tuple[int, int]]:
    x, y = CORNERS[number]
    return [(x, y), (x + MARK, y), (x + MARK, y + MARK), (x, y + MARK)]


def _agreeing(seen: list[tuple[int, Any]], matrix: Any) -> set[int]:
    """The marks that come to lie where they were printed; what only looked like one doesn't."""
    agreeing = set()
    for number, corners in seen:
        laid = cv2.perspectiveTransform(corners[None], matrix)[0] / DOTS
        if float(np.abs(laid - np.array(_printed(number))).max()) < _OFF:
            agreeing.add(number)
    return agreeing


def _named(parts: Iterable[Any]) -> tuple[str, int] | None:
    for part in parts:
        for code in zxingcpp.read_barcodes(part, zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)):
            if named := read_payload(code.text):
                return named
    return None


def pressed(page: Picture) -> bytes:
    """A straightened page at half its size, as JPEG."""
    small = cv2.resize(page, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes()
