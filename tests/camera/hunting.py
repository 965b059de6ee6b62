"""Photographs of forms with everything known about them, and what the reader makes of each: the hunt for a wrong box.

The reader's thresholds were set on the photographs with even numbers; those with odd ones are what is reported.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random
from time import process_time

import cv2

from surveys.camera.reader import read_page
from surveys.camera.straight import straightened
from surveys.core.paper_reading import BoxReading, Seen, within_limits
from tests.camera.forms import NUMBER, clean, layout, most
from tests.camera.pens import LOOKED_AT, MARKS, pen, write
from tests.camera.photographs import DAMAGES, LEVELS, damaged, photograph

_MARKED, _LOOKED_AT = 0.22, 0.26
"""Of a page's boxes, which part is marked; up to here somebody has to look at the rest."""


@dataclass(slots=True)
class Hunt:
    """What came of so many photographs: boxes, by what was in them and what was seen, and every wrong one in words."""

    pages: int = 0
    seconds: float = 0
    unread: int = 0
    unnamed: int = 0
    boxes: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Hunt) -> None:
        """Take in what came of others."""
        for name in ("pages", "seconds", "unread", "unnamed"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.boxes.update(other.boxes)
        self.wrong += other.wrong

    def share(self, *kinds: str, seen: Seen) -> tuple[int, int]:
        """How many of the boxes of these kinds were seen so, and how many there are."""
        here = {key: count for key, count in self.boxes.items() if key[0] in kinds}
        return sum(count for (_, what), count in here.items() if what == seen), sum(here.values())

    @property
    def invented(self) -> int:
        """Boxes that were read as marked and say nothing, or were crossed out again."""
        return self.share("empty", *LOOKED_AT[2:], seen=Seen.MARKED)[0]

    @property
    def missed(self) -> int:
        """Boxes that say something, or have to be looked at, and were read as empty."""
        return self.share(*MARKS, *LOOKED_AT, seen=Seen.EMPTY)[0]

    @property
    def unlooked(self) -> int:
        """Rings that were read as a mark, so that nobody is told to look."""
        return self.share(*LOOKED_AT[:2], seen=Seen.MARKED)[0]

    def report(self) -> str:
        """All of it in a few lines."""
        many = sum(self.boxes.values())
        unsure = {name: self.share(*kinds, seen=Seen.UNSURE) for name, kinds in (("empty", ("empty",)), ("marked", MARKS))}
        said = ", ".join(f"{part:,} of {whole:,} {name} ones" for name, (part, whole) in unsure.items())
        return (
            f"{self.pages:,} photographs, {self.unread} without a page, {self.unnamed} without a number; {many:,} boxes: "
            f"{self.invented} invented, {self.missed} missed, {self.unlooked} rings taken for marks; unsure {said}; "
            f"{self.seconds / max(self.pages, 1):.2f} s of processor a page"
        )


def hunted(number: int) -> Hunt:
    """What came of one photograph; the same number is the same photograph."""
    cv2.setNumThreads(1)
    random = Random(number)
    big = random.random() < 0.25
    form, page, hand = layout(big=big), clean(big=big).copy(), pen(random)
    written = {}
    for box in form.boxes:
        drawn = random.random()
        kind = random.choice(MARKS) if drawn < _MARKED else random.choice(LOOKED_AT) if drawn < _LOOKED_AT else "empty"
        written[box.question, box.option] = kind
        if kind != "empty":
            write(page, box, kind, hand, random)
    damage, level = random.choice(DAMAGES), random.choice(LEVELS)
    taken = photograph(damaged(page, damage, random), level, random)
    began = process_time()
    seen = straightened(taken)
    reading = read_page(seen.picture, form, 1) if seen.picture is not None else None
    found = Hunt(1, process_time() - began, unread=int(reading is None or reading.unread is not None))
    found.unnamed = int((seen.number, seen.page) != (NUMBER, 1))
    for box in within_limits(reading, most(form)).boxes if reading else ():
        kind = written[box.question, box.option]
        found.boxes[kind, box.seen.value] += 1
        if _wrong(kind, box):
            found.wrong.append(f"photograph {number}, {level.name}, {damage or 'whole'}: {kind} read as {box.seen}, {box}")
    return found


def _wrong(kind: str, box: BoxReading) -> bool:
    right = {Seen.EMPTY} if kind == "empty" else {Seen.MARKED} if kind in MARKS else set[Seen]()
    return box.seen not in right | {Seen.UNSURE}
