"""Writing a questionnaire or a menu: beginning one, step by step, one step back, and saving it as a new one for good."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from surveys.core.act import made
from surveys.core.errors import NotAllowed
from surveys.core.questionnaire import Edition
from surveys.core.sketch import DocumentSort, Paper, alterations, next_key, settled, sort_of, with_bank
from surveys.core.staff import Actor, Right, needs
from surveys.services.document import document_with, known_documents
from surveys.services.edition import question_banks
from surveys.store import document, entry
from surveys.store import sketch as stored
from surveys.store.db import Connection
from surveys.store.sketch import Sketch


def sketch_of(session: Connection, number: int, who: str) -> Sketch:
    """One of somebody's own. Raises `NotFound`."""
    return stored.sketch(session, number, who)


def sketches_of(session: Connection, who: str) -> tuple[Sketch, ...]:
    """Everything that somebody is writing, the latest first."""
    return stored.sketches(session, who)


def parent_of(session: Connection, sketch: Sketch) -> Paper | None:
    """What it was made from, if from anything."""
    return document_with(session, sort_of(sketch.paper), sketch.parent) if sketch.parent else None


@needs(Right.WRITE)
def begin(session: Connection, paper: Paper, parent: str = "", *, by: Actor, now: datetime) -> int:
    """A new sketch of this document, made from the one with the digest `parent`; its number. Raises `Rejected`."""
    return stored.add(session, settled(paper), parent, by.username, now)


@needs(Right.WRITE)
def begin_from_bank(session: Connection, title: str, wave: str, keys: Collection[str], *, by: Actor, now: datetime) -> int:
    """A new sketch of these questions of a wave's bank, and of those that they hang on. Raises `Rejected`."""
    taken = {known.paper.key for known in known_documents(session, DocumentSort.EDITION)}
    empty = Edition(next_key(f"{wave}-{now.year}", taken), title, "", ())
    return stored.add(session, settled(with_bank(empty, question_banks()[wave].edition, keys)), "", by.username, now)


@needs(Right.WRITE)
def step(session: Connection, number: int, paper: Paper, *, by: Actor, now: datetime) -> None:
    """Bring a sketch to this document, which is read as its file would be. Raises `NotFound`, and `Rejected` with all that
    its file would be refused for, the sketch being as it was."""
    kept = stored.sketch(session, number, by.username)
    if (after := settled(paper)) != kept.paper:
        stored.step(session, kept, after, now)


@needs(Right.WRITE)
def undo(session: Connection, number: int, *, by: Actor, now: datetime) -> None:
    """Take back the last step; done twice, it is there again. Raises `NotFound`, `NotAllowed`: sketch_no_step."""
    kept = stored.sketch(session, number, by.username)
    if kept.before is None:
        raise NotAllowed("sketch_no_step")
    stored.step(session, kept, kept.before, now)


@needs(Right.WRITE)
def throw_away(session: Connection, number: int, *, by: Actor) -> None:
    """Take a sketch away; what it was made from stays."""
    stored.throw_away(session, number, by.username)


@needs(Right.WRITE)
def save(session: Connection, number: int, *, by: Actor, now: datetime) -> Paper:
    """Keep a sketch as a new document, for good, under a key that no other has. Raises `NotFound`, `NotAllowed`:
    sketch_same where it says what a document says that is there already."""
    kept = stored.sketch(session, number, by.username)
    sort = sort_of(kept.paper)
    known = {one.paper.key: one.paper for one in known_documents(session, sort)}
    if any(not list(alterations(one.document(), kept.paper.document())) for one in known.values()):
        raise NotAllowed("sketch_same")
    paper = settled(replace(kept.paper, key=next_key(kept.paper.key, known)))
    document.save(session, paper, kept.parent, by.username, now)
    told = made({"sort": sort, "key": paper.key, "title": paper.title, "parent": kept.parent})
    entry.enter(session, "document_saved", by=by, now=now, poll_id=None, digest=paper.digest, **told)
    stored.throw_away(session, number, by.username)
    return paper
