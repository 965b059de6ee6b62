"""Taking over a compound's roster (户册), whole or not at all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from surveys.core.act import Act, Value, turned
from surveys.core.errors import Problem, Rejected
from surveys.core.ledger import LedgerLine, Search
from surveys.core.place import DISTRICT, Compound, Jurisdiction, Level
from surveys.core.roster_file import RosterRow
from surveys.core.staff import Actor, Right, needs
from surveys.core.takeover import Address, Newcomer, Place, RosterTurn, address, roster_turn
from surveys.services.compound import households_of
from surveys.store import entry
from surveys.store import ledger as stored_ledger
from surveys.store import place as stored_place
from surveys.store import roster as stored
from surveys.store.db import Connection

_MOST_COMPOUNDS = 500


@dataclass(frozen=True, slots=True)
class CompoundChange:
    """What an import did to one compound, in households; `missing` are the doors (building, unit, room) that the file lacks,
    `removed` or `kept` alike, `total` the doors that stand now; it has `moved` where it lies in another area now."""

    compound: Compound
    added: int
    changed: int
    unchanged: int
    removed: int
    kept: int
    moved: bool
    total: int
    missing: tuple[Address, ...] = ()

    @property
    def changed_anything(self) -> bool:
        """Whether the import left any trace there."""
        return bool(self.added or self.changed or self.removed or self.moved)


@dataclass(frozen=True, slots=True)
class RosterImport:
    """What an import did, compound by compound, in the order of the file."""

    compounds: tuple[CompoundChange, ...]

    @property
    def changed_anything(self) -> bool:
        """Whether the import left any trace."""
        return any(change.changed_anything for change in self.compounds)


@needs(Right.ROSTER)
def import_roster(
    session: Connection,
    rows: Sequence[RosterRow],
    *,
    by: Actor,
    now: datetime,
    remove_missing: bool = False,
    scope: Jurisdiction = DISTRICT,
) -> RosterImport:
    """Bring the living roster of every compound in `rows` to what they say; the same rows again change nothing.

    Households that the rows lack are kept, and reported, unless `remove_missing`. Polls that are open keep the roster they
    froze. Raises `Rejected` with every street or compound that lies outside `scope`, once, from its first row to its last.
    """
    if problems := outside(session, rows, scope):
        raise Rejected(problems)
    filed: dict[Place, list[RosterRow]] = {}
    for row in rows:
        filed.setdefault(row.place, []).append(row)
    there = {one.id: one for one in stored_place.compounds(session, DISTRICT) if (one.street.name, one.name) in filed}
    before, stood = stored.listed_of(session, list(there)), households_of(session, list(there))
    written = stored.write(session, rows, remove_missing=remove_missing)
    compounds = {compound.id: compound for compound in stored_place.compounds(session, scope)}
    after = stored.listed_of(session, written)
    changes = []
    for number in written:
        compound, was = compounds[number], there.get(number)
        theirs = filed[compound.street.name, compound.name]
        area = (was.area.name if was.area else "") if was else None
        turn = roster_turn(before.get(number, ()), after[number], theirs, stood_in=area)
        changes.append(_change(compound, turn))
    stands = households_of(session, [change.compound.id for change in changes if change.changed_anything])
    for change in changes:
        if change.changed_anything:
            number = change.compound.id
            _enter(session, change, turned({"roster": stood.get(number)}, {"roster": stands[number]}), by, now)
    return RosterImport(tuple(changes))


def outside(
    session: Connection, rows: Sequence[RosterRow], scope: Jurisdiction, asked: Collection[Newcomer] = ()
) -> tuple[Problem, ...]:
    """The streets and compounds of these rows that lie outside `scope`, each once, but those that are `asked` about."""
    if scope == DISTRICT:
        return ()
    streets = {street.name for street in stored_place.streets(session, scope)}
    places = {(c.street.name, c.name) for c in stored_place.compounds(session, scope)}
    open_ones = {(new.street, new.compound) for new in asked}
    strange: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        if row.place in open_ones or (row.street, "") in open_ones:
            continue
        if row.street not in streets:
            strange.setdefault((row.street, ""), []).append(row.row)
        elif scope.level in (Level.COMPOUND, Level.COMMUNITY) and row.place not in places:
            strange.setdefault(row.place, []).append(row.row)
    return tuple(_strange(street, compound, found) for (street, compound), found in strange.items())


def _strange(street: str, compound: str, found: Sequence[int]) -> Problem:
    detail = {"last": found[-1], "number": len(found)} if len(found) > 1 else {}
    return Problem("roster_outside_scope", "compound" if compound else "street", found[0], compound or street, detail)


def _change(compound: Compound, turn: RosterTurn) -> CompoundChange:
    return CompoundChange(
        compound=compound,
        added=len(turn.added),
        changed=len(turn.changed),
        unchanged=turn.same,
        removed=len(turn.removed),
        kept=len(turn.kept),
        moved=turn.area is not None,
        total=turn.doors,
        missing=tuple(address(row) for row in turn.removed or turn.kept),
    )


def _enter(session: Connection, change: CompoundChange, rosters: Mapping[str, Value], by: Actor, now: datetime) -> None:
    homes = turned({"households": change.total - change.added + change.removed}, {"households": change.total})
    entry.enter(
        session,
        "roster_imported",
        by=by,
        now=now,
        poll_id=None,
        compound=change.compound.id,
        added=change.added,
        changed=change.changed,
        removed=change.removed,
        **homes,
        **rosters,
    )


def imported_at(session: Connection, scope: Jurisdiction, by: Actor, *, at: datetime) -> tuple[LedgerLine, ...]:
    """What the ledger has of somebody's import of this moment, one line for each compound that it changed."""
    search = Search(actors=(by.username,), act=Act.ROSTER_IMPORTED, since=at, until=at + timedelta(microseconds=1))
    return tuple(reversed(stored_ledger.found(session, scope, search, most=_MOST_COMPOUNDS)))
