"""The living roster as the office mends it: looking at it a page at a time, and what every change of it by hand has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from unicodedata import normalize

from surveys.core.act import Act, Value, turned
from surveys.core.canonical import canonical
from surveys.core.errors import NotAllowed, NotFound
from surveys.core.ledger import LedgerLine, Search
from surveys.core.paging import rows_before
from surveys.core.place import Compound, Jurisdiction
from surveys.core.poll import Poll, PollState
from surveys.core.roster import BOUND, Household, LivingHome, Owner, RosterFigures, RosterSearch
from surveys.core.staff import Actor, Right, needs
from surveys.services.compound import households_of
from surveys.services.edition import roster_words
from surveys.store import entry, ledger
from surveys.store import home as stored_home
from surveys.store import living as stored
from surveys.store import place as stored_place
from surveys.store import poll as stored_poll
from surveys.store.db import Connection

REMOVAL_SHOWN_FOR = timedelta(days=30)
_MOST_REMOVALS, _MOST_WORDS = 5, 6
_PARTS = re.compile(r"(\d+)-(?:(\d+)-)?(\d+)")
_WRITTEN = re.compile(r"(\d+[^\d单]+)(\d+单元)?(\d+\w*)")


@dataclass(frozen=True, slots=True)
class RosterDesk:
    """What is said above a compound's roster: `running` is the poll that counts by what it froze, `opened` are all that
    froze anything; `drafts` says whether one will."""

    compound: Compound
    figures: RosterFigures
    running: Poll | None
    opened: tuple[Poll, ...]
    drafts: bool


@dataclass(frozen=True, slots=True)
class Removal:
    """A home that was taken out of the roster by hand not long ago, and isn't in it again: the entry's number, and where the
    home was."""

    number: int
    door: tuple[str, str, str]
    at: datetime


def roster_desk(
    session: Connection, scope: Jurisdiction, compound_id: int, *, now: datetime, poll_id: int | None = None
) -> RosterDesk:
    """A compound's living roster in numbers, or the one that a poll of it froze. Raises `NotFound` outside `scope`, and for
    a poll that froze none of its."""
    compound = stored_place.compound(session, scope, compound_id)
    polls = stored_poll.polls(session, scope, compound_id=compound_id)
    opened = tuple(poll for poll in polls if poll.terms is not None)
    if poll_id is not None and poll_id not in {poll.id for poll in opened}:
        raise NotFound("poll", str(poll_id))
    figures = stored.figures(session, compound_id) if poll_id is None else stored.frozen_figures(session, poll_id)
    return RosterDesk(
        compound=compound,
        figures=figures,
        running=_running(polls, now),
        opened=opened,
        drafts=any(poll.state(now) is PollState.DRAFT for poll in polls),
    )


def _running(polls: tuple[Poll, ...], now: datetime) -> Poll | None:
    return next((poll for poll in polls if poll.state(now).running), None)


def living_homes(
    session: Connection, scope: Jurisdiction, compound_id: int, search: RosterSearch, *, page: int, size: int
) -> tuple[int, tuple[LivingHome, ...]]:
    """How many homes of a compound fit, and those of one page, or of the last. Raises `NotFound` outside `scope`."""
    stored_place.compound(session, scope, compound_id)
    total = stored.number(session, compound_id, search)
    return total, stored.homes(session, compound_id, search, most=size, skip=rows_before(page, total, size))


def frozen_homes(
    session: Connection, scope: Jurisdiction, poll_id: int, search: RosterSearch, *, page: int, size: int
) -> tuple[int, tuple[Household, ...]]:
    """The same of the homes that a poll froze. Raises `NotFound` outside `scope`."""
    stored_poll.poll(session, scope, poll_id)
    total = stored.frozen_number(session, poll_id, search)
    return total, stored.frozen_homes(session, poll_id, search, most=size, skip=rows_before(page, total, size))


def buildings_of(session: Connection, scope: Jurisdiction, compound_id: int) -> dict[int, tuple[str, int]]:
    """The buildings of a compound by number, each with its label and its homes. Raises `NotFound` outside `scope`."""
    stored_place.compound(session, scope, compound_id)
    return stored.buildings(session, compound_id)


def sought(text: str) -> tuple[tuple[str, ...], ...]:
    """What somebody typed to find homes, as words in all their spellings: 3栋502, 3#楼 502室 and 3-502 are one door."""
    plain = normalize("NFKC", text)
    for pattern, parts in ((_PARTS, (r"\1号楼 ", r"\2单元 ", r"\3")), (_WRITTEN, (r"\1 ", r"\2 ", r"\3"))):
        plain = pattern.sub(lambda found, parts=parts: _apart(found, parts), plain)  # type: ignore[misc]
    return tuple(_spellings(word) for word in plain.split()[:_MOST_WORDS])


def _apart(found: re.Match[str], parts: tuple[str, ...]) -> str:
    return "".join(found.expand(part) for place, part in enumerate(parts, 1) if found[place])


def _spellings(word: str) -> tuple[str, ...]:
    """A word as doors are written; one that names a building or a stairwell is a whole label, no part of one."""
    words = roster_words()
    for endings in (words.units, words.buildings):
        label = words.numbered(word, endings)
        if word != label.removesuffix(endings[0]) and label.endswith(endings[0]) and label[:1].isdecimal():
            return (f"{BOUND}{label}{BOUND}",)
    return tuple(dict.fromkeys((word, words.room(word))))


def removals(session: Connection, scope: Jurisdiction, compound_id: int, *, now: datetime) -> tuple[Removal, ...]:
    """The homes that were taken out last and can be put back. Raises `NotFound` outside `scope`."""
    stored_place.compound(session, scope, compound_id)
    wanted = Search(act=Act.HOME_REMOVED, compound=compound_id, since=now - REMOVAL_SHOWN_FOR)
    lines = ledger.found(session, Jurisdiction(compound=compound_id), wanted, most=_MOST_REMOVALS)
    found = (Removal(line.id, door_of(line), line.at) for line in lines)
    return tuple(gone for gone in found if stored_home.at_door(session, compound_id, gone.door) is None)


def door_of(line: LedgerLine) -> tuple[str, str, str]:
    """The door (building, stairwell, room) of a home that an entry says was taken out."""
    building, unit, room = json.loads(str(line.said["door_before"]))
    return building, unit, room


@needs(Right.ROSTER)
def show_owner_phone(
    session: Connection, scope: Jurisdiction, compound_id: int, home_id: int, *, by: Actor, now: datetime
) -> Owner:
    """The owner of a home with the telephone number that the roster has; the ledger gets who saw it. Raises `NotFound`."""
    compound = stored_place.compound(session, scope, compound_id)
    home = stored.home(session, compound.id, home_id)
    entry.enter(session, "owner_phone_shown", by=by, now=now, compound=compound.id, home=door_value(home))
    return home.owner


def mendable(session: Connection, scope: Jurisdiction, compound_id: int, *, now: datetime) -> Compound:
    """A compound whose living roster may be changed by hand. Raises `NotFound`, and `NotAllowed`: roster_fixed while a poll
    of it runs, for that counts by what it froze."""
    compound = stored_place.compound(session, scope, compound_id)
    running = _running(stored_poll.polls(session, scope, compound_id=compound_id), now)
    if running is not None:
        raise NotAllowed("roster_fixed", compound=compound.name)
    return compound


def door_value(home: LivingHome) -> str:
    """A door as entries carry it."""
    return canonical(list(home.door)).decode()


def home_facts(home: LivingHome) -> dict[str, Value]:
    """A home with its owner as entries carry them."""
    return {
        "door": door_value(home),
        "floor": home.floor,
        "floor_area": home.area,
        "home_kind": home.kind.value,
        "area_source": home.area_source.value,
        **owner_facts(home.owner),
    }


def owner_facts(owner: Owner) -> dict[str, Value]:
    """An owner as entries carry them."""
    return {"owner": owner.name, "owner_phone": owner.phone, "owner_number": owner.key}


def roster_facts(session: Connection, compound_id: int) -> dict[str, Value]:
    """A living roster as entries carry it: how many homes, and the digest of all of them."""
    number = stored.number(session, compound_id, RosterSearch())
    return {"households": number, "roster": households_of(session, [compound_id])[compound_id]}


@contextmanager
def mending(session: Connection, compound: Compound, act: str, by: Actor, now: datetime) -> Iterator[dict[str, Value]]:
    """A change of a living roster, entered when it is done with the roster before and after, and with whatever else is put
    into what it yields."""
    before, told = roster_facts(session, compound.id), dict[str, Value]()
    yield told
    after = roster_facts(session, compound.id)
    entry.enter(session, act, by=by, now=now, poll_id=None, compound=compound.id, **turned(before, after), **told)
