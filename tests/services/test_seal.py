"""Sealing: what is put into a tree together, when, and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from surveys.core.ballot import Capacity
from surveys.core.merkle import included, inclusion, leaf_hash
from surveys.core.poll import Poll
from surveys.core.seal import MOST_OPEN, HeadWhy, Leaf
from surveys.services.code import Door
from surveys.services.end import close_due
from surveys.services.seal import due, heads, leaves, place_of, root_of, seal_poll
from tests.conftest import Database
from tests.factories import CLOSES, DURING, doors, opened, rooms, voted
from tests.sealing import seal_due


def a_street(database: Database, homes: int) -> tuple[Poll, list[Door]]:
    with database.transaction() as session:
        poll = opened(session, *rooms(homes))
        return poll, doors(session, poll)


def sealed(database: Database, at: timedelta = timedelta()) -> int:
    with database.transaction() as session:
        return seal_due(session, now=DURING + at).sealed


def test_a_head_is_written_when_enough_ballots_wait(database: Database) -> None:
    poll, homes = a_street(database, MOST_OPEN + 2)
    sealed(database)
    for door in homes[: MOST_OPEN - 1]:
        with database.transaction() as session:
            voted(session, door)
    with database.reading() as session:
        assert due(session) == ()
        assert heads(session, poll.id) == ()
    with database.transaction() as session:
        voted(session, homes[-1])
    assert sealed(database) > MOST_OPEN  # with the acts that were waiting
    with database.reading() as session:
        head, found = heads(session, poll.id)[-1], leaves(session, poll.id)
        assert (head.size, head.root, head.why, head.at) == (len(found), root_of(found), HeadWhy.BATCH, DURING)
        assert list(found) == sorted(found)  # not in the order in which they came


def test_acts_alone_make_no_head_while_a_poll_runs(database: Database) -> None:
    poll, _ = a_street(database, 3)
    sealed(database)
    with database.reading() as session:
        assert heads(session, poll.id) == ()
        assert len(heads(session, 0)) == 1  # those of no poll tell of no door


def test_the_end_seals_what_waits_and_every_ballot_has_its_place(database: Database) -> None:
    poll, homes = a_street(database, 3)
    with database.transaction() as session:
        ballots = [voted(session, door) for door in homes]
        assert place_of(session, ballots[0].household, Capacity.OWNER, 1) is None
    with database.transaction() as session:
        close_due(session, now=CLOSES)
    with database.reading() as session:
        head, found = heads(session, poll.id)[-1], leaves(session, poll.id)
        assert head.why is HeadWhy.CLOSED
        tree = [leaf_hash(bytes.fromhex(leaf)) for leaf in found]
        for ballot in ballots:
            place = place_of(session, ballot.household, Capacity.OWNER, ballot.revision)
            assert place is not None
            assert included(tree[place], place, head.size, inclusion(tree, place), bytes.fromhex(head.root))


@pytest.mark.by_hand
def test_a_row_that_was_put_in_by_hand_is_never_sealed(database: Database) -> None:
    poll, homes = a_street(database, 3)
    with database.transaction() as session:
        for door in homes[:2]:
            voted(session, door)
        session.execute(text(_FORGED), {"mark": "0" * 64})
        done = seal_poll(session, poll.id, HeadWhy.CLOSED, now=CLOSES)
        number = session.execute(text("SELECT max(id) FROM revisions")).scalar_one()
        assert done.refused == ((Leaf.BALLOT, number),)
        again = seal_poll(session, poll.id, HeadWhy.CLOSED, now=CLOSES)
        assert (again.sealed, again.refused) == (0, done.refused)


_FORGED = """
INSERT INTO revisions (poll_id, household_id, capacity, revision, answers, edition, menu, channel, entered_by, submission,
receipt, since, key_hash, cast_at, epoch, waiting, leaf, mark) SELECT poll_id, household_id, capacity, revision + 1, answers,
edition, menu, channel, entered_by, 'forged-one', 'AAAAA-BBBBB', since, key_hash, cast_at, epoch, waiting, leaf, mark
FROM revisions ORDER BY id LIMIT 1"""


@pytest.mark.by_hand
def test_what_an_earlier_release_wrote_is_sealed_once_and_an_act_says_so(database: Database) -> None:
    poll, homes = a_street(database, 3)
    with database.transaction() as session:
        for door in homes:
            voted(session, door)
    _unmark(database)
    assert sealed(database) > 0
    with database.transaction() as session:
        assert seal_poll(session, poll.id, HeadWhy.CLOSED, now=CLOSES).refused == ()
        begun = session.execute(text("SELECT count(*) FROM entries WHERE act = 'sealing_began'")).scalar_one()
        assert begun == 1
        bare = _FORGED.replace("leaf, mark\nFROM", "NULL, NULL\nFROM")
        session.execute(text(bare))
        assert len(seal_poll(session, poll.id, HeadWhy.CLOSED, now=CLOSES).refused) == 1


_GUARDS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name"


def _unmark(database: Database) -> None:
    """As a release wrote them that knew no marks."""
    off = {"revisions": "leaf = NULL, mark = NULL", "entries": "mark = NULL"}
    with database.transaction() as session:
        for table, values in off.items():
            if database.kind == "postgresql":
                session.execute(text("SET LOCAL session_replication_role = replica"))
                session.execute(text(f"UPDATE {table} SET {values}"))
                continue
            guards = session.execute(text(_GUARDS), {"name": table}).all()
            for name, _ in guards:
                session.execute(text(f"DROP TRIGGER {name}"))
            session.execute(text(f"UPDATE {table} SET {values}"))
            for _, made in guards:
                session.execute(text(made))
