"""What was posted of a poll: the sheet's content as it stood when somebody published it, never changed again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice of a poll; a later number corrects the earlier ones, which stay.

    `until` is the last day on which objections are taken, in the compound's zone. `reason` says why an earlier notice is
    corrected; empty in the first. `document` is what `posted` made, its digest inside.
    """

    poll_id: int
    number: int
    published_at: datetime
    published_by: str
    until: date
    reason: str
    document: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """SHA-256, in hex, of what was posted; printed on the notice."""
        return str(self.document["digest"])
