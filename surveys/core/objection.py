"""An objection to what was posted: who says what, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

LONGEST_WHO, LONGEST_WHAT = 40, 1000


@dataclass(frozen=True, slots=True)
class Objection:
    """One objection; `who` is a name or a door as its writer gave it. It is open until somebody answers it, and `adopted`
    says whether the result is corrected for it."""

    id: int
    who: str
    what: str
    came_at: datetime
    entered_by: str
    answer: str = ""
    adopted: bool | None = None
    answered_by: str = ""
    answered_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether nobody answered it yet."""
        return self.answered_at is None
