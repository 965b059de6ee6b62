"""Whatever somebody changes by hand is found, by whom it can be; what can't be is listed, and is little."""

from __future__ import annotations

from pathlib import Path
from random import Random

from sqlalchemy import text

from surveys.core.seal import HeadWhy
from surveys.services.seal import seal_poll
from surveys.services.verify import problems
from surveys.store.db import Record, db
from tests.factories import AFTER
from tests.sizes import size
from tests.torture.mutations import NOT_CHECKED, found_by_recount, is_checked, run, tampered
from tests.torture.tampered import changes


def test_every_row_that_is_changed_by_hand_is_found() -> None:
    found = run(size())
    assert found.problems == []
    assert found.made >= 40
    assert found.recounted > 12


def test_what_nobody_checks_is_listed_with_a_reason_and_little_of_it_is_anybodys_vote(tmp_path: Path) -> None:
    tables = set(Record.metadata.tables)
    named = {name.split(" ")[-1].split(".")[0] for name in NOT_CHECKED}
    assert named <= tables
    named -= {name.split(".")[0] for name in NOT_CHECKED if "." in name}
    assert not named & {"revisions", "ballots", "entries", "leaves", "tree_heads", "poll_households", "polls"}
    for there in tampered(tmp_path):
        with there.database.app.app_context(), db.engine.connect() as session:
            session.begin()
            every = list(changes(session, Random(0)))
            session.rollback()
        assert sum(map(is_checked, every)) > 200


def test_a_tree_that_the_sealer_itself_made_anew_is_found_by_what_was_printed_before(tmp_path: Path) -> None:
    """A ballot taken out with all that tells of it, and the rest sealed again, secret and all: verify alone can't see it."""
    for there in tampered(tmp_path):
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
