"""Every row of every table changed by hand, one after the other, as somebody does who has the database and took its guards
away: `flask verify` names it, and recount.py, with the watchers' package and a checkpoint that was printed before, finds
what the result rests on. By itself: python3 run.py torture --part mutations."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import psycopg
from sqlalchemy.exc import SQLAlchemyError

import recount
import sealed
from surveys.core.place import DISTRICT
from surveys.core.retention import RETENTION
from surveys.paper.package import sealed as packed
from surveys.services.package import Exact
from surveys.services.verify import problems
from surveys.store.db import Connection, db
from tests.conftest import connected, migrated
from tests.factories import AFTER
from tests.postgres import postgres
from tests.sizes import Size
from tests.torture.cunning import CUNNING
from tests.torture.tampered import Change, District, changes, district, unguarded

_NUMBERS = (
    "amendments co_votes disputes entry_lots entry_marks evidence_files findings form_photos notices objections paper_copies"
)
_NUMBERS += " paper_forms poll_changes print_runs recheck_doors seconds settlements silence_evidence staff void_letters"
_FORM = "confirmed_at household_id issued_at issued_by issued_to poll_id returned_at returned_by spoiled_at spoiled_by"
_ENTRY = "at by capacity channel content household_id marks photo_read poll_id round seconds undone_at"


def _columns(table: str, names: str, why: str) -> dict[str, str]:
    return dict.fromkeys((f"{table}.{name}" for name in names.split()), why)


NOT_CHECKED = {
    **{name: f"kept until {held.until}" for name, held in RETENTION.items() if held.passing},
    "clock": "where the newest row is: told again by the rows themselves",
    "installations": "looked at before every start, by the secret itself",
    "contacts": "a number that a home leaves and takes back as it likes",
    "visits": "knocks, written down by whoever knocked: nothing is counted by them",
    "form_sides": "what a batch is printed again from",
    "form_photos": "pictures of paper; that each is what its digest says is checked",
    "areas": "what places are called",
    **dict.fromkeys(("streets", "compounds.name", "compounds.street_id", "compounds.area_id"), "what places are called"),
    **dict.fromkeys(
        ("communities.street_id", "districts.id", "INSERT districts", "DELETE streets"), "what places are called"
    ),
    **dict.fromkeys(("INSERT compounds", "INSERT buildings", "INSERT owners"), "without a home it is nobody's"),
    **dict.fromkeys(("owners.name", "owners.phone"), "the digest of a roster says how many hold a home, and not who"),
    "households.door_order": "made of the rest of the row",
    **_columns("staff", "invitation password authenticator step", "what opens an account stands in no act"),
    **_columns("evidence_files", "added_at added_by kind pages poll_id", "what it shows is named by findings"),
    **_columns("paper_forms", f"{_FORM} spoiled_why", "who had which sheet: what was typed in of it is checked"),
    **_columns("form_entries", _ENTRY, "of a second typing, or of one that became no ballot, only what differs is told"),
    **_columns("form_entries", "revision lot form_id", "the same"),
    **dict.fromkeys(("INSERT form_entries", "DELETE form_entries", "INSERT paper_forms"), "the same"),
    **_columns("recheck_doors", "differs second_id", "of a home where nobody was asked anew"),
    "paper_files.source": "by which a paper that was pressed before is found again; its bytes are checked",
    "print_runs.big": "how large the letters are",
    "DELETE entry_values": "what the poll's end lets go, who acted for whom and who was given sheets; any other is found",
    "DELETE disputes": "a complaint beside a ballot: nothing is counted by it; one that was changed or put in is found",
    **dict.fromkeys((f"{table}.id" for table in _NUMBERS.split()), "nothing names it"),
    "waiting_ballots.id": "only what the office decided is named by it, and that is found",
}
"""What `flask verify` doesn't find, by table, column or deed, and why; docs/recount.md says it to committees."""
GUARDLESS = {"sqlite": "PRAGMA defer_foreign_keys=ON", "postgresql": "SET LOCAL session_replication_role = replica"}
"""What takes the last guards away until the transaction ends; the triggers of SQLite are gone from the copy."""
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
    turns = set(change.turns) or {change.name}
    return bool(turns - NOT_CHECKED.keys()) and table not in NOT_CHECKED


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
                session.exec_driver_sql(GUARDLESS[there.database.kind])
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
    if change.recount or (change.name in RESTS_ON and change.poll in there.printed):
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


def by_psql(url: str) -> Iterator[District]:
    """The same in a PostgreSQL database that is migrated and empty; whoever has it sets its triggers aside."""
    with connected(url) as database:
        yield district(database)


@contextmanager
def made(kind: str) -> Iterator[District]:
    """One of its own on SQLite, or in a PostgreSQL server of its own."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        if kind == "sqlite":
            yield from tampered(Path(folder))
            return
        server = stack.enter_context(postgres())
        with psycopg.connect(server.format(database="postgres").replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("CREATE DATABASE tampered")
        url = server.format(database="tampered")
        migrated(url)
        yield from by_psql(url)


def run(size: Size, there: District) -> Hunt:
    """So many changes as fit this size."""
    most = {Size.SUITE: 40, Size.CI: 220, Size.FULL: 2_000}[size]
    return hunt(there, Random(0), most, lambda so_far: _say(so_far, most, there) if size is Size.FULL else None)


def _say(so_far: Hunt, most: int, there: District) -> None:
    bar = "#" * (so_far.made * 30 // most)
    end = "\n" if so_far.made == most else ""
    counted = f"{so_far.made}/{most}, {len(so_far.problems)} not found"
    print(f"\rmutations {there.database.kind} [{bar:<30}] {counted}", end=end, file=sys.stderr)
