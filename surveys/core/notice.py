"""What was posted of a poll: what may be told of it as it stood when somebody published it, never changed again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from surveys.core.outcome import PublicOutcome


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice of a poll; a later number corrects the earlier ones, which stay.

    `until` is the last day on which objections are taken, in the compound's zone. `reason` says why an earlier notice is
    corrected; empty in the first. `digest`, SHA-256 in hex over what was posted, is printed on the notice. `outcome` is
    None where a release before 0.3 posted it: that told more than may be told, so it is kept and shown no more. `final`
    where every objection has its answer; none comes after it. `opened` is the digest of the rows that are published beside
    it, `head` the ledger's last checkpoint in them; empty where an earlier release posted it.
    """

    poll_id: int
    number: int
    published_at: datetime
    published_by: str
    until: date
    reason: str
    digest: str
    outcome: PublicOutcome | None
    final: bool = False
    opened: str = ""
    head: str = ""
