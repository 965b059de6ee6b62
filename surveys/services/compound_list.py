"""The desk's list of compounds, a page at a time, in a fixed number of queries: sorted and summed up in the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from surveys.core.compound_list import ListAsked
from surveys.core.paging import rows_before
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll
from surveys.core.rules import Check, Reach, Rule, rule_from_document, taking_part
from surveys.core.tally import Basis, Count, Share
from surveys.services.compound import CompoundLine
from surveys.store import compound_list as stored
from surveys.store import place as stored_place
from surveys.store import poll as stored_poll
from surveys.store import turnout
from surveys.store.compound_list import ListRow, ListTotals
from surveys.store.db import Connection
from surveys.store.turnout import Participation


@dataclass(frozen=True, slots=True)
class ListLine:
    """One compound in the list, and where its poll runs, what of each basis it still needs to have in."""

    line: CompoundLine
    lacking: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class CompoundList:
    """A page of the list, of `total` compounds that were looked for; the places to narrow it by, by their ids."""

    lines: tuple[ListLine, ...]
    total: int
    totals: ListTotals
    streets: Mapping[str, str]
    areas: Mapping[str, str]


def compound_list(
    session: Connection, scope: Jurisdiction, asked: ListAsked, *, page: int, size: int, now: datetime
) -> CompoundList:
    """The page of this number, from 1; one past the end is the last."""
    totals = stored.list_totals(session, scope, now=now)
    narrowed = asked.search or asked.street or asked.area or asked.state
    total = stored.number_listed(session, scope, asked, now=now) if narrowed else totals.compounds
    rows = stored.listed(session, scope, asked, now=now, start=rows_before(page, total, size), size=size)
    lines = _lines(session, rows)
    streets = {str(street.id): street.name for street in stored_place.streets(session, scope)}
    areas = {str(area.id): area.name for area in stored_place.areas(session, scope)}
    return CompoundList(lines, total, totals, streets, areas)


def all_listed(session: Connection, scope: Jurisdiction, asked: ListAsked, *, now: datetime) -> tuple[CompoundLine, ...]:
    """Every compound that was looked for, in its order, for a file."""
    total = stored.number_listed(session, scope, asked, now=now)
    rows = stored.listed(session, scope, asked, now=now, start=0, size=total)
    return tuple(one.line for one in _lines(session, rows))


def _lines(session: Connection, rows: Sequence[ListRow]) -> tuple[ListLine, ...]:
    ids = [row.poll for row in rows if row.poll]
    living = turnout.living_of(session, [row.compound for row in rows])
    polls, asks = stored_poll.polls_numbered(session, ids), turnout.asked(session, ids)
    lacking = lacking_of(session, [polls[row.poll] for row in rows if row.poll and row.state and row.state.running])
    found = []
    for row in rows:
        here, poll = living[row.compound], polls[row.poll] if row.poll else None
        figures = asks.get(poll.id, Participation()) if poll else Participation()
        roster = here.buildings, here.households, here.floor_area
        line = CompoundLine(here.compound, *roster, poll, row.state, figures)
        found.append(ListLine(line, lacking.get(poll.id, ()) if poll else ()))
    return tuple(found)


def lacking_of(session: Connection, polls: Sequence[Poll]) -> dict[int, tuple[Check, ...]]:
    """For each of these opened polls and each basis that a rule of its consultation counts in the whole compound, the bar on
    taking part that is farthest away."""
    rules = {poll.id: [rule_from_document(text) for text in poll.terms.rules] for poll in polls if poll.terms}
    came = {}
    for parking in sorted({rule.parking for found in rules.values() for rule in found}):
        came[parking] = turnout.came_by_basis(session, [poll.id for poll in polls], parking=parking)
    return {poll_id: tuple(_farthest(found, came, poll_id)) for poll_id, found in rules.items()}


_Came = Mapping[bool, Mapping[int, Mapping[Basis, Share]]]


def _farthest(rules: Iterable[Rule], came: _Came, poll_id: int) -> Iterable[Check]:
    whole = [rule for rule in rules if rule.reach is Reach.COMPOUND]
    checks = [check for rule in whole for check in taking_part(rule, _counts(came[rule.parking][poll_id]))]
    for basis in Basis:
        here = [check for check in checks if check.basis is basis]
        if here:
            yield max(here, key=lambda check: check.lacking)


def _counts(shares: Mapping[Basis, Share]) -> Mapping[Basis, Count]:
    return {basis: Count.of(share.whole, share.part, share.part) for basis, share in shares.items()}
