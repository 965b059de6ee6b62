"""What a page costs in a district ten times and a hundred times as large: in steps of the database's machine and in calls of
ours, which are the same at every run, as no clock is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.office import Office
from tests.plans import GRAIN, watched
from tests.web.large import Request, on_sqlite, pages

SMALL, LARGE = 10, 100
SLACK = 1.1

LISTS = {
    "desk.communities": "communities within reach",
    "desk.compounds": "compounds within reach, with their sums while there are few",
    "desk.gates_running_out": "findings that run out",
    "desk.my_rounds": "polls in which doors are knocked at",
    "desk.people": "accounts within reach",
    "desk.waves": "waves",
    "public.home": "polls that everybody may see",
}
"""Lists in pages: the database counts what there is, and one page is made, whatever that is."""

WHOLE = {
    "desk.community": "the compounds that may be given to a community",
    "desk.compounds_table": "the compounds of a place as a file",
    "desk.today": "everything unfinished in a place, the most urgent of it shown",
    "desk.editions": "the waves that ask each of the editions",
    "desk.ledger": "the newest page; it is full only in the larger district",
    "desk.ledger_workbook": "what the ledger has of a place as a file",
    "desk.new_community": "the streets that a community may be in",
    "desk.new_person": "the places that an account may be given",
    "desk.new_wave": "every compound that may be asked",
    "desk.person": "the places that an account may be given",
    "desk.roster_compound": "the compounds of a district that one may be merged with",
    "desk.roster_done": "the compounds that no poll was made for",
    "desk.wave": "whether another poll asks the same compounds",
}
"""Pages that show or look through a whole place, and what they do so for."""


@dataclass(frozen=True)
class Cost:
    """One page: steps of SQLite's virtual machine, and calls of functions in Python."""

    steps: int
    calls: int

    def above(self, other: Cost, *, steps: bool = True) -> bool:
        """Whether this is dearer than `other` by more than nothing."""
        return self.calls > SLACK * other.calls or (steps and self.steps > SLACK * other.steps)


def cost(office: Office, one: Request) -> Cost | None:
    """What a page costs the second time it is opened; None where it isn't shown."""
    if one.sent().status_code != 200:
        return None
    calls = 0

    def note(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    with watched(office.app) as seen:
        sys.setprofile(note)
        try:
            one.sent()
        finally:
            sys.setprofile(None)
    return Cost(seen.steps, calls - seen.steps // GRAIN)  # without those of whoever counts the steps


def costs(office: Office) -> Iterator[tuple[tuple[str, str], Cost]]:
    """Each page with what it costs, for a resident, somebody unknown and the district's office."""
    for one in pages(office):
        if one.reader in ("district", "household", "nobody") and (found := cost(office, one)):
            yield (one.endpoint, f"{one.reader} {one.address}"), found


def test_a_page_costs_the_same_in_a_district_ten_times_as_large(furnished: Office, tmp_path: Path) -> None:
    found = []
    for times in (SMALL, LARGE):
        (folder := tmp_path / str(times)).mkdir()
        with on_sqlite(furnished, folder, times) as office:
            found.append(dict(costs(office)))
    before, after = found
    dearer = {
        (endpoint, page): (cost, after[endpoint, page])
        for (endpoint, page), cost in before.items()
        if endpoint not in WHOLE and after[endpoint, page].above(cost, steps=endpoint not in LISTS)
    }
    assert dearer == {}
    assert dearer == {}
    assert before.keys() == after.keys()
    assert len(before) > 120
    assert {endpoint for endpoint, _page in before} >= {*LISTS, *WHOLE}
