"""The row of the installation itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from surveys.store.db import Record


class InstallationRecord(Record):
    """One row: the fingerprint of the secret that everything here was derived from, `name` to know the mark beside a SQLite
    file by, and where everything was moved to, after which nothing is served from here."""

    __tablename__ = "installations"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    fingerprint: Mapped[str]
    kept_at: Mapped[datetime]
    moved_to: Mapped[str] = mapped_column(server_default="")
