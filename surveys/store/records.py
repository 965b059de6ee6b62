"""The rows. They never leave the store: its functions return core objects."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    Select,
    Table,
    Text,
    UniqueConstraint,
    false,
    literal_column,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from surveys.store.db import Record

Query = TypeVar("Query", bound=Select[*tuple[Any, ...]])


def table_of(record: type[Record]) -> Table:
    """The table of a row class; selecting its columns skips the bookkeeping of objects."""
    assert isinstance(record.__table__, Table)
    return record.__table__


def insert_for(dialect: str, record: type[Record]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that may say what happens on conflict, in a database's dialect."""
    return sqlite.insert(table_of(record)) if dialect == "sqlite" else postgresql.insert(table_of(record))


def first_of(query: Query) -> Query:
    """The first row of a query alone. How many is written into the statement: where that is a parameter, SQLite prepares the
    statement anew each time, which takes ten times as long as running it."""
    return query.limit(literal_column("1", Integer())).offset(literal_column("0", Integer()))


class BuildingRecord(Record):
    """A block."""

    __tablename__ = "buildings"
    __table_args__ = (UniqueConstraint("compound_id", "label"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    compound_id: Mapped[int] = mapped_column(ForeignKey("compounds.id"))
    label: Mapped[str]


class OwnerRecord(Record):
    """Who holds one or several households; `key` is stable between imports."""

    __tablename__ = "owners"
    __table_args__ = (UniqueConstraint("compound_id", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    compound_id: Mapped[int] = mapped_column(ForeignKey("compounds.id"))
    key: Mapped[str]
    name: Mapped[str]
    phone: Mapped[str]


class HouseholdRecord(Record):
    """One exclusive unit in the living roster. `area` in hundredths of a square metre; `door_order` sorts a compound's doors
    as people do."""

    __tablename__ = "households"
    __table_args__ = (UniqueConstraint("building_id", "unit", "room"), Index(None, "compound_id", "door_order"))
    id: Mapped[int] = mapped_column(primary_key=True)
    compound_id: Mapped[int] = mapped_column(ForeignKey("compounds.id"), index=True)
    building_id: Mapped[int] = mapped_column(ForeignKey("buildings.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("owners.id"), index=True)
    unit: Mapped[str]
    floor: Mapped[int]
    room: Mapped[str]
    area: Mapped[int]
    area_source: Mapped[str]
    kind: Mapped[str]
    door_order: Mapped[str] = mapped_column(server_default="")


class EditionRecord(Record):
    """A questionnaire as it was asked, forever."""

    __tablename__ = "editions"
    digest: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str]
    document: Mapped[str] = mapped_column(Text)


class MenuRecord(Record):
    """A menu as it was offered, forever."""

    __tablename__ = "menus"
    digest: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str]
    document: Mapped[str] = mapped_column(Text)


class WaveRecord(Record):
    """One edition sent to many compounds with one calendar."""

    __tablename__ = "waves"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(unique=True)
    edition: Mapped[str] = mapped_column(ForeignKey("editions.digest"))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]


class PollRecord(Record):
    """A compound in a wave. `menu`, `rules` (JSON), `budget` (fen), `basic_first` and `matters` (JSON) may change until it
    opens; `terms` is written when it opens and never again."""

    __tablename__ = "polls"
    # A dropped draft's number is never given again: acts name it, and letters are derived from it.
    __table_args__ = (UniqueConstraint("wave_id", "compound_id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("waves.id"))
    compound_id: Mapped[int] = mapped_column(ForeignKey("compounds.id"), index=True)
    menu: Mapped[str] = mapped_column(ForeignKey("menus.digest"))
    rules: Mapped[str] = mapped_column(Text)
    budget: Mapped[int | None] = mapped_column(BigInteger)
    basic_first: Mapped[bool]
    matters: Mapped[str] = mapped_column(Text, server_default="[]")
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    terms: Mapped[str | None] = mapped_column(Text)
    paused_at: Mapped[datetime | None]
    reviewed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    # When the first notice, and the final one, was posted: in this row, so that whoever waited for its lock sees them.
    published_at: Mapped[datetime | None]
    final_at: Mapped[datetime | None]


class PollHouseholdRecord(Record):
    """One household of one poll, frozen when the poll opened, and its code. Only hashes of the secrets are kept; `epoch`
    rises when a letter is issued anew. `owner` tells owners apart inside the poll and names nobody; `owners` is how many
    people hold it together. One that was `added` lacked when the poll opened; no row is ever changed but for its letter."""

    __tablename__ = "poll_households"
    __table_args__ = (UniqueConstraint("poll_id", "position"), Index(None, "poll_id", "owner"))
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    position: Mapped[int]
    building: Mapped[str]
    unit: Mapped[str]
    floor: Mapped[int]
    room: Mapped[str]
    area: Mapped[int]
    area_source: Mapped[str]
    kind: Mapped[str]
    owner: Mapped[str]
    owners: Mapped[int] = mapped_column(server_default="1")
    added: Mapped[bool] = mapped_column(server_default=false())
    epoch: Mapped[int]
    link_hash: Mapped[str] = mapped_column(unique=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    mark: Mapped[str | None]


class RevisionRecord(Record):
    """Answers as they were cast, append-only. `answers` is canonical JSON, `null` where the household took them back;
    `submission` makes a repetition harmless. `since` is the revision in which this ballot was first cast, whose receipt key
    has `key_hash`; null where there is no key. `epoch` is the letter that it came by; what was cast to wait is `waiting`.
    `leaf` commits to it in the sealed ledger, and `mark` is what this installation alone can write."""

    __tablename__ = "revisions"
    __table_args__ = (
        UniqueConstraint("household_id", "capacity", "revision"),
        UniqueConstraint("household_id", "submission"),
        Index(None, "poll_id", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    household_id: Mapped[int] = mapped_column(ForeignKey("poll_households.id"))
    capacity: Mapped[str]
    revision: Mapped[int]
    answers: Mapped[str] = mapped_column(Text)
    edition: Mapped[str]
    menu: Mapped[str]
    channel: Mapped[str]
    entered_by: Mapped[str]
    submission: Mapped[str]
    receipt: Mapped[str] = mapped_column(unique=True)
    since: Mapped[int]
    key_hash: Mapped[str | None] = mapped_column(index=True)
    cast_at: Mapped[datetime]
    epoch: Mapped[int] = mapped_column(server_default="1")
    waiting: Mapped[bool] = mapped_column(server_default=false())
    leaf: Mapped[str | None]
    mark: Mapped[str | None]


class BallotRecord(Record):
    """The revision that counts: one a household and capacity, by constraint."""

    __tablename__ = "ballots"
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("poll_households.id"), primary_key=True)
    capacity: Mapped[str] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), unique=True)


class FindingRecord(Record):
    """What was found about a gate, append-only; the latest of a gate and checkpoint stands. `evidence` is a JSON list,
    `files` one of digests, where there are any."""

    __tablename__ = "findings"
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True)
    gate: Mapped[str]
    checkpoint: Mapped[str]
    status: Mapped[str]
    decider: Mapped[str]
    decided_by: Mapped[str]
    decided_at: Mapped[datetime]
    valid_until: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(Text)
    files: Mapped[str | None] = mapped_column(Text)


class SilenceEvidenceRecord(Record):
    """What is on record about silence in a poll, append-only; the latest stands. `undelivered` is a JSON list of ids."""

    __tablename__ = "silence_evidence"
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True)
    clause: Mapped[str] = mapped_column(Text)
    delivery: Mapped[str] = mapped_column(Text)
    warning: Mapped[str] = mapped_column(Text)
    undelivered: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]


class ContactRecord(Record):
    """A telephone number that a household left to be called back; kept apart from its answers, and deleted in time."""

    __tablename__ = "contacts"
    household_id: Mapped[int] = mapped_column(ForeignKey("poll_households.id"), primary_key=True)
    capacity: Mapped[str] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True)
    phone: Mapped[str]
    agreed_at: Mapped[datetime]
