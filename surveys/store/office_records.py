"""The rows of who acts and what they did. They never leave the store."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from surveys.store.db import Record


class EntryRecord(Record):
    """An act of staff, append-only: who did what, where and when. `poll_id` may name a draft that was dropped since.
    `detail` is canonical JSON, with a commitment in the place of each personal value. An entry of a compound or a community
    has its street as well; one of a compound has no community, because that may change. `mark` is what this installation
    alone can write."""

    __tablename__ = "entries"
    __table_args__ = (
        Index(None, "at", "id"),
        *(Index(None, column, "at", "id") for column in ("actor", "act", "poll_id", "wave_id")),
        Index(None, "mark", unique=True),
        *(Index(None, column, "at", "id") for column in ("compound_id", "community_id", "street_id", "household_id")),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    act: Mapped[str]
    poll_id: Mapped[int | None]
    detail: Mapped[str] = mapped_column(Text)
    wave_id: Mapped[int | None]
    compound_id: Mapped[int | None]
    community_id: Mapped[int | None]
    street_id: Mapped[int | None]
    household_id: Mapped[int | None]
    mark: Mapped[str | None]


class EntryValueRecord(Record):
    """A personal value that an entry commits to, with its salt: never changed, and deleted when it is to be forgotten.
    `value` is canonical JSON."""

    __tablename__ = "entry_values"
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    salt: Mapped[str]
    value: Mapped[str] = mapped_column(Text)


class PrintRunRecord(Record):
    """A print run of a poll's letters, append-only."""

    __tablename__ = "print_runs"
    __table_args__ = (UniqueConstraint("poll_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    number: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str]
    building: Mapped[str]
    unit: Mapped[str]
    big: Mapped[bool]
    reason: Mapped[str]
    remark: Mapped[str] = mapped_column(Text)
    letters: Mapped[int]
    left_out: Mapped[int]


class PrintedLetterRecord(Record):
    """Which of its letters a household had in a print run, append-only."""

    __tablename__ = "printed_letters"
    run_id: Mapped[int] = mapped_column(ForeignKey("print_runs.id"), primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("poll_households.id"), primary_key=True)
    epoch: Mapped[int]


FITTING_PLACE = (
    "disabled_at IS NOT NULL OR ("
    "(role <> 'district' OR (street_id IS NULL AND community_id IS NULL AND compound_id IS NULL))"
    " AND (role <> 'street' OR (street_id IS NOT NULL AND community_id IS NULL AND compound_id IS NULL))"
    " AND (role NOT IN ('committee', 'helper') OR community_id IS NOT NULL OR compound_id IS NOT NULL)"
    " AND (role <> 'owners' OR compound_id IS NOT NULL))"
)
"""Whoever may sign in holds a role where it may be held, as `surveys.core.staff.FITTING` says."""


class StaffRecord(Record):
    """A member of staff: in the whole district, or in the one street, community or compound that is named.

    `password` is empty until they have set one. `invitation` is the hash of a link that lets them do so once, sent at
    `invited_at`; `authenticator` is what their app's secret is made of, `step` the last step whose code counted.
    """

    __tablename__ = "staff"
    __table_args__ = (CheckConstraint(FITTING_PLACE, name="fitting_place"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    office: Mapped[str] = mapped_column(server_default="")
    role: Mapped[str]
    password: Mapped[str]
    street_id: Mapped[int | None] = mapped_column(ForeignKey("streets.id"))
    community_id: Mapped[int | None] = mapped_column(ForeignKey("communities.id"))
    compound_id: Mapped[int | None] = mapped_column(ForeignKey("compounds.id"))
    disabled_at: Mapped[datetime | None]
    invitation: Mapped[str | None] = mapped_column(unique=True)
    invited_at: Mapped[datetime | None]
    invited_by: Mapped[str] = mapped_column(server_default="")
    authenticator: Mapped[str] = mapped_column(server_default="")
    step: Mapped[int] = mapped_column(server_default="0")


class StaffSessionRecord(Record):
    """A signed-in browser; the key is the hash of what its cookie carries. `device` is the kind of device, no more."""

    __tablename__ = "staff_sessions"
    key: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    device: Mapped[str] = mapped_column(server_default="")


class SecondRecord(Record):
    """An act that somebody asked for and another has to confirm; `asked` is canonical JSON, and `digest` names it with the
    act and the poll. It is over once it is confirmed or withdrawn."""

    __tablename__ = "seconds"
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True)
    act: Mapped[str]
    asked: Mapped[str] = mapped_column(Text)
    digest: Mapped[str]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    confirmed_by: Mapped[str] = mapped_column(server_default="")
    over_at: Mapped[datetime | None]


class DistrictRecord(Record):
    """What the district and the office that runs this installation are called, and where residents reach it; there is one
    row."""

    __tablename__ = "districts"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    office: Mapped[str]
    site: Mapped[str] = mapped_column(server_default="")


class AttemptRecord(Record):
    """A failed try at a password or a one-time code; successes are never counted."""

    __tablename__ = "attempts"
    __table_args__ = (Index(None, "door", "who", "at"), Index(None, "at"))
    id: Mapped[int] = mapped_column(primary_key=True)
    door: Mapped[str]
    who: Mapped[str]
    at: Mapped[datetime]


class WrongCodeRecord(Record):
    """How many wrong household codes were typed in an hour, counted from 1970: for `what`, which is an address, a poll's
    page, everybody, or one of a fixed number of marks that stand for doors."""

    __tablename__ = "wrong_codes"
    hour: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    what: Mapped[str] = mapped_column(primary_key=True)
    times: Mapped[int]


class SentFormRecord(Record):
    """A form of the desk that was taken: `key` is the digest of page and content, `page` the number of the page it was sent
    from, `version` what stood once it was taken."""

    __tablename__ = "sent_forms"
    key: Mapped[str] = mapped_column(primary_key=True)
    page: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    location: Mapped[str]
    said: Mapped[str] = mapped_column(Text)
    version: Mapped[str]


class UploadRecord(Record):
    """A file that somebody brought to look at what it would change, and what was noted beside it under other names, until it
    is confirmed, for a day at most: `key` is the digest of who brought it and of the token that finds it again."""

    __tablename__ = "uploads"
    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    by: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class EvidenceRecord(Record):
    """A file that proves what was found, as it was made anew; append-only, and found by its digest in the findings."""

    __tablename__ = "evidence_files"
    __table_args__ = (UniqueConstraint("poll_id", "digest"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    digest: Mapped[str]
    kind: Mapped[str]
    pages: Mapped[int]
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    added_by: Mapped[str]
    added_at: Mapped[datetime]
