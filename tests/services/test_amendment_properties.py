"""Any sequence of amendments: what is counted is what the frozen rows and the confirmed amendments give, and recount.py
comes to the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

import recount
from surveys.core.amendment import AmendmentKind, PlacedHome, confirmed_in_order, denominators
from surveys.core.canonical import canonical
from surveys.core.errors import NotAllowed, Rejected
from surveys.core.outcome.amended import put_right
from surveys.core.place import DISTRICT
from surveys.core.poll import Poll
from surveys.core.roster import UnitKind
from surveys.core.roster_file import RosterRow
from surveys.core.tally import Basis
from surveys.paper.package import sealed
from surveys.services.exports import audit_document, read_audit
from surveys.services.outcome import outcome_of, poll_record
from surveys.services.package import Exact, hand_out
from surveys.store import household as stored_household
from surveys.store.amendment import of_poll
from surveys.store.db import Connection
from tests.conftest import Database
from tests.factories import AFTER, LI, doors, opened_with, rows, voted, with_owner
from tests.services.test_amendment import amend

K = AmendmentKind
SEEDS = range(8)


def compound(rng: Random) -> list[RosterRow]:
    """Homes of one owner and of several, shops, parking, and flats that a developer hasn't sold; in two buildings."""
    listed = [*with_owner(rows("101", "102", "103"), "同"), *rows("201", "202"), *rows("101", "102", "201", building="2")]
    kinds = [UnitKind.SHOP, UnitKind.PARKING, UnitKind.UNSOLD]
    listed += [replace(row, kind=rng.choice(kinds)) for row in rows("301", "302", "303", building="2")]
    return [replace(row, floor_area=rng.choice((60_00, 80_00, 95_55))) for row in listed]


def a_change(rng: Random, homes: tuple[PlacedHome, ...], step: int) -> tuple[AmendmentKind, int | None, dict[str, Any]]:
    kind = rng.choice(list(K))
    home = rng.choice(homes).household.id
    other = rng.choice([0, *(one.household.id for one in homes)])
    area = {"area": rng.randrange(30_00, 200_00), "area_source": rng.choice(["register", "estimate"])}
    held = {"same_as": other, "owners": rng.choice([1, 1, 2])}
    use, room = {"use": str(rng.choice(list(UnitKind)))}, {"room": f"9{step:02}", "floor": 9}
    match kind:
        case K.AREA:
            return kind, home, area
        case K.USE:
            return kind, home, use
        case K.OWNER:
            return kind, home, held
        case K.ROOM:
            return kind, home, room
        case K.ADD:
            return kind, None, {"building": rng.choice("123"), "unit": "1", **room, **area, **use, **held}
    return kind, home, {}


def lived_through(session: Connection, poll: Poll, rng: Random) -> Iterator[None]:
    """Ballots and amendments in any order."""
    for step in range(25):
        homes = stored_household.placed(session, poll.id)
        with suppress(Rejected, NotAllowed):
            if rng.random() < 0.35:
                letter = rng.choice(doors(session, poll))
                answer, wish = rng.choice(["yes", "no", "abstain"]), rng.choice(["roof", "lift", "none"])
                voted(session, letter, answer, wish, submission=f"submission-step-{step}")
            else:
                kind, home, change = a_change(rng, homes, step)
                amend(session, poll, kind, home, **change)
        yield


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_counted_follows_from_the_frozen_rows_and_the_amendments(
    database: Database, seed: int, tmp_path: Path
) -> None:
    rng = Random(seed)
    with database.transaction() as session:
        poll = opened_with(session, compound(rng))
        for _ in lived_through(session, poll, rng):
            record = poll_record(session, DISTRICT, poll.id)
            assert record.roster == put_right(stored_household.frozen_roster(session, poll.id), record.amendments)
        record = poll_record(session, DISTRICT, poll.id)
        whole = denominators(record.roster, ()).whole
        votes = outcome_of(record, now=AFTER).tally.votes
        counted = (votes.on(Basis.HOUSEHOLDS).total, votes.on(Basis.OWNERS).total, votes.on(Basis.AREA).total)
        assert counted == (whole.homes, whole.owners, whole.area)
        last = [one.figures for one in confirmed_in_order(of_poll(session, poll.id))][-1]
        assert last is not None
        assert last["whole"]["after"] == whole.listed()
        again, at = read_audit(json.loads(canonical(audit_document(record, now=AFTER))))
        assert outcome_of(again, now=at).digest == outcome_of(record, now=AFTER).digest
        made = sealed(session, DISTRICT, poll.id, Exact.PACKAGE, now=AFTER)
        content = hand_out(session, DISTRICT, made, to="监票人", reason="复核", by=LI, now=AFTER)
    path = tmp_path / "包.zip"
    path.write_bytes(content)
    package = recount.read(str(path))
    assert [found for _, found in recount.against_ballots(package) if found] == []
    assert package["record"]["amendments"]
    package["record"]["amendments"].pop()
    assert [found for _, found in recount.against_ballots(package) if found]
