"""A page in somebody's hands and before their phone: folded, stamped, stained, curled, in bad light, out of focus."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

import cv2
import numpy as np

from tests.camera.forms import SCALE


@dataclass(frozen=True, slots=True)
class Level:
    """How bad it may get."""

    name: str
    curl: float
    turn: float
    shrink: float
    tilt: float
    size: tuple[float, float]
    shadow: float
    blur: float
    noise: float
    jpeg: int


LEVELS = (
    Level("easy", 4, 3, 0.92, 0.01, (0.9, 1.1), 0.15, 0.6, 4, 90),
    Level("usual", 10, 8, 0.9, 0.03, (0.7, 1.0), 0.35, 1.1, 8, 75),
    Level("hard", 18, 15, 0.86, 0.055, (0.55, 0.8), 0.5, 1.6, 13, 55),
)
DAMAGES = ("", "", "", "", "stamp", "fold", "coffee", "fold", "shine")


def damaged(page: Any, kind: str, random: Random) -> Any:
    """The page after something that happens to paper."""
    match kind:
        case "stamp":
            return _stamped(page, random)
        case "fold":
            return _folded(page, random)
        case "coffee":
            return _stained(page, random)
        case "shine":
            return _shone_through(page, random)
        case _:
            return page


def _stamped(page: Any, random: Random) -> Any:
    """A round seal of 40 mm anywhere, in red, over whatever stands there."""
    ink = np.zeros(page.shape[:2], np.uint8)
    x, y = round(random.uniform(30, 180) * SCALE), round(random.uniform(60, 270) * SCALE)
    cv2.circle(ink, (x, y), round(20 * SCALE), 255, round(1.2 * SCALE), cv2.LINE_AA)
    points = [
        (x + 6 * SCALE * np.cos(a - np.pi / 2), y + 6 * SCALE * np.sin(a - np.pi / 2))
        for a in np.arange(0, 25, 4 * np.pi / 5)
    ]
    cv2.fillPoly(ink, [np.array(points[:5]).round().astype(np.int32)], 255, cv2.LINE_AA)
    for n in range(9):  # the words of a seal, as strokes of their size
        a = np.pi * (0.85 + n * 0.1625)
        for _ in range(5):
            px, py = (c + 15 * SCALE * f + random.uniform(-2, 2) * SCALE for c, f in ((x, np.cos(a)), (y, np.sin(a))))
            end = round(px + random.uniform(-3, 3) * SCALE), round(py + random.uniform(-3, 3) * SCALE)
            cv2.line(ink, (round(px), round(py)), end, 255, round(0.6 * SCALE), cv2.LINE_AA)
    strength = random.uniform(0.55, 0.95)
    part = (ink / 255 * strength)[:, :, None]
    return (page * (1 - part) + np.minimum(page, (50, 40, 215)) * part).astype(np.uint8)


def _folded(page: Any, random: Random) -> Any:
    """Folded once or twice: a dark line with worn fibres in it, and the light falls differently on both sides."""
    page = page.astype(np.float32)
    rows, columns = _places(page.shape[:2], SCALE)
    for _ in range(random.choice((1, 1, 2))):
        if random.random() < 0.5:
            off = rows - random.uniform(50, 260) - columns * random.uniform(-0.03, 0.03)
        else:
            off = columns - random.uniform(18, 190) - rows * random.uniform(-0.03, 0.03)
        deep, wide = random.uniform(0.05, 0.5), random.uniform(0.15, 0.6)
        light = 1 - deep * np.exp(-((off / wide) ** 2)) - random.uniform(0, 0.15) * (off > 0)
        page *= light[:, :, None]
    return page.clip(0, 255).astype(np.uint8)


def _stained(page: Any, random: Random) -> Any:
    """The ring of a cup, and drops."""
    page = page.astype(np.float32)
    spots = [(random.uniform(20, 190), random.uniform(50, 270), random.uniform(30, 42))]
    spots += [(random.uniform(20, 190), random.uniform(50, 270), random.uniform(1, 6)) for _ in range(4)]
    for x, y, radius in spots:
        left, top, right, bottom = (
            max(0, round(edge * SCALE)) for edge in (x - radius - 5, y - radius - 5, x + radius + 5, y + radius + 5)
        )
        part = page[top:bottom, left:right]
        rows, columns = _places(part.shape[:2], SCALE)
        off = np.hypot(columns + left / SCALE - x, rows + top / SCALE - y) - radius
        deep = random.uniform(0.1, 0.4)
        stain = deep * np.exp(-((off / random.uniform(0.5, 1.5)) ** 2)) + deep * 0.3 * (off < 0)
        part *= 1 - stain[:, :, None] * np.array((1.0, 0.75, 0.5), np.float32)
    return page.clip(0, 255).astype(np.uint8)


def _places(shape: tuple[int, ...], scale: float = 1) -> tuple[Any, Any]:
    """Down and across, of every dot, to be broadcast."""
    down, across = (np.arange(length, dtype=np.float32) / np.float32(scale) for length in shape)
    return down[:, None], across[None, :]


def _shone_through(page: Any, random: Random) -> Any:
    """Both sides are printed and the paper is thin: the other side is faintly there, mirrored."""
    other = cv2.GaussianBlur(page[:, ::-1], (0, 0), 2).astype(np.float32)
    return (page * (1 - random.uniform(0.03, 0.1) * (1 - other / 255))).clip(0, 255).astype(np.uint8)


def photograph(page: Any, level: Level, random: Random) -> bytes:
    """The page as a phone takes it, as a JPEG."""
    noise = np.random.default_rng(random.randrange(2**32))
    picture = _held(_curled(_printed_to(page, random), level, random), level, random, noise)
    picture = _lit(picture, level, random)
    factor = picture.shape[1] / page.shape[1]
    picture = cv2.GaussianBlur(picture, (0, 0), level.blur * min(factor, 1))
    grain = (
        level.noise * np.roll(_grain()[: picture.shape[0], : picture.shape[1]], random.randrange(500), axis=1)[:, :, None]
    )
    picture = (picture + grain).clip(0, 255).astype(np.uint8)
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, level.jpeg])[1].tobytes()


@cache
def _grain() -> Any:
    """The noise of a camera's chip, once for all photographs: drawing it anew would take as long as all the rest."""
    return np.random.default_rng(1).normal(0, 1, (3200, 2600)).astype(np.float32)


def _printed_to(page: Any, random: Random) -> Any:
    """As printers do, which take 97 to 103 % for 100 and a page for a millimetre beside itself."""
    scale = random.uniform(0.97, 1.03)
    high, wide = page.shape[:2]
    moved = (1 - scale) / 2 * wide + random.uniform(-1, 1) * SCALE, (1 - scale) / 2 * high + random.uniform(-1, 1) * SCALE
    matrix = np.array(((scale, 0, moved[0]), (0, scale, moved[1])), np.float32)
    return cv2.warpAffine(page, matrix, (wide, high), borderValue=(255, 255, 255))


def _curled(page: Any, level: Level, random: Random) -> Any:
    rows, columns = _places(page.shape[:2])
    bend = random.uniform(-1, 1) * level.curl * np.sin(columns / page.shape[1] * np.pi * random.uniform(0.7, 1.3))
    down = (rows + bend).astype(np.float32)
    across = np.broadcast_to(columns, down.shape).copy()
    return cv2.remap(page, across, down, cv2.INTER_LINEAR, borderValue=(255, 255, 255))


def _held(page: Any, level: Level, random: Random, noise: Any) -> Any:
    """On a table, turned, seen from aside, from near or far."""
    pad, table = 200, (random.randint(40, 110), random.randint(60, 130), random.randint(60, 150))
    big = cv2.copyMakeBorder(page, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=table)
    high, wide = big.shape[:2]
    turn = random.uniform(-1, 1) * level.turn + random.choice((0, 0, 0, 180))
    around = np.vstack((cv2.getRotationMatrix2D((wide / 2, high / 2), turn, level.shrink), (0, 0, 1)))
    corners = np.array(((0, 0), (wide, 0), (wide, high), (0, high)), np.float32)
    aside = corners + noise.uniform(-level.tilt * wide, level.tilt * wide, (4, 2)).astype(np.float32)
    size = random.uniform(*level.size)
    zoom = np.diag((size, size, 1))
    matrix = zoom @ cv2.getPerspectiveTransform(corners, aside) @ around
    return cv2.warpPerspective(
        big, matrix, (round(wide * size), round(high * size)), flags=cv2.INTER_AREA, borderValue=table
    )


def _lit(picture: Any, level: Level, random: Random) -> Any:
    """A lamp that isn't white, from one side, and often a hand between it and the page."""
    high, wide = picture.shape[0] // 4, picture.shape[1] // 4
    rows, columns = _places((high, wide))
    aslant = (columns * random.uniform(-1, 1) + rows * random.uniform(-1, 1)) / high * 0.5 + 0.5
    light = 1 - level.shadow * random.random() * aslant
    if level.shadow > 0.2 and random.random() < 0.5:
        edge = wide * random.uniform(0.2, 0.6) + rows * random.uniform(-0.2, 0.2)
        light = light * np.where(columns < edge, random.uniform(0.6, 0.85), 1)
    tint = np.array((random.uniform(0.82, 1), random.uniform(0.92, 1), 1), np.float32)
    light = cv2.resize(light.clip(0.25, 1.1).astype(np.float32)[:, :, None] * tint, picture.shape[1::-1])
    return cv2.multiply(picture, light, dtype=cv2.CV_32F)
