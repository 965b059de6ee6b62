"""The rows of papers that were printed. They never leave the store."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from surveys.store.db import Record


class PaperFileRecord(Record):
    """A paper as it was pressed, byte for byte, append-only. `source` is the digest of what it was pressed from without the
    moment, `digest` that of `content`."""

    __tablename__ = "paper_files"
    __table_args__ = (UniqueConstraint("poll_id", "paper", "format", "source"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    paper: Mapped[str]
    format: Mapped[str]
    source: Mapped[str]
    digest: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class PaperCopyRecord(Record):
    """A copy of a paper, append-only."""

    __tablename__ = "paper_copies"
    __table_args__ = (UniqueConstraint("poll_id", "paper", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    paper: Mapped[str]
    number: Mapped[int]
    file_id: Mapped[int] = mapped_column(ForeignKey("paper_files.id"))
    at: Mapped[datetime]
    by: Mapped[str]
