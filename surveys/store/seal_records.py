"""The rows of the sealed ledger."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from surveys.store.db import Record


class LeafRecord(Record):
    """An entry of a poll's sealed ledger, append-only: the commitment to a revision or an act, by the number of its row.
    `tree` is the poll, 0 for acts of none; what is sealed together stands in the order of its commitments, not of time.
    `mark` is what this installation alone can write beside it."""

    __tablename__ = "leaves"
    __table_args__ = (UniqueConstraint("kind", "row_id"), Index(None, "tree", "kind", "row_id"))
    tree: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    row_id: Mapped[int]
    leaf: Mapped[str]
    mark: Mapped[str]


class TreeHeadRecord(Record):
    """The ledger of a poll as it stood after `size` entries, append-only. `mark` is this installation's."""

    __tablename__ = "tree_heads"
    tree: Mapped[int] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(primary_key=True)
    root: Mapped[str]
    at: Mapped[datetime]
    why: Mapped[str]
    mark: Mapped[str]
