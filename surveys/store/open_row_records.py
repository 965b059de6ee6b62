"""The rows of what was published beside a notice. They never leave the store."""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from surveys.store.db import Record


class OpenPackageRecord(Record):
    """The rows that were published with a notice, as one file byte for byte, append-only. `digest` is printed on the
    notice, and so is `head`, the ledger's last checkpoint in it."""

    __tablename__ = "open_packages"
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str]
    head: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
