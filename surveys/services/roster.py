"""Taking over a compound's roster (户册), whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from surveys.core.act import Value, turned
from surveys.core.errors import Problem, Rejected
from surveys.core.place import DISTRICT, Compound, Jurisdiction, Level
from surveys.core.roster_file import RosterRow
from surveys.core.staff import Actor, Right, needs
from surveys.services.compound import households_of
from surveys.store import entry
from surveys.store import place as stored_place
from surveys.store import roster as stored
from surveys.store.db import Connection


@dataclass(frozen=True, slots=True)
class CompoundChange:
    """What an import did to one compound, in households; `missing` are the doors (building, unit, room) that the file lacks,
    `removed` or `kept` alike."""

    compound: Compound
    added: int
    changed: int
    unchanged: int
    removed: int
    kept: int
    missing: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RosterImport:
    """What an import did, compound by compound, in the order of the file."""

    compounds: tuple[CompoundChange, ...]

    @property
    def changed_anything(self) -> bool:
        """Whether the import left any trace."""
        return any(change.added or change.changed or change.removed for change in self.compounds)


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
    problems = tuple(_outside(session, rows, scope))
    if problems:
        raise Rejected(problems)
    places = {row.place for row in rows}
    there = [one.id for one in stored_place.compounds(session, DISTRICT) if (one.street.name, one.name) in places]
    before = households_of(session, there)
    written = stored.write(session, rows, remove_missing=remove_missing)
    compounds = {compound.id: compound for compound in stored_place.compounds(session, scope)}
    result = RosterImport(tuple(_change(compounds[w.compound_id], w, remove_missing) for w in written))
    replaced = [change for change in result.compounds if change.added or change.changed or change.removed]
    after = households_of(session, [change.compound.id for change in replaced])
    for change in replaced:
        number = change.compound.id
        rosters = turned({"roster": before.get(number)}, {"roster": after[number]})
        _enter(session, change, rosters, by, now)
    return result


def _outside(session: Connection, rows: Sequence[RosterRow], scope: Jurisdiction) -> Iterator[Problem]:
    if scope == DISTRICT:
        return
    streets = {street.name for street in stored_place.streets(session, scope)}
    places = {(c.street.name, c.name) for c in stored_place.compounds(session, scope)}
    strange: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        if row.street not in streets:
            strange.setdefault((row.street, ""), []).append(row.row)
        elif scope.level in (Level.COMPOUND, Level.COMMUNITY) and row.place not in places:
            strange.setdefault(row.place, []).append(row.row)
    for (street, compound), found in strange.items():
        detail = {"last": found[-1], "number": len(found)} if len(found) > 1 else {}
        yield Problem("roster_outside_scope", "compound" if compound else "street", found[0], compound or street, detail)


def _change(compound: Compound, written: stored.Written, removed: bool) -> CompoundChange:
    missing = len(written.missing)
    return CompoundChange(
        compound=compound,
        added=written.added,
        changed=written.changed,
        unchanged=written.unchanged,
        removed=missing if removed else 0,
        kept=0 if removed else missing,
        missing=written.missing,
    )


def _enter(session: Connection, change: CompoundChange, rosters: Mapping[str, Value], by: Actor, now: datetime) -> None:
    kept = change.changed + change.unchanged
    homes = turned({"households": kept + len(change.missing)}, {"households": kept + change.added + change.kept})
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
