"""The letters of a poll (入户信): printed as often as needed, because the secrets are derived and never stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from surveys.core.act import turned
from surveys.core.code import Keys, code_hash, grouped, household_code, link_hash, link_token
from surveys.core.errors import NotAllowed, NotFound
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll
from surveys.core.staff import Actor, Right, needs
from surveys.store import entry
from surveys.store import household as stored_household
from surveys.store import poll as stored
from surveys.store.db import Connection


@dataclass(frozen=True, slots=True)
class Address:
    """Where a letter goes."""

    street: str
    compound: str
    building: str
    unit: str
    floor: int
    room: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One household's letter: the link for its QR and the code to type, grouped as printed."""

    household: int
    address: Address
    url: str
    code: str


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of one building or of all, in door order; `buildings` are those of the whole poll."""

    poll: Poll
    buildings: tuple[str, ...]
    letters: tuple[Letter, ...]


def letters(
    session: Connection, scope: Jurisdiction, poll_id: int, *, building: str | None = None, keys: Keys, base_url: str
) -> Letters:
    """The letters of `building`, or of the whole compound. Raises `NotAllowed`: draft, because there are no codes yet."""
    poll = _opened(session, scope, poll_id)
    frozen = stored_household.frozen(session, poll.id)
    buildings = tuple(dict.fromkeys(row.household.building for row in frozen))
    if building is not None and building not in buildings:
        raise NotFound("building", building)
    chosen = [row for row in frozen if building in (None, row.household.building)]
    return Letters(poll, buildings, tuple(_letter(poll, row, keys, base_url.rstrip("/")) for row in chosen))


@needs(Right.LETTERS)
def reissue(
    session: Connection,
    scope: Jurisdiction,
    poll_id: int,
    household_id: int,
    *,
    keys: Keys,
    base_url: str,
    by: Actor,
    now: datetime,
) -> Letter:
    """A new letter for a household whose letter was lost or seen by others; the old link and code open nothing any more."""
    poll = _opened(session, scope, poll_id, hold=True)
    row = next((row for row in stored_household.frozen(session, poll.id) if row.household.id == household_id), None)
    if row is None:
        raise NotFound("household", str(household_id))
    epoch = row.epoch + 1
    while True:
        kept = code_hash(keys, household_code(keys, poll.id, row.position, epoch))
        if not stored_household.codes_taken(session, [kept]):
            break
        epoch += 1
    link = link_hash(link_token(keys, poll.id, row.position, epoch))
    stored_household.reissue(session, household_id, epoch, link, kept)
    told = turned({"epoch": row.epoch}, {"epoch": epoch})
    entry.enter(session, "letter_reissued", by=by, now=now, poll_id=poll.id, household=household_id, **told)
    return _letter(poll, stored_household.Frozen(row.position, row.household, epoch, link, kept), keys, base_url.rstrip("/"))


def _opened(session: Connection, scope: Jurisdiction, poll_id: int, *, hold: bool = False) -> Poll:
    poll = stored.poll(session, scope, poll_id, hold=hold)
    if poll.terms is None:
        raise NotAllowed("draft")
    return poll


def _letter(poll: Poll, row: stored_household.Frozen, keys: Keys, base_url: str) -> Letter:
    household = row.household
    address = Address(
        street=poll.compound.street.name,
        compound=poll.compound.name,
        building=household.building,
        unit=household.unit,
        floor=household.floor,
        room=household.room,
    )
    token = link_token(keys, poll.id, row.position, row.epoch)
    code = grouped(household_code(keys, poll.id, row.position, row.epoch))
    return Letter(household.id, address, f"{base_url}/q/{token}", code)


def letters_issued(session: Connection, poll_id: int, household_id: int) -> int:
    """Which of its letters a household holds: the first, or a later one that made the earlier void; 0 for none."""
    rows = stored_household.frozen(session, poll_id)
    return next((row.epoch for row in rows if row.household.id == household_id), 0)
