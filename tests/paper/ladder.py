"""Pictures of a printed page from good to bad, as phones take them in a stairwell: whatever a paper's QR code says has to be
read on every rung."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, radians, sin
from random import Random

import zxingcpp
from PIL import Image, ImageEnhance, ImageFilter

from tests.paper.printed import Print

DPI = 150
COARSE = 60
TURN = 25


def rungs(paper: Print, page: int) -> Iterator[tuple[str, Image.Image]]:
    """The page as it is, coarse, blurred and noisy, turned and tilted either way, and dark; each by its name."""
    clean = drawn(paper, page, DPI)
    yield "clean", clean
    yield "coarse", drawn(paper, page, COARSE)
    yield "blurred and noisy", noisy(clean.filter(ImageFilter.GaussianBlur(2)), 40)
    for degrees in (-TURN, TURN):
        yield f"turned by {degrees}", clean.rotate(degrees, expand=True, fillcolor=255)
        yield f"tilted by {degrees}", tilted(clean, degrees)
        yield f"turned by {degrees} in the dark", dark(noisy(clean.rotate(degrees, expand=True, fillcolor=255), 16))
    yield "dark", dark(noisy(clean, 16))


def drawn(paper: Print, page: int, dpi: int) -> Image.Image:
    """The page in grey."""
    image: Image.Image = paper.document[page].render(scale=dpi / 72).to_pil()
    return image.convert("L")


def noisy(image: Image.Image, strength: int) -> Image.Image:
    """The same with grain, the same grain every time; `strength` is out of 255."""
    grain = Image.frombytes("L", image.size, Random(7).randbytes(image.width * image.height))
    return Image.blend(image, grain, strength / 255)


def dark(image: Image.Image) -> Image.Image:
    """As by a weak bulb: a fifth of the light, and less of the difference."""
    return ImageEnhance.Contrast(ImageEnhance.Brightness(image).enhance(0.2)).enhance(0.8)


def tilted(image: Image.Image, degrees: int) -> Image.Image:
    """As seen from the side: one edge of the sheet is further away."""
    near, far = sorted((1 + sin(radians(degrees)) * 0.25, 1 - sin(radians(degrees)) * 0.25), reverse=degrees > 0)
    width, height = image.size
    seen = round(width * cos(radians(degrees)))
    left, right = (height * (1 - side) / 2 for side in (1 / near, 1 / far))
    corners = [(0, left), (seen, right), (seen, height - right), (0, height - left)]
    whole = [(0, 0), (width, 0), (width, height), (0, height)]
    return image.transform((seen, height), Image.Transform.PERSPECTIVE, _perspective(corners, whole), fillcolor=255)


def _perspective(seen: list[tuple[float, float]], whole: list[tuple[float, float]]) -> list[float]:
    """The eight numbers by which each place that is seen finds its place on the sheet, by elimination."""
    rows = []
    for (x, y), (u, v) in zip(seen, whole, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for at in range(8):
        pivot = max(range(at, 8), key=lambda row: abs(rows[row][at]))
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [value / rows[at][at] for value in rows[at]]
        for other in range(8):
            if other != at:
                factor = rows[other][at]
                rows[other] = [value - factor * own for value, own in zip(rows[other], rows[at], strict=True)]
    return [row[8] for row in rows]


def unread(paper: Print, page: int, says: str) -> list[str]:
    """The rungs on which no code of the page says this."""
    return [
        name for name, image in rungs(paper, page) if says not in {found.text for found in zxingcpp.read_barcodes(image)}
    ]
