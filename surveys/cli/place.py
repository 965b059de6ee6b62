"""Which compound and which poll a command is about, as people name them."""

from __future__ import annotations

from datetime import datetime

from surveys.core.errors import NotAllowed, NotFound
from surveys.core.place import DISTRICT, Community, Compound, Jurisdiction, Street
from surveys.core.poll import Poll
from surveys.services.account import places
from surveys.services.community import community_lines
from surveys.services.compound import CompoundLine, compound_lines
from surveys.store.db import Connection
from surveys.words.community import community_words


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


def community_called(session: Connection, called: str) -> Community:
    """The community of this name or id. Raises `NotFound`, and `NotAllowed`: ambiguous, where two streets have one."""
    there = [line.community for line in community_lines(session, DISTRICT)]
    found = [one for one in there if called in (one.name, str(one.id), community_words(one))]
    if not found:
        raise NotFound("community", called)
    if len(found) > 1:
        raise NotAllowed("ambiguous", called=called, candidates="、".join(map(community_line, found)))
    return found[0]


def community_line(one: Community) -> str:
    """A community on one line: its street, its name, its number and its telephone."""
    return f"{one.street.name} {community_words(one)}（编号 {one.id}，电话 {one.phone}）"


def street_called(session: Connection, name: str) -> Street:
    """The street of this name. Raises `NotFound`."""
    found = next((street for street in places(session, DISTRICT).streets if street.name == name), None)
    if found is None:
        raise NotFound("street", name)
    return found


def scope_called(
    session: Connection, street: str | None, community: str | None, compound: str | None, *, now: datetime
) -> Jurisdiction:
    """The narrowest place that was named; the district where none was. Raises as looking for each."""
    if compound is not None:
        return Jurisdiction(compound=compound_called(session, compound, now=now).compound.id)
    if community is not None:
        return Jurisdiction(community=community_called(session, community).id)
    return DISTRICT if street is None else Jurisdiction(street=street_called(session, street).id)


def poll_of(session: Connection, called: str, *, now: datetime) -> Poll:
    """The open poll of the compound of this name or id, else its latest. Raises `NotAllowed`: no_poll where it has none."""
    line = compound_called(session, called, now=now)
    if line.poll is None:
        raise NotAllowed("no_poll", compound=line.compound.name)
    return line.poll


def _candidate(compound: Compound) -> str:
    return f"{compound.name}（{compound.street.name}，编号 {compound.id}）"
