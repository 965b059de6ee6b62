"""Every row of every table changed by hand, one after the other, as somebody does who has the database and took its guards
away: `flask verify` names it, and recount.py, with the watchers' package and a checkpoint that was printed before, finds
what the result rests on. By itself: python3 -m tests.torture.mutations."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from sqlalchemy.exc import SQLAlchemyError

import recount
import sealed
from surveys.core.place import DISTRICT
from surveys.paper.package import sealed as packed
from surveys.services.package import Exact
from surveys.services.verify import problems
from surveys.store.db import Connection, db
from tests.conftest import connected, migrated
from tests.factories import AFTER
from tests.sizes import Size
from tests.torture.cunning import CUNNING
from tests.torture.tampered import Change, District, changes, district, unguarded

NOT_CHECKED = {
    **dict.fromkeys(
        ("buildings", "compounds", "households", "owners", "streets"),
        "the living roster: every poll froze its own, and what is put right later says so in the ledger",
    ),
    **dict.fromkeys(("print_runs", "printed_letters"), "what was printed: the ledger says it, and no result rests on it"),
    "open_packages": "the public file is with everybody who took it, and opened.py checks it against the printed checkpoint",
    **dict.fromkeys(("polls.published_at", "polls.final_at"), "what the lock covers of the notices, which are checked"),
    "entry_values": "a personal value that lacks was forgotten in time; one that was exchanged is found",
    "DELETE disputes": "a complaint beside a ballot: nothing is counted by it; one that was changed or put in is found",
    "INSERT settlements": "a copy of the latest says what the latest says; any other is found",
    **dict.fromkeys(("co_votes.id", "disputes.id", "notices.id", "settlements.id", "void_letters.id"), "nothing names it"),
    "waiting_ballots.id": "only what the office decided is named by it, and that is found",
}
"""What `flask verify` doesn't find, by table, column or deed, and why."""
RESTS_ON = (
    *("revisions.answers", "revisions.capacity", "revisions.revision", "revisions.household_id", "revisions.edition"),
    *("revisions.menu", "revisions.poll_id", "ballots.revision_id", "DELETE revisions", "DELETE ballots"),
    *("poll_households.area", "poll_households.room", "poll_households.floor", "poll_households.building"),
    *("poll_households.unit", "polls.terms", "DELETE poll_households"),
)
"""What a result rests on, as far as one row goes: recount.py finds it too."""


@dataclass
class Hunt:
    """What came of it: how many changes were made, how many the database itself refused, and which nobody found."""

    made: int = 0
    refused: int = 0
    recounted: int = 0
    problems: list[str] = field(default_factory=list)


def is_checked(change: Change) -> bool:
    """Whether it is among what verifying finds."""
    table = change.name.split(" ")[-1].split(".")[0]
    return change.name not in NOT_CHECKED and table not in NOT_CHECKED


def found_by_verify(session: Connection) -> bool:
    """Whether verifying finds anything."""
    return next(problems(session), None) is not None


def found_by_recount(session: Connection, there: District) -> bool:
    """Whether recounting the watchers' packages does, each with the checkpoint printed before; or none can be made."""
    for number, printed in there.printed.items():
        try:
            content = packed(session, DISTRICT, number, Exact.PACKAGE, now=AFTER)._content
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "a.zip"
                path.write_bytes(content)
                package = recount.read(str(path))
            heads = [(printed.size, printed.root)]
            parts = [*recount.against_ballots(package), *sealed.check(package, heads)]
        except Exception:  # whatever keeps a package from being made or read is seen by whoever asks for one
            return True
        if any(found for _what, found in parts):
            return True
    return False


def hunt(there: District, chance: Random, most: int, heard: Callable[[Hunt], None] = lambda _hunt: None) -> Hunt:
    """Make so many changes, each alone and undone again."""
    hunt = Hunt()
    with there.database.app.app_context():
        for change in _many(chance, there):
            if hunt.made >= most:
                break
            with db.engine.connect() as session:
                session.begin()
                session.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
                try:
                    change.do(session)
                except SQLAlchemyError:
                    hunt.refused += 1
                else:
                    _look(session, change, there, hunt)
                session.rollback()
            heard(hunt)
    return hunt


def _look(session: Connection, change: Change, there: District, hunt: Hunt) -> None:
    hunt.made += 1
    if not found_by_verify(session):
        hunt.problems.append(f"verify: {change.name} {change.statements}")
    if change.recount or change.name in RESTS_ON:
        hunt.recounted += 1
        if not found_by_recount(session, there):
            hunt.problems.append(f"recount: {change.name} {change.statements}")


def _many(chance: Random, there: District) -> Iterator[Change]:
    """The cunning ones first, then all of the plain ones in any order, again and again with other rows."""
    yield from CUNNING
    while True:
        with db.engine.connect() as session:
            session.begin()
            plain = [change for change in changes(session, chance) if is_checked(change)]
            session.rollback()
        chance.shuffle(plain)
        yield from plain


def tampered(folder: Path) -> Iterator[District]:
    """The district, made in this folder; its guards are gone."""
    made = folder / "made.db"
    migrated(f"sqlite:///{made}")
    with connected(f"sqlite:///{made}") as database:
        there = district(database)
        with database.reading() as session:
            assert next(problems(session), None) is None
            assert not found_by_recount(session, there)
    with connected(f"sqlite:///{unguarded(made, folder / 'open.db')}") as database:
        yield District(database, there.printed)


def run(size: Size) -> Hunt:
    """So many changes as fit this size."""
    most = {Size.SUITE: 40, Size.CI: 220, Size.FULL: 2_000}[size]
    with tempfile.TemporaryDirectory() as folder:
        for there in tampered(Path(folder)):
            return hunt(there, Random(0), most, lambda so_far: _say(so_far, most) if size is Size.FULL else None)
    raise AssertionError


def _say(so_far: Hunt, most: int) -> None:
    bar = "#" * (so_far.made * 30 // most)
    end = "\n" if so_far.made == most else ""
    print(f"\rmutations [{bar:<30}] {so_far.made}/{most}, {len(so_far.problems)} not found", end=end, file=sys.stderr)


if __name__ == "__main__":
    came = run(Size.FULL)
    print(f"{came.made} changes, {came.recounted} recounted too; {came.refused} refused by the database itself")
    print("\n".join(came.problems) or "all of them found")
    sys.exit(bool(came.problems))
