"""Owners of a compound's living roster: who owns a home that is written down, two lines that are one person, one that is
several."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count, permutations

from surveys.core.act import turned
from surveys.core.canonical import canonical, digest
from surveys.core.errors import NotFound, Problem, Rejected
from surveys.core.place import Compound, Jurisdiction
from surveys.core.roster import LivingHome, Owner
from surveys.core.roster_file import CellRefused, phone, readable, written
from surveys.core.staff import Actor, Right, needs
from surveys.services.edition import roster_words
from surveys.services.living import mendable, mending, owner_facts
from surveys.store import home as stored_home
from surveys.store import living as stored_living
from surveys.store import owner as stored
from surveys.store import place as stored_place
from surveys.store.db import Connection
from surveys.store.roster import forget_the_empty

NEW = "new"
"""What is answered where somebody who is called like another is another person."""
LONGEST_OWNER = 100
_MOST_SOUGHT, _MOST_TURNED = 20, 4


@dataclass(frozen=True, slots=True)
class NamedOwner:
    """What somebody typed of an owner. A `phone` of None stays as it is; `namesake` is the number of an owner or `NEW`, and
    empty until it is asked."""

    name: str
    phone: str | None = None
    namesake: str = ""


@dataclass(frozen=True, slots=True)
class OwnerPage:
    """An owner with everything that they hold, and who may be the same person: those who are called alike, or those who were
    sought."""

    compound: Compound
    owner: Owner
    homes: tuple[LivingHome, ...]
    others: tuple[Owner, ...]


def owner_page(session: Connection, scope: Jurisdiction, compound_id: int, owner_id: int, search: str = "") -> OwnerPage:
    """One owner. Raises `NotFound`."""
    compound = stored_place.compound(session, scope, compound_id)
    owner = stored.owner(session, compound_id, owner_id)
    found = alike(session, compound_id, owner.name)
    if wanted := search.strip():
        found = stored.sought(session, compound_id, wanted, most=_MOST_SOUGHT)
    homes = stored_living.homes_of_owner(session, owner_id)
    return OwnerPage(compound, owner, homes, tuple(one for one in found if one.id != owner_id))


def alike(session: Connection, compound_id: int, name: str) -> tuple[Owner, ...]:
    """The owners of a compound who are called so, in whatever order those are named who own together."""
    words = roster_words()
    names = words.owners(name)
    orders = permutations(names) if len(names) <= _MOST_TURNED else [names]
    return stored.called(session, compound_id, [words.owner_separators[0].join(order) for order in orders])


def read_owner(name: str) -> str:
    """The names of an owner as rosters write them, from what somebody typed. Raises `Rejected`."""
    words = roster_words()
    try:
        read = words.owner_separators[0].join(words.owners(readable(written(name))))
    except CellRefused as refused:
        raise Rejected([Problem(refused.code, "owner", value=name[:40], detail=refused.detail)]) from None
    if not read:
        raise Rejected([Problem("roster_missing", "owner")])
    if len(read) > LONGEST_OWNER:
        detail = {"most": LONGEST_OWNER, "length": len(read)}
        raise Rejected([Problem("roster_text_long", "owner", value=name[:40], detail=detail)])
    return read


def read_number(typed: str) -> str:
    """A telephone number in digits, from what somebody typed; empty where nothing was. Raises `Rejected`."""
    try:
        text = readable(written(typed))
        return phone(text) if text else ""
    except CellRefused as refused:
        raise Rejected([Problem(refused.code, "phone", value=typed[:40], detail=refused.detail)]) from None


def owner_called(session: Connection, compound: Compound, typed: NamedOwner, *, but: int = 0) -> Owner:
    """Whose a home is that somebody gave to an owner of this name: somebody new, or one who is there already, `but` for one.
    Raises `Rejected`: namesake, where the name is known, the telephone number doesn't say who it is and nobody else did."""
    name, number, namesake = typed.name, typed.phone or "", typed.namesake
    found = [one for one in alike(session, compound.id, name) if one.id != but]
    known = next((one for one in found if number and one.phone == number), None)
    chosen = next((one for one in found if str(one.id) == namesake), None)
    if known or chosen:
        owner = chosen or known
        assert owner
        return _with_number(session, owner, number)
    if found and namesake != NEW:
        raise Rejected([Problem("namesake", "namesake", value=name, detail={"number": len(found)})])
    return stored.add(session, compound.id, Owner(0, _new_key(session, compound, name), name, number, 0))


def _with_number(session: Connection, owner: Owner, number: str) -> Owner:
    if not number or number == owner.phone:
        return owner
    stored.change(session, replace(owner, phone=number))
    return replace(owner, phone=number)


def _new_key(session: Connection, compound: Compound, name: str) -> str:
    """A key as files make them, which nobody in this compound has."""
    for attempt in count():
        key = digest([compound.street.name, compound.name, name, "by hand", attempt])[:24]
        if stored.with_key(session, compound.id, key) is None:
            return key
    raise AssertionError("counting ended")


@needs(Right.ROSTER)
def change_owner(
    session: Connection,
    scope: Jurisdiction,
    compound_id: int,
    owner_id: int,
    typed: NamedOwner,
    *,
    by: Actor,
    now: datetime,
) -> Owner:
    """Let an owner be called so everywhere. Raises as `mendable` does, and `Rejected`."""
    compound = mendable(session, scope, compound_id, now=now)
    owner = stored.owner(session, compound_id, owner_id)
    phone_now = owner.phone if typed.phone is None else read_number(typed.phone)
    changed = replace(owner, name=read_owner(typed.name), phone=phone_now)
    if changed != owner:
        with mending(session, compound, "owner_changed", by, now) as told:
            stored.change(session, changed)
            told["homes"] = _doors(stored_living.homes_of_owner(session, owner_id))
            told.update(turned(owner_facts(owner), owner_facts(changed)))
    return changed


@needs(Right.ROSTER)
def merge_owners(
    session: Connection, scope: Jurisdiction, compound_id: int, owner_id: int, other_id: int, *, by: Actor, now: datetime
) -> Owner:
    """Let two owners be one person, who is called as the first, and has the other's number where they have none. Raises as
    `mendable` does, and `NotFound`."""
    compound = mendable(session, scope, compound_id, now=now)
    kept, gone = (stored.owner(session, compound_id, number) for number in (owner_id, other_id))
    if kept.id == gone.id:
        raise NotFound("owner", str(other_id))
    moved = stored_living.homes_of_owner(session, gone.id)
    owners = stored_living.figures(session, compound_id).owners
    with mending(session, compound, "owners_merged", by, now) as told:
        stored_home.give(session, [home.id for home in moved], kept.id)
        merged = _with_number(session, kept, kept.phone or gone.phone)
        forget_the_empty(session, {compound_id})
        told.update({"homes": _doors(moved), **turned(owner_facts(gone), owner_facts(merged))})
        told.update(turned({"owners": owners}, {"owners": owners - 1}))
    return replace(merged, homes=kept.homes + gone.homes)


@needs(Right.ROSTER)
def split_owner(
    session: Connection,
    scope: Jurisdiction,
    compound_id: int,
    owner_id: int,
    typed: NamedOwner,
    *,
    homes: Collection[int],
    by: Actor,
    now: datetime,
) -> Owner:
    """Give some of an owner's homes to another person. Raises as `mendable` does, and `Rejected`: no_homes, all_homes,
    and what is wrong with the person, also namesake."""
    compound = mendable(session, scope, compound_id, now=now)
    owner = stored.owner(session, compound_id, owner_id)
    moved = [home for home in stored_living.homes_of_owner(session, owner_id) if home.id in set(homes)]
    if not moved or len(moved) == owner.homes:
        raise Rejected([Problem("all_homes" if moved else "no_homes", "homes")])
    owners = stored_living.figures(session, compound_id).owners
    with mending(session, compound, "owner_split", by, now) as told:
        named = replace(typed, name=read_owner(typed.name), phone=read_number(typed.phone or ""))
        other = owner_called(session, compound, named, but=owner_id)
        stored_home.give(session, [home.id for home in moved], other.id)
        told.update({"homes": _doors(moved), **turned(owner_facts(owner), owner_facts(other))})
        told.update(turned({"owners": owners}, {"owners": stored_living.figures(session, compound_id).owners}))
    return replace(other, homes=other.homes + len(moved))


def _doors(homes: Collection[LivingHome]) -> str:
    return canonical([list(home.door) for home in homes]).decode()
