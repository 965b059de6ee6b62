"""What several threads do to one database, with the product's settings or a driver's own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import Engine, create_engine, event, func, select, text

from surveys.core.errors import PollNotOpen
from surveys.core.poll import Poll
from surveys.services.code import Door
from surveys.services.life import close as close_early
from surveys.store.ballot import ballots_t
from surveys.store.db import Connection, engine_options
from tests.conftest import Database
from tests.factories import DISTRICT, DURING, KEYS, LI, voted

Way = Callable[[], AbstractContextManager[Connection]]
PAUSE = 0.01


@contextmanager
def unprepared(database: Database) -> Iterator[tuple[Engine, Way]]:
    """The same database as the driver's own settings treat it, and without the locks that we ask PostgreSQL for."""
    engine = create_engine(database.url, **engine_options(database.url), execution_options={"keys": KEYS})
    event.listen(engine, "before_cursor_execute", _without_locks, retval=True)

    @contextmanager
    def way() -> Iterator[Connection]:
        with engine.connect() as session:
            yield session
            session.commit()

    try:
        yield engine, way
    finally:
        engine.dispose()


def _without_locks(_c: object, _k: object, statement: str, parameters: object, *_: object) -> tuple[str, object]:
    for lock in (" FOR SHARE OF polls", " FOR UPDATE OF polls", " FOR UPDATE"):
        statement = statement.replace(lock, "")
    return statement, parameters


def together(*errands: Callable[[], None]) -> None:
    """Run the errands in threads that start at one moment; what one of them raises is raised here."""
    barrier, raised = threading.Barrier(len(errands)), list[BaseException]()

    def run(errand: Callable[[], None]) -> None:
        barrier.wait()
        try:
            errand()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(errand,)) for errand in errands]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if raised:
        raise raised[0]


def count_up(way: Way, threads: int = 4, times: int = 25) -> int:
    """What a counter shows after all threads read it and wrote one more, each that often."""
    with way() as session:
        session.execute(text("CREATE TABLE counter (n INTEGER)"))
        session.execute(text("INSERT INTO counter VALUES (0)"))

    def one_more() -> None:
        for _ in range(times):
            with way() as session:
                lock = "" if session.dialect.name == "sqlite" else " FOR UPDATE"
                n = session.execute(text("SELECT n FROM counter" + lock)).scalar_one()
                time.sleep(0)
                session.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})

    together(*[one_more] * threads)
    with way() as session:
        return int(session.execute(text("SELECT n FROM counter")).scalar_one())


def close_while_voting(way: Way, poll: Poll, doors: Sequence[Door], delay: float) -> tuple[int, int, int]:
    """Every door votes while somebody closes the poll and counts; returns what was counted, stands, and was acknowledged."""
    acknowledged: list[int] = []
    counted: list[int] = []

    def vote(door: Door) -> None:
        try:
            with way() as session:
                voted(session, door)
        except PollNotOpen:
            return
        acknowledged.append(door.household_id)

    def close() -> None:
        time.sleep(delay)
        with way() as session:
            close_early(session, DISTRICT, poll.id, reason="all answered", by=LI, now=DURING)
            counted.append(standing(session, poll))
            time.sleep(PAUSE)

    together(close, *((lambda door=door: vote(door)) for door in doors))
    with way() as session:
        return counted[0], standing(session, poll), len(acknowledged)


def standing(session: Connection, poll: Poll) -> int:
    """How many ballots stand in the poll."""
    return session.execute(select(func.count()).where(ballots_t.c.poll_id == poll.id)).scalar_one()


@contextmanager
def slow_to_insert(engine: Engine) -> Iterator[None]:
    """Wait a moment between looking at the poll and adding the ballot, as a busy machine would."""

    def wait(_c: object, _k: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO revisions"):
            time.sleep(PAUSE)

    event.listen(engine, "before_cursor_execute", wait)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", wait)
