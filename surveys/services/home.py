"""One home of the living roster, mended by hand: added, changed, taken out with a reason, put back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from surveys.core.act import Act, made, turned
from surveys.core.errors import NotAllowed, NotFound, Problem, Rejected
from surveys.core.ledger import Committed, LedgerLine
from surveys.core.place import Compound, Jurisdiction
from surveys.core.plain_text import plain_line
from surveys.core.roster import AreaSource, LivingHome, Owner, UnitKind
from surveys.core.roster_file import RosterRow, read_roster
from surveys.core.staff import Actor, Right, needs
from surveys.services.edition import roster_document, roster_words
from surveys.services.living import door_of, door_value, home_facts, mendable, mending
from surveys.services.owner import NamedOwner, alike, owner_called, read_number
from surveys.store import home as stored
from surveys.store import ledger
from surveys.store import living as stored_living
from surveys.store import owner as stored_owner
from surveys.store import place as stored_place
from surveys.store.db import Connection
from surveys.store.roster import forget_the_empty

FIELDS = ("building", "unit", "floor", "room", "floor_area", "owner", "kind", "area_source")
"""What is typed of a home, under the keys of the columns of a roster's file."""
EVERYWHERE, HERE = "everywhere", "here"
"""Whether another name for an owner of several homes is a correction of it everywhere, or another owner of this home."""
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class TypedHome:
    """What somebody typed of a home. `phone` is None where it stays as it is; `whose` is `EVERYWHERE` or `HERE`, `namesake`
    the number of an owner or `NEW`, and both are empty until they are asked."""

    fields: Mapping[str, str]
    phone: str | None = None
    whose: str = ""
    namesake: str = ""


def home_of(session: Connection, scope: Jurisdiction, compound_id: int, home_id: int) -> tuple[Compound, LivingHome]:
    """One home of the living roster. Raises `NotFound`."""
    compound = stored_place.compound(session, scope, compound_id)
    return compound, stored_living.home(session, compound_id, home_id)


def namesakes(session: Connection, scope: Jurisdiction, compound_id: int, name: str) -> tuple[Owner, ...]:
    """The owners of a compound who are called so. Raises `NotFound` outside `scope`."""
    stored_place.compound(session, scope, compound_id)
    return alike(session, compound_id, plain_line(name))


@needs(Right.ROSTER)
def add_home(
    session: Connection, scope: Jurisdiction, compound_id: int, typed: TypedHome, *, by: Actor, now: datetime
) -> LivingHome:
    """A new home. Raises as `mendable` does, and `Rejected` with what is wrong: also door_taken, namesake."""
    compound = mendable(session, scope, compound_id, now=now)
    row, number = _read(compound, typed), read_number(typed.phone or "")
    _refuse_taken(session, compound, row)
    with mending(session, compound, "home_added", by, now) as told:
        home = _as_read(row, _owner_of(session, compound, row, number, typed))
        home = replace(home, id=stored.add(session, compound_id, home))
        told.update(made(home_facts(home)))
    return stored_living.home(session, compound_id, home.id)


@needs(Right.ROSTER)
def change_home(
    session: Connection, scope: Jurisdiction, compound_id: int, home_id: int, typed: TypedHome, *, by: Actor, now: datetime
) -> LivingHome:
    """Let a home be so; as it was, nothing is written. Raises as adding, and `Rejected`: whose, where its owner has several
    homes and would be called otherwise."""
    compound = mendable(session, scope, compound_id, now=now)
    was = stored_living.home(session, compound_id, home_id)
    row, number = _read(compound, typed), None if typed.phone is None else read_number(typed.phone)
    _refuse_taken(session, compound, row, but=home_id)
    same_name = row.owner == was.owner.name
    if same_name and number in (None, was.owner.phone) and _as_read(row, was.owner, home_id) == was:
        return was
    if not same_name and was.owner.homes > 1 and typed.whose not in (EVERYWHERE, HERE):
        raise Rejected([Problem("whose", "whose", value=was.owner.name, detail={"homes": was.owner.homes})])
    with mending(session, compound, "home_changed", by, now) as told:
        stays = same_name or typed.whose == EVERYWHERE or (was.owner.homes == 1 and not _known(session, compound, row))
        if stays:
            owner = replace(was.owner, name=row.owner, phone=was.owner.phone if number is None else number)
            stored_owner.change(session, owner)
        else:
            owner = _owner_of(session, compound, row, number or "", typed)
        home = _as_read(row, owner, home_id)
        stored.change(session, compound_id, home)
        forget_the_empty(session, {compound_id})
        told.update({"home": door_value(was), **turned(home_facts(was), home_facts(home))})
    return stored_living.home(session, compound_id, home_id)


@needs(Right.ROSTER)
def remove_home(
    session: Connection, scope: Jurisdiction, compound_id: int, home_id: int, reason: str, *, by: Actor, now: datetime
) -> LivingHome:
    """Take a home out of the roster, with whoever owns nothing any more. Raises as `mendable` does, and `Rejected`:
    no_reason, reason_long."""
    compound = mendable(session, scope, compound_id, now=now)
    home, why = stored_living.home(session, compound_id, home_id), plain_line(reason)
    if not why or len(why) > LONGEST_REASON:
        raise Rejected([Problem("reason_long" if why else "no_reason", "reason", detail={"most": LONGEST_REASON})])
    with mending(session, compound, "home_removed", by, now) as told:
        stored.remove(session, home_id)
        forget_the_empty(session, {compound_id})
        facts = {name: value for name, value in home_facts(home).items() if value != ""}
        told.update({"reason": why, **turned(facts, dict.fromkeys(facts))})
    return home


@needs(Right.ROSTER)
def restore_home(
    session: Connection, scope: Jurisdiction, compound_id: int, removal: int, *, by: Actor, now: datetime
) -> LivingHome:
    """Put back what the entry of this number says was taken out, under the same owner. Raises as `mendable` does,
    `NotFound`, and `NotAllowed`: door_taken_again, forgotten."""
    compound = mendable(session, scope, compound_id, now=now)
    line = ledger.line(session, removal)
    if line is None or line.act is not Act.HOME_REMOVED or line.compound != compound_id:
        raise NotFound("removal", str(removal))
    if stored.at_door(session, compound_id, door_of(line)) is not None:
        raise NotAllowed("door_taken_again")
    gone = _gone(line)
    with mending(session, compound, "home_restored", by, now) as told:
        owner = stored_owner.with_key(session, compound_id, gone.owner.key)
        home = replace(gone, owner=owner or stored_owner.add(session, compound_id, gone.owner))
        home = replace(home, id=stored.add(session, compound_id, home))
        told.update({"removal": removal, **made(home_facts(home))})
    return stored_living.home(session, compound_id, home.id)


def _gone(line: LedgerLine) -> LivingHome:
    """The home that was taken out, as its entry has it."""
    said = {name.removesuffix("_before"): _plain(value) for name, value in line.said.items() if name.endswith("_before")}
    building, unit, room = door_of(line)
    owner = Owner(0, str(said["owner_number"]), str(said.get("owner", "")), str(said.get("owner_phone", "")))
    place = (building, unit, int(said["floor"]), room, int(said["floor_area"]))
    return LivingHome(0, *place, UnitKind(str(said["home_kind"])), AreaSource(str(said["area_source"])), owner)


def _plain(value: object) -> str | int:
    if isinstance(value, Committed):
        if value.forgotten:
            raise NotAllowed("forgotten")
        value = value.value
    return value if isinstance(value, int) else str(value)


def _read(compound: Compound, typed: TypedHome) -> RosterRow:
    """What was typed, as the row of a file would be read. Raises `Rejected` with every problem."""
    document = roster_document()
    names = {column["key"]: column["name"] for column in document["column"]}
    said = {"street": compound.street.name, "compound": compound.name}
    said |= {key: typed.fields.get(key, "") for key in FIELDS}
    (row,) = read_roster([names[key] for key in said], [(1, list(said.values()))], roster_words())
    return row


def _as_read(row: RosterRow, owner: Owner, number: int = 0) -> LivingHome:
    place = (row.building, row.unit, row.floor, row.room, row.floor_area)
    return LivingHome(number, *place, row.kind, row.area_source, owner)


def _refuse_taken(session: Connection, compound: Compound, row: RosterRow, but: int = 0) -> None:
    there = stored.at_door(session, compound.id, (row.building, row.unit, row.room))
    if there not in (None, but):
        raise Rejected([Problem("door_taken", "room", value=row.room)])


def _known(session: Connection, compound: Compound, row: RosterRow) -> bool:
    return not row.owner or bool(alike(session, compound.id, row.owner))


def _owner_of(session: Connection, compound: Compound, row: RosterRow, number: str, typed: TypedHome) -> Owner:
    """Whose a home is; unsold homes without a name are their developer's."""
    if not row.owner and (developer := stored_owner.developer(session, compound.id)):
        return developer
    return owner_called(session, compound, NamedOwner(row.owner, number, typed.namesake))
