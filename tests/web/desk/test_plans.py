"""What a page of the desk costs the database: it looks up what it shows, and a district ten times as large costs a
compound's page the same."""

from __future__ import annotations

from collections.abc import Iterator

from tests.office import Office
from tests.plans import growing, multiply, scans, watched
from tests.web.desk.paperwork import with_paper
from tests.web.routes import PLACED
from tests.web.test_rights import for_staff

READERS = ("office", "jie", "ju")
TIMES = 10
A_LOT = 2
"""How many questions a lot more costs, whatever it holds."""


def costs(office: Office, reader: str) -> Iterator[tuple[str, int]]:
    """Each page of one compound that this member of staff may open, with the steps it takes."""
    browser = office.signed_in(reader)
    for rule, _poll, address in for_staff(office, "GET"):
        if rule.arguments & PLACED:
            browser.get(address, buffered=True)
            with watched(office.app) as seen:
                if browser.get(address, buffered=True).status_code == 200:
                    yield address, seen.steps


def asked(office: Office, reader: str) -> Iterator[tuple[str, int]]:
    """Each page of the open poll that this member of staff may open, with how often it asks the database."""
    browser = office.signed_in(reader)
    for rule, poll, address in for_staff(office, "GET"):
        if "poll_id" in rule.arguments and poll == office.open:
            with watched(office.app) as seen:
                if browser.get(address, buffered=True).status_code == 200:
                    yield address, len(seen.statements)


def test_ten_forms_more_cost_a_page_no_question_more_than_their_lot(ours: Office) -> None:
    with_paper(ours, 3)
    before = {reader: dict(asked(ours, reader)) for reader in READERS}
    with_paper(ours, 10)
    after = {reader: dict(asked(ours, reader)) for reader in READERS}
    dearer = {
        (reader, address): (times, after[reader][address])
        for reader in READERS
        for address, times in before[reader].items()
        if after[reader][address] > times + A_LOT
    }
    assert dearer == {}


def test_no_page_of_the_desk_goes_through_all_residents(ours: Office) -> None:
    with_paper(ours, 3)
    found: dict[str, str] = {}
    opened = 0
    for reader in READERS:
        browser = ours.signed_in(reader)
        for _rule, _poll, address in for_staff(ours, "GET"):
            with watched(ours.app) as seen:
                opened += browser.get(address, buffered=True).status_code == 200
            found |= dict.fromkeys(scans(ours.app, seen, growing()), address)
    assert found == {}
    assert opened > 100


def test_a_page_of_one_compound_costs_the_same_in_a_district_ten_times_as_large(ours: Office) -> None:
    with_paper(ours, 3)
    before = {reader: dict(costs(ours, reader)) for reader in READERS}
    multiply(ours.app, TIMES)
    after = {reader: dict(costs(ours, reader)) for reader in READERS}
    dearer = {
        (reader, address): (steps, after[reader].get(address))
        for reader in READERS
        for address, steps in before[reader].items()
        if 2 * after[reader][address] > 3 * steps
    }
    assert dearer == {}
    assert sum(map(len, before.values())) > 60
