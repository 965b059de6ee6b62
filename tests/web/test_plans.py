"""What every page, every form and the errands of the service ask the database: nothing goes through a table that grows with
residents, on either database, in a district many times as large."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import pytest

from tests.office import Office
from tests.plans import growing, scans, sizes, watched
from tests.postgres import Pool
from tests.web.large import bare, forms, hot_walk, on_postgres, on_sqlite, pages
from tests.web.routes import routes

TIMES = 400
"""Of five compounds with eight homes each: 12,800 frozen homes."""

WHOLE = {
    "desk.compounds_table": "the compounds of a place as a file, each with its figures",
    "desk.ledger_table": "what the ledger has of a place, as a file",
}
"""Pages whose work is by nature the whole of a place, with what they are."""


@pytest.fixture(params=["sqlite"])
def large(request: pytest.FixtureRequest, furnished: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The office in a large district."""
    folder = tmp_path_factory.mktemp("large")
    if request.param == "sqlite":
        with on_sqlite(furnished, folder, TIMES) as made:
            yield made
    else:
        pool: Pool = request.getfixturevalue("postgres_pool")
        with pool.lent() as url, on_postgres(furnished, folder, url, TIMES) as made:
            yield made


def test_no_page_and_no_form_goes_through_all_residents(large: Office) -> None:
    rows, known, met = sizes(large.app), set[str](), set[tuple[str, str]]()
    found: dict[str, str] = {}
    for one in chain(hot_walk(large), pages(large), forms(large), bare(large)):
        with watched(large.app) as seen:
            one.sent()
        met.add((one.method, one.endpoint))
        if one.endpoint not in WHOLE:
            seen.statements = [(text, put) for text, put in seen.statements if text not in known]
            known |= {text for text, _put in seen.statements}
            found |= dict.fromkeys(scans(large.app, seen, growing(), sizes=rows), f"{one.reader} {one.method} {one.address}")
    assert found == {}
    left_out = {"static", "staff.sign_out", "resident.leave"}
    every = {(method, rule.endpoint) for method in ("GET", "POST") for rule in routes(large, method)}
    assert {(method, endpoint) for method, endpoint in every - met if endpoint not in left_out} == set()
