"""What people write on forms, and what a camera makes of the pages: everything about a form but the office."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import cv2
import numpy as np
import pypdfium2

from surveys.camera.look import look_at
from surveys.core.answers import offers, read_answers
from surveys.core.ballot import Capacity
from surveys.core.canonical import canonical
from surveys.core.errors import Rejected
from surveys.core.kinds import KINDS
from surveys.core.paper_form import FormLayout
from surveys.core.paper_part import PaperPart
from surveys.core.paper_reading import Seen, Sighting
from surveys.core.roster import Entrance
from surveys.services.form_plan import FormAsked
from surveys.services.paper_photo import NamedForm
from tests.camera.forms import DPI
from tests.camera.pens import LOOKED_AT, MARKS, Pen, pen, write
from tests.camera.photographs import DAMAGES, LEVELS, Level, damaged, photograph

Fields = dict[str, list[str]]
_TRIES = 200
_SLIPS = 0.004
"""Of the empty boxes, in which part somebody wrote and took it back, so that a person has to look."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a home says on its paper: as forms give it, and as ballots keep it."""

    fields: Fields
    capacity: Capacity
    content: str


def written(asked: FormAsked, entrance: Entrance, random: Random) -> Written:
    """What somebody at this entrance might say on the form."""
    for _ in range(_TRIES):
        fields: Fields = {}
        for offer in offers(asked.edition, asked.menu, asked.items):
            part = KINDS[offer.question.kind].paper
            assert part
            for name, value in _ticked(part(offer), random) or _said(offer.question.key, offer.question.kind, random):
                fields.setdefault(name, []).append(value)
        try:
            capacity, answers = read_answers(asked.edition, asked.menu, entrance, fields)
        except Rejected:
            continue
        kept = {name.partition(".")[0] for name in answers}
        fields = {name: values for name, values in fields.items() if name.partition(".")[0] in kept}
        return Written(fields, capacity, canonical(answers).decode())
    raise RuntimeError("nobody could answer this")


def _ticked(part: PaperPart, random: Random) -> Iterator[tuple[str, str]]:
    if not part.rows:
        return
    frames = len(part.rows[0].marks)
    many = min(frames if frames > 1 else random.randint(1, part.most), len(part.rows))
    for place, row in enumerate(random.sample(part.rows, many)):
        yield row.marks[place if frames > 1 else 0]
        if row.ways:
            yield random.choice(row.ways)


def _said(key: str, kind: str, random: Random) -> Iterator[tuple[str, str]]:
    if kind == "number":
        yield key, str(random.randint(1, 6))
    elif random.random() < 0.1:
        yield key, "下雨天院里积水"


@dataclass(slots=True)
class Eyes:
    """What cameras made of the boxes of so many pages, by what was in them and what was seen."""

    pages: int = 0
    unread: int = 0
    boxes: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, other: Eyes) -> None:
        """Take in what came of others."""
        self.pages, self.unread = self.pages + other.pages, self.unread + other.unread
        self.boxes.update(other.boxes)

    @property
    def wrong(self) -> int:
        """Boxes that were read as something that they aren't, and nobody was told to look at."""
        return self.boxes["marked", Seen.EMPTY] + self.boxes["empty", Seen.MARKED]


@dataclass(frozen=True, slots=True)
class Paper:
    """One printed form with what its home wrote on it; `first` is where its first page lies in its batch's PDF."""

    number: str
    home: int
    said: Written
    layout: FormLayout
    pdf: str
    first: int


def seen(paper: Paper, seed: int) -> tuple[list[tuple[bytes, Sighting]], Eyes]:
    """Photographs of a form's pages with what was read off each, and how well. The same seed takes the same photographs."""
    cv2.setNumThreads(1)
    random, eyes, taken = Random(f"{seed} {paper.number}"), Eyes(), []
    own, known = pen(random), NamedForm(None, paper.layout, None)
    level = random.choice(LEVELS)
    for page in range(1, paper.layout.pages + 1):
        picture = _filled_in(paper, page, own, random, level)
        sighting = look_at(picture, lambda _number: known)
        taken.append((picture, sighting))
        eyes.add(_judged(paper, page, sighting))
    return taken, eyes


def _filled_in(paper: Paper, page: int, own: Pen, random: Random, level: Level) -> bytes:
    drawn = _page(paper, page)
    for box in (box for box in paper.layout.boxes if box.page == page):
        if box.option in paper.said.fields.get(box.question, ()):
            write(drawn, box, random.choice(MARKS), own, random)
        elif random.random() < _SLIPS:
            write(drawn, box, random.choice(LOOKED_AT), own, random)
    return photograph(damaged(drawn, random.choice(DAMAGES), random), level, random)


def _page(paper: Paper, page: int) -> Any:
    with pypdfium2.PdfDocument(paper.pdf) as document:
        picture = document[paper.first + page - 1].render(scale=DPI / 72).to_numpy()
    return np.ascontiguousarray(picture[:, :, :3])


def _judged(paper: Paper, page: int, sighting: Sighting) -> Eyes:
    named = (sighting.number, sighting.page) == (paper.number, page)
    eyes = Eyes(1, int(sighting.reading.unread is not None or not named))
    for box in sighting.reading.boxes:
        truth = "marked" if box.option in paper.said.fields.get(box.question, ()) else "empty"
        eyes.boxes[truth, box.seen] += 1
    return eyes


def read_off(paper: Paper, sightings: Sequence[Sighting]) -> Fields:
    """What whoever types in has in the end: what the camera was sure of, and of everything else what stands on the paper."""
    fields: Fields = {}
    sure = {(box.question, box.option): box for one in sightings for box in one.reading.boxes if box.seen is not Seen.UNSURE}
    for name, value in _all_of(paper.said.fields):
        if (name, value) not in sure or sure[name, value].seen is Seen.MARKED:
            fields.setdefault(name, []).append(value)
    for (name, value), box in sure.items():
        if box.seen is Seen.MARKED and value not in paper.said.fields.get(name, ()):
            fields.setdefault(name, []).append(value)
    return fields


def _all_of(fields: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    return ((name, value) for name, values in fields.items() for value in values)
