"""The rows of questionnaires and menus that offices write themselves. They never leave the store."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from surveys.store.db import Record


class SavedDocumentRecord(Record):
    """An edition or a menu that an office saved, append-only; the document itself stands with those that were sent out.
    `parent` is the digest of the one that it was made from, empty where it was made from none."""

    __tablename__ = "saved_documents"
    __table_args__ = (UniqueConstraint("sort", "key"),)
    digest: Mapped[str] = mapped_column(primary_key=True)
    sort: Mapped[str]
    key: Mapped[str]
    title: Mapped[str]
    parent: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]


class SketchRecord(Record):
    """One that somebody is still writing: as it stands, and as it was one step `before`, empty where there was none. The
    `version` grows with every step."""

    __tablename__ = "sketches"
    id: Mapped[int] = mapped_column(primary_key=True)
    sort: Mapped[str]
    by: Mapped[str] = mapped_column(index=True)
    parent: Mapped[str]
    document: Mapped[str] = mapped_column(Text)
    before: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    at: Mapped[datetime]
