"""Which compound and which poll a command is about, as people name them."""

from __future__ import annotations

from datetime import datetime

from surveys.core.errors import NotAllowed, NotFound
from surveys.core.place import DISTRICT, Compound
from surveys.core.poll import Poll
from surveys.services.compound import CompoundLine, compound_lines
from surveys.store.db import Connection


def compound_called(session: Connection, called: str, *, now: datetime) -> CompoundLine:
    """The compound of this name or id, with the poll it is in.

    Raises `NotFound`, and `NotAllowed`: ambiguous, naming the candidates, where several match and none matches exactly.
    """
    lines = compound_lines(session, DISTRICT, now=now)
    if called.isascii() and called.isdecimal():
        found = [line for line in lines if line.compound.id == int(called)]
    else:
        exact = [line for line in lines if line.compound.name == called]
        found = exact or [line for line in lines if called in line.compound.name]
    if not found:
        raise NotFound("compound", called)
    if len(found) > 1:
        raise NotAllowed("ambiguous", called=called, candidates="、".join(_candidate(line.compound) for line in found))
    return found[0]


def poll_of(session: Connection, called: str, *, now: datetime) -> Poll:
    """The open poll of the compound of this name or id, else its latest. Raises `NotAllowed`: no_poll where it has none."""
    line = compound_called(session, called, now=now)
    if line.poll is None:
        raise NotAllowed("no_poll", compound=line.compound.name)
    return line.poll


def _candidate(compound: Compound) -> str:
    return f"{compound.name}（{compound.street.name}，编号 {compound.id}）"
