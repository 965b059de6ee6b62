"""What people do to a box with a pen: ticks and crosses, rings around it, and marks that they cross out again."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

import cv2
import numpy as np

from surveys.core.paper_form import FormBox
from tests.camera.forms import SCALE

MARKS = ("tick", "tick", "tick", "cross", "fill", "line", "dot", "long tick")
"""Each says that the option is chosen."""
LOOKED_AT = ("ring", "oval", "scribbled out", "struck out", "crossed out")
"""Each has to be looked at by a person."""


@dataclass(frozen=True, slots=True)
class Pen:
    """Its colour (blue, green, red) and how broad it writes, in dots; a pencil leaves gaps."""

    colour: tuple[int, int, int]
    width: int
    pencil: bool = False


def pen(random: Random) -> Pen:
    """Somebody's pen; a form is filled in with one."""
    match random.choice(("gel", "gel", "ballpoint", "red", "pencil")):
        case "gel":
            ink = random.randint(15, 80)
            return Pen((ink, ink, ink), random.choice((3, 4, 5)))
        case "ballpoint":
            return Pen((random.randint(110, 170), random.randint(40, 80), random.randint(20, 60)), random.choice((2, 3, 3)))
        case "red":
            return Pen((random.randint(20, 70), random.randint(20, 60), random.randint(170, 225)), random.choice((3, 4)))
        case _:
            ink = random.randint(85, 150)
            return Pen((ink, ink, ink), random.choice((3, 4)), pencil=True)


def write(page: Any, box: FormBox, kind: str, pen: Pen, random: Random) -> None:
    """Write one thing at a box of the page."""
    hand = _Hand(page, box, pen, random)
    match kind:
        case "tick":
            hand.stroke((0.12, 0.5), (0.42, 0.85), (0.95, 0.0))
        case "long tick":
            hand.stroke((0.15, 0.35), (0.4, 0.8), (1.3, -0.35))
        case "cross":
            hand.stroke((0.1, 0.1), (0.9, 0.9))
            hand.stroke((0.9, 0.1), (0.1, 0.9))
        case "fill":
            hand.shade(8, 0.05, 0.95)
        case "line":
            hand.stroke((0.0, 0.5), (1.0, 0.45))
        case "dot":
            hand.blot(0.14)
        case "ring":
            hand.ring(random.uniform(3.6, 6) + box.side / 200 - 2.5, random.uniform(3.6, 5) + box.side / 200 - 2.5, 0)
        case "oval":
            hand.ring(random.uniform(14, 22), random.uniform(3.8, 5) + box.side / 200 - 2.5, random.uniform(9, 13))
        case "scribbled out":
            hand.stroke((0.12, 0.5), (0.42, 0.85), (0.95, 0.0))
            hand.shade(11, -0.2, 1.2)
        case "struck out":
            hand.stroke((0.12, 0.5), (0.42, 0.85), (0.95, 0.0))
            hand.stroke((-0.4, 0.35), (1.4, 0.3))
            hand.stroke((-0.4, 0.65), (1.4, 0.6))
        case "crossed out":
            hand.stroke((0.12, 0.5), (0.42, 0.85), (0.95, 0.0))
            hand.stroke((-0.35, -0.3), (1.3, 1.3))
            hand.stroke((1.3, -0.3), (-0.35, 1.3))
        case _:
            raise ValueError(kind)


class _Hand:
    """A hand with a pen over a box, in parts of its side."""

    def __init__(self, page: Any, box: FormBox, pen: Pen, random: Random) -> None:
        self.page, self.pen, self.random = page, pen, random
        self.left, self.top, self.side = (part * SCALE / 100 for part in (box.x, box.y, box.side))

    def _at(self, across: float, down: float) -> tuple[int, int]:
        across, down = (part + self.random.uniform(-0.08, 0.08) for part in (across, down))
        return round(self.left + across * self.side), round(self.top + down * self.side)

    def stroke(self, *places: tuple[float, float]) -> None:
        self._ink([self._at(*place) for place in places])

    def shade(self, strokes: int, first: float, last: float) -> None:
        step = (last - first - 0.1) / strokes
        for n in range(strokes):
            self.stroke((first, first + 0.05 + n * step), (last, first + 0.07 + n * step))

    def blot(self, radius: float) -> None:
        cv2.circle(self.page, self._at(0.5, 0.5), round(radius * self.side), self.pen.colour, -1, cv2.LINE_AA)

    def ring(self, across: float, down: float, aside: float) -> None:
        """Around the middle of the box or `aside` of it, in millimetres, as hands do: not quite round, hardly closed."""
        turns = np.linspace(0, 2 * np.pi * self.random.uniform(0.96, 1.05), 60) + self.random.uniform(0, 6)
        x0, y0 = self.left + self.side / 2 + aside * SCALE, self.top + self.side / 2
        wobble = self.random.uniform(-0.06, 0.06)
        x = x0 + across * SCALE * np.cos(turns) * (1 + wobble * np.sin(3 * turns))
        y = y0 + down * SCALE * np.sin(turns) * (1 + wobble * np.cos(2 * turns))
        self._ink(list(zip(x.round().astype(int).tolist(), y.round().astype(int).tolist(), strict=True)))

    def _ink(self, points: list[tuple[int, int]]) -> None:
        if not self.pen.pencil:
            cv2.polylines(self.page, [np.array(points)], False, self.pen.colour, self.pen.width, cv2.LINE_AA)
            return
        stroke = np.zeros(self.page.shape[:2], np.uint8)
        xs, ys = [x for x, _ in points], [y for _, y in points]
        cut = np.s_[max(0, min(ys) - 9) : max(ys) + 9, max(0, min(xs) - 9) : max(xs) + 9]
        cv2.polylines(stroke, [np.array(points)], False, 255, self.pen.width, cv2.LINE_AA)
        grain = np.random.default_rng(self.random.randrange(2**32)).uniform(0.55, 1, stroke[cut].shape)
        part = (stroke[cut] / 255 * grain)[:, :, None]
        self.page[cut] = (self.page[cut] * (1 - part) + self.pen.colour[0] * part).astype(np.uint8)
