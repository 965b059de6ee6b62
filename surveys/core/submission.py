"""What a form says about itself: the page it was filled in on, what stood when that was made, and its repetitions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum

from surveys.core.ballot import Capacity, Revision
from surveys.core.errors import Problem, Rejected

_SUBMISSION = re.compile(r"([0-9A-Za-z-]{8,64})(?:\.([1-9][0-9]{0,5}))?")
_SEEN = re.compile(r"[0-9]{1,9}")


class Other(StrEnum):
    """What becomes of the ballot that a household cast as somebody else before: it goes, or both stand, of two people; or of
    this one, where staff had typed one in: it waits beside that."""

    WITHDRAW = "withdraw"
    KEEP = "keep"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Submission:
    """A page's own number, and which of the contents that were sent from it this is; 0 from a page without a script."""

    page: str
    attempt: int = 0

    @classmethod
    def read(cls, text: str) -> Submission:
        """The submission that `str` wrote. Raises `Rejected`: submission_unreadable."""
        found = _SUBMISSION.fullmatch(text)
        if not found:
            raise Rejected([Problem("submission_unreadable", "submission")])
        return cls(found[1], int(found[2] or 0))

    def __str__(self) -> str:
        return f"{self.page}.{self.attempt}" if self.attempt else self.page


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an act comes from: the submission, the revision of each capacity that the page showed (0 where there was none),
    the ballot that is being edited, and the answer where it had to be asked what becomes of that one."""

    submission: str
    seen: Mapping[Capacity, int] = field(default_factory=dict)
    editing: Capacity | None = None
    other: Other | None = None


def seen_text(seen: Mapping[Capacity, int]) -> str:
    """The revisions that a page was made from, as its forms carry them."""
    return ",".join(str(seen.get(capacity, 0)) for capacity in Capacity)


def read_seen(text: str) -> Mapping[Capacity, int]:
    """What `seen_text` wrote; nothing was seen where it is anything else."""
    parts = text.split(",")
    if len(parts) != len(Capacity) or not all(_SEEN.fullmatch(part) for part in parts):
        return {}
    return {capacity: int(part) for capacity, part in zip(Capacity, parts, strict=True)}


class Late(Enum):
    """A submission that came after a later one from its page: it may not bring the earlier answers back."""

    OVERTAKEN = "overtaken"


def repetition(
    history: Iterable[Revision], submission: Submission, capacity: Capacity, content: str
) -> Revision | Submission | Late:
    """What a submission is beside those from the same page: the revision that it already made, a new one under the number
    returned, or one that came too late.

    A number names its content: the same content is a repetition, however often it is sent; other content is a revision of
    its own, under a number of its own, and earlier content never comes back by itself.
    """
    mine = {Submission.read(kept.submission): kept for kept in history if of_page(kept, submission)}
    if not mine:
        return submission
    newest = max(mine, key=lambda sent: sent.attempt)
    if _says(mine[newest], capacity, content):
        return mine[newest]
    if submission.attempt > newest.attempt:
        return submission
    if submission.attempt == newest.attempt or not (
        submission.attempt or any(_says(k, capacity, content) for k in mine.values())
    ):
        return Submission(submission.page, newest.attempt + 1)
    return Late.OVERTAKEN


def of_page(kept: Revision, submission: Submission) -> bool:
    """Whether a revision was sent from the page that this submission comes from."""
    return kept.submission.partition(".")[0] == submission.page


def _says(kept: Revision, capacity: Capacity, content: str) -> bool:
    return (kept.capacity, kept.content) == (capacity, content)
