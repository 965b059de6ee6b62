"""Documents in the making, each its maker's alone, with one step back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, delete, insert, select, update

from surveys.core.canonical import canonical
from surveys.core.errors import NotFound
from surveys.core.menu import menu_from_document
from surveys.core.questionnaire import edition_from_document
from surveys.core.sketch import DocumentSort, Paper, sort_of
from surveys.store.db import Connection
from surveys.store.records import table_of
from surveys.store.sketch_records import SketchRecord

sketches_t = table_of(SketchRecord)


@dataclass(frozen=True, slots=True)
class Sketch:
    """A document in the making; `parent` is the digest of what it was made from, `before` what it was one step ago."""

    id: int
    paper: Paper
    before: Paper | None
    parent: str
    version: int
    at: datetime


def add(session: Connection, paper: Paper, parent: str, by: str, now: datetime) -> int:
    """A new one; its id."""
    values = {
        "sort": sort_of(paper),
        "by": by,
        "parent": parent,
        "document": _text(paper),
        "before": "",
        "version": 1,
        "at": now,
    }
    return int(session.execute(insert(sketches_t).values(values).returning(sketches_t.c.id)).scalar_one())


def sketch(session: Connection, number: int, by: str) -> Sketch:
    """The one with this id. Raises `NotFound` where it isn't theirs."""
    row = session.execute(_theirs(by).where(sketches_t.c.id == number)).one_or_none()
    if row is None:
        raise NotFound("sketch", str(number))
    return _sketch(row)


def sketches(session: Connection, by: str) -> tuple[Sketch, ...]:
    """Everything that somebody is writing, the latest first."""
    return tuple(map(_sketch, session.execute(_theirs(by).order_by(sketches_t.c.at.desc(), sketches_t.c.id.desc()))))


def step(session: Connection, kept: Sketch, paper: Paper, now: datetime) -> None:
    """Put another document in its place, which it can go back from."""
    values = {"document": _text(paper), "before": _text(kept.paper), "version": kept.version + 1, "at": now}
    session.execute(update(sketches_t).where(sketches_t.c.id == kept.id).values(values))


def throw_away(session: Connection, number: int, by: str) -> None:
    """Take it away; one that is gone already may be taken away again."""
    session.execute(delete(sketches_t).where(sketches_t.c.id == number, sketches_t.c.by == by))


def _theirs(by: str) -> Select[tuple[object, ...]]:
    return select(sketches_t).where(sketches_t.c.by == by)


def _text(paper: Paper) -> str:
    return canonical(paper.document()).decode()


def _sketch(row: Row[tuple[object, ...]]) -> Sketch:
    read = edition_from_document if DocumentSort(row.sort) is DocumentSort.EDITION else menu_from_document
    before = read(json.loads(row.before)) if row.before else None
    return Sketch(row.id, read(json.loads(row.document)), before, row.parent, row.version, row.at)
