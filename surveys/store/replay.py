"""What stands in the database of everything that the ledger speaks of, in the ledger's own words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, Select, and_, func, select

from surveys.core.act import KEYS, Subject, Value, moment_value
from surveys.core.canonical import digest
from surveys.core.replay import Standing
from surveys.store.co_owner import settlements_t
from surveys.store.db import Connection
from surveys.store.document import editions_t, menus_t, saved_t
from surveys.store.entry_lot import checks_t, lots_t, marks_t
from surveys.store.gates import findings_t
from surveys.store.household import amendments_t, households_t
from surveys.store.life_records import ObjectionRecord
from surveys.store.mandate import mandates_t
from surveys.store.office_records import DistrictRecord
from surveys.store.paper import copies_t, files_t
from surveys.store.place import communities_t, compounds_t
from surveys.store.poll import SHOWN, notices_t, polls_t
from surveys.store.recheck import recheck_doors_t, rechecks_t
from surveys.store.records import table_of
from surveys.store.silence import silence_t
from surveys.store.staff import staff_t
from surveys.store.wave import waves_t

_districts, _objections = table_of(DistrictRecord), table_of(ObjectionRecord)


def standing(session: Connection) -> Standing:
    """Everything that acts are about, as it stands."""
    found: Standing = {}
    for subject, query in _QUERIES.items():
        for row in session.execute(query):
            facts = dict(_facts(subject, row))
            found[subject, tuple(facts.pop(name) for name in KEYS[subject])] = facts
    return found


def _latest(table: Any, *by: str) -> Select[Any]:
    last = select(func.max(table.c.id)).group_by(*(table.c[name] for name in by))
    return select(table).where(table.c.id.in_(last))


_LAST = select(notices_t.c.poll_id, func.max(notices_t.c.number).label("number")).group_by(notices_t.c.poll_id).subquery()
_POSTED = polls_t.outerjoin(_LAST, _LAST.c.poll_id == polls_t.c.id).outerjoin(
    notices_t, and_(notices_t.c.poll_id == polls_t.c.id, notices_t.c.number == _LAST.c.number)
)
_NOTICE = (notices_t.c.number, notices_t.c.document, notices_t.c.until, notices_t.c.final, SHOWN.label("shown"))
_QUERIES: Mapping[Subject, Select[Any]] = {
    Subject.DISTRICT: select(_districts),
    Subject.STAFF: select(staff_t),
    Subject.COMMUNITY: select(communities_t),
    Subject.COMPOUND: select(compounds_t).where(compounds_t.c.community_id.is_not(None)),
    Subject.WAVE: select(waves_t),
    Subject.POLL: select(polls_t, *_NOTICE).select_from(_POSTED),
    Subject.LETTER: select(households_t.c.id, households_t.c.epoch).where(households_t.c.epoch > 1),
    Subject.FINDING: _latest(findings_t, "poll_id", "gate", "checkpoint"),
    Subject.SILENCE: _latest(silence_t, "poll_id"),
    Subject.MANDATE: select(mandates_t),
    Subject.SETTLEMENT: _latest(settlements_t, "household_id"),
    Subject.OBJECTION: select(_objections),
    Subject.AMENDMENT: select(
        amendments_t,
        *(
            amendments_t.c[column].label(name)
            for column, name in (
                ("kind", "amends"),
                ("change", "becomes"),
                ("objection_id", "objected"),
                ("ruling", "ruled"),
            )
        ),
    ),
    Subject.DOCUMENT: select(saved_t, func.coalesce(editions_t.c.document, menus_t.c.document, "").label("document"))
    .outerjoin(editions_t, editions_t.c.digest == saved_t.c.digest)
    .outerjoin(menus_t, menus_t.c.digest == saved_t.c.digest),
    Subject.ENTRY_LOT: select(lots_t),
    Subject.ENTRY_CHECK: select(checks_t),
    Subject.ENTRY_MARK: _latest(marks_t, "entry_id"),
    Subject.RECHECK: select(rechecks_t),
    Subject.RECHECK_DOOR: select(recheck_doors_t).where(recheck_doors_t.c.outcome.is_not(None)),
    Subject.PAPER: _latest(copies_t, "poll_id", "paper")
    .add_columns(files_t.c.format, files_t.c.content)
    .join(files_t, files_t.c.id == copies_t.c.file_id),
}
_PLAIN: Mapping[Subject, tuple[str, ...]] = {
    Subject.DISTRICT: ("name", "office", "site"),
    Subject.STAFF: ("username", "name", "office", "role"),
    Subject.COMMUNITY: ("name", "phone", "address", "hours", "person", "posting"),
    Subject.COMPOUND: (),
    Subject.WAVE: ("title", "edition", "opens_at", "closes_at"),
    Subject.POLL: (
        *("menu", "rules", "budget", "matters", "basic_first", "opens_at", "closes_at"),
        *("opened_at", "paused_at", "closed_at", "cancelled_at", "reviewed_at", "until", "final"),
    ),
    Subject.LETTER: ("epoch",),
    Subject.FINDING: ("poll_id", "gate", "checkpoint", "status", "decider", "valid_until", "note", "evidence", "files"),
    Subject.SILENCE: ("poll_id", "clause", "delivery", "warning", "undelivered"),
    Subject.MANDATE: ("kind", "matters", "acts", "paper", "entered_by", "confirmed_by"),
    Subject.SETTLEMENT: ("voter", "reason", "paper"),
    Subject.OBJECTION: ("who", "what", "answer", "adopted"),
    Subject.AMENDMENT: ("amends", "becomes", "was", "reason", "source", "objected", "ruled"),
    Subject.DOCUMENT: ("sort", "key", "title", "parent"),
    Subject.ENTRY_LOT: ("poll_id", "digest", "size"),
    Subject.ENTRY_CHECK: ("differs",),
    Subject.ENTRY_MARK: ("mark", "reason"),
    Subject.RECHECK: ("poll_id", "digest", "size"),
    Subject.RECHECK_DOOR: ("poll_id", "differs"),
    Subject.PAPER: ("poll_id", "format"),
}
"""The columns that entries carry as they are."""


def _facts(subject: Subject, row: Row[Any]) -> Iterator[tuple[str, Value]]:
    yield from ((name, value_of(getattr(row, name))) for name in _PLAIN[subject])
    if subject in _FURTHER:
        yield from _FURTHER[subject](row)


def _staff(row: Row[Any]) -> Iterator[tuple[str, Value]]:
    yield "place", _place(row)
    yield "disabled", int(row.disabled_at is not None)
    yield "password", int(bool(row.password))
    yield "authenticator", int(bool(row.authenticator))


def _community(row: Row[Any]) -> Iterator[tuple[str, Value]]:
    yield "community", row.id
    yield "seals", "、".join(row.seals.splitlines())


def _compound(row: Row[Any]) -> Iterator[tuple[str, Value]]:
    yield "compound", row.id
    yield "belongs_to", row.community_id


def _mandate(row: Row[Any]) -> Iterator[tuple[str, Value]]:
    yield "mandate", row.id
    yield "withdrawn", int(row.withdrawn_at is not None)


def _amendment(row: Row[Any]) -> Iterator[tuple[str, Value]]:
    yield "amendment", row.id
    yield "why", row.why or None


def _poll(row: Row[Any]) -> Iterator[tuple[str, Value]]:
    yield "poll_id", row.id
    yield "terms", digest(row.terms.encode()) if row.terms else None
    yield "notice", row.number
    if row.document:
        yield "digest", digest(row.document.encode()) if row.shown else str(json.loads(row.document)["digest"])


def _document(row: Row[Any]) -> Iterator[tuple[str, Value]]:
    yield "digest", digest(row.document.encode())  # of what is kept: another document under the digest is another thing


def _entry_lot(row: Row[Any]) -> Iterator[tuple[str, Value]]:
    yield from (("lot", row.number), ("dice", row.dice or None), ("witnesses", row.witnesses or None))
    yield from (("opened", int(bool(row.opened_at)) or None), ("accepted", int(bool(row.accepted_at)) or None))


def _entry_mark(row: Row[Any]) -> Iterator[tuple[str, Value]]:
    yield "entry", row.entry_id


def _recheck(row: Row[Any]) -> Iterator[tuple[str, Value]]:
    yield from (("dice", row.dice or None), ("witnesses", row.witnesses or None))


def _recheck_door(row: Row[Any]) -> Iterator[tuple[str, Value]]:
    yield from (("drawn", row.serial), ("came", row.outcome), ("second", row.second_id))


def _entry_check(row: Row[Any]) -> Iterator[tuple[str, Value]]:
    yield from (("check", row.id), ("first", row.entry_id), ("second", row.second_id))
    yield from (("ruled", row.ruling), ("why", row.why or None))


def _paper(row: Row[Any]) -> Iterator[tuple[str, Value]]:
    yield from (("printed", row.paper), ("copy", row.number))
    yield "digest", sha256(row.content).hexdigest()  # of the bytes that are kept


def _named(name: str, column: str = "id") -> Callable[[Row[Any]], Iterator[tuple[str, Value]]]:
    return lambda row: iter([(name, getattr(row, column))])


_FURTHER: Mapping[Subject, Callable[[Row[Any]], Iterator[tuple[str, Value]]]] = {
    Subject.STAFF: _staff,
    Subject.COMMUNITY: _community,
    Subject.WAVE: _named("wave"),
    Subject.OBJECTION: _named("objection"),
    Subject.MANDATE: _mandate,
    Subject.AMENDMENT: _amendment,
    Subject.COMPOUND: _compound,
    Subject.POLL: _poll,
    Subject.LETTER: _named("household"),
    Subject.SETTLEMENT: _named("household", "household_id"),
    Subject.DOCUMENT: _document,
    Subject.ENTRY_LOT: _entry_lot,
    Subject.ENTRY_CHECK: _entry_check,
    Subject.ENTRY_MARK: _entry_mark,
    Subject.RECHECK: _recheck,
    Subject.RECHECK_DOOR: _recheck_door,
    Subject.PAPER: _paper,
}
"""What entries carry beside those columns, or under other names."""


def _place(row: Row[Any]) -> str:
    places = {"compound": row.compound_id, "community": row.community_id, "street": row.street_id}
    return next((f"{level}:{number}" for level, number in places.items() if number is not None), "district")


def value_of(value: Any) -> Value:
    """A column as entries carry it."""
    match value:
        case bool():
            return int(value)
        case datetime():
            return moment_value(value)
        case date():
            return value.isoformat()
        case None | int() | str():
            return value
    raise TypeError(type(value).__name__)
