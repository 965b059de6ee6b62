"""Sending one edition to many compounds: making a wave, and opening all that it holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from surveys.core.act import Value, made, moment_value
from surveys.core.code import Keys
from surveys.core.errors import NotAllowed, NotFound, Problem, Rejected
from surveys.core.life import span_problems
from surveys.core.paging import rows_before
from surveys.core.place import DISTRICT, Jurisdiction
from surveys.core.poll import Poll, Wave
from surveys.core.questionnaire import Edition
from surveys.core.staff import Actor, Right, needs
from surveys.services.poll import open_poll
from surveys.store import document as stored_document
from surveys.store import entry
from surveys.store import poll as stored_poll
from surveys.store import wave as stored
from surveys.store.db import Connection


@dataclass(frozen=True, slots=True)
class WaveList:
    """One page of the waves, and the polls in them that somebody may see; `total` counts the waves of all pages."""

    rows: tuple[Wave, ...]
    total: int
    polls: tuple[Poll, ...]


@needs(Right.PLAN)
def make_wave(
    session: Connection,
    title: str,
    edition: Edition,
    opens_at: datetime,
    closes_at: datetime,
    *,
    long: bool = False,
    by: Actor,
    now: datetime,
) -> Wave:
    """A new wave. Raises `Rejected` where the title is empty or taken, the dates run backwards, or more than half a year
    lies between them and nobody said that so `long` is meant."""
    title = title.strip()
    if problems := wave_problems(session, title, opens_at, closes_at, long=long):
        raise Rejected(problems)
    stored_document.keep_edition(session, edition)
    wave = stored.add_wave(session, title, edition.digest, opens_at, closes_at)
    entry.enter(session, "wave_made", by=by, now=now, poll_id=None, wave=wave.id, **made(wave_facts(wave)))
    return wave


def wave_facts(wave: Wave) -> dict[str, Value]:
    """A wave as the ledger has it."""
    times = {"opens_at": moment_value(wave.opens_at), "closes_at": moment_value(wave.closes_at)}
    return {"title": wave.title, "edition": wave.edition, **times}


def wave_problems(
    session: Connection, title: str, opens_at: datetime, closes_at: datetime, *, long: bool, but: int | None = None
) -> tuple[Problem, ...]:
    """What keeps a wave from being so; `but` is the wave itself where one is changed."""
    problems = []
    if not title:
        problems.append(Problem("empty", "title"))
    elif any(wave.id != but for wave in stored.waves(session, title=title)):
        problems.append(Problem("taken", "title", value=title))
    return (*problems, *span_problems(opens_at, closes_at, long=long))


def wave_list(session: Connection, scope: Jurisdiction, *, search: str = "", page: int = 1, size: int = 20) -> WaveList:
    """One page of the waves, the latest first, in three queries; a page past the end is the last."""
    total = stored.count(session, search)
    rows = stored.listed(session, search, start=rows_before(page, total, size), most=size)
    return WaveList(rows, total, stored_poll.polls(session, scope, of_waves=[wave.id for wave in rows]))


def wave_named(session: Connection, title: str) -> Wave:
    """The wave with this title."""
    found = stored.waves(session, title=title)
    if not found:
        raise NotFound("wave", title)
    return found[0]


@needs(Right.OPEN)
def open_wave(
    session: Connection, wave_id: int, *, keys: Keys, random: bytes, meant: bool = False, by: Actor, now: datetime
) -> tuple[Poll, ...]:
    """Open every draft of the wave, all or none; `meant` where compounds may be among them that another poll asks.

    Raises `Rejected` with all that keeps a compound of it from being asked.
    """
    drafts = [poll for poll in stored_poll.polls(session, DISTRICT, wave_id=wave_id) if poll.terms is None]
    opened, problems = [], []
    for poll in drafts:
        chance = sha256(random + str(poll.id).encode()).digest()
        try:
            opened.append(open_poll(session, DISTRICT, poll.id, keys=keys, random=chance, meant=meant, by=by, now=now))
        except NotAllowed as refusal:
            problems.append(Problem(refusal.reason, "compound", value=poll.compound.name))
        except Rejected as refusal:
            problems += [
                replace(found, detail={**found.detail, "compound": poll.compound.name}) for found in refusal.problems
            ]
    if problems:
        raise Rejected(problems)
    return tuple(opened)
