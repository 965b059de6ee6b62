"""Whatever somebody changes by hand is found, by whom it can be; what can't be is listed, and is little."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text

from surveys.core.seal import HeadWhy
from surveys.services.seal import seal_poll
from surveys.services.verify import problems
from surveys.store.db import Record, db
from tests.factories import AFTER
from tests.postgres import Pool
from tests.sizes import size, sized
from tests.torture.mutations import NOT_CHECKED, by_psql, found_by_recount, hunt, is_checked, run, tampered
from tests.torture.tampered import District, changes


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[District]:
    """The district, made once: whatever a test does to it is rolled back."""
    yield from tampered(tmp_path_factory.mktemp("tampered"))


def test_every_row_that_is_changed_by_hand_is_found(there: District) -> None:
    found = run(size(), there)
    assert found.problems == []
    assert found.made >= 40
    assert found.recounted > 12


def test_every_row_that_is_changed_by_psql_is_found(postgres_pool: Pool) -> None:
    with postgres_pool.lent() as url:
        for there in by_psql(url):
            found = hunt(there, Random(1), sized(18, 220, 2_000))
            assert found.problems == []
            assert found.made >= 18


def test_what_nobody_checks_is_listed_with_a_reason_and_little_of_it_is_anybodys_vote(there: District) -> None:
    """Each table has a row in the district or is named as a whole, so that a new table, or a new column, has to say by its
    being found how it is checked, or why not."""
    tables = set(Record.metadata.tables)
    named = {name.split(" ")[-1].split(".")[0] for name in NOT_CHECKED}
    columns = {f"{table}.{column.name}" for table in tables for column in Record.metadata.tables[table].columns}
    assert named <= tables
    assert {name for name in NOT_CHECKED if "." in name} <= columns
    whole = {name for name in NOT_CHECKED if " " not in name and "." not in name}
    assert not whole & {
        "revisions",
        "ballots",
        "entries",
        "leaves",
        "tree_heads",
        "poll_households",
        "polls",
        "open_packages",
    }
    with there.database.app.app_context(), db.engine.connect() as session:
        session.begin()
        every = list(changes(session, Random(0)))
        session.rollback()
    changed = {change.name.split(" ")[-1].split(".")[0] for change in every}
    assert tables - changed - whole == {"forgettings"}
    assert sum(map(is_checked, every)) > 350


def test_the_document_for_committees_names_what_is_not_found() -> None:
    told = (Path(__file__).parents[2] / "docs" / "recount.md").read_text("utf-8")
    for name in NOT_CHECKED:
        table = name.split(" ")[-1].split(".")[0]
        assert f"`{table}`" in told, name


def test_a_tree_that_the_sealer_itself_made_anew_is_found_by_what_was_printed_before(there: District) -> None:
    """A ballot taken out with all that tells of it, and the rest sealed again, secret and all: verify alone can't see it."""
    with there.database.app.app_context(), db.engine.connect() as session:
        session.begin()
        session.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        printed = there.printed[1]
        last = session.execute(text("SELECT min(revision_id) FROM ballots WHERE poll_id = 1")).scalar_one()
        for statement in _GONE:
            session.execute(text(statement), {"last": last})
        seal_poll(session, 1, HeadWhy.CLOSED, now=AFTER)
        assert [wrong.table for wrong in problems(session, polls=[1])] == []
        kept = [(printed.size, printed.root)]
        assert [wrong.flaw.value for wrong in problems(session, polls=[1], printed=kept)] == ["printed"]
        assert found_by_recount(session, there)
        session.rollback()


_GONE = (
    "DELETE FROM ballots WHERE revision_id = :last",
    "DELETE FROM revisions WHERE id = :last",
    "DELETE FROM leaves WHERE tree = 1",
    "DELETE FROM tree_heads WHERE tree = 1",
)
